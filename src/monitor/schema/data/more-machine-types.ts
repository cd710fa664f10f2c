/** Types of all other commands and events, second half. Notation: see ../notation.ts. */
export const MORE_MACHINE_TYPES = `
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
