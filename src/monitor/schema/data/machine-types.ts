/** Types of all other commands and events. Notation: see ../notation.ts. */
export const MACHINE_TYPES = `
object StatusInfo(running: bool, singlestep: bool@a, status: StatusInfo.status)
object PrManagersInfo(id: str, connected: bool)
object XDebugBlockDirtyBitmapSha256Result(sha256: str)
object ChardevInfo(label: str, filename: str, frontend-open: bool)
object ChardevBackendsInfo(name: str)
object ChardevReturn(pty?: str)
object DumpQueryResult(status: DumpQueryResult.status, completed: int, total: int)
object DumpGuestMemoryCapabilityInfo(formats: [DumpGuestMemoryFormat])
object NetdevAdd(id: str, type: NetdevAdd.type) by type {
  nic: NetdevAdd/nic, passt: NetdevAdd/passt@d, user: NetdevAdd/user, tap: NetdevAdd/tap, l2tpv3: NetdevAdd/l2tpv3,
  socket: NetdevAdd/socket, stream: NetdevAdd/stream, dgram: NetdevAdd/dgram, vde: NetdevAdd/vde,
  bridge: NetdevAdd/bridge, hubport: NetdevAdd/hubport, netmap: NetdevAdd/netmap, -: Unbuilt.NetdevAdd.1@bcd,
  vhost-user: NetdevAdd/vhost-user, vhost-vdpa: NetdevAdd/vhost-vdpa, none
}
object RxFilterInfo(
  name: str, promiscuous: bool, -: Unbuilt.RxFilterInfo.1, -: Unbuilt.RxFilterInfo.2, -: Unbuilt.RxFilterInfo.3,
  multicast: RxState, unicast: RxState, vlan: RxState, broadcast-allowed: bool, multicast-overflow: bool,
  unicast-overflow: bool, main-mac: str, vlan-table: [int], unicast-table: [str], multicast-table: [str]
)
object RockerInfo(name: str, id: int, ports: int)
object RockerPortsInfo(
  name: str, enabled: bool, link-up: bool, speed: int, duplex: RockerPortsInfo.duplex,
  autoneg: RockerPortsInfo.autoneg
)
object RockerOfDpaFlowsInfo(
  cookie: int, hits: int, key: RockerOfDpaFlowsInfo.key, mask: RockerOfDpaFlowsInfo.mask,
  action: RockerOfDpaFlowsInfo.action
)
object RockerOfDpaGroupsInfo(
  id: int, type: int, vlan-id?: int, pport?: int, index?: int, out-pport?: int, group-id?: int, set-vlan-id?: int,
  pop-vlan?: int, group-ids?: [int], set-eth-src?: str, set-eth-dst?: str, ttl-check?: int
)
enum TpmModel { tpm-tis tpm-crb tpm-spapr }
enum TpmType { passthrough emulator }
object TpmInfo(id: str, model: TpmModel, options: TpmInfo.options)
object SetPassword(protocol: DisplayProtocol, password: str, connected?: SetPassword.connected) by protocol { vnc: SetPassword/vnc, spice }
object ExpirePassword(protocol: DisplayProtocol, time: str) by protocol { vnc: ExpirePassword/vnc, spice }
object SpiceInfo(
  enabled: bool, migrated: bool, host?: str, port?: int, tls-port?: int, auth?: str, compiled-version?: str,
  mouse-mode: SpiceInfo.mouse-mode, channels?: [SpiceChannel]
)
object VncInfo(
  enabled: bool, host?: str, family?: NetworkAddressFamily, service?: str, auth?: str, clients?: [VncClientInfo]
)
object VncServersInfo(
  id: str, server: [VncServersInfo.server], clients: [VncClientInfo], auth: VncPrimaryAuth,
  vencrypt?: VncVencryptSubAuth, display?: str
)
object MiceInfo(name: str, index: int, current: bool, absolute: bool)
object DisplayOptionsInfo(
  type: DisplayOptionsInfo.type, full-screen?: bool, window-close?: bool, show-cursor?: bool,
  gl?: DisplayOptionsInfo.gl
) by type {
  gtk: DisplayOptionsInfo/gtk, -: Unbuilt.DisplayOptionsInfo.1, curses: DisplayOptionsInfo/curses,
  egl-headless: DisplayOptionsInfo/egl-headless, dbus: DisplayOptionsInfo/dbus, sdl: DisplayOptionsInfo/sdl,
  default, none, spice-app
}
object DisplayReload(type: DisplayReload.type) by type { vnc: DisplayReload/vnc }
object DisplayUpdate(type: DisplayUpdate.type) by type { vnc: DisplayUpdate/vnc }
object MigrateInfo(
  status?: MigrationStatus, ram?: MigrateInfo.ram, disk?: MigrateInfo.ram@a, remaining?: int@d,
  vfio?: MigrateInfo.vfio, xbzrle-cache?: MigrateInfo.xbzrle-cache, total-time?: int, expected-downtime?: int,
  downtime?: int, setup-time?: int, cpu-throttle-percentage?: int, error-desc?: str, blocked-reasons?: [str],
  postcopy-blocktime?: int, postcopy-vcpu-blocktime?: [int], compression?: MigrateInfo.compression@a,
  postcopy-latency?: int@d!unstable, postcopy-latency-dist?: [int]@d!unstable,
  postcopy-vcpu-latency?: [int]@d!unstable, postcopy-non-vcpu-latency?: int@d!unstable,
  socket-address?: [NetdevAddr], dirty-limit-throttle-time-per-round?: int@bcd,
  dirty-limit-ring-full-time?: int@bcd
)
object MigrationCapabilityStatus(capability: MigrationCapabilityStatus.capability, state: bool)
object MigrationParameters(
  announce-initial?: uint64, announce-max?: uint64, announce-rounds?: uint64, announce-step?: uint64,
  compress-level?: uint8@a, compress-threads?: uint8@a, compress-wait-thread?: bool@a,
  decompress-threads?: uint8@a, throttle-trigger-threshold?: uint8, cpu-throttle-initial?: uint8,
  cpu-throttle-increment?: uint8, cpu-throttle-tailslow?: bool, tls-creds?: StrOrNull, tls-hostname?: StrOrNull,
  tls-authz?: StrOrNull, max-bandwidth?: uint64, avail-switchover-bandwidth?: uint64@bcd, downtime-limit?: uint64,
  x-checkpoint-delay?: uint32!unstable, block-incremental?: bool@a, multifd-channels?: uint8,
  xbzrle-cache-size?: uint64, max-postcopy-bandwidth?: uint64, max-cpu-throttle?: uint8,
  multifd-compression?: MigrationParameters.multifd-compression, multifd-zlib-level?: uint8,
  multifd-qatzip-level?: uint8@bcd, multifd-zstd-level?: uint8,
  block-bitmap-mapping?: [MigrationParameters.block-bitmap-mapping],
  x-vcpu-dirty-limit-period?: uint64@bcd!unstable, vcpu-dirty-limit?: uint64@bcd,
  mode?: MigrationParameters.mode@bcd, zero-page-detection?: MigrationParameters.zero-page-detection@bcd,
  direct-io?: bool@bcd, x-rdma-chunk-size?: uint64@d!unstable, cpr-exec-command?: [str]@d
)
object MigrateParametersInfo(
  announce-initial?: int, announce-max?: int, announce-rounds?: int, announce-step?: int, compress-level?: int@a,
  compress-threads?: int@a, compress-wait-thread?: bool@a, decompress-threads?: int@a,
  throttle-trigger-threshold?: int, cpu-throttle-initial?: int, cpu-throttle-increment?: int,
  cpu-throttle-tailslow?: bool, tls-creds?: str, tls-hostname?: str, tls-authz?: str, max-bandwidth?: int,
  avail-switchover-bandwidth?: int@bc, downtime-limit?: int, x-checkpoint-delay?: int!unstable,
  block-incremental?: bool@a, multifd-channels?: int, xbzrle-cache-size?: int, max-postcopy-bandwidth?: int,
  max-cpu-throttle?: int, multifd-compression?: MigrationParameters.multifd-compression, multifd-zlib-level?: int,
  multifd-qatzip-level?: int@bc, multifd-zstd-level?: int,
  block-bitmap-mapping?: [MigrationParameters.block-bitmap-mapping], x-vcpu-dirty-limit-period?: int@bc!unstable,
  vcpu-dirty-limit?: int@bc, mode?: MigrationParameters.mode@bc,
  zero-page-detection?: MigrationParameters.zero-page-detection@bc, direct-io?: bool@bc
)
object ClientMigrateInfo(protocol: str, hostname: str, port?: int64, tls-port?: int64, cert-subject?: str)
object XenReplicationStatusInfo(error: bool, desc?: str)
object ColoStatusInfo(mode: COLOMode, last-mode: COLOMode, reason: COLOExitReason)
object DirtyRateInfo(
  dirty-rate?: int, status: DirtyRateInfo.status, start-time: int, calc-time: int, calc-time-unit: TimeUnit@bcd,
  sample-pages: int, mode: DirtyRateMeasureMode, vcpu-dirty-rate?: [DirtyRateInfo.vcpu-dirty-rate]
)
object VcpuDirtyLimitInfo(cpu-index: int, limit-rate: int, current-rate: int)
object TraceEventGetStateResult(name: str, state: TraceEventGetStateResult.state, vcpu: bool@a)
object VersionInfo(qemu: VersionInfo.qemu, package: str)
object CommandsInfo(name: str)
object QmpSchemaInfo(name: str, meta-type: QmpSchemaInfo.meta-type, features?: [str]) by meta-type {
  builtin: QmpSchemaInfo/builtin, enum: QmpSchemaInfo/enum, array: QmpSchemaInfo/array,
  object: QmpSchemaInfo/object, alternate: QmpSchemaInfo/alternate, command: QmpSchemaInfo/command,
  event: QmpSchemaInfo/event
}
object ObjectPropertyInfo(name: str, type: str, description?: str, default-value?: any)
object QomListTypesResult(name: str, abstract?: bool, parent?: str)
object ObjectAdd(qom-type: ObjectAdd.qom-type, id: str) by qom-type {
  acpi-generic-initiator: ObjectAdd/acpi-generic-initiator@bcd, acpi-generic-port: ObjectAdd/acpi-generic-port@bcd,
  authz-list: ObjectAdd/authz-list, authz-listfile: ObjectAdd/authz-listfile, authz-pam: ObjectAdd/authz-pam,
  authz-simple: ObjectAdd/authz-simple, can-host-socketcan: ObjectAdd/can-host-socketcan,
  colo-compare: ObjectAdd/colo-compare, cryptodev-backend: CryptodevBackendProperties,
  cryptodev-backend-builtin: CryptodevBackendProperties, cryptodev-backend-lkcf: CryptodevBackendProperties,
  cryptodev-vhost-user: ObjectAdd/cryptodev-vhost-user, dbus-vmstate: ObjectAdd/dbus-vmstate,
  filter-buffer: ObjectAdd/filter-buffer, filter-dump: ObjectAdd/filter-dump,
  filter-mirror: ObjectAdd/filter-mirror, filter-redirector: ObjectAdd/filter-redirector,
  filter-replay: ObjectAdd/filter-replay, filter-rewriter: ObjectAdd/filter-rewriter, -: Unbuilt.ObjectAdd.1@d,
  input-barrier: ObjectAdd/input-barrier, input-linux: ObjectAdd/input-linux, iommufd: ObjectAdd/iommufd@bcd,
  iothread: ObjectAdd/iothread, main-loop: ObjectAdd/main-loop, memory-backend-epc: ObjectAdd/memory-backend-epc,
  memory-backend-file: ObjectAdd/memory-backend-file, memory-backend-memfd: ObjectAdd/memory-backend-memfd,
  memory-backend-ram: ObjectAdd/memory-backend-ram, memory-backend-shm: ObjectAdd/memory-backend-shm@bcd,
  monitor-hmp: ObjectAdd/monitor-hmp@d, monitor-qmp: ObjectAdd/monitor-qmp@d,
  pr-manager-helper: ObjectAdd/pr-manager-helper, qtest: ObjectAdd/qtest, rng-builtin: ObjectAdd/rng-builtin,
  rng-egd: ObjectAdd/rng-egd, rng-random: ObjectAdd/rng-random, secret: ObjectAdd/secret,
  secret_keyring: ObjectAdd/secret_keyring, sev-guest: ObjectAdd/sev-guest,
  sev-snp-guest: ObjectAdd/sev-snp-guest@bcd, tdx-guest: ObjectAdd/tdx-guest@d,
  thread-context: ObjectAdd/thread-context, throttle-group: ObjectAdd/throttle-group,
  tls-creds-anon: ObjectAdd/tls-creds-anon, tls-creds-psk: ObjectAdd/tls-creds-psk,
  tls-creds-x509: ObjectAdd/tls-creds-x509, tls-cipher-suites: ObjectAdd/tls-cipher-suites,
  x-remote-object: ObjectAdd/x-remote-object, x-vfio-user-server: ObjectAdd/x-vfio-user-server, can-bus, pef-guest,
  s390-pv-guest
}
object CpusFastInfo(
  cpu-index: int, qom-type: str@d, qom-path: str, thread-id: int, props?: CpuInstanceProperties,
  target: SysEmuTarget
) by target {
  s390x: CpusFastInfo/s390x, aarch64, alpha, arm, avr, cris@a, hexagon@d, hppa, i386, loongarch64, m68k,
  microblaze, microblazeel@abc, mips, mips64, mips64el, mipsel, nios2@a, or1k, ppc, ppc64, riscv32, riscv64, rx,
  sh4, sh4eb, sparc, sparc64, tricore, x86_64, xtensa, xtensaeb
}
object MachinesInfo(
  name: str, alias?: str, is-default?: bool, cpu-max: int, hotpluggable-cpus: bool, numa-mem-supported: bool,
  deprecated: bool, default-cpu-type?: str, default-ram-id?: str, acpi: bool@bcd,
  compat-props?: [MachinesInfo.compat-props]@bcd!unstable
)
object CurrentMachineInfo(wakeup-suspend-support: bool)
object TargetInfo(arch: SysEmuTarget)
object UuidInfo(UUID: str)
object VmGenerationIdInfo(guid: str)
object KvmInfo(enabled: bool, present: bool)
object MemdevInfo(
  id?: str, size: int, merge: bool, dump: bool, prealloc: bool, share: bool, reserve?: bool, host-nodes: [int],
  policy: HostMemPolicy
)
object HotpluggableCpusInfo(type: str, vcpus-count: int, props: CpuInstanceProperties, qom-path?: str)
object SetNumaNode(type: SetNumaNode.type) by type {
  node: SetNumaNode/node, dist: SetNumaNode/dist, cpu: SetNumaNode/cpu, hmat-lb: SetNumaNode/hmat-lb,
  hmat-cache: SetNumaNode/hmat-cache
}
object BalloonInfo(actual: int)
object MemorySizeSummaryInfo(base-memory: int, plugged-memory?: int)
object MemoryDevicesInfo(type: MemoryDevicesInfo.type) by type {
  dimm: PCDIMMDeviceInfoWrapper, nvdimm: PCDIMMDeviceInfoWrapper, virtio-pmem: MemoryDevicesInfo/virtio-pmem,
  virtio-mem: MemoryDevicesInfo/virtio-mem, sgx-epc: MemoryDevicesInfo/sgx-epc,
  hv-balloon: MemoryDevicesInfo/hv-balloon@bcd, sp-mem: MemoryDevicesInfo/sp-mem@d
}
object HumanReadableText(human-readable-text: str)
object CpuModelExpansionInfo(model: CpuModelInfo, deprecated-props?: [str]@d)
object CpuDefinitionsInfo(
  name: str, migration-safe?: bool, static: bool, unavailable-features?: [str], typename: str, alias-of?: str,
  deprecated: bool
)
object ReplayInfo(mode: ReplayInfo.mode, filename?: str, icount: int)
object YankInstance(type: YankInstance.type) by type { block-node: YankInstance/block-node, chardev: YankInstance/chardev, migration }
object NameInfo(name?: str)
object IothreadsInfo(
  id: str, thread-id: int, poll-max-ns: int, poll-grow: int, poll-shrink: int, poll-weight: int@d,
  aio-max-batch: int
)
object AddFdResult(fdset-id: int, fd: int)
object FdsetsInfo(fdset-id: int, fds: [FdsetsInfo.fds])
object CommandLineOptionsInfo(option: str, parameters: [CommandLineOptionsInfo.parameters])
object SevInfo@a(
  enabled: bool, api-major: int, api-minor: int, build-id: int, policy: int, state: SevInfo.state, handle: int
)
object SevInfo@bcd(
  enabled: bool, api-major: int, api-minor: int, build-id: int, state: SevInfo.state, sev-type: SevInfo.sev-type
) by sev-type { sev: SevInfo/sev, sev-snp: SevInfo/sev-snp }
object SevLaunchMeasureInfo(data: str)
object SevCapabilitiesInfo(pdh: str, cert-chain: str, cpu0-id: str, cbitpos: int, reduced-phys-bits: int)
object SevAttestationReportInfo(data: str)
object SgxInfo(
  sgx: bool, sgx1: bool, sgx2: bool, flc: bool, section-size: int@a!deprecated, sections: [SgxInfo.sections]
)
object AcpiOstInfo(device?: str, slot: str, slot-type: AcpiOstInfo.slot-type, source: int, status: int)
object PciInfo(bus: int, devices: [PciDeviceInfo])
object QueryStats(target: StatsTarget, providers?: [QueryStats.providers]) by target { vcpu: QueryStats/vcpu, vm, cryptodev@bcd }
object StatsInfo(provider: StatsProvider, qom-path?: str, stats: [StatsInfo.stats])
object StatsSchemasInfo(provider: StatsProvider, target: StatsTarget, stats: [StatsSchemasInfo.stats])
object XQueryVirtioResult(path: str, name: str)
object XQueryVirtioStatusResult(
  name: str, device-id: int, vhost-started: bool, device-endian: str, guest-features: VirtioDeviceFeatures,
  host-features: VirtioDeviceFeatures, backend-features: VirtioDeviceFeatures, num-vqs: int,
  status: XQueryVirtioStatusResult.status, isr: int, queue-sel: int, vm-running: bool, broken: bool,
  disabled: bool, use-started: bool, started: bool, start-on-kick: bool, disable-legacy-check: bool, bus-name: str,
  use-guest-notifier-mask: bool, vhost-dev?: XQueryVirtioStatusResult.vhost-dev
)
object XQueryVirtioQueueStatusResult(
  name: str, queue-index: int, inuse: int, vring-num: int, vring-num-default: int, vring-align: int,
  vring-desc: int, vring-avail: int, vring-used: int, last-avail-idx?: int, shadow-avail-idx?: int, used-idx: int,
  signalled-used: int, signalled-used-valid: bool
)
object XQueryVirtioVhostQueueStatusResult(
  name: str, kick: int, call: int, desc: int@abc, avail: int@abc, used: int@abc, num: int, desc-phys: int,
  desc-size: int, avail-phys: int, avail-size: int, used-phys: int, used-size: int
)
object XQueryVirtioQueueElementResult(
  name: str, index: int, descs: [XQueryVirtioQueueElementResult.descs],
  avail: XQueryVirtioQueueElementResult.avail, used: XQueryVirtioQueueElementResult.used
)
enum StatusInfo.status {
  debug inmigrate internal-error io-error paused postmigrate prelaunch finish-migrate restore-vm running save-vm
  shutdown suspended watchdog guest-panicked colo
}
enum ShutdownCause {
  none host-error host-qmp-quit host-qmp-system-reset host-signal host-ui guest-shutdown guest-reset guest-panic
  subsystem-reset snapshot-load
}
enum WatchdogAction { reset shutdown poweroff pause debug none inject-nmi }
enum SetAction.reboot { reset shutdown }
enum SetAction.shutdown { poweroff pause }
enum SetAction.panic { pause shutdown exit-failure none }
enum GuestPanicAction { pause poweroff run }
object GuestPanicInformation(type: GuestPanicInformation.type) by type {
  hyper-v: GuestPanicInformation/hyper-v, s390: GuestPanicInformation/s390, tdx: GuestPanicInformation/tdx@d,
  sev: GuestPanicInformation/sev@d
}
enum MEMORY_FAILURE.recipient { hypervisor guest }
enum MEMORY_FAILURE.action { ignore inject fatal reset }
object MEMORY_FAILURE.flags(action-required: bool, recursive: bool)
enum DataFormat { utf8 base64 }
object ChardevBackend(type: ChardevBackend.type) by type {
  file: ChardevBackend/file, serial: ChardevHostdevWrapper, parallel: ChardevHostdevWrapper,
  pipe: ChardevHostdevWrapper, socket: ChardevBackend/socket, udp: ChardevBackend/udp, pty: ChardevBackend/pty,
  null: ChardevBackend/pty@a, null: ChardevCommonWrapper@bcd, mux: ChardevBackend/mux,
  msmouse: ChardevBackend/pty@a, wctablet: ChardevBackend/pty@a, braille: ChardevBackend/pty@a,
  testdev: ChardevBackend/pty@a, hub: ChardevBackend/hub@bcd, msmouse: ChardevCommonWrapper@bcd,
  wctablet: ChardevCommonWrapper@bcd, braille: ChardevCommonWrapper@bcd, testdev: ChardevCommonWrapper@bcd,
  stdio: ChardevBackend/stdio, console: ChardevBackend/pty@a, spicevmc: ChardevBackend/spicevmc,
  spiceport: ChardevBackend/spiceport, qemu-vdagent: ChardevBackend/qemu-vdagent, dbus: ChardevBackend/dbus,
  vc: ChardevBackend/vc, ringbuf: ChardevRingbufWrapper, memory: ChardevRingbufWrapper
}
enum DumpGuestMemoryFormat {
  elf kdump-zlib kdump-lzo kdump-snappy kdump-raw-zlib@bcd kdump-raw-lzo@bcd kdump-raw-snappy@bcd
  win-dmp!allowed-by-guest@d
}
enum DumpQueryResult.status { none active completed failed }
enum NetdevAdd.type {
  none nic user tap l2tpv3 socket stream dgram vde bridge hubport netmap vhost-user vhost-vdpa passt@d
}
object NetdevAdd/nic(netdev?: str, macaddr?: str, model?: str, addr?: str, vectors?: uint32)
object NetdevAdd/user(
  hostname?: str, restrict?: bool, ipv4?: bool, ipv6?: bool, ip?: str, net?: str, host?: str, tftp?: str,
  bootfile?: str, dhcpstart?: str, dns?: str, dnssearch?: [NetdevAdd/user.dnssearch], domainname?: str,
  ipv6-prefix?: str, ipv6-prefixlen?: int64, ipv6-host?: str, ipv6-dns?: str, smb?: str, smbserver?: str,
  hostfwd?: [NetdevAdd/user.dnssearch]@abc, guestfwd?: [NetdevAdd/user.dnssearch]@abc,
  hostfwd?: [NetdevAdd/user.hostfwd]@d, guestfwd?: [NetdevAdd/user.guestfwd]@d, tftp-server-name?: str
)
object NetdevAdd/tap(
  ifname?: str, fd?: str, fds?: str, script?: str, downscript?: str, br?: str, helper?: str, sndbuf?: uint64,
  vnet_hdr?: bool, vhost?: bool, vhostfd?: str, vhostfds?: str, vhostforce?: bool, queues?: uint32,
  poll-us?: uint32
)
object NetdevAdd/l2tpv3(
  src: str, dst: str, srcport?: str, dstport?: str, ipv6?: bool, udp?: bool, cookie64?: bool, counter?: bool,
  pincounter?: bool, txcookie?: uint64, rxcookie?: uint64, txsession: uint32, rxsession?: uint32, offset?: uint32
)
object NetdevAdd/socket(fd?: str, listen?: str, connect?: str, mcast?: str, localaddr?: str, udp?: str)
object NetdevAdd/stream(addr: NetdevAddr, server?: bool, reconnect?: int64@bc!deprecated, reconnect-ms?: int64@bcd)
object NetdevAdd/dgram(local?: NetdevAddr, remote?: NetdevAddr)
object NetdevAdd/vde(sock?: str, port?: uint16, group?: str, mode?: uint16)
object NetdevAdd/bridge(br?: str, helper?: str)
object NetdevAdd/hubport(hubid: int32, netdev?: str)
object NetdevAdd/netmap(ifname: str, devname?: str)
object NetdevAdd/vhost-user(chardev: str, vhostforce?: bool, queues?: int64)
object NetdevAdd/vhost-vdpa(vhostdev?: str, vhostfd?: str, queues?: int64, x-svq?: bool!unstable)
enum RxState { normal none all }
enum RockerPortsInfo.duplex { half full }
enum RockerPortsInfo.autoneg { off on }
object RockerOfDpaFlowsInfo.key(
  priority: int, tbl-id: int, in-pport?: int, tunnel-id?: int, vlan-id?: int, eth-type?: int, eth-src?: str,
  eth-dst?: str, ip-proto?: int, ip-tos?: int, ip-dst?: str
)
object RockerOfDpaFlowsInfo.mask(
  in-pport?: int, tunnel-id?: int, vlan-id?: int, eth-src?: str, eth-dst?: str, ip-proto?: int, ip-tos?: int
)
object RockerOfDpaFlowsInfo.action(
  goto-tbl?: int, group-id?: int, tunnel-lport?: int, vlan-id?: int, new-vlan-id?: int, out-pport?: int
)
object TpmInfo.options(type: TpmType) by type { passthrough: TpmInfo.options/passthrough, emulator: TpmInfo.options/emulator }
enum DisplayProtocol { vnc spice }
enum SetPassword.connected { keep fail disconnect }
object SetPassword/vnc(display?: str)
object ExpirePassword/vnc(display?: str)
enum Screendump.format { ppm png }
enum SpiceInfo.mouse-mode { client server unknown }
object SpiceChannel(
  host: str, port: str, family: NetworkAddressFamily, connection-id: int, channel-type: int, channel-id: int,
  tls: bool
)
object SpiceBasicInfo(host: str, port: str, family: NetworkAddressFamily)
object SPICE_INITIALIZED.server(host: str, port: str, family: NetworkAddressFamily, auth?: str)
enum NetworkAddressFamily { ipv4 ipv6 unix vsock unknown }
object VncClientInfo(
  host: str, service: str, family: NetworkAddressFamily, websocket: bool, x509_dname?: str, sasl_username?: str
)
object VncServersInfo.server(
  host: str, service: str, family: NetworkAddressFamily, websocket: bool, auth: VncPrimaryAuth,
  vencrypt?: VncVencryptSubAuth
)
enum VncPrimaryAuth { none vnc ra2 ra2ne tight ultra tls vencrypt sasl }
enum VncVencryptSubAuth { plain tls-none x509-none tls-vnc x509-vnc tls-plain x509-plain tls-sasl x509-sasl }
object VncServerInfo2(host: str, service: str, family: NetworkAddressFamily, websocket: bool, auth?: str)
object VNC_CONNECTED.client(host: str, service: str, family: NetworkAddressFamily, websocket: bool)
object KeyValue(type: KeyValue.type) by type { number: KeyValue/number, qcode: KeyValue/qcode }
object InputSendEvent.events(type: InputSendEvent.events.type) by type {
  key: InputSendEvent.events/key, btn: InputSendEvent.events/btn, rel: InputMoveEventWrapper,
  abs: InputMoveEventWrapper, mtt: InputSendEvent.events/mtt@bcd
}
enum DisplayOptionsInfo.type { default none gtk sdl egl-headless curses spice-app dbus }
enum DisplayOptionsInfo.gl { off on core es }
object DisplayOptionsInfo/gtk(
  clipboard?: bool@d, grab-on-hover?: bool, zoom-to-fit?: bool, show-tabs?: bool, show-menubar?: bool,
  keep-aspect-ratio?: bool@d, scale?: number@d
)
object DisplayOptionsInfo/curses(charset?: str)
object DisplayOptionsInfo/egl-headless(rendernode?: str)
object DisplayOptionsInfo/dbus(rendernode?: str, addr?: str, p2p?: bool, audiodev?: str)
object DisplayOptionsInfo/sdl(grab-mod?: DisplayOptionsInfo/sdl.grab-mod)
enum DisplayReload.type { vnc }
object DisplayReload/vnc(tls-certs?: bool)
enum DisplayUpdate.type { vnc }
object DisplayUpdate/vnc(addresses?: [NetdevAddr])
enum MigrationStatus {
  none setup cancelling cancelled active postcopy-device@d postcopy-active postcopy-paused
  postcopy-recover-setup@bcd postcopy-recover completed failing@d failed colo pre-switchover device wait-unplug
}
object MigrateInfo.ram(
  transferred: int, remaining: int, total: int, duplicate: int, skipped: int@a, normal: int, normal-bytes: int,
  dirty-pages-rate: int, mbps: number, dirty-sync-count: int, postcopy-requests: int, page-size: int,
  multifd-bytes: int, pages-per-second: int, precopy-bytes: int, downtime-bytes: int, postcopy-bytes: int,
  dirty-sync-missed-zero-copy: int
)
object MigrateInfo.vfio(transferred: int)
object MigrateInfo.xbzrle-cache(
  cache-size: int, bytes: int, pages: int, cache-miss: int, cache-miss-rate: number, encoding-rate: number,
  overflow: int
)
object MigrateInfo.compression(
  pages: int, busy: int, busy-rate: number, compressed-size: int, compression-rate: number
)
enum MigrationCapabilityStatus.capability {
  xbzrle rdma-pin-all auto-converge zero-blocks@abc!deprecated@bc compress@a events postcopy-ram x-colo!unstable
  release-ram block@a return-path pause-before-switchover multifd dirty-bitmaps postcopy-blocktime
  late-block-activate x-ignore-shared!unstable validate-uuid background-snapshot zero-copy-send postcopy-preempt
  switchover-ack@bcd dirty-limit@bcd mapped-ram@bcd
}
enum MigrationParameters.multifd-compression { none zlib zstd }
object MigrationParameters.block-bitmap-mapping(
  node-name: str, alias: str, bitmaps: [MigrationParameters.block-bitmap-mapping.bitmaps]
)
enum COLOMode { none primary secondary }
enum COLOExitReason { none request error processing }
enum DirtyRateMeasureMode { page-sampling dirty-ring dirty-bitmap }
enum DirtyRateInfo.status { unstarted measuring measured }
object DirtyRateInfo.vcpu-dirty-rate(id: int, dirty-rate: int)
enum TraceEventGetStateResult.state { unavailable disabled enabled }
enum QmpCapabilities.enable { oob }
object VersionInfo.qemu(major: int, minor: int, micro: int)
enum QmpSchemaInfo.meta-type { builtin enum array object alternate command event }
object QmpSchemaInfo/builtin(json-type: QmpSchemaInfo/builtin.json-type)
object QmpSchemaInfo/enum(members: [QmpSchemaInfo/enum.members], values: [str]!deprecated)
object QmpSchemaInfo/array(element-type: str)
object QmpSchemaInfo/object(
  members: [QmpSchemaInfo/object.members], tag?: str, variants?: [QmpSchemaInfo/object.variants]
)
object QmpSchemaInfo/alternate(members: [QmpSchemaInfo/alternate.members])
object QmpSchemaInfo/command(arg-type: str, ret-type: str, allow-oob?: bool)
object QmpSchemaInfo/event(arg-type: str)
enum ObjectAdd.qom-type {
  acpi-generic-initiator@bcd acpi-generic-port@bcd authz-list authz-listfile authz-pam authz-simple can-bus
  can-host-socketcan colo-compare cryptodev-backend cryptodev-backend-builtin cryptodev-backend-lkcf
  cryptodev-vhost-user dbus-vmstate filter-buffer filter-dump filter-mirror filter-redirector filter-replay
  filter-rewriter input-barrier input-linux iommufd@bcd iothread main-loop memory-backend-epc memory-backend-file
  memory-backend-memfd memory-backend-ram memory-backend-shm@bcd monitor-hmp@d monitor-qmp@d pef-guest
  pr-manager-helper qtest rng-builtin rng-egd rng-random secret secret_keyring sev-guest sev-snp-guest@bcd
  thread-context s390-pv-guest tdx-guest@d throttle-group tls-creds-anon tls-creds-psk tls-creds-x509
  tls-cipher-suites x-remote-object!unstable x-vfio-user-server!unstable
}
object ObjectAdd/authz-list(policy?: QAuthZListPolicy, rules?: [ObjectAdd/authz-list.rules])
object ObjectAdd/authz-listfile(filename: str, refresh?: bool)
object ObjectAdd/authz-pam(service: str)
object ObjectAdd/authz-simple(identity: str)
object ObjectAdd/can-host-socketcan(if: str, canbus: str)
object ObjectAdd/colo-compare(
  primary_in: str, secondary_in: str, outdev: str, iothread: str, notify_dev?: str, compare_timeout?: uint64,
  expired_scan_cycle?: uint32, max_queue_size?: uint32, vnet_hdr_support?: bool
)
object CryptodevBackendProperties(queues?: uint32, throttle-bps?: uint64@bcd, throttle-ops?: uint64@bcd)
object ObjectAdd/cryptodev-vhost-user(
  queues?: uint32, throttle-bps?: uint64@bcd, throttle-ops?: uint64@bcd, chardev: str
)
object ObjectAdd/dbus-vmstate(addr: str, id-list?: str)
object ObjectAdd/filter-buffer(
  netdev: str, queue?: NetFilterDirection, status?: str, position?: str, insert?: NetfilterInsert, interval: uint32
)
object ObjectAdd/filter-dump(
  netdev: str, queue?: NetFilterDirection, status?: str, position?: str, insert?: NetfilterInsert, file: str,
  maxlen?: uint32
)
object ObjectAdd/filter-mirror(
  netdev: str, queue?: NetFilterDirection, status?: str, position?: str, insert?: NetfilterInsert, outdev: str,
  vnet_hdr_support?: bool
)
object ObjectAdd/filter-redirector(
  netdev: str, queue?: NetFilterDirection, status?: str, position?: str, insert?: NetfilterInsert, indev?: str,
  outdev?: str, vnet_hdr_support?: bool
)
object ObjectAdd/filter-replay(
  netdev: str, queue?: NetFilterDirection, status?: str, position?: str, insert?: NetfilterInsert
)
object ObjectAdd/filter-rewriter(
  netdev: str, queue?: NetFilterDirection, status?: str, position?: str, insert?: NetfilterInsert,
  vnet_hdr_support?: bool
)
object ObjectAdd/input-barrier(
  name: str, server?: str, port?: str, x-origin?: str, y-origin?: str, width?: str, height?: str
)
object ObjectAdd/input-linux(
  evdev: str, grab_all?: bool, repeat?: bool, grab-toggle?: ObjectAdd/input-linux.grab-toggle
)
object ObjectAdd/iothread(
  aio-max-batch?: int64, thread-pool-min?: int64, thread-pool-max?: int64, poll-max-ns?: int64, poll-grow?: int64,
  poll-shrink?: int64, poll-weight?: int64@d
)
object ObjectAdd/main-loop(aio-max-batch?: int64, thread-pool-min?: int64, thread-pool-max?: int64)
object ObjectAdd/memory-backend-epc(
  dump?: bool, host-nodes?: [uint16], merge?: bool, policy?: HostMemPolicy, prealloc?: bool,
  prealloc-threads?: uint32, prealloc-context?: str, share?: bool, reserve?: bool, size: uint64,
  x-use-canonical-path-for-ramblock-id?: bool
)
object ObjectAdd/memory-backend-file(
  dump?: bool, host-nodes?: [uint16], merge?: bool, policy?: HostMemPolicy, prealloc?: bool,
  prealloc-threads?: uint32, prealloc-context?: str, share?: bool, reserve?: bool, size: uint64,
  x-use-canonical-path-for-ramblock-id?: bool, align?: uint64, offset?: uint64@bcd, discard-data?: bool,
  mem-path: str, pmem?: bool, readonly?: bool, rom?: OnOffAuto@bcd
)
object ObjectAdd/memory-backend-memfd(
  dump?: bool, host-nodes?: [uint16], merge?: bool, policy?: HostMemPolicy, prealloc?: bool,
  prealloc-threads?: uint32, prealloc-context?: str, share?: bool, reserve?: bool, size: uint64,
  x-use-canonical-path-for-ramblock-id?: bool, hugetlb?: bool, hugetlbsize?: uint64, seal?: bool
)
object ObjectAdd/memory-backend-ram(
  dump?: bool, host-nodes?: [uint16], merge?: bool, policy?: HostMemPolicy, prealloc?: bool,
  prealloc-threads?: uint32, prealloc-context?: str, share?: bool, reserve?: bool, size: uint64,
  x-use-canonical-path-for-ramblock-id?: bool
)
object ObjectAdd/pr-manager-helper(path: str)
object ObjectAdd/qtest(chardev: str, log?: str)
object ObjectAdd/rng-builtin(opened?: bool!deprecated)
object ObjectAdd/rng-egd(opened?: bool!deprecated, chardev: str)
object ObjectAdd/rng-random(opened?: bool!deprecated, filename?: str)
object ObjectAdd/secret(
  loaded?: bool@a!deprecated, format?: QCryptoSecretFormat, keyid?: str, iv?: str, data?: str, file?: str
)
object ObjectAdd/secret_keyring(
  loaded?: bool@a!deprecated, format?: QCryptoSecretFormat, keyid?: str, iv?: str, serial: int32
)
object ObjectAdd/sev-guest(
  sev-device?: str, cbitpos?: uint32@bcd, reduced-phys-bits: uint32@bcd, kernel-hashes?: bool@bcd,
  dh-cert-file?: str, session-file?: str, policy?: uint32, handle?: uint32, cbitpos?: uint32@a,
  reduced-phys-bits: uint32@a, kernel-hashes?: bool@a, legacy-vm-type?: OnOffAuto@bcd
)
object ObjectAdd/thread-context(cpu-affinity?: [uint16], node-affinity?: [uint16])
object ObjectAdd/throttle-group(
  limits?: ObjectAdd/throttle-group.limits, x-iops-total?: int64!unstable, x-iops-total-max?: int64!unstable,
  x-iops-total-max-length?: int64!unstable, x-iops-read?: int64!unstable, x-iops-read-max?: int64!unstable,
  x-iops-read-max-length?: int64!unstable, x-iops-write?: int64!unstable, x-iops-write-max?: int64!unstable,
  x-iops-write-max-length?: int64!unstable, x-bps-total?: int64!unstable, x-bps-total-max?: int64!unstable,
  x-bps-total-max-length?: int64!unstable, x-bps-read?: int64!unstable, x-bps-read-max?: int64!unstable,
  x-bps-read-max-length?: int64!unstable, x-bps-write?: int64!unstable, x-bps-write-max?: int64!unstable,
  x-bps-write-max-length?: int64!unstable, x-iops-size?: int64!unstable
)
object ObjectAdd/tls-creds-anon(
  verify-peer?: bool, dir?: str, endpoint?: QCryptoTLSCredsEndpoint, priority?: str, loaded?: bool@a!deprecated
)
object ObjectAdd/tls-creds-psk(
  verify-peer?: bool, dir?: str, endpoint?: QCryptoTLSCredsEndpoint, priority?: str, loaded?: bool@a!deprecated,
  username?: str
)
object ObjectAdd/tls-creds-x509(
  verify-peer?: bool, dir?: str, endpoint?: QCryptoTLSCredsEndpoint, priority?: str, loaded?: bool@a!deprecated,
  sanity-check?: bool, passwordid?: str
)
object ObjectAdd/tls-cipher-suites(
  verify-peer?: bool, dir?: str, endpoint?: QCryptoTLSCredsEndpoint, priority?: str
)
object ObjectAdd/x-remote-object(fd: str, devid: str)
object ObjectAdd/x-vfio-user-server(socket: NetdevAddr, device: str)
object CpuInstanceProperties(
  node-id?: int, drawer-id?: int@bcd, book-id?: int@bcd, socket-id?: int, die-id?: int, cluster-id?: int,
  module-id?: int@bcd, core-id?: int, thread-id?: int
)
enum SysEmuTarget {
  aarch64 alpha arm avr cris@a hexagon@d hppa i386 loongarch64 m68k microblaze microblazeel@abc mips mips64
  mips64el mipsel nios2@a or1k ppc ppc64 riscv32 riscv64 rx s390x sh4 sh4eb sparc sparc64 tricore x86_64 xtensa
  xtensaeb
}
object CpusFastInfo/s390x(
  cpu-state: CpusFastInfo/s390x.cpu-state, dedicated?: bool@bcd, entitlement?: CpuS390Entitlement@bcd
)
enum HostMemPolicy { default preferred bind interleave }
enum SetNumaNode.type { node dist cpu hmat-lb hmat-cache }
object SetNumaNode/node(nodeid?: uint16, cpus?: [uint16], mem?: uint64, memdev?: str, initiator?: uint16)
object SetNumaNode/dist(src: uint16, dst: uint16, val: uint8)
object SetNumaNode/cpu(
  node-id?: int64, drawer-id?: int64@bcd, book-id?: int64@bcd, socket-id?: int64, die-id?: int64,
  cluster-id?: int64, module-id?: int64@bcd, core-id?: int64, thread-id?: int64
)
object SetNumaNode/hmat-lb(
  initiator: uint16, target: uint16, hierarchy: SetNumaNode/hmat-lb.hierarchy,
  data-type: SetNumaNode/hmat-lb.data-type, latency?: uint64, bandwidth?: uint64
)
object SetNumaNode/hmat-cache(
  node-id: uint32, size: uint64, level: uint8, associativity: SetNumaNode/hmat-cache.associativity,
  policy: SetNumaNode/hmat-cache.policy, line: uint16
)
enum MemoryDevicesInfo.type { dimm nvdimm virtio-pmem virtio-mem sgx-epc hv-balloon@bcd sp-mem@d }
object PCDIMMDeviceInfoWrapper(data: PCDIMMDeviceInfoWrapper.data)
object MemoryDevicesInfo/virtio-pmem(data: MemoryDevicesInfo/virtio-pmem.data)
object MemoryDevicesInfo/virtio-mem(data: MemoryDevicesInfo/virtio-mem.data)
object MemoryDevicesInfo/sgx-epc(data: MemoryDevicesInfo/sgx-epc.data)
enum QueryCpuModelExpansion.type { static full }
object CpuModelInfo(name: str, props?: any)
enum ReplayInfo.mode { none record play }
enum YankInstance.type { block-node chardev migration }
object YankInstance/block-node(node-name: str)
object YankInstance/chardev(id: str)
object FdsetsInfo.fds(fd: int, opaque?: str)
object CommandLineOptionsInfo.parameters(
  name: str, type: CommandLineOptionsInfo.parameters.type, help?: str, default?: str
)
enum SevInfo.state { uninit launch-update launch-secret running send-update receive-update }
object SgxInfo.sections(node: int, size: int)
enum AcpiOstInfo.slot-type { DIMM CPU }
object PciDeviceInfo(
  bus: int, slot: int, function: int, class_info: PciDeviceInfo.class_info, id: PciDeviceInfo.id, irq?: int,
  irq_pin: int, qdev_id: str, pci_bridge?: PciDeviceInfo.pci_bridge, regions: [PciDeviceInfo.regions]
)
enum StatsTarget { vm vcpu cryptodev@bcd }
object QueryStats.providers(provider: StatsProvider, names?: [str])
object QueryStats/vcpu(vcpus?: [str])
enum StatsProvider { kvm cryptodev@bcd }
object StatsInfo.stats(name: str, value: StatsValue)
object StatsSchemasInfo.stats(
  name: str, type: StatsSchemasInfo.stats.type, unit?: StatsSchemasInfo.stats.unit, base?: int, exponent: int,
  bucket-size?: int
)
object VirtioDeviceFeatures(
  transports: [str], dev-features?: [str], unknown-dev-features?: int, unknown-dev-features2?: int@d
)
object XQueryVirtioStatusResult.status(statuses: [str], unknown-statuses?: int)
object XQueryVirtioStatusResult.vhost-dev(
  n-mem-sections: int, n-tmp-sections: int, nvqs: int, vq-index: int, features: VirtioDeviceFeatures,
  acked-features: VirtioDeviceFeatures, backend-features: VirtioDeviceFeatures@abc,
  protocol-features: XQueryVirtioStatusResult.vhost-dev.protocol-features, max-queues: int, backend-cap: int,
  log-enabled: bool, log-size: int
)
object XQueryVirtioQueueElementResult.descs(addr: int, len: int, flags: [str])
object XQueryVirtioQueueElementResult.avail(flags: int, idx: int, ring: int)
object XQueryVirtioQueueElementResult.used(flags: int, idx: int)
enum GuestPanicInformation.type { hyper-v s390 tdx@d sev@d }
object GuestPanicInformation/hyper-v(arg1: int, arg2: int, arg3: int, arg4: int, arg5: int)
object GuestPanicInformation/s390(
  core: int, psw-mask: int, psw-addr: int, reason: GuestPanicInformation/s390.reason
)
enum ChardevBackend.type {
  file serial parallel pipe socket udp pty null mux hub@bcd msmouse wctablet braille testdev stdio console@a
  spicevmc spiceport qemu-vdagent dbus vc ringbuf memory!deprecated@bcd
}
object ChardevBackend/file(data: ChardevBackend/file.data)
object ChardevHostdevWrapper(data: ChardevHostdevWrapper.data)
object ChardevBackend/socket(data: ChardevBackend/socket.data)
object ChardevBackend/udp(data: ChardevBackend/udp.data)
object ChardevBackend/pty(data: ChardevBackend/pty.data)
object ChardevBackend/mux(data: ChardevBackend/mux.data)
object ChardevBackend/stdio(data: ChardevBackend/stdio.data)
object ChardevBackend/spicevmc(data: ChardevBackend/spicevmc.data)
object ChardevBackend/spiceport(data: ChardevBackend/spiceport.data)
object ChardevBackend/qemu-vdagent(data: ChardevBackend/qemu-vdagent.data)
object ChardevBackend/dbus(data: ChardevBackend/dbus.data)
object ChardevBackend/vc(data: ChardevBackend/vc.data)
object ChardevRingbufWrapper(data: ChardevRingbufWrapper.data)
object TpmInfo.options/passthrough(data: TpmInfo.options/passthrough.data)
object TpmInfo.options/emulator(data: TpmInfo.options/emulator.data)
enum KeyValue.type { number qcode }
object KeyValue/number(data: int64)
object KeyValue/qcode(data: KeyValue/qcode.data)
enum InputSendEvent.events.type { key btn rel abs mtt@bcd }
object InputSendEvent.events/key(data: InputSendEvent.events/key.data)
object InputSendEvent.events/btn(data: InputSendEvent.events/btn.data)
object InputMoveEventWrapper(data: InputMoveEventWrapper.data)
enum DisplayOptionsInfo/sdl.grab-mod { lctrl-lalt lshift-lctrl-lalt rctrl }
object MigrationParameters.block-bitmap-mapping.bitmaps(
  name: str, alias: str, transform?: MigrationParameters.block-bitmap-mapping.bitmaps.transform
)
enum QmpSchemaInfo/builtin.json-type { string number int boolean null object array value }
object QmpSchemaInfo/enum.members(name: str, features?: [str])
object QmpSchemaInfo/object.members(name: str, type: str, default?: any, features?: [str])
object QmpSchemaInfo/object.variants(case: str, type: str)
object QmpSchemaInfo/alternate.members(type: str)
enum QAuthZListPolicy { deny allow }
object ObjectAdd/authz-list.rules(match: str, policy: QAuthZListPolicy, format?: ObjectAdd/authz-list.rules.format)
enum NetFilterDirection { all rx tx }
enum NetfilterInsert { before behind }
enum ObjectAdd/input-linux.grab-toggle { ctrl-ctrl alt-alt shift-shift meta-meta scrolllock ctrl-scrolllock }
enum QCryptoSecretFormat { raw base64 }
object ObjectAdd/throttle-group.limits(
  iops-total?: int64, iops-total-max?: int64, iops-total-max-length?: int64, iops-read?: int64,
  iops-read-max?: int64, iops-read-max-length?: int64, iops-write?: int64, iops-write-max?: int64,
  iops-write-max-length?: int64, bps-total?: int64, bps-total-max?: int64, bps-total-max-length?: int64,
  bps-read?: int64, bps-read-max?: int64, bps-read-max-length?: int64, bps-write?: int64, bps-write-max?: int64,
  bps-write-max-length?: int64, iops-size?: int64
)
enum QCryptoTLSCredsEndpoint { client server }
enum CpusFastInfo/s390x.cpu-state { uninitialized stopped check-stop operating load }
enum SetNumaNode/hmat-lb.hierarchy { memory first-level second-level third-level }
enum SetNumaNode/hmat-lb.data-type {
  access-latency read-latency write-latency access-bandwidth read-bandwidth write-bandwidth
}
enum SetNumaNode/hmat-cache.associativity { none direct complex }
enum SetNumaNode/hmat-cache.policy { none write-back write-through }
object PCDIMMDeviceInfoWrapper.data(
  id?: str, addr: int, size: int, slot: int, node: int, memdev: str, hotplugged: bool, hotpluggable: bool
)
object MemoryDevicesInfo/virtio-pmem.data(id?: str, memaddr: int, size: int, memdev: str)
object MemoryDevicesInfo/virtio-mem.data(
  id?: str, memaddr: int, requested-size: int, size: int, max-size: int, block-size: int, node: int, memdev: str
)
object MemoryDevicesInfo/sgx-epc.data(id?: str, memaddr: int, size: int, node: int, memdev: str)
enum CommandLineOptionsInfo.parameters.type { string boolean number size }
object PciDeviceInfo.class_info(desc?: str, class: int)
object PciDeviceInfo.id(device: int, vendor: int, subsystem?: int, subsystem-vendor?: int)
object PciDeviceInfo.pci_bridge(bus: PciDeviceInfo.pci_bridge.bus, devices?: [PciDeviceInfo])
object PciDeviceInfo.regions(bar: int, type: str, address: int, size: int, prefetch?: bool, mem_type_64?: bool)
alternate StatsValue { int | bool | [int] }
enum StatsSchemasInfo.stats.type { cumulative instant peak linear-histogram log2-histogram }
enum StatsSchemasInfo.stats.unit { bytes seconds cycles boolean }
object XQueryVirtioStatusResult.vhost-dev.protocol-features(protocols: [str], unknown-protocols?: int)
enum GuestPanicInformation/s390.reason { unknown disabled-wait extint-loop pgmint-loop opint-loop }
object ChardevBackend/file.data(
  logfile?: str, logappend?: bool, logtimestamp?: bool@d, in?: str, out: str, append?: bool
)
object ChardevHostdevWrapper.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, device: str)
object ChardevBackend/socket.data(
  logfile?: str, logappend?: bool, logtimestamp?: bool@d, addr: SocketAddress, tls-creds?: str, tls-authz?: str,
  server?: bool, wait?: bool, nodelay?: bool, telnet?: bool, tn3270?: bool, websocket?: bool,
  reconnect?: int64@abc!deprecated@bc, reconnect-ms?: int64@bcd
)
object ChardevBackend/udp.data(
  logfile?: str, logappend?: bool, logtimestamp?: bool@d, remote: SocketAddress, local?: SocketAddress
)
object ChardevBackend/pty.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, path?: str@bcd)
object ChardevBackend/mux.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, chardev: str)
object ChardevBackend/stdio.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, signal?: bool)
object ChardevBackend/spicevmc.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, type: str)
object ChardevBackend/spiceport.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, fqdn: str)
object ChardevBackend/qemu-vdagent.data(
  logfile?: str, logappend?: bool, logtimestamp?: bool@d, mouse?: bool, clipboard?: bool
)
object ChardevBackend/dbus.data(
  logfile?: str, logappend?: bool, logtimestamp?: bool@d, name: str, encoding?: ChardevBackend/dbus.data.encoding@d
)
object ChardevBackend/vc.data(
  logfile?: str, logappend?: bool, logtimestamp?: bool@d, width?: int64, height?: int64, cols?: int64,
  rows?: int64, encoding?: ChardevBackend/dbus.data.encoding@d
)
object ChardevRingbufWrapper.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, size?: int64)
object TpmInfo.options/passthrough.data(path?: str, cancel-path?: str)
object TpmInfo.options/emulator.data(chardev: str)
enum KeyValue/qcode.data {
  unmapped shift shift_r alt alt_r ctrl ctrl_r menu esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab q w e r t y u
  i o p bracket_left bracket_right ret a s d f g h j k l semicolon apostrophe grave_accent backslash z x c v b n m
  comma dot slash asterisk spc caps_lock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 num_lock scroll_lock kp_divide kp_multiply
  kp_subtract kp_add kp_enter kp_decimal sysrq kp_0 kp_1 kp_2 kp_3 kp_4 kp_5 kp_6 kp_7 kp_8 kp_9 less f11 f12 print
  home pgup pgdn end left up down right insert delete stop again props undo front copy open paste find cut lf help
  meta_l meta_r compose pause ro hiragana henkan yen muhenkan katakanahiragana kp_comma kp_equals power sleep wake
  audionext audioprev audiostop audioplay audiomute volumeup volumedown mediaselect mail calculator computer
  ac_home ac_back ac_forward ac_refresh ac_bookmarks lang1 lang2 f13@bcd f14@bcd f15@bcd f16@bcd f17@bcd f18@bcd
  f19@bcd f20@bcd f21@bcd f22@bcd f23@bcd f24@bcd
}
object InputSendEvent.events/key.data(key: KeyValue, down: bool)
object InputSendEvent.events/btn.data(button: InputSendEvent.events/btn.data.button, down: bool)
object InputMoveEventWrapper.data(axis: InputAxis, value: int64)
object MigrationParameters.block-bitmap-mapping.bitmaps.transform(persistent?: bool)
enum ObjectAdd/authz-list.rules.format { exact glob }
object PciDeviceInfo.pci_bridge.bus(
  number: int, secondary: int, subordinate: int, io_range: PciDeviceInfo.pci_bridge.bus.io_range,
  memory_range: PciDeviceInfo.pci_bridge.bus.io_range, prefetchable_range: PciDeviceInfo.pci_bridge.bus.io_range
)
enum InputSendEvent.events/btn.data.button {
  left middle right wheel-up wheel-down side extra wheel-left wheel-right touch@bcd
}
enum InputAxis { x y }
object PciDeviceInfo.pci_bridge.bus.io_range(base: int, limit: int)
object RequestEbpfResult(object: str)
object MigrationthreadsInfo(name: str, thread-id: int)
object HvBalloonInfo(committed: int, available: int)
object XenEventListResult(
  port: int, vcpu: int, type: XenEventListResult.type, remote-domain: str, target: int, pending: bool, masked: bool
)
object AudiodevsInfo(id: str, driver: AudiodevsInfo.driver, timer-period?: int) by driver {
  none: AudiodevGenericOptions, alsa: AudiodevsInfo/alsa, -: Unbuilt.AudiodevsInfo.1, dbus: AudiodevsInfo/dbus,
  -: Unbuilt.AudiodevsInfo.2, jack: AudiodevsInfo/jack, oss: AudiodevsInfo/oss, pa: AudiodevsInfo/pa,
  pipewire: AudiodevsInfo/pipewire, sdl: AudiodevsInfo/sdl, spice: AudiodevGenericOptions,
  -: Unbuilt.AudiodevsInfo.3, wav: AudiodevsInfo/wav
}
object CryptodevInfo(id: str, service: [CryptodevInfo.service], client: [CryptodevInfo.client])
object BlockJobsInfo/mirror(actively-synced: bool)
enum RequestEbpf.id { rss }
enum MigrationParameters.mode { normal cpr-reboot cpr-transfer cpr-exec@d }
enum MigrationParameters.zero-page-detection { none legacy multifd }
object MigrationChannel(channel-type: MigrationChannel.channel-type, addr: MigrationChannel.addr)
enum TimeUnit { second millisecond }
object ObjectAdd/acpi-generic-initiator(pci-dev: str, node: uint32)
object ObjectAdd/acpi-generic-port(pci-bus: str, node: uint32)
object ObjectAdd/iommufd(fd?: str)
object ObjectAdd/memory-backend-shm(
  dump?: bool, host-nodes?: [uint16], merge?: bool, policy?: HostMemPolicy, prealloc?: bool,
  prealloc-threads?: uint32, prealloc-context?: str, share?: bool, reserve?: bool, size: uint64,
  x-use-canonical-path-for-ramblock-id?: bool
)
object ObjectAdd/sev-snp-guest(
  sev-device?: str, cbitpos?: uint32, reduced-phys-bits: uint32, kernel-hashes?: bool, policy?: uint64,
  guest-visible-workarounds?: str, id-block?: str, id-auth?: str, author-key-enabled?: bool, host-data?: str,
  vcek-disabled?: bool
)
object MachinesInfo.compat-props(qom-type: str, property: str, value: str)
object MemoryDevicesInfo/hv-balloon(data: MemoryDevicesInfo/hv-balloon.data)
enum SevInfo.sev-type { sev sev-snp }
object SevInfo/sev(policy: int, handle: int)
object SevInfo/sev-snp(snp-policy: int)
enum XenEventListResult.type { closed unbound interdomain pirq virq ipi }
enum AudiodevsInfo.driver { none alsa dbus jack oss pa pipewire sdl spice wav }
object AudiodevGenericOptions(in?: AudiodevPerDirectionOptions, out?: AudiodevPerDirectionOptions)
object AudiodevsInfo/alsa(in?: AudiodevsInfo/alsa.in, out?: AudiodevsInfo/alsa.in, threshold?: int)
object AudiodevsInfo/dbus(in?: AudiodevPerDirectionOptions, out?: AudiodevPerDirectionOptions, nsamples?: int)
object AudiodevsInfo/jack(in?: AudiodevsInfo/jack.in, out?: AudiodevsInfo/jack.in)
object AudiodevsInfo/oss(
  in?: AudiodevsInfo/oss.in, out?: AudiodevsInfo/oss.in, try-mmap?: bool, exclusive?: bool, dsp-policy?: int
)
object AudiodevsInfo/pa(in?: AudiodevsInfo/pa.in, out?: AudiodevsInfo/pa.in, server?: str)
object AudiodevsInfo/pipewire(in?: AudiodevsInfo/pipewire.in, out?: AudiodevsInfo/pipewire.in)
object AudiodevsInfo/sdl(in?: AudiodevsInfo/sdl.in, out?: AudiodevsInfo/sdl.in)
object AudiodevsInfo/wav(in?: AudiodevPerDirectionOptions, out?: AudiodevPerDirectionOptions, path?: str)
enum VFIO_MIGRATION.device-state {
  stop running stop-copy resuming running-p2p pre-copy pre-copy-p2p pre-copy-p2p-prepare@d
}
enum CryptodevInfo.service { cipher hash mac aead akcipher }
object CryptodevInfo.client(queue: int, type: CryptodevInfo.client.type)
enum CxlEventLog { informational warning failure fatal }
object CxlInjectUncorrectableErrors.errors(type: CxlInjectUncorrectableErrors.errors.type, header: [uint32])
enum CxlInjectCorrectableError.type {
  cache-data-ecc mem-data-ecc crc-threshold retry-threshold cache-poison-received mem-poison-received physical
}
enum CxlAddDynamicCapacity.selection-policy { free contiguous prescriptive enable-shared-access }
object CxlDynamicCapacityExtent(offset: uint64, len: uint64)
enum CxlReleaseDynamicCapacity.removal-policy { tag-based prescriptive }
object ChardevCommonWrapper(data: ChardevCommonWrapper.data)
object ChardevBackend/hub(data: ChardevBackend/hub.data)
object FdSocketAddress(str: str)
object InputSendEvent.events/mtt(data: InputSendEvent.events/mtt.data)
enum MigrationChannel.channel-type { main cpr }
object MigrationChannel.addr(transport: MigrationChannel.addr.transport) by transport {
  socket: NetdevAddr, exec: MigrationChannel.addr/exec, rdma: InetSocketAddress, file: MigrationChannel.addr/file
}
enum CpuS390Entitlement { auto low medium high }
object MemoryDevicesInfo/hv-balloon.data(id?: str, memaddr?: int, max-size: int, memdev?: str)
object AudiodevPerDirectionOptions(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int
)
object AudiodevsInfo/alsa.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, dev?: str, period-length?: int, try-poll?: bool
)
object AudiodevsInfo/jack.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, server-name?: str, client-name?: str, connect-ports?: str, start-server?: bool,
  exact-name?: bool
)
object AudiodevsInfo/oss.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, dev?: str, buffer-count?: int, try-poll?: bool
)
object AudiodevsInfo/pa.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, name?: str, stream-name?: str, latency?: int
)
object AudiodevsInfo/pipewire.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, name?: str, stream-name?: str, latency?: int
)
object AudiodevsInfo/sdl.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, buffer-count?: int
)
enum CryptodevInfo.client.type { builtin vhost-user lkcf }
enum CxlInjectUncorrectableErrors.errors.type {
  cache-data-parity cache-address-parity cache-be-parity cache-data-ecc mem-data-parity mem-address-parity
  mem-be-parity mem-data-ecc reinit-threshold rsvd-encoding poison-received receiver-overflow internal cxl-ide-tx
  cxl-ide-rx
}
object ImageInfo.format-specific/file(data: ImageInfo.format-specific/file.data)
object QcryptoBlockInfo/luks-any(key-secret: str)
object ChardevCommonWrapper.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d)
object ChardevBackend/hub.data(logfile?: str, logappend?: bool, logtimestamp?: bool@d, chardevs: [str])
object InputSendEvent.events/mtt.data(
  type: InputSendEvent.events/mtt.data.type, slot: int64, tracking-id: int64, axis: InputAxis, value: int64
)
enum MigrationChannel.addr.transport { socket exec rdma file }
object MigrationChannel.addr/exec(args: [str])
object MigrationChannel.addr/file(filename: str, offset: uint64)
enum AudioFormat { u8 s8 u16 s16 u32 s32 f32 }
object ImageInfo.format-specific/file.data(extent-size-hint?: int)
enum InputSendEvent.events/mtt.data.type { begin update end cancel data }
object ImageInfo.format-specific/vmdk.data.extents(
  filename: str, format: str, virtual-size: int, cluster-size?: int, compressed?: bool
)
object BlockdevOptions/io_uring(filename: str)
object BlockdevOptions/nvme-io_uring(path: str)
object BlockdevOptions/virtio-blk-vfio-pci(path: str)
object BlockdevOptions/virtio-blk-vhost-user(path: str)
object BlockdevOptions/virtio-blk-vhost-vdpa !fdset(path: str)
enum Accelerator { hvf kvm mshv nvmm qtest tcg whpx xen }
enum CpuS390Polarization { horizontal vertical }
object String(str: str)
alternate BlockExportIothreads { str | [str] }
object AcceleratorsInfo(enabled: Accelerator, present: [Accelerator])
object QomListGetResult(properties: [QomListGetResult.properties])
object FirmwareLogInfo(version?: str, log: str)
object CpuModelComparisonInfo(result: CpuModelComparisonInfo.result, responsible-properties: [str])
object CpuModelBaselineInfo(model: CpuModelInfo)
object S390xCpuPolarizationInfo(polarization: CpuS390Polarization)
object GicCapabilitiesInfo(version: int, emulated: bool, kernel: bool)
object BlockDeviceInfo.children(child: str, node-name: str)
object NetdevAdd/passt(
  path?: str, quiet?: bool, vhost-user?: bool, mtu?: int64, address?: str, netmask?: str, mac?: str, gateway?: str,
  interface?: str, outbound?: str, outbound-if4?: str, outbound-if6?: str, dns?: str,
  search?: [NetdevAdd/passt.search], fqdn?: str, dhcp-dns?: bool, dhcp-search?: bool, map-host-loopback?: str,
  map-guest-addr?: str, dns-forward?: str, dns-host?: str, tcp?: bool, udp?: bool, icmp?: bool, dhcp?: bool,
  ndp?: bool, dhcpv6?: bool, ra?: bool, freebind?: bool, ipv4?: bool, ipv6?: bool, tcp-ports?: [String],
  udp-ports?: [String], param?: [NetdevAdd/passt.param]
)
object QomListGetResult.properties(name: str, type: str, value?: any)
object ObjectAdd/monitor-hmp(chardev: str, readline?: bool)
object ObjectAdd/monitor-qmp(chardev: str, pretty?: bool, close-action?: ObjectAdd/monitor-qmp.close-action)
object ObjectAdd/tdx-guest !confidential-guest-reset(
  attributes?: uint64, sept-ve-disable?: bool, mrconfigid?: str, mrowner?: str, mrownerconfig?: str,
  quote-generation-socket?: NetdevAddr
)
object MemoryDevicesInfo/sp-mem(data: MemoryDevicesInfo/sp-mem.data)
enum CpuModelComparisonInfo.result { incompatible identical superset subset }
object GuestPanicInformation/tdx(error-code: int, message: str, gpa?: int)
object GuestPanicInformation/sev(set: int, code: int)
object ImageInfo.limits(
  request-alignment: int, max-discard?: int, discard-alignment?: int, max-write-zeroes?: int,
  write-zeroes-alignment?: int, opt-transfer?: int, max-transfer?: int, max-hw-transfer?: int, max-iov: int,
  max-hw-iov?: int, min-mem-alignment: int, opt-mem-alignment: int
)
object NetdevAdd/passt.search(str: str)
object NetdevAdd/passt.param(str: str)
object NetdevAdd/user.hostfwd(str: str)
object NetdevAdd/user.guestfwd(str: str)
enum ObjectAdd/monitor-qmp.close-action { none delete }
object MemoryDevicesInfo/sp-mem.data(id?: str, addr: int, size: int, node: int, memdev: str)
enum ChardevBackend/dbus.data.encoding { cp437 utf8 }
object Unbuilt.DisplayOptionsInfo.1(
  left-command-key?: bool, full-grab?: bool, swap-opt-cmd?: bool, zoom-to-fit?: bool@bcd,
  zoom-interpolation?: bool@bcd
)
enum Unbuilt.QueryCpuModelExpansion.1 { incompatible identical superset subset }
object Unbuilt.AudiodevsInfo.1(in?: Unbuilt.AudiodevsInfo.1.in, out?: Unbuilt.AudiodevsInfo.1.in)
object Unbuilt.AudiodevsInfo.2(in?: AudiodevPerDirectionOptions, out?: AudiodevPerDirectionOptions, latency?: int)
object Unbuilt.AudiodevsInfo.3(
  in?: AudiodevPerDirectionOptions, out?: AudiodevPerDirectionOptions, dev?: str, latency?: int
)
object Unbuilt.AudiodevsInfo.1.in(
  mixing-engine?: bool, fixed-settings?: bool, frequency?: int, channels?: int, voices?: int, format?: AudioFormat,
  buffer-length?: int, buffer-count?: int
)
unbuilt Unbuilt.BlockdevOptions.1@ab {}
unbuilt Unbuilt.BlockdevOptions.2@ab {}
unbuilt Unbuilt.BlockdevOptions.3@ab {}
unbuilt Unbuilt.BlockdevOptions.4@ab {}
unbuilt Unbuilt.BlockdevOptions.5@ab {}
unbuilt Unbuilt.NetdevAdd.1@bcd {}
unbuilt Unbuilt.NetdevAddr.1@bcd {}
unbuilt Unbuilt.ObjectAdd.1@d {}
unbuilt Unbuilt.ReplayInfo.1@bc {}
unbuilt Unbuilt.RxFilterInfo.1 {}
unbuilt Unbuilt.RxFilterInfo.2 {}
unbuilt Unbuilt.RxFilterInfo.3 {}
unbuilt Unbuilt.closefd.1@bcd {}
unbuilt Unbuilt.query-cpu-model-expansion.1@abc {}
unbuilt Unbuilt.query-cpu-model-expansion.2@abc {}
unbuilt Unbuilt.query-cpu-model-expansion.3@abc {}
unbuilt Unbuilt.query-cpu-model-expansion.4@abc { CpuModelInfo Unbuilt.QueryCpuModelExpansion.1 }
unbuilt Unbuilt.query-replay.1@bc {}
unbuilt Unbuilt.query-replay.2@bc {}
unbuilt Unbuilt.query-replay.3@bc { CpuS390Entitlement Unbuilt.ReplayInfo.1 }
unbuilt Unbuilt.query-sgx.1@abc {}
unbuilt Unbuilt.query-sgx.2@abc {}
`;
