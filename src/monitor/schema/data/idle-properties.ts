/**
 * Properties of devices and objects that do nothing here, as far as management software asks for them before it starts
 * a machine.
 *
 * Notation: `TYPE: PROPERTY, PROPERTY...`; a property is written as in `vm/device-properties.ts`; `$NAME` stands for
 * all properties of that group. A line that begins with a space belongs to the one before.
 */

/** What device-list-properties tells. */
export const IDLE_DEVICE_PROPERTIES = `
$virtio: any_layout bool=on, event_idx bool=on, in_order bool=off@bcd, indirect_desc bool=on, iommu_platform
  bool=off, notify_on_empty bool=on, packed bool=off, queue_reset bool=on, use-disabled-flag bool-=on@a,
  use-disabled-flag bool=on@bcd, use-started bool-=on@a, use-started bool=on@bcd, x-disable-legacy-check bool-=off@a,
  x-disable-legacy-check bool=off@bcd
$pci: acpi-index uint32=0, addr int32=-1@a, addr str=-1@bcd, busnr busnr@bcd, failover_pair_id str, multifunction
  bool=off, rombar int32=-1@bcd, rombar uint32=1@a, romfile str, romsize uint32=4294967295, sriov-pf str@d,
  x-max-bounce-buffer-size size=4096@bcd, x-pcie-ari-nextfn-1 bool=off@bcd, x-pcie-err-unc-mask bool=on@bcd,
  x-pcie-ext-tag bool=on@bcd, x-pcie-extcap-init bool=on@abc, x-pcie-lnksta-dllla bool=on
$virtio-pci: $pci, aer bool=off, any_layout bool=on, ats bool=off, disable-legacy OnOffAuto=auto, disable-modern
  bool-=off@a, disable-modern bool=off@bcd, event_idx bool=on, in_order bool=off@bcd, indirect_desc bool=on,
  iommu_platform bool=off, migrate-extra bool=on@abc, modern-pio-notify bool=off, notify_on_empty bool=on, packed
  bool=off, page-per-vq bool=off, queue_reset bool=on, use-disabled-flag bool-=on@a, use-disabled-flag bool=on@bcd,
  use-started bool-=on@a, use-started bool=on@bcd, virtio-pci-bus-master-bug-migration bool=off, x-ats-page-aligned
  bool=on, x-disable-legacy-check bool-=off@a, x-disable-legacy-check bool=off@bcd, x-disable-pcie bool=off@abc,
  x-ignore-backend-features bool-=off@a, x-ignore-backend-features bool=off@bc, x-pcie-deverr-init bool=on@abc,
  x-pcie-flr-init bool=on, x-pcie-lnkctl-init bool=on@abc, x-pcie-pm-init bool=on@abc, x-pcie-pm-no-soft-reset
  bool=off@bcd
$usb: attached bool-, bootindex int32, msos-desc bool=on, pcap str, port str, serial str
ICH9-LPC: $pci, acpi-pci-hotplug-with-bridge-support bool-, acpi_disable_cmd uint8, acpi_enable_cmd uint8, bus
  link<PCI>@d, cpu-hotplug-legacy bool-@abc, disable_s3 uint8, disable_s4 uint8, enable_tco bool-, gpe0_blk uint32,
  gpe0_blk_len uint32, gsi[0] link<irq>@bcd, gsi[10] link<irq>@bcd, gsi[11] link<irq>@bcd, gsi[12] link<irq>@bcd,
  gsi[13] link<irq>@bcd, gsi[14] link<irq>@bcd, gsi[15] link<irq>@bcd, gsi[16] link<irq>@bcd, gsi[17] link<irq>@bcd,
  gsi[18] link<irq>@bcd, gsi[19] link<irq>@bcd, gsi[1] link<irq>@bcd, gsi[20] link<irq>@bcd, gsi[21] link<irq>@bcd,
  gsi[22] link<irq>@bcd, gsi[23] link<irq>@bcd, gsi[2] link<irq>@bcd, gsi[3] link<irq>@bcd, gsi[4] link<irq>@bcd,
  gsi[5] link<irq>@bcd, gsi[6] link<irq>@bcd, gsi[7] link<irq>@bcd, gsi[8] link<irq>@bcd, gsi[9] link<irq>@bcd,
  memory-hotplug-support bool-@a, noreboot bool-=on@a, noreboot bool=off@bcd, pm_io_base uint32, rtc
  child<mc146818rtc>@bcd, s4_val uint8, sci_int uint8, smm-compat bool-=off@a, smm-compat bool=off@bcd, smm-enabled
  bool=off@bcd, x-keep-pci-slot-hpc bool-, x-smi-broadcast bool=on, x-smi-cpu-hotplug bool=on, x-smi-cpu-hotunplug
  bool=on, x-smi-negotiated-features uint64, x-smi-periodic-timer bool=on@bcd, x-smi-swsmi-timer bool=on@bcd
PIIX4_PM: $pci, acpi-pci-hotplug-with-bridge-support bool-=on@a, acpi-pci-hotplug-with-bridge-support bool=on@bcd,
  acpi-root-pci-hotplug bool-=on@a, acpi-root-pci-hotplug bool=on@bcd, bus link<PCI>@d, disable_s3 uint8=0, disable_s4
  uint8=0, memory-hotplug-support bool-=on@a, memory-hotplug-support bool=on@bcd, s4_val uint8=2, smb_io_base
  uint32=0, smi-irq[0] link<irq>, smm-compat bool-=off@a, smm-compat bool=off@bcd, smm-enabled bool-=off@a,
  smm-enabled bool=off@bcd, unnamed-gpio-out[0] link<irq>, x-not-migrate-acpi-index bool-=off@a,
  x-not-migrate-acpi-index bool=off@bcd
VGA: $pci, big-endian-framebuffer bool-, edid bool=on, global-vmstate bool-=off@a, global-vmstate bool=off@bc, mmio
  bool=on, qemu-extended-regs bool=on, refresh_rate uint32=0, vgamem_mb uint32=16, xmax uint32=0, xres uint32=0, ymax
  uint32=0, yres uint32=0
acpi-erst: $pci, memdev link<memory-backend>, record_size uint32=8192
intel-iommu: aw-bits uint8=39@a, aw-bits uint8=48@bcd, caching-mode bool-=off@a, caching-mode bool=off@bcd,
  device-iotlb bool-=off@a, device-iotlb bool=off@bcd, dma-drain bool-=on@a, dma-drain bool=on@bc, dma-translation
  bool-=on@a, dma-translation bool=on@bcd, eim OnOffAuto=auto, fs1gp bool=on@bcd, fsts bool=off@d, intremap
  OnOffAuto=auto, pasid-bits uint8=0@d, pt bool-=on@a, pt bool=on@bc, scalable-mode bool=off@d, snoop-control
  bool-=off@a, snoop-control bool=off@bcd, stale-tm bool=off@bcd, svm bool=off@d, version uint32=0, x-buggy-eim
  bool-=off@a, x-buggy-eim bool=off@bc, x-flts bool=off@bc, x-pasid-mode bool-=off@a, x-pasid-mode bool=off@bc,
  x-scalable-mode bool-=off@a, x-scalable-mode bool=off@bc
ivshmem-plain: $pci, master OnOffAuto=off, memdev link<memory-backend>
kvm-pit: iobase uint32=4294967295, lost_tick_policy LostTickPolicy=delay
mch: $pci, extended-tseg-mbytes uint16=16@abc, extended-tseg-mbytes uint16=64@d, smbase-smram bool-=on@a,
  smbase-smram bool=on@bcd
nvdimm: addr uint64=0, label-size int, memdev link<memory-backend>, node uint32=0, size uint64, slot int32=-1,
  unarmed bool-=off@a, unarmed bool=off@bcd, uuid QemuUUID
pcie-root-port: $pci, aer_log_max uint16=8, bus-reserve uint32=4294967295, chassis uint8=0, disable-acs bool-=off@a,
  disable-acs bool=off@bc, hotplug bool-=on@a, hotplug bool=on@bcd, io-reserve size, mem-reserve
  size, port uint8=0, power_controller_present bool=on, pref32-reserve size,
  pref64-reserve size, slot uint16=0, x-do-not-expose-native-hotplug-cap bool=off@bcd,
  x-migrate-msix bool-=on@a, x-migrate-msix bool=on@bc, x-native-hotplug bool-=on@a, x-pci-express-writeable-slt-bug
  bool=off@bcd, x-speed PCIELinkSpeed=16, x-width PCIELinkWidth=32
qxl@a: $pci, cmdlog uint32=0, debug uint32=0, global-vmstate bool-=off, guestdebug uint32=0, max_outputs uint16=0,
  ram_size uint32=67108864, ram_size_mb uint32=4294967295, revision uint32=5, surfaces int32=1024, vgamem_mb
  uint32=16, vram64_size_mb uint32=4294967295, vram_size uint64=67108864, vram_size_mb uint32=4294967295, xres
  uint32=0, yres uint32=0
scsi-block: bootindex int32, channel uint32=0, drive str, io_timeout uint32=30, lun uint32=4294967295, max_io_size
  uint64=2147483647, max_unmap_size uint64=1073741824, migrate-pr bool=on@d, rerror BlockdevOnError=auto,
  rotation_rate uint16=0, scsi-id uint32=4294967295, scsi_version int32=-1, share-rw bool-=off@a, share-rw
  bool=off@bcd, werror BlockdevOnError=auto
scsi-generic: bootindex int32, channel uint32=0, drive str, io_timeout uint32=30, lun uint32=4294967295, scsi-id
  uint32=4294967295, share-rw bool-=off@a, share-rw bool=off@bcd
usb-host: $usb, guest-reset bool-=on@a, guest-reset bool=on@bcd, guest-resets-all bool-=off@a, guest-resets-all
  bool=off@bcd, hostaddr uint32=0, hostbus uint32=0, hostdevice str, hostport str, isobsize uint32=32, isobufs
  uint32=4, loglevel uint32=2, pipeline bool=on, productid uint32=0, suppress-remote-wake bool-=on@a,
  suppress-remote-wake bool=on@bcd, vendorid uint32=0
usb-redir: $usb, chardev str, debug uint8=2, filter str, streams bool-=on@a, streams bool=on@bcd,
  suppress-remote-wake bool-=on@a, suppress-remote-wake bool=on@bcd
usb-storage: $usb, account-failed OnOffAuto=auto, account-invalid OnOffAuto=auto, backend_defaults OnOffAuto=auto,
  commandlog bool-=off@a, commandlog bool=off@bcd, discard_granularity size=4294967295, drive str, logical_block_size
  size=0, min_io_size size=0, opt_io_size size=0, physical_block_size size=0, removable bool-=off@a, removable
  bool=off@bcd, rerror BlockdevOnError=auto, share-rw bool-=off@a, share-rw bool=off@bcd, stats-intervals list=[]@d,
  werror BlockdevOnError=auto, write-cache OnOffAuto=auto
vfio-pci: $pci, ats OnOffAuto=auto@d, bootindex int32, display OnOffAuto=off, enable-migration OnOffAuto=auto@bcd,
  fd string@bcd, host str, iommufd link<iommufd>@bcd, migration-events bool-=off@bcd, skip-vsc-check bool-=on@bcd,
  sysfsdev str, vf-token str@bcd, x-balloon-allowed bool-=off, x-device-dirty-page-tracking OnOffAuto=on@bcd,
  x-enable-migration bool-=off@a, x-igd-gms uint32=0, x-igd-legacy-mode OnOffAuto=auto@bcd, x-igd-lpc bool=off@bcd,
  x-igd-opregion bool-=off@bc, x-igd-opregion bool-=on@d, x-igd-opregion bool=off@a, x-intx-mmap-timeout-ms
  uint32=1100, x-migration-load-config-after-iter OnOffAuto=auto@d, x-migration-max-queued-buffers-size
  size@d, x-migration-multifd-transfer OnOffAuto=auto@bcd, x-msix-relocation OffAutoPCIBAR=off,
  x-no-geforce-quirks bool-=off, x-no-kvm-intx bool-=off, x-no-kvm-ioeventfd bool-=off, x-no-kvm-msi bool-=off,
  x-no-kvm-msix bool-=off, x-no-mmap bool-=off, x-no-vfio-ioeventfd bool-=off, x-nv-gpudirect-clique uint4@a,
  x-nv-gpudirect-clique uint8@bcd, x-pci-class-code uint32=4294967295@d, x-pci-device-id uint32=4294967295,
  x-pci-sub-device-id uint32=4294967295, x-pci-sub-vendor-id uint32=4294967295, x-pci-vendor-id uint32=4294967295,
  x-pre-copy-dirty-page-tracking OnOffAuto=on, x-req bool-=on@bcd, x-req bool=on@a, x-vga bool-=off@bcd, x-vga
  bool=off@a, x-vpasid-cap-offset uint16=0@d, xres uint32=0, yres uint32=0
vhost-user-fs-device: $virtio, bootindex int32, chardev str, num-request-queues uint16=1, queue-size uint16=128, tag
  str
virtio-balloon-device: $virtio, deflate-on-oom bool=off, free-page-hint bool=off, free-page-reporting bool=off,
  guest-stats guest statistics, guest-stats-polling-interval int, iothread link<iothread>, page-poison bool=on,
  qemu-4-0-config-size bool-=off@a, qemu-4-0-config-size bool=off@bc
virtio-balloon-pci: $virtio-pci, deflate-on-oom bool=off, free-page-hint bool=off, free-page-reporting bool=off,
  guest-stats guest statistics, guest-stats-polling-interval int, ioeventfd bool=on@bcd, iothread link<iothread>,
  page-poison bool=on, qemu-4-0-config-size bool-=off@a, qemu-4-0-config-size bool=off@bc, vectors
  uint32=4294967295@bcd, virtio-backend child<virtio-balloon-device>
virtio-gpu-device: $virtio, blob bool=off, edid bool=on, hostmem size=0@bcd, max_hostmem size=268435456, max_outputs
  uint32=1, outputs VirtIOGPUOutputList@d, x-scanout-vmstate-version uint8=2@bcd, xres uint32=1280, yres uint32=800
virtio-gpu-pci: $virtio-pci, blob bool=off, edid bool=on, hostmem size=0@bcd, ioeventfd bool=off, max_hostmem
  size=268435456, max_outputs uint32=1, outputs VirtIOGPUOutputList@d, vectors uint32=3, virtio-backend
  child<virtio-gpu-device>, x-scanout-vmstate-version uint8=2@bcd, xres uint32=1280, yres uint32=800
virtio-iommu-pci: $virtio-pci, aw-bits uint8=64@bcd, boot-bypass bool-=on@a, boot-bypass bool=on@bcd, class
  uint32=0, granule GranuleMode=host@bcd, len-reserved-regions uint32=0@a, primary-bus link<PCI>, reserved-regions
  list=[]@bcd, virtio-backend child<virtio-iommu-device>
virtio-mem-pci: $virtio-pci, block-size size, dynamic-memslots bool=off@bcd, ioeventfd bool=on@bcd, memaddr
  uint64=0, memdev link<memory-backend>, node uint32=0, prealloc bool-=off@a, prealloc bool=off@bcd, requested-size
  size, size size, unplugged-inaccessible OnOffAuto=auto@a, unplugged-inaccessible OnOffAuto=on@bcd, vectors
  uint32=4294967295@bcd, virtio-backend child<virtio-mem>, x-early-migration bool=on@bcd
virtio-net-pci: $virtio-pci, bootindex int32, csum bool=on, ctrl_guest_offloads bool=on, ctrl_mac_addr bool=on,
  ctrl_rx bool=on, ctrl_rx_extra bool=on, ctrl_vlan bool=on, ctrl_vq bool=on, duplex str, ebpf-rss-fds list=[]@bcd,
  failover bool-=off@a, failover bool=off@bcd, gso bool=on, guest_announce bool=on, guest_csum bool=on, guest_ecn
  bool=on, guest_rsc_ext bool=off, guest_tso4 bool=on, guest_tso6 bool=on, guest_tunnel bool=on@d, guest_tunnel_csum
  bool=on@d, guest_ufo bool=on, guest_uso4 bool=on@bcd, guest_uso6 bool=on@bcd, hash bool=off, hash-ipv4
  OnOffAuto=auto@d, hash-ipv6 OnOffAuto=auto@d, hash-ipv6ex OnOffAuto=auto@d, hash-tcp4 OnOffAuto=auto@d, hash-tcp6
  OnOffAuto=auto@d, hash-tcp6ex OnOffAuto=auto@d, hash-udp4 OnOffAuto=auto@d, hash-udp6 OnOffAuto=auto@d, hash-udp6ex
  OnOffAuto=auto@d, host_ecn bool=on, host_mtu uint16=0, host_tso4 bool=on, host_tso6 bool=on, host_tunnel bool=on@d,
  host_tunnel_csum bool=on@d, host_ufo bool=on, host_uso bool=on@bcd, ioeventfd bool=on, mac str, mq bool=off,
  mrg_rxbuf bool=on, netdev str, rsc_interval uint32=300000, rss bool=off, rx_queue_size uint16=256, speed int32=-1,
  status bool=on, tx str, tx_queue_size uint16=256, vectors uint32=4294967295, virtio-backend
  child<virtio-net-device>, x-mtu-bypass-backend bool-=on@a, x-mtu-bypass-backend bool=on@bc, x-txburst int32=256,
  x-txtimer uint32=150000
virtio-rng-pci: $virtio-pci, ioeventfd bool=on, max-bytes uint64, period uint32=65536, rng
  link<rng-backend>, vectors uint32=4294967295, virtio-backend child<virtio-rng-device>
virtio-sound-pci@bcd: $virtio-pci, audiodev str, chmaps uint32=0, ioeventfd bool=on, jacks uint32=0, streams
  uint32=2, vectors uint32=2, virtio-backend child<virtio-sound-device>
vmware-svga: $pci, global-vmstate bool-=off@a, global-vmstate bool=off@bc, vgamem_mb uint32=16
`;

/** What qom-list-properties tells. */
export const OBJECT_PROPERTIES = `
memory-backend-ram: dump bool, host-nodes int, merge bool, policy HostMemPolicy, prealloc bool, prealloc-context
  link<thread-context>, prealloc-threads int, reserve bool, share bool, size int, type string,
  x-use-canonical-path-for-ramblock-id bool
memory-backend-file: align int, discard-data bool, dump bool, host-nodes int, mem-path string, merge bool, offset
  int@bcd, pmem bool, policy HostMemPolicy, prealloc bool, prealloc-context link<thread-context>, prealloc-threads
  int, readonly bool, reserve bool, rom OnOffAuto@bcd, share bool, size int, type string,
  x-use-canonical-path-for-ramblock-id bool
memory-backend-memfd: dump bool, host-nodes int, hugetlb bool, hugetlbsize int, merge bool, policy HostMemPolicy,
  prealloc bool, prealloc-context link<thread-context>, prealloc-threads int, reserve bool, seal bool, share bool,
  size int, type string, x-use-canonical-path-for-ramblock-id bool
sev-guest: cbitpos uint32, dh-cert-file string, handle uint32, kernel-hashes bool, legacy-vm-type OnOffAuto@bcd,
  policy uint32, reduced-phys-bits uint32, session-file string, sev-device string, type string
none-machine: append string, aux-ram-share bool@bcd, boot BootConfiguration, confidential-guest-support
  link<confidential-guest-support>, dt-compatible string, dtb string, dump-guest-core bool, dumpdtb string, firmware
  string, graphics bool, initrd string, kernel string, mem-merge bool, memory MemorySizeConfiguration, memory-backend
  link<memory-backend>, memory-encryption string, peripheral child<container>@a, peripheral-anon child<container>@a,
  phandle-start int, shim string@bcd, smp SMPConfiguration, smp-cache SmpCachePropertiesWrapper@bcd, spcr bool@d,
  suppress-vmdesc bool, type string, usb bool, x-change-vmfd-on-reset bool@d
generic-pc-machine: acpi OnOffAuto, append string, aux-ram-share bool@bcd, boot BootConfiguration,
  bus-lock-ratelimit uint64_t, confidential-guest-support link<confidential-guest-support>, default-bus-bypass-iommu
  bool, device-memory-region-size int@a, dt-compatible string, dtb string, dump-guest-core bool, dumpdtb string,
  fd-bootchk bool@bcd, firmware string, graphics bool, hpet bool, i8042 bool, initrd string, kernel string,
  max-fw-size size, max-ram-below-4g size, mem-merge bool, memory MemorySizeConfiguration, memory-backend
  link<memory-backend>, memory-encryption string, phandle-start int, pic OnOffAuto, pit OnOffAuto, sata bool, sgx-epc
  SgxEPC, shim string@bcd, smbios-entry-point-type str, smbus bool, smm OnOffAuto, smp SMPConfiguration, smp-cache
  SmpCachePropertiesWrapper@bcd, suppress-vmdesc bool, type string, usb bool, vmport OnOffAuto, x-change-vmfd-on-reset
  bool@d, x-oem-id string, x-oem-table-id string
rng-random: filename string, opened bool, type string
rng-egd: chardev string, opened bool, type string
thread-context: cpu-affinity int, node-affinity int, thread-id int, type string
`;
