/** Commands and events, in the order in which query-qmp-schema tells them. Notation: see ../notation.ts. */
export const COMMANDS = `
command query-status -> StatusInfo
event SHUTDOWN (guest: bool, reason: ShutdownCause)
event POWERDOWN
event RESET (guest: bool, reason: ShutdownCause)
event STOP
event RESUME
event SUSPEND
event SUSPEND_DISK
event WAKEUP
event WATCHDOG (action: WatchdogAction)
command watchdog-set-action (action: WatchdogAction)
command set-action (
  reboot?: SetAction.reboot, shutdown?: SetAction.shutdown, panic?: SetAction.panic, watchdog?: WatchdogAction
)
event GUEST_PANICKED (action: GuestPanicAction, info?: GuestPanicInformation)
event GUEST_CRASHLOADED (action: GuestPanicAction, info?: GuestPanicInformation)
event GUEST_PVSHUTDOWN@bcd
event MEMORY_FAILURE (
  recipient: MEMORY_FAILURE.recipient, action: MEMORY_FAILURE.action, flags: MEMORY_FAILURE.flags
)
event JOB_STATUS_CHANGE@bcd JOB_STATUS_CHANGE
command job-pause@bcd JobPause
command job-resume@bcd JobResume
command job-cancel@bcd JobCancel
command job-complete@bcd JobComplete
command job-dismiss@bcd JobDismiss
command job-finalize@bcd JobFinalize
command query-jobs@bcd -> [JobsInfo]
command query-kvm@d !deprecated -> KvmInfo
command x-accel-stats@d !unstable -> HumanReadableText
command query-accelerators@d -> AcceleratorsInfo
command query-pr-managers -> [PrManagersInfo]
command eject (device?: str!deprecated, id?: str, force?: bool)
command blockdev-open-tray (device?: str!deprecated, id?: str, force?: bool)
command blockdev-close-tray (device?: str!deprecated, id?: str)
command blockdev-remove-medium (id: str)
command blockdev-insert-medium (id: str, node-name: str)
command blockdev-change-medium (
  device?: str!deprecated, id?: str, filename: str, format?: str, force?: bool,
  read-only-mode?: BlockdevChangeMedium.read-only-mode
)
event DEVICE_TRAY_MOVED (device: str, id: str, tray-open: bool)
event PR_MANAGER_STATUS_CHANGED (id: str, connected: bool)
command block_set_io_throttle (
  device?: str!deprecated, id?: str, bps: int64, bps_rd: int64, bps_wr: int64, iops: int64, iops_rd: int64,
  iops_wr: int64, bps_max?: int64, bps_rd_max?: int64, bps_wr_max?: int64, iops_max?: int64, iops_rd_max?: int64,
  iops_wr_max?: int64, bps_max_length?: int64, bps_rd_max_length?: int64, bps_wr_max_length?: int64,
  iops_max_length?: int64, iops_rd_max_length?: int64, iops_wr_max_length?: int64, iops_size?: int64, group?: str
)
command block-latency-histogram-set (
  id: str, boundaries?: [uint64], boundaries-read?: [uint64], boundaries-write?: [uint64],
  boundaries-zap?: [uint64]@bcd, boundaries-flush?: [uint64]
)
command query-block@abc -> [BlockInfo]
command query-block@d (flat?: bool) -> [BlockInfo]
command query-blockstats (query-nodes?: bool) -> [BlockStats]
command query-block-jobs -> [BlockJobsInfo]
command block_resize (device?: str, node-name?: str, size: int64)
command blockdev-snapshot-sync BlockdevSnapshotSync
command blockdev-snapshot !allow-write-only-overlay BlockdevSnapshot
command change-backing-file (device: str, image-node-name: str, backing-file: str)
command block-commit (
  job-id?: str, device: str, base-node?: str, base?: str!deprecated, top-node?: str, top?: str!deprecated,
  backing-file?: str, backing-mask-protocol?: bool@bcd, speed?: int64, on-error?: BlockdevOnError,
  filter-node-name?: str, auto-finalize?: bool, auto-dismiss?: bool
)
command drive-backup !deprecated DriveBackup
command blockdev-backup BlockdevBackup
command query-named-block-nodes (flat?: bool) -> [BlockDeviceInfo]
command x-debug-query-block-graph !unstable -> XDebugQueryBlockGraphResult
command drive-mirror (
  job-id?: str, device: str, target: str, format?: str, node-name?: str, replaces?: str, sync: MirrorSyncMode,
  mode?: NewImageMode, speed?: int64, granularity?: uint32, buf-size?: int64, on-source-error?: BlockdevOnError,
  on-target-error?: BlockdevOnError, unmap?: bool, copy-mode?: MirrorCopyMode, auto-finalize?: bool,
  auto-dismiss?: bool
)
command block-dirty-bitmap-add BlockDirtyBitmapAdd
command block-dirty-bitmap-remove BlockDirtyBitmap
command block-dirty-bitmap-clear BlockDirtyBitmap
command block-dirty-bitmap-enable BlockDirtyBitmap
command block-dirty-bitmap-disable BlockDirtyBitmap
command block-dirty-bitmap-merge BlockDirtyBitmapMerge
command x-debug-block-dirty-bitmap-sha256 !unstable BlockDirtyBitmap -> XDebugBlockDirtyBitmapSha256Result
command blockdev-mirror (
  job-id?: str, device: str, target: str, replaces?: str, sync: MirrorSyncMode, speed?: int64,
  granularity?: uint32, buf-size?: int64, on-source-error?: BlockdevOnError, on-target-error?: BlockdevOnError,
  filter-node-name?: str, copy-mode?: MirrorCopyMode, auto-finalize?: bool, auto-dismiss?: bool,
  target-is-zero?: bool@d
)
command block-stream (
  job-id?: str, device: str, base?: str, base-node?: str, backing-file?: str, backing-mask-protocol?: bool@bcd,
  bottom?: str, speed?: int64, on-error?: BlockdevOnError, filter-node-name?: str, auto-finalize?: bool,
  auto-dismiss?: bool
)
command block-job-set-speed (device: str, speed: int64)
command block-job-cancel (device: str, force?: bool)
command block-job-pause !deprecated@d (device: str)
command block-job-resume !deprecated@d (device: str)
command block-job-complete !deprecated@d (device: str)
command block-job-dismiss !deprecated@d (id: str)
command block-job-finalize !deprecated@d (id: str)
command block-job-change@bcd BlockJobChange
command blockdev-add BlockdevOptions
command blockdev-reopen (options: [BlockdevOptions])
command blockdev-del (node-name: str)
command blockdev-set-active@bcd (node-name?: str, active: bool)
command blockdev-create (job-id: str, options: BlockdevCreate.options)
command x-blockdev-amend !unstable (job-id: str, node-name: str, options: XBlockdevAmend.options, force?: bool)
event BLOCK_IMAGE_CORRUPTED (device: str, node-name?: str, msg: str, offset?: int, size?: int, fatal: bool)
event BLOCK_IO_ERROR (
  qom-path: str@bcd, device: str, node-name?: str, operation: IoOperationType, action: BlockErrorAction,
  nospace?: bool, reason: str
)
event BLOCK_JOB_COMPLETED (type: JobType, device: str, len: int, offset: int, speed: int, error?: str)
event BLOCK_JOB_CANCELLED (type: JobType, device: str, len: int, offset: int, speed: int)
event BLOCK_JOB_ERROR (device: str, operation: IoOperationType, action: BlockErrorAction)
event BLOCK_JOB_READY (type: JobType, device: str, len: int, offset: int, speed: int)
event BLOCK_JOB_PENDING (type: JobType, id: str)
event BLOCK_WRITE_THRESHOLD (node-name: str, amount-exceeded: int, write-threshold: int)
command block-set-write-threshold (node-name: str, write-threshold: uint64)
command x-blockdev-change !unstable (parent: str, child?: str, node?: str)
command x-blockdev-set-iothread !unstable (node-name: str, iothread: StrOrNull, force?: bool)
event QUORUM_FAILURE (reference: str, sector-num: int, sectors-count: int)
event QUORUM_REPORT_BAD (
  type: QUORUM_REPORT_BAD.type, error?: str, node-name: str, sector-num: int, sectors-count: int
)
command blockdev-snapshot-internal-sync BlockdevSnapshotInternal
command blockdev-snapshot-delete-internal-sync (device: str, id?: str, name?: str) -> SnapshotInfo
event JOB_STATUS_CHANGE@a JOB_STATUS_CHANGE
command job-pause@a JobPause
command job-resume@a JobResume
command job-cancel@a JobCancel
command job-complete@a JobComplete
command job-dismiss@a JobDismiss
command job-finalize@a JobFinalize
command query-jobs@a -> [JobsInfo]
command nbd-server-start (
  addr: SocketAddress@a, handshake-max-seconds?: uint32@bcd, tls-creds?: str, tls-authz?: str,
  max-connections?: uint32, addr: SocketAddress@bcd
)
command nbd-server-add !deprecated (name?: str, description?: str, device: str, writable?: bool, bitmap?: str)
command nbd-server-remove !deprecated (name: str, mode?: BlockdevChangeReadOnly)
command nbd-server-stop
command block-export-add BlockExportAdd
command block-export-del (id: str, mode?: BlockdevChangeReadOnly)
event BLOCK_EXPORT_DELETED (id: str)
command query-block-exports -> [BlockExportsInfo]
command query-chardev -> [ChardevInfo]
command query-chardev-backends -> [ChardevBackendsInfo]
command ringbuf-write (device: str, data: str, format?: DataFormat)
command ringbuf-read (device: str, size: int64, format?: DataFormat) -> str
command chardev-add (id: str, backend: ChardevBackend) -> ChardevReturn
command chardev-change (id: str, backend: ChardevBackend) -> ChardevReturn
command chardev-remove (id: str)
command chardev-send-break (id: str)
event VSERPORT_CHANGE (id: str, open: bool)
command dump-guest-memory (
  paging: bool, protocol: str, detach?: bool, begin?: int64, length?: int64, format?: DumpGuestMemoryFormat
)
command query-dump -> DumpQueryResult
event DUMP_COMPLETED (result: DumpQueryResult, error?: str)
command query-dump-guest-memory-capability -> DumpGuestMemoryCapabilityInfo
command set_link (name: str, up: bool)
command netdev_add NetdevAdd
command netdev_del (id: str)
command query-rx-filter (name?: str) -> [RxFilterInfo]
event NIC_RX_FILTER_CHANGED (name?: str, path: str)
command announce-self (initial: int64, max: int64, rounds: int64, step: int64, interfaces?: [str], id?: str)
event FAILOVER_NEGOTIATED (device-id: str)
event NETDEV_STREAM_CONNECTED (netdev-id: str, addr: NetdevAddr)
event NETDEV_STREAM_DISCONNECTED (netdev-id: str)
event RDMA_GID_STATUS_CHANGED@a (netdev: str, gid-status: bool, subnet-prefix: int, interface-id: int)
event NETDEV_VHOST_USER_CONNECTED@bcd (netdev-id: str, chardev-id: str)
event NETDEV_VHOST_USER_DISCONNECTED@bcd (netdev-id: str)
command request-ebpf@bcd (id: RequestEbpf.id) -> RequestEbpfResult
command query-rocker (name: str) -> RockerInfo
command query-rocker-ports (name: str) -> [RockerPortsInfo]
command query-rocker-of-dpa-flows (name: str, tbl-id?: uint32) -> [RockerOfDpaFlowsInfo]
command query-rocker-of-dpa-groups (name: str, type?: uint8) -> [RockerOfDpaGroupsInfo]
command query-tpm-models -> [TpmModel]
command query-tpm-types -> [TpmType]
command query-tpm -> [TpmInfo]
command set_password SetPassword
command expire_password ExpirePassword
command screendump (filename: str, device?: str, head?: int64, format?: Screendump.format)
command query-spice -> SpiceInfo
event SPICE_CONNECTED (server: SpiceBasicInfo, client: SpiceBasicInfo)
event SPICE_INITIALIZED (server: SPICE_INITIALIZED.server, client: SpiceChannel)
event SPICE_DISCONNECTED (server: SpiceBasicInfo, client: SpiceBasicInfo)
event SPICE_MIGRATE_COMPLETED
command query-vnc -> VncInfo
command query-vnc-servers -> [VncServersInfo]
command change-vnc-password (password: str)
event VNC_CONNECTED (server: VncServerInfo2, client: VNC_CONNECTED.client)
event VNC_INITIALIZED (server: VncServerInfo2, client: VncClientInfo)
event VNC_DISCONNECTED (server: VncServerInfo2, client: VncClientInfo)
command query-mice -> [MiceInfo]
command send-key (keys: [KeyValue], hold-time?: int64)
command input-send-event (device?: str, head?: int64, events: [InputSendEvent.events])
command query-display-options -> DisplayOptionsInfo
command display-reload DisplayReload
command display-update DisplayUpdate
command client_migrate_info@bcd ClientMigrateInfo
command query-migrate -> MigrateInfo
command migrate-set-capabilities (capabilities: [MigrationCapabilityStatus])
command query-migrate-capabilities -> [MigrationCapabilityStatus]
command migrate-set-parameters MigrationParameters
command query-migrate-parameters@abc -> MigrateParametersInfo
command query-migrate-parameters@d -> MigrationParameters
command client_migrate_info@a ClientMigrateInfo
command migrate-start-postcopy
event MIGRATION (status: MigrationStatus)
event MIGRATION_PASS (pass: int)
event COLO_EXIT (mode: COLOMode, reason: COLOExitReason)
command x-colo-lost-heartbeat !unstable
command migrate_cancel
command migrate-continue (state: MigrationStatus)
command migrate (
  uri: str@a, blk?: bool@a, inc?: bool@a, uri?: str@bcd, channels?: [MigrationChannel]@bcd, detach?: bool@abc,
  resume?: bool
)
command migrate-incoming (uri: str@a, uri?: str@bcd, channels?: [MigrationChannel]@bcd, exit-on-error?: bool@bcd)
command xen-save-devices-state (filename: str, live?: bool)
command xen-set-global-dirty-log (enable: bool)
command xen-load-devices-state (filename: str)
command xen-set-replication (enable: bool, primary: bool, failover?: bool)
command query-xen-replication-status -> XenReplicationStatusInfo
command xen-colo-do-checkpoint
command query-colo-status -> ColoStatusInfo
command migrate-recover oob (uri: str)
command migrate-pause oob
event UNPLUG_PRIMARY (device-id: str)
command calc-dirty-rate (
  calc-time: int64, calc-time-unit?: TimeUnit@bcd, sample-pages?: int64, mode?: DirtyRateMeasureMode
)
command query-dirty-rate@a -> DirtyRateInfo
command query-dirty-rate@bcd (calc-time-unit?: TimeUnit) -> DirtyRateInfo
command set-vcpu-dirty-limit (cpu-index?: int64, dirty-rate: uint64)
command cancel-vcpu-dirty-limit (cpu-index?: int64)
command query-vcpu-dirty-limit -> [VcpuDirtyLimitInfo]
command query-migrationthreads@bc !deprecated -> [MigrationthreadsInfo]
command snapshot-save (job-id: str, tag: str, vmstate: str, devices: [str])
command snapshot-load (job-id: str, tag: str, vmstate: str, devices: [str])
command snapshot-delete (job-id: str, tag: str, devices: [str])
command transaction (actions: [Transaction.actions], properties?: Transaction.properties)
command trace-event-get-state (name: str, vcpu?: int64@a) -> [TraceEventGetStateResult]
command trace-event-set-state (name: str, enable: bool, ignore-unavailable?: bool, vcpu?: int64@a)
command qmp_capabilities (enable?: [QmpCapabilities.enable])
command query-version -> VersionInfo
command query-commands -> [CommandsInfo]
command quit
command query-qmp-schema -> [QmpSchemaInfo]
command qom-list (path: str) -> [ObjectPropertyInfo]
command qom-get (path: str, property: str) -> any
command qom-list-get@d (paths: [str]) -> [QomListGetResult]
command qom-set (path: str, property: str, value: any)
command qom-list-types (implements?: str, abstract?: bool) -> [QomListTypesResult]
command qom-list-properties (typename: str) -> [ObjectPropertyInfo]
command object-add ObjectAdd
command object-del (id: str)
command device-list-properties (typename: str) -> [ObjectPropertyInfo]
command device_add !json-cli !json-cli-hotplug (driver: str, bus?: str, id?: str)
command device_del (id: str)
event DEVICE_DELETED (device?: str, path: str)
event DEVICE_UNPLUG_GUEST_ERROR (device?: str, path: str)
command device-sync-config@bcd !unstable (id: str)
command query-cpus-fast -> [CpusFastInfo]
command query-machines@a -> [MachinesInfo]
command query-machines@bcd (compat-props?: bool!unstable) -> [MachinesInfo]
command query-current-machine -> CurrentMachineInfo
command query-target -> TargetInfo
command query-uuid -> UuidInfo
command query-vm-generation-id -> VmGenerationIdInfo
command system_reset
command system_powerdown
command system_wakeup
command inject-nmi
command query-kvm@abc -> KvmInfo
command memsave (val: int64@a, size: int64@a, val: uint64@bcd, size: uint64@bcd, filename: str, cpu-index?: int64)
command pmemsave (val: int64@a, size: int64@a, val: uint64@bcd, size: uint64@bcd, filename: str)
command query-memdev -> [MemdevInfo]
command query-hotpluggable-cpus -> [HotpluggableCpusInfo]
command set-numa-node SetNumaNode
command balloon (value: int64)
command query-balloon -> BalloonInfo
event BALLOON_CHANGE (actual: int)
command query-hv-balloon-status-report@bcd -> HvBalloonInfo
event HV_BALLOON_STATUS_REPORT@bcd HvBalloonInfo
command query-memory-size-summary -> MemorySizeSummaryInfo
command query-memory-devices -> [MemoryDevicesInfo]
event MEMORY_DEVICE_SIZE_CHANGE (id?: str, size: int, qom-path: str)
event MEM_UNPLUG_ERROR@a !deprecated (device: str, msg: str)
command x-query-irq !unstable -> HumanReadableText
command x-query-jit !unstable -> HumanReadableText
command x-query-numa !unstable -> HumanReadableText
command x-query-opcount@abc !unstable -> HumanReadableText
command x-query-profile@a !unstable -> HumanReadableText
command x-query-ramblock !unstable -> HumanReadableText
command x-query-rdma@a !unstable -> HumanReadableText
command x-query-roms !unstable -> HumanReadableText
command x-query-usb !unstable -> HumanReadableText
command dumpdtb (filename: str)
command x-query-interrupt-controllers@bcd !unstable -> HumanReadableText
command query-firmware-log@d (max-size?: uint64) -> FirmwareLogInfo
command dump-skeys@d (filename: str)
command query-cpu-model-comparison@d (modela: CpuModelInfo, modelb: CpuModelInfo) -> CpuModelComparisonInfo
command query-cpu-model-baseline@d (modela: CpuModelInfo, modelb: CpuModelInfo) -> CpuModelBaselineInfo
gap@abc {
  Unbuilt.query-cpu-model-expansion.1 Unbuilt.query-cpu-model-expansion.2 Unbuilt.query-cpu-model-expansion.3
  Unbuilt.query-cpu-model-expansion.4
}
command query-cpu-model-expansion (type: QueryCpuModelExpansion.type, model: CpuModelInfo) -> CpuModelExpansionInfo
command query-cpu-definitions -> [CpuDefinitionsInfo]
command set-cpu-topology@d !unstable (
  core-id: uint16, socket-id?: uint16, book-id?: uint16, drawer-id?: uint16, entitlement?: CpuS390Entitlement,
  dedicated?: bool
)
event CPU_POLARIZATION_CHANGE@d !unstable (polarization: CpuS390Polarization)
command query-s390x-cpu-polarization@d !unstable -> S390xCpuPolarizationInfo
event SCLP_CPI_INFO_AVAILABLE@d !unstable
gap@bc { Unbuilt.query-replay.1 Unbuilt.query-replay.2 Unbuilt.query-replay.3 }
command query-replay -> ReplayInfo
command replay-break (icount: int64)
command replay-delete-break
command replay-seek (icount: int64)
command yank oob (instances: [YankInstance])
command query-yank oob -> [YankInstance]
command add_client (protocol: str, fdname: str, skipauth?: bool, tls?: bool)
command query-name -> NameInfo
command query-iothreads -> [IothreadsInfo]
command stop
command cont
command x-exit-preconfig !unstable
command human-monitor-command !savevm-monitor-nodes (command-line: str, cpu-index?: int64) -> str
command getfd (fdname: str)
gap@bcd { Unbuilt.closefd.1 }
command closefd (fdname: str)
command add-fd (fdset-id?: int64, opaque?: str) -> AddFdResult
command remove-fd (fdset-id: int64, fd?: int64)
command query-fdsets -> [FdsetsInfo]
command query-command-line-options (option?: str) -> [CommandLineOptionsInfo]
event RTC_CHANGE (offset: int, qom-path: str)
event VFU_CLIENT_HANGUP (vfu-id: str, vfu-qom-path: str, dev-id: str, dev-qom-path: str)
command query-gic-capabilities@d -> [GicCapabilitiesInfo]
command rtc-reset-reinjection
command query-sev -> SevInfo
command query-sev-launch-measure -> SevLaunchMeasureInfo
command query-sev-capabilities -> SevCapabilitiesInfo
command sev-inject-launch-secret (packet-header: str, secret: str, gpa?: uint64)
command query-sev-attestation-report (mnonce: str) -> SevAttestationReportInfo
gap@abc { Unbuilt.query-sgx.1 Unbuilt.query-sgx.2 }
command query-sgx -> SgxInfo
command query-sgx-capabilities -> SgxInfo
command xen-event-list@bcd -> [XenEventListResult]
command xen-event-inject@bcd (port: uint32)
command query-audiodevs@bcd -> [AudiodevsInfo]
command query-acpi-ospm-status -> [AcpiOstInfo]
event ACPI_DEVICE_OST (info: AcpiOstInfo)
command inject-ghes-v2-error@d !unstable (cper: str)
command query-pci -> [PciInfo]
command query-stats QueryStats -> [StatsInfo]
command query-stats-schemas (provider?: StatsProvider) -> [StatsSchemasInfo]
command x-query-virtio !unstable -> [XQueryVirtioResult]
command x-query-virtio-status !unstable (path: str) -> XQueryVirtioStatusResult
command x-query-virtio-queue-status !unstable (path: str, queue: uint16) -> XQueryVirtioQueueStatusResult
command x-query-virtio-vhost-queue-status !unstable (path: str, queue: uint16) -> XQueryVirtioVhostQueueStatusResult
command x-query-virtio-queue-element !unstable (path: str, queue: uint16, index?: uint16) -> XQueryVirtioQueueElementResult
event VFIO_MIGRATION@bcd (device-id: str, qom-path: str, device-state: VFIO_MIGRATION.device-state)
command query-cryptodev@bcd -> [CryptodevInfo]
command cxl-inject-general-media-event@bcd (
  path: str, log: CxlEventLog, flags: uint8@bc, flags: uint32@d, maint-op-class?: uint8@d,
  maint-op-subclass?: uint8@d, ld-id?: uint16@d, head-id?: uint8@d, dpa: uint64, descriptor: uint8, type: uint8,
  transaction-type: uint8, channel?: uint8, rank?: uint8, device?: uint32, component-id?: str,
  is-comp-id-pldm?: bool@d, cme-ev-flags?: uint8@d, cme-count?: uint32@d, sub-type: uint8@d
)
command cxl-inject-dram-event@bcd (
  path: str, log: CxlEventLog, flags: uint8@bc, flags: uint32@d, maint-op-class?: uint8@d,
  maint-op-subclass?: uint8@d, ld-id?: uint16@d, head-id?: uint8@d, dpa: uint64, descriptor: uint8, type: uint8,
  transaction-type: uint8, channel?: uint8, rank?: uint8, nibble-mask?: uint32, bank-group?: uint8, bank?: uint8,
  row?: uint32, column?: uint16, correction-mask?: [uint64], component-id?: str@d, is-comp-id-pldm?: bool@d,
  sub-channel?: uint8@d, cme-ev-flags?: uint8@d, cvme-count?: uint32@d, sub-type: uint8@d
)
command cxl-inject-memory-module-event@bcd (
  path: str, log: CxlEventLog, flags: uint8@bc, flags: uint32@d, maint-op-class?: uint8@d,
  maint-op-subclass?: uint8@d, ld-id?: uint16@d, head-id?: uint8@d, type: uint8, health-status: uint8,
  media-status: uint8, additional-status: uint8, life-used: uint8, temperature: int16,
  dirty-shutdown-count: uint32, corrected-volatile-error-count: uint32, corrected-persistent-error-count: uint32,
  component-id?: str@d, is-comp-id-pldm?: bool@d, sub-type: uint8@d
)
command cxl-inject-poison@bcd (path: str, start: uint64, length: uint64)
command cxl-inject-uncorrectable-errors@bcd (path: str, errors: [CxlInjectUncorrectableErrors.errors])
command cxl-inject-correctable-error@bcd (path: str, type: CxlInjectCorrectableError.type)
command cxl-add-dynamic-capacity@bcd !unstable (
  path: str, host-id: uint16, selection-policy: CxlAddDynamicCapacity.selection-policy, region: uint8, tag?: str,
  extents: [CxlDynamicCapacityExtent]
)
command cxl-release-dynamic-capacity@bcd !unstable (
  path: str, host-id: uint16, removal-policy: CxlReleaseDynamicCapacity.removal-policy, forced-removal?: bool,
  sanitize-on-release?: bool, region: uint8, tag?: str, extents: [CxlDynamicCapacityExtent]
)
`;
