/** Types of the commands and events of the block layer and of jobs. Notation: see ../notation.ts. */
export const BLOCK_TYPES = `
object BlockInfo(
  device: str, qdev?: str, type: str, removable: bool, locked: bool, inserted?: BlockDeviceInfo, tray_open?: bool,
  io-status?: BlockDeviceIoStatus
)
object BlockStats(
  device?: str, qdev?: str, node-name?: str, stats: BlockStats.stats, driver-specific?: BlockStats.driver-specific,
  parent?: BlockStats, backing?: BlockStats
)
object BlockJobsInfo@a(
  type: str, device: str, len: int, offset: int, busy: bool, paused: bool, speed: int,
  io-status: BlockDeviceIoStatus, ready: bool, status: JobStatus, auto-finalize: bool, auto-dismiss: bool,
  error?: str
)
object BlockJobsInfo@bcd(
  type: JobType, device: str, len: int, offset: int, busy: bool, paused: bool, speed: int,
  io-status: BlockDeviceIoStatus, ready: bool, status: JobStatus, auto-finalize: bool, auto-dismiss: bool,
  error?: str
) by type {
  mirror: BlockJobsInfo/mirror, commit, stream, backup, create, amend, snapshot-load, snapshot-save,
  snapshot-delete
}
object BlockdevSnapshotSync(
  device?: str, node-name?: str, snapshot-file: str, snapshot-node-name?: str, format?: str, mode?: NewImageMode
)
object BlockdevSnapshot(node: str, overlay: str)
object DriveBackup(
  job-id?: str, device: str, sync: MirrorSyncMode, speed?: int64, bitmap?: str, bitmap-mode?: BitmapSyncMode,
  compress?: bool, on-source-error?: BlockdevOnError, on-target-error?: BlockdevOnError,
  on-cbw-error?: OnCbwError@d, auto-finalize?: bool, auto-dismiss?: bool, filter-node-name?: str,
  discard-source?: bool@bcd, x-perf?: BackupPerf!unstable, target: str, format?: str, mode?: NewImageMode
)
object BlockdevBackup(
  job-id?: str, device: str, sync: MirrorSyncMode, speed?: int64, bitmap?: str, bitmap-mode?: BitmapSyncMode,
  compress?: bool, on-source-error?: BlockdevOnError, on-target-error?: BlockdevOnError,
  on-cbw-error?: OnCbwError@d, auto-finalize?: bool, auto-dismiss?: bool, filter-node-name?: str,
  discard-source?: bool@bcd, x-perf?: BackupPerf!unstable, target: str
)
object BlockDeviceInfo(
  file: str, node-name?: str@abc, node-name: str@d, ro: bool, drv: str, backing_file?: str,
  backing_file_depth: int, children: [BlockDeviceInfo.children]@d, active: bool@bcd, encrypted: bool,
  detect_zeroes: BlockdevDetectZeroes, bps: int, bps_rd: int, bps_wr: int, iops: int, iops_rd: int, iops_wr: int,
  image: ImageInfo, bps_max?: int, bps_rd_max?: int, bps_wr_max?: int, iops_max?: int, iops_rd_max?: int,
  iops_wr_max?: int, bps_max_length?: int, bps_rd_max_length?: int, bps_wr_max_length?: int, iops_max_length?: int,
  iops_rd_max_length?: int, iops_wr_max_length?: int, iops_size?: int, group?: str, cache: BlockDeviceInfo.cache,
  write_threshold: int, dirty-bitmaps?: [BlockDeviceInfo.dirty-bitmaps]
)
object XDebugQueryBlockGraphResult(
  nodes: [XDebugQueryBlockGraphResult.nodes], edges: [XDebugQueryBlockGraphResult.edges]
)
object BlockDirtyBitmapAdd(node: str, name: str, granularity?: uint32, persistent?: bool, disabled?: bool)
object BlockDirtyBitmap(node: str, name: str)
object BlockDirtyBitmapMerge(node: str, target: str, bitmaps: [BlockDirtyBitmapOrStr])
object BlockdevOptions(
  driver: BlockdevDriver, node-name?: str, discard?: BlockdevOptions.discard, cache?: BlockdevOptions.cache,
  active?: bool@bcd, read-only?: bool, auto-read-only?: bool, force-share?: bool,
  detect-zeroes?: BlockdevDetectZeroes
) by driver {
  blkdebug: BlockdevOptions/blkdebug, blklogwrites: BlockdevOptions/blklogwrites,
  blkverify: BlockdevOptions/blkverify, blkreplay: BlockdevOptions/blkreplay, bochs: BlockdevOptionsGenericFormat,
  cloop: BlockdevOptionsGenericFormat, compress: BlockdevOptionsGenericFormat,
  copy-before-write: BlockdevOptions/copy-before-write, copy-on-read: BlockdevOptions/copy-on-read,
  dmg: BlockdevOptionsGenericFormat, file: BlockdevOptionsFile, ftp: BlockdevOptions/ftp,
  ftps: BlockdevOptions/ftps, gluster: BlockdevOptions/gluster@abc, host_cdrom: BlockdevOptionsFile,
  host_device: BlockdevOptionsFile, http: BlockdevOptions/http, https: BlockdevOptions/https,
  -: Unbuilt.BlockdevOptions.1@ab, io_uring: BlockdevOptions/io_uring@cd, iscsi: BlockdevOptions/iscsi,
  luks: BlockdevOptions/luks, nbd: BlockdevOptions/nbd, nfs: BlockdevOptionsNfs, null-aio: BlockdevOptionsNull,
  null-co: BlockdevOptionsNull, nvme: BlockdevOptions/nvme, nvme-io_uring: BlockdevOptions/nvme-io_uring@cd,
  parallels: BlockdevOptionsGenericFormat, -: Unbuilt.BlockdevOptions.2@ab,
  preallocate: BlockdevOptions/preallocate, qcow2: BlockdevOptions/qcow2, qcow: BlockdevOptions/qcow,
  qed: BlockdevOptionsGenericCOWFormat, quorum: BlockdevOptions/quorum, raw: BlockdevOptions/raw,
  rbd: BlockdevOptionsRbd, replication: BlockdevOptions/replication, snapshot-access: BlockdevOptionsGenericFormat,
  ssh: BlockdevOptionsSsh, throttle: BlockdevOptions/throttle, vdi: BlockdevOptionsGenericFormat,
  vhdx: BlockdevOptionsGenericFormat, virtio-blk-vfio-pci: BlockdevOptions/virtio-blk-vfio-pci@cd,
  virtio-blk-vhost-user: BlockdevOptions/virtio-blk-vhost-user@cd,
  virtio-blk-vhost-vdpa: BlockdevOptions/virtio-blk-vhost-vdpa@cd, vmdk: BlockdevOptionsGenericCOWFormat,
  vpc: BlockdevOptionsGenericFormat, -: Unbuilt.BlockdevOptions.3@ab, -: Unbuilt.BlockdevOptions.4@ab,
  -: Unbuilt.BlockdevOptions.5@ab, vvfat: BlockdevOptions/vvfat
}
object BlockdevSnapshotInternal(device: str, name: str)
object SnapshotInfo(
  id: str, name: str, vm-state-size: int, date-sec: int, date-nsec: int, vm-clock-sec: int, vm-clock-nsec: int,
  icount?: int
)
object JOB_STATUS_CHANGE(id: str, status: JobStatus)
object JobPause(id: str)
object JobResume(id: str)
object JobCancel(id: str)
object JobComplete(id: str)
object JobDismiss(id: str)
object JobFinalize(id: str)
object JobsInfo(id: str, type: JobType, status: JobStatus, current-progress: int, total-progress: int, error?: str)
object BlockExportAdd(
  type: BlockExportType, id: str, fixed-iothread?: bool, iothread?: str@abc, iothread?: BlockExportIothreads@d,
  node-name: str, writable?: bool, writethrough?: bool, allow-inactive?: bool@bcd
) by type {
  nbd: BlockExportAdd/nbd, vhost-user-blk: BlockExportAdd/vhost-user-blk, fuse: BlockExportAdd/fuse,
  vduse-blk: BlockExportAdd/vduse-blk
}
object BlockExportsInfo(id: str, type: BlockExportType, node-name: str, shutting-down: bool)
enum BlockdevChangeMedium.read-only-mode { retain read-only read-write }
enum BlockDeviceIoStatus { ok failed nospace }
object BlockStats.stats(
  rd_bytes: int, wr_bytes: int, zone_append_bytes: int@bcd, unmap_bytes: int, rd_operations: int,
  wr_operations: int, zone_append_operations: int@bcd, flush_operations: int, unmap_operations: int,
  rd_total_time_ns: int, wr_total_time_ns: int, zone_append_total_time_ns: int@bcd, flush_total_time_ns: int,
  unmap_total_time_ns: int, wr_highest_offset: int, rd_merged: int, wr_merged: int, zone_append_merged: int@bcd,
  unmap_merged: int, idle_time_ns?: int, failed_rd_operations: int, failed_wr_operations: int,
  failed_zone_append_operations: int@bcd, failed_flush_operations: int, failed_unmap_operations: int,
  invalid_rd_operations: int, invalid_wr_operations: int, invalid_zone_append_operations: int@bcd,
  invalid_flush_operations: int, invalid_unmap_operations: int, account_invalid: bool, account_failed: bool,
  timed_stats: [BlockStats.stats.timed_stats], rd_latency_histogram?: BlockLatencyHistogramInfo,
  wr_latency_histogram?: BlockLatencyHistogramInfo, zone_append_latency_histogram?: BlockLatencyHistogramInfo@bcd,
  flush_latency_histogram?: BlockLatencyHistogramInfo
)
object BlockStats.driver-specific(driver: BlockdevDriver) by driver {
  file: BlockStatsSpecificFile, host_device: BlockStatsSpecificFile, nvme: BlockStats.driver-specific/nvme,
  blkdebug, blklogwrites, blkreplay, blkverify, bochs, cloop, compress, copy-before-write, copy-on-read, dmg,
  snapshot-access, ftp, ftps, gluster@abc, host_cdrom, http, https, io_uring@cd, iscsi, luks, nbd, nfs, null-aio,
  null-co, nvme-io_uring@cd, parallels, preallocate, qcow, qcow2, qed, quorum, raw, rbd, replication, ssh,
  throttle, vdi, vhdx, virtio-blk-vfio-pci@cd, virtio-blk-vhost-user@cd, virtio-blk-vhost-vdpa@cd, vmdk, vpc, vvfat
}
enum JobStatus { undefined created running paused ready standby waiting pending aborting concluded null }
enum NewImageMode { existing absolute-paths }
enum BlockdevOnError { report ignore enospc stop auto }
enum MirrorSyncMode { top full none incremental bitmap }
enum BitmapSyncMode { on-success never always }
object BackupPerf(use-copy-range?: bool, max-workers?: int64, max-chunk?: int64, min-cluster-size?: uint64@bcd)
enum BlockdevDetectZeroes { off on unmap }
object ImageInfo(
  filename: str, format: str, dirty-flag?: bool, actual-size?: int, virtual-size: int, cluster-size?: int,
  encrypted?: bool, compressed?: bool, backing-filename?: str, full-backing-filename?: str,
  backing-filename-format?: str, snapshots?: [SnapshotInfo], backing-image?: ImageInfo@a,
  limits?: ImageInfo.limits@d, format-specific?: ImageInfo.format-specific, backing-image?: ImageInfo@bcd
)
object BlockDeviceInfo.cache(writeback: bool, direct: bool, no-flush: bool)
object BlockDeviceInfo.dirty-bitmaps(
  name?: str, count: int, granularity: int, recording: bool, busy: bool, persistent: bool, inconsistent?: bool
)
object XDebugQueryBlockGraphResult.nodes(id: int, type: XDebugQueryBlockGraphResult.nodes.type, name: str)
object XDebugQueryBlockGraphResult.edges(
  parent: int, child: int, name: str, perm: [BlockPermission], shared-perm: [BlockPermission]
)
enum MirrorCopyMode { background write-blocking }
alternate BlockDirtyBitmapOrStr { str | BlockDirtyBitmap }
enum BlockdevDriver {
  blkdebug blklogwrites blkreplay blkverify bochs cloop compress copy-before-write copy-on-read dmg file
  snapshot-access ftp ftps gluster@abc!deprecated@bc host_cdrom host_device http https io_uring@cd iscsi luks nbd
  nfs null-aio null-co nvme nvme-io_uring@cd parallels preallocate qcow qcow2 qed quorum raw rbd replication ssh
  throttle vdi vhdx virtio-blk-vfio-pci@cd virtio-blk-vhost-user@cd virtio-blk-vhost-vdpa@cd vmdk vpc vvfat
}
enum BlockdevOptions.discard { ignore unmap }
object BlockdevOptions.cache(direct?: bool, no-flush?: bool)
object BlockdevOptions/blkdebug(
  image: BlockdevRef, config?: str, align?: int64, max-transfer?: int32, opt-write-zero?: int32,
  max-write-zero?: int32, opt-discard?: int32, max-discard?: int32,
  inject-error?: [BlockdevOptions/blkdebug.inject-error], set-state?: [BlockdevOptions/blkdebug.set-state],
  take-child-perms?: [BlockPermission], unshare-child-perms?: [BlockPermission]
)
object BlockdevOptions/blklogwrites(
  file: BlockdevRef, log: BlockdevRef, log-sector-size?: uint32, log-append?: bool,
  log-super-update-interval?: uint64
)
object BlockdevOptions/blkverify(test: BlockdevRef, raw: BlockdevRef)
object BlockdevOptions/blkreplay(image: BlockdevRef)
object BlockdevOptionsGenericFormat(file: BlockdevRef)
object BlockdevOptions/copy-before-write(
  file: BlockdevRef, target: BlockdevRef, bitmap?: BlockDirtyBitmap, on-cbw-error?: OnCbwError,
  cbw-timeout?: uint32, min-cluster-size?: uint64@bcd
)
object BlockdevOptions/copy-on-read(file: BlockdevRef, bottom?: str)
object BlockdevOptionsFile !dynamic-auto-read-only(
  filename: str, pr-manager?: str, locking?: OnOffAuto, aio?: BlockdevOptionsFile.aio, aio-max-batch?: int64,
  drop-cache?: bool, x-check-cache-dropped?: bool!unstable
)
object BlockdevOptions/ftp(
  url: str, readahead?: int64, timeout?: int64, username?: str, password-secret?: str, proxy-username?: str,
  proxy-password-secret?: str
)
object BlockdevOptions/ftps(
  url: str, readahead?: int64, timeout?: int64, username?: str, password-secret?: str, proxy-username?: str,
  proxy-password-secret?: str, sslverify?: bool
)
object BlockdevOptions/gluster(volume: str, path: str, server: [NetdevAddr], debug?: int64, logfile?: str)
object BlockdevOptions/http(
  url: str, readahead?: int64, timeout?: int64, username?: str, password-secret?: str, proxy-username?: str,
  proxy-password-secret?: str, cookie?: str, cookie-secret?: str, force-range?: bool@d
)
object BlockdevOptions/https(
  url: str, readahead?: int64, timeout?: int64, username?: str, password-secret?: str, proxy-username?: str,
  proxy-password-secret?: str, cookie?: str, sslverify?: bool@abc, cookie-secret?: str, force-range?: bool@d,
  sslverify?: bool@d
)
object BlockdevOptions/iscsi(
  transport: BlockdevOptions/iscsi.transport, portal: str, target: str, lun?: int64, user?: str,
  password-secret?: str, initiator-name?: str, header-digest?: BlockdevOptions/iscsi.header-digest, timeout?: int64
)
object BlockdevOptions/luks(file: BlockdevRef, key-secret?: str, header?: BlockdevRef@bcd)
object BlockdevOptions/nbd(
  server: NetdevAddr, export?: str, tls-creds?: str, tls-hostname?: str, x-dirty-bitmap?: str!unstable,
  reconnect-delay?: uint32, open-timeout?: uint32
)
object BlockdevOptionsNfs(
  server: BlockdevOptionsNfs.server, path: str, user?: int64, group?: int64, tcp-syn-count?: int64,
  readahead-size?: int64, page-cache-size?: int64, debug?: int64
)
object BlockdevOptionsNull(size?: int64, latency-ns?: uint64, read-zeroes?: bool)
object BlockdevOptions/nvme(device: str, namespace: int64)
object BlockdevOptions/preallocate(file: BlockdevRef, prealloc-align?: int64, prealloc-size?: int64)
object BlockdevOptions/qcow2(
  file: BlockdevRef, backing?: BlockdevRefOrNull, lazy-refcounts?: bool, pass-discard-request?: bool,
  pass-discard-snapshot?: bool, pass-discard-other?: bool, discard-no-unref?: bool@bcd,
  overlap-check?: Qcow2OverlapChecks, cache-size?: int64, l2-cache-size?: int64, l2-cache-entry-size?: int64,
  refcount-cache-size?: int64, cache-clean-interval?: int64, encrypt?: BlockdevOptions/qcow2.encrypt,
  data-file?: BlockdevRef
)
object BlockdevOptions/qcow(file: BlockdevRef, backing?: BlockdevRefOrNull, encrypt?: BlockdevOptions/qcow.encrypt)
object BlockdevOptionsGenericCOWFormat(file: BlockdevRef, backing?: BlockdevRefOrNull)
object BlockdevOptions/quorum(
  blkverify?: bool, children: [BlockdevRef], vote-threshold: int64, rewrite-corrupted?: bool,
  read-pattern?: BlockdevOptions/quorum.read-pattern
)
object BlockdevOptions/raw(file: BlockdevRef, offset?: int64, size?: int64)
object BlockdevOptionsRbd(
  pool: str, namespace?: str, image: str, conf?: str, snapshot?: str, encrypt?: QcryptoBlockInfo, user?: str,
  auth-client-required?: [BlockdevOptionsRbd.auth-client-required], key-secret?: str,
  server?: [BlockdevOptionsRbd.server]
)
object BlockdevOptions/replication(file: BlockdevRef, mode: BlockdevOptions/replication.mode, top-id?: str)
object BlockdevOptionsSsh(
  server: InetSocketAddress, path: str, user?: str, host-key-check?: BlockdevOptionsSsh.host-key-check
)
object BlockdevOptions/throttle(throttle-group: str, file: BlockdevRef)
object BlockdevOptions/vvfat(dir: str, fat-type?: int64, floppy?: bool, label?: str, rw?: bool)
object BlockdevCreate.options(driver: BlockdevDriver) by driver {
  file: BlockdevCreate.options/file, gluster: BlockdevCreate.options/gluster@abc,
  luks: BlockdevCreate.options/luks, nfs: BlockdevCreate.options/nfs, parallels: BlockdevCreate.options/parallels,
  qcow: BlockdevCreate.options/qcow, qcow2: BlockdevCreate.options/qcow2, qed: BlockdevCreate.options/qed,
  rbd: BlockdevCreate.options/rbd, ssh: BlockdevCreate.options/ssh, vdi: BlockdevCreate.options/vdi,
  vhdx: BlockdevCreate.options/vhdx, vmdk: BlockdevCreate.options/vmdk, vpc: BlockdevCreate.options/vpc, blkdebug,
  blklogwrites, blkreplay, blkverify, bochs, cloop, compress, copy-before-write, copy-on-read, dmg,
  snapshot-access, ftp, ftps, host_cdrom, host_device, http, https, io_uring@cd, iscsi, nbd, null-aio, null-co,
  nvme, nvme-io_uring@cd, preallocate, quorum, raw, replication, throttle, virtio-blk-vfio-pci@cd,
  virtio-blk-vhost-user@cd, virtio-blk-vhost-vdpa@cd, vvfat
}
object XBlockdevAmend.options(driver: BlockdevDriver) by driver {
  luks: XBlockdevAmend.options/luks, qcow2: XBlockdevAmend.options/qcow2, blkdebug, blklogwrites, blkreplay,
  blkverify, bochs, cloop, compress, copy-before-write, copy-on-read, dmg, file, snapshot-access, ftp, ftps,
  gluster@abc, host_cdrom, host_device, http, https, io_uring@cd, iscsi, nbd, nfs, null-aio, null-co, nvme,
  nvme-io_uring@cd, parallels, preallocate, qcow, qed, quorum, raw, rbd, replication, ssh, throttle, vdi, vhdx,
  virtio-blk-vfio-pci@cd, virtio-blk-vhost-user@cd, virtio-blk-vhost-vdpa@cd, vmdk, vpc, vvfat
}
enum IoOperationType { read write }
enum BlockErrorAction { ignore report stop }
enum JobType { commit stream mirror backup create amend snapshot-load snapshot-save snapshot-delete }
alternate StrOrNull { str | null }
enum QUORUM_REPORT_BAD.type { read write flush }
object SocketAddress(type: SocketAddressType) by type { inet: SocketAddress/inet, unix: SocketAddress/unix, vsock: SocketAddress/vsock, fd: SocketAddress/fd }
enum BlockdevChangeReadOnly { safe hard }
enum BlockExportType { nbd vhost-user-blk fuse vduse-blk }
object BlockExportAdd/nbd(name?: str, description?: str, bitmaps?: [BlockDirtyBitmapOrStr], allocation-depth?: bool)
object BlockExportAdd/vhost-user-blk(addr: NetdevAddr, logical-block-size?: uint64, num-queues?: uint16)
object BlockExportAdd/fuse(mountpoint: str, growable?: bool, allow-other?: BlockExportAdd/fuse.allow-other)
object BlockExportAdd/vduse-blk(
  name: str, num-queues?: uint16, queue-size?: uint16, logical-block-size?: uint64, serial?: str
)
object NetdevAddr(type: SocketAddressType) by type {
  inet: InetSocketAddress, -: Unbuilt.NetdevAddr.1@bcd, unix: UnixSocketAddress, vsock: VsockSocketAddress,
  fd: NetdevAdd/user.dnssearch@a, fd: FdSocketAddress@bcd
}
object Transaction.actions(type: Transaction.actions.type) by type {
  abort: Transaction.actions/abort, block-dirty-bitmap-add: Transaction.actions/block-dirty-bitmap-add,
  block-dirty-bitmap-remove: BlockDirtyBitmapWrapper, block-dirty-bitmap-clear: BlockDirtyBitmapWrapper,
  block-dirty-bitmap-enable: BlockDirtyBitmapWrapper, block-dirty-bitmap-disable: BlockDirtyBitmapWrapper,
  block-dirty-bitmap-merge: Transaction.actions/block-dirty-bitmap-merge,
  blockdev-backup: Transaction.actions/blockdev-backup, blockdev-snapshot: Transaction.actions/blockdev-snapshot,
  blockdev-snapshot-internal-sync: Transaction.actions/blockdev-snapshot-internal-sync,
  blockdev-snapshot-sync: Transaction.actions/blockdev-snapshot-sync,
  drive-backup: Transaction.actions/drive-backup
}
object Transaction.properties(completion-mode?: Transaction.properties.completion-mode)
object BlockStats.stats.timed_stats(
  interval_length: int, min_rd_latency_ns: int, max_rd_latency_ns: int, avg_rd_latency_ns: int,
  min_wr_latency_ns: int, max_wr_latency_ns: int, avg_wr_latency_ns: int, min_zone_append_latency_ns: int@bcd,
  max_zone_append_latency_ns: int@bcd, avg_zone_append_latency_ns: int@bcd, min_flush_latency_ns: int,
  max_flush_latency_ns: int, avg_flush_latency_ns: int, avg_rd_queue_depth: number, avg_wr_queue_depth: number,
  avg_zone_append_queue_depth: number@bcd
)
object BlockLatencyHistogramInfo(boundaries: [int], bins: [int])
object BlockStatsSpecificFile(discard-nb-ok: int, discard-nb-failed: int, discard-bytes-ok: int)
object BlockStats.driver-specific/nvme(completion-errors: int, aligned-accesses: int, unaligned-accesses: int)
object ImageInfo.format-specific(type: ImageInfo.format-specific.type) by type {
  qcow2: ImageInfo.format-specific/qcow2, vmdk: ImageInfo.format-specific/vmdk,
  luks: ImageInfo.format-specific/luks, rbd: ImageInfo.format-specific/rbd,
  file: ImageInfo.format-specific/file@bcd
}
enum XDebugQueryBlockGraphResult.nodes.type { block-backend block-job block-driver }
enum BlockPermission { consistent-read write write-unchanged resize }
alternate BlockdevRef { BlockdevOptions | str }
object BlockdevOptions/blkdebug.inject-error(
  event: BlkdebugEvent, state?: int64, iotype?: BlockdevOptions/blkdebug.inject-error.iotype, errno?: int64,
  delay-ns?: int64@cd, sector?: int64, once?: bool, immediately?: bool
)
object BlockdevOptions/blkdebug.set-state(event: BlkdebugEvent, state?: int64, new_state: int64)
enum OnCbwError { break-guest-write break-snapshot }
enum OnOffAuto { auto on off }
enum BlockdevOptionsFile.aio { threads native io_uring }
enum BlockdevOptions/iscsi.transport { tcp iser }
enum BlockdevOptions/iscsi.header-digest { crc32c none crc32c-none none-crc32c }
object BlockdevOptionsNfs.server(type: BlockdevOptionsNfs.server.type, host: str)
alternate BlockdevRefOrNull { BlockdevOptions | str | null }
alternate Qcow2OverlapChecks { Qcow2OverlapChecks|0 | Qcow2OverlapCheckMode }
object BlockdevOptions/qcow2.encrypt(format: BlockdevQcow2EncryptionFormat) by format { aes: QCryptoBlockOptionsQCow, luks: BlockdevOptions/qcow2.encrypt/luks }
object BlockdevOptions/qcow.encrypt(format: BlockdevOptions/qcow.encrypt.format) by format { aes: QCryptoBlockOptionsQCow }
enum BlockdevOptions/quorum.read-pattern { quorum fifo }
object QcryptoBlockInfo(format: RbdImageEncryptionFormat, parent?: QcryptoBlockInfo@bcd) by format { luks: QcryptoBlockInfo/luks, luks2: QcryptoBlockInfo/luks2, luks-any: QcryptoBlockInfo/luks-any@bcd }
enum BlockdevOptionsRbd.auth-client-required { cephx none }
object BlockdevOptionsRbd.server(host: str, port: str)
enum BlockdevOptions/replication.mode { primary secondary }
object InetSocketAddress(
  host: str, port: str, numeric?: bool, to?: uint16, ipv4?: bool, ipv6?: bool, keep-alive?: bool,
  keep-alive-count?: uint32@d, keep-alive-idle?: uint32@d, keep-alive-interval?: uint32@d, mptcp?: bool
)
object BlockdevOptionsSsh.host-key-check(mode: BlockdevOptionsSsh.host-key-check.mode) by mode { hash: BlockdevOptionsSsh.host-key-check/hash, none, known_hosts }
object BlockdevCreate.options/file(
  filename: str, size: uint64, preallocation?: PreallocMode, nocow?: bool, extent-size-hint?: uint64
)
object BlockdevCreate.options/gluster(location: BlockdevOptions/gluster, size: uint64, preallocation?: PreallocMode)
object BlockdevCreate.options/luks(
  key-secret?: str, cipher-alg?: QCryptoCipherAlgo, cipher-mode?: QCryptoCipherMode, ivgen-alg?: QCryptoIVGenAlgo,
  ivgen-hash-alg?: QCryptoHashAlgo, hash-alg?: QCryptoHashAlgo, iter-time?: int64, file: BlockdevRef@a,
  file?: BlockdevRef@bcd, header?: BlockdevRef@bcd, size: uint64, preallocation?: PreallocMode
)
object BlockdevCreate.options/nfs(location: BlockdevOptionsNfs, size: uint64)
object BlockdevCreate.options/parallels(file: BlockdevRef, size: uint64, cluster-size?: uint64)
object BlockdevCreate.options/qcow(
  file: BlockdevRef, size: uint64, backing-file?: str, encrypt?: QCryptoBlockCreateOptions
)
object BlockdevCreate.options/qcow2(
  file: BlockdevRef, data-file?: BlockdevRef, data-file-raw?: bool, extended-l2?: bool, size: uint64,
  version?: BlockdevCreate.options/qcow2.version, backing-file?: str, backing-fmt?: BlockdevDriver,
  encrypt?: QCryptoBlockCreateOptions, cluster-size?: uint64, preallocation?: PreallocMode, lazy-refcounts?: bool,
  refcount-bits?: int64, compression-type?: Qcow2CompressionType
)
object BlockdevCreate.options/qed(
  file: BlockdevRef, size: uint64, backing-file?: str, backing-fmt?: BlockdevDriver, cluster-size?: uint64,
  table-size?: int64
)
object BlockdevCreate.options/rbd(
  location: BlockdevOptionsRbd, size: uint64, cluster-size?: uint64, encrypt?: BlockdevCreate.options/rbd.encrypt
)
object BlockdevCreate.options/ssh(location: BlockdevOptionsSsh, size: uint64)
object BlockdevCreate.options/vdi(file: BlockdevRef, size: uint64, preallocation?: PreallocMode)
object BlockdevCreate.options/vhdx(
  file: BlockdevRef, size: uint64, log-size?: uint64, block-size?: uint64,
  subformat?: BlockdevCreate.options/vhdx.subformat, block-state-zero?: bool
)
object BlockdevCreate.options/vmdk(
  file: BlockdevRef, size: uint64, extents?: [BlockdevRef], subformat?: BlockdevCreate.options/vmdk.subformat,
  backing-file?: str, adapter-type?: BlockdevCreate.options/vmdk.adapter-type, hwversion?: str, toolsversion?: str,
  zeroed-grain?: bool
)
object BlockdevCreate.options/vpc(
  file: BlockdevRef, size: uint64, subformat?: BlockdevCreate.options/vpc.subformat, force-size?: bool
)
object XBlockdevAmend.options/luks(
  state: XBlockdevAmend.options/luks.state, new-secret?: str, old-secret?: str, keyslot?: int64, iter-time?: int64,
  secret?: str
)
object XBlockdevAmend.options/qcow2(encrypt?: XBlockdevAmend.options/qcow2.encrypt)
enum SocketAddressType { inet unix vsock fd }
object SocketAddress/inet(data: InetSocketAddress)
object SocketAddress/unix(data: UnixSocketAddress)
object SocketAddress/vsock(data: VsockSocketAddress)
object SocketAddress/fd(data: NetdevAdd/user.dnssearch@a, data: FdSocketAddress@bcd)
enum BlockExportAdd/fuse.allow-other { off on auto }
object NetdevAdd/user.dnssearch(str: str)
object UnixSocketAddress(path: str, abstract?: bool, tight?: bool)
object VsockSocketAddress(cid: str, port: str)
enum Transaction.actions.type {
  abort block-dirty-bitmap-add block-dirty-bitmap-remove block-dirty-bitmap-clear block-dirty-bitmap-enable
  block-dirty-bitmap-disable block-dirty-bitmap-merge blockdev-backup blockdev-snapshot
  blockdev-snapshot-internal-sync blockdev-snapshot-sync drive-backup!deprecated
}
object Transaction.actions/abort(data: Transaction.actions/abort.data)
object Transaction.actions/block-dirty-bitmap-add(data: BlockDirtyBitmapAdd)
object BlockDirtyBitmapWrapper(data: BlockDirtyBitmap)
object Transaction.actions/block-dirty-bitmap-merge(data: BlockDirtyBitmapMerge)
object Transaction.actions/blockdev-backup(data: BlockdevBackup)
object Transaction.actions/blockdev-snapshot(data: BlockdevSnapshot)
object Transaction.actions/blockdev-snapshot-internal-sync(data: BlockdevSnapshotInternal)
object Transaction.actions/blockdev-snapshot-sync(data: BlockdevSnapshotSync)
object Transaction.actions/drive-backup(data: DriveBackup)
enum Transaction.properties.completion-mode { individual grouped }
enum ImageInfo.format-specific.type { qcow2 vmdk luks rbd file@bcd }
object ImageInfo.format-specific/qcow2(data: ImageInfo.format-specific/qcow2.data)
object ImageInfo.format-specific/vmdk(data: ImageInfo.format-specific/vmdk.data)
object ImageInfo.format-specific/luks(data: ImageInfo.format-specific/luks.data)
object ImageInfo.format-specific/rbd(data: ImageInfo.format-specific/rbd.data)
enum BlkdebugEvent {
  l1_update l1_grow_alloc_table l1_grow_write_table l1_grow_activate_table l2_load l2_update l2_update_compressed
  l2_alloc_cow_read l2_alloc_write read_aio read_backing_aio read_compressed write_aio write_compressed
  vmstate_load vmstate_save cow_read cow_write reftable_load reftable_grow reftable_update refblock_load
  refblock_update refblock_update_part refblock_alloc refblock_alloc_hookup refblock_alloc_write
  refblock_alloc_write_blocks refblock_alloc_write_table refblock_alloc_switch_table cluster_alloc
  cluster_alloc_bytes cluster_free flush_to_os flush_to_disk pwritev_rmw_head pwritev_rmw_after_head
  pwritev_rmw_tail pwritev_rmw_after_tail pwritev pwritev_zero pwritev_done empty_image_prepare
  l1_shrink_write_table l1_shrink_free_l2_clusters cor_write cluster_alloc_space none
}
enum BlockdevOptions/blkdebug.inject-error.iotype { read write write-zeroes discard flush block-status }
enum BlockdevOptionsNfs.server.type { inet }
object Qcow2OverlapChecks|0(
  template?: Qcow2OverlapCheckMode, main-header?: bool, active-l1?: bool, active-l2?: bool, refcount-table?: bool,
  refcount-block?: bool, snapshot-table?: bool, inactive-l1?: bool, inactive-l2?: bool, bitmap-directory?: bool
)
enum Qcow2OverlapCheckMode { none constant cached all }
enum BlockdevQcow2EncryptionFormat { aes luks }
object QCryptoBlockOptionsQCow(key-secret?: str)
object BlockdevOptions/qcow2.encrypt/luks(key-secret?: str)
enum BlockdevOptions/qcow.encrypt.format { aes }
enum RbdImageEncryptionFormat { luks luks2 luks-any@bcd }
object QcryptoBlockInfo/luks(key-secret: str)
object QcryptoBlockInfo/luks2(key-secret: str)
enum BlockdevOptionsSsh.host-key-check.mode { none hash known_hosts }
object BlockdevOptionsSsh.host-key-check/hash(type: BlockdevOptionsSsh.host-key-check/hash.type, hash: str)
enum PreallocMode { off metadata falloc full }
enum QCryptoCipherAlgo {
  aes-128 aes-192 aes-256 des 3des cast5-128 serpent-128 serpent-192 serpent-256 twofish-128 twofish-192
  twofish-256 sm4@bcd
}
enum QCryptoCipherMode { ecb cbc xts ctr }
enum QCryptoIVGenAlgo { plain plain64 essiv }
enum QCryptoHashAlgo { md5 sha1 sha224 sha256 sha384 sha512 ripemd160 sm3@bcd }
object QCryptoBlockCreateOptions(format: QCryptoBlockCreateOptions.format) by format { qcow: QCryptoBlockOptionsQCow, luks: QCryptoBlockCreateOptions/luks }
enum BlockdevCreate.options/qcow2.version { v2 v3 }
enum Qcow2CompressionType { zlib zstd }
object BlockdevCreate.options/rbd.encrypt(format: RbdImageEncryptionFormat) by format {
  luks: BlockdevCreate.options/rbd.encrypt/luks, luks2: BlockdevCreate.options/rbd.encrypt/luks2, luks-any@bcd
}
enum BlockdevCreate.options/vhdx.subformat { dynamic fixed }
enum BlockdevCreate.options/vmdk.subformat {
  monolithicSparse monolithicFlat twoGbMaxExtentSparse twoGbMaxExtentFlat streamOptimized
}
enum BlockdevCreate.options/vmdk.adapter-type { ide buslogic lsilogic legacyESX }
enum BlockdevCreate.options/vpc.subformat { dynamic fixed }
enum XBlockdevAmend.options/luks.state { active inactive }
object XBlockdevAmend.options/qcow2.encrypt(format: QCryptoBlockCreateOptions.format) by format { luks: XBlockdevAmend.options/qcow2.encrypt/luks, qcow }
object Transaction.actions/abort.data()
object ImageInfo.format-specific/qcow2.data(
  compat: str, data-file?: str, data-file-raw?: bool, extended-l2?: bool, lazy-refcounts?: bool, corrupt?: bool,
  refcount-bits: int, encrypt?: ImageInfo.format-specific/qcow2.data.encrypt,
  bitmaps?: [ImageInfo.format-specific/qcow2.data.bitmaps], compression-type: Qcow2CompressionType
)
object ImageInfo.format-specific/vmdk.data(
  create-type: str, cid: int, parent-cid: int, extents: [ImageInfo]@a,
  extents: [ImageInfo.format-specific/vmdk.data.extents]@bcd
)
object ImageInfo.format-specific/luks.data(
  cipher-alg: QCryptoCipherAlgo, cipher-mode: QCryptoCipherMode, ivgen-alg: QCryptoIVGenAlgo,
  ivgen-hash-alg?: QCryptoHashAlgo, hash-alg: QCryptoHashAlgo, detached-header: bool@bcd, payload-offset: int,
  master-key-iters: int, uuid: str, slots: [ImageInfo.format-specific/luks.data.slots]
)
object ImageInfo.format-specific/rbd.data(encryption-format?: RbdImageEncryptionFormat)
enum BlockdevOptionsSsh.host-key-check/hash.type { md5 sha1 sha256 }
enum QCryptoBlockCreateOptions.format { qcow luks }
object QCryptoBlockCreateOptions/luks(
  key-secret?: str, cipher-alg?: QCryptoCipherAlgo, cipher-mode?: QCryptoCipherMode, ivgen-alg?: QCryptoIVGenAlgo,
  ivgen-hash-alg?: QCryptoHashAlgo, hash-alg?: QCryptoHashAlgo, iter-time?: int64
)
object BlockdevCreate.options/rbd.encrypt/luks(key-secret: str, cipher-alg?: QCryptoCipherAlgo)
object BlockdevCreate.options/rbd.encrypt/luks2(key-secret: str, cipher-alg?: QCryptoCipherAlgo)
object XBlockdevAmend.options/qcow2.encrypt/luks(
  state: XBlockdevAmend.options/luks.state, new-secret?: str, old-secret?: str, keyslot?: int64, iter-time?: int64,
  secret?: str
)
object ImageInfo.format-specific/qcow2.data.encrypt(format: BlockdevQcow2EncryptionFormat) by format { luks: ImageInfo.format-specific/luks.data, aes }
object ImageInfo.format-specific/qcow2.data.bitmaps(
  name: str, granularity: int, flags: [ImageInfo.format-specific/qcow2.data.bitmaps.flags]
)
object ImageInfo.format-specific/luks.data.slots(active: bool, iters?: int, stripes?: int, key-offset: int)
enum ImageInfo.format-specific/qcow2.data.bitmaps.flags { in-use auto }
object BlockJobChange(id: str, type: JobType) by type {
  mirror: BlockJobChange/mirror, commit, stream, backup, create, amend, snapshot-load, snapshot-save,
  snapshot-delete
}
object BlockJobChange/mirror(copy-mode: MirrorCopyMode)
`;
