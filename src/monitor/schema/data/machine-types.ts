/** Types of all other commands and events, first half. Notation: see ../notation.ts. */
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
`;
