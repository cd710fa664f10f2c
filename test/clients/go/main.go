// Two Go clients of QMP against one monitor each: github.com/digitalocean/go-qemu and
// github.com/kata-containers/govmm. Prints what they saw, a line each.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/digitalocean/go-qemu/qmp"
	govmm "github.com/kata-containers/govmm/qemu"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

type nobody struct{}

func (nobody) V(int32) bool                          { return false }
func (nobody) Infof(string, ...interface{})          {}
func (nobody) Warningf(f string, v ...interface{})   { fmt.Printf("warning: "+f+"\n", v...) }
func (nobody) Errorf(f string, v ...interface{})     { fmt.Printf("error: "+f+"\n", v...) }

func main() {
	monitor, err := qmp.NewSocketMonitor("unix", os.Args[1], 5*time.Second)
	check(err)
	check(monitor.Connect())
	events, err := monitor.Events(context.Background())
	check(err)
	raw, err := monitor.Run([]byte(`{"execute": "query-status"}`))
	check(err)
	var status struct {
		Return struct{ Status string } `json:"return"`
	}
	check(json.Unmarshal(raw, &status))
	fmt.Println("go-qemu:", monitor.Version, status.Return.Status)

	ctx := context.Background()
	gone := make(chan struct{})
	told := make(chan govmm.QMPEvent, 100)
	other, version, err := govmm.QMPStart(ctx, os.Args[2], govmm.QMPConfig{Logger: nobody{}, EventCh: told}, gone)
	check(err)
	fmt.Printf("govmm: %d.%d.%d\n", version.Major, version.Minor, version.Micro)
	check(other.ExecuteQMPCapabilities(ctx))
	check(other.ExecuteStop(ctx))
	fmt.Println("go-qemu hears:", (<-events).Event)
	fmt.Println("govmm hears:", (<-told).Name)
	_, err = monitor.Run([]byte(`{"execute": "no-such-command"}`))
	fmt.Println("go-qemu is refused:", err)
	after, err := other.ExecuteQueryStatus(ctx)
	check(err)
	fmt.Println("govmm:", after.Status)
	cpus, err := other.ExecQueryCpusFast(ctx)
	check(err)
	fmt.Println("govmm: CPUs", len(cpus))
	check(other.ExecuteQuit(ctx))
	<-gone
	fmt.Println("govmm: gone")
}
