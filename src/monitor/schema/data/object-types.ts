/**
 * The types of objects that the four recorded versions have, as qom-list-types tells them; machine types with a version
 * in their names and CPU models are told by `machines.ts`.
 *
 * Notation: `PARENT: CHILD CHILD...`, `-` for no parent; `!` marks an abstract type; `@VERSIONS` a (7.2), b (10.0.2),
 * c (10.0.13), d (11.1), all if left out. A line that begins with a space belongs to the one before.
 */
export const OBJECT_TYPES = `
-: interface! object!
CXL: pxb-cxl-bus
PCI: PCIE pxb-bus
PCIE: CXL pxb-pcie-bus
accel: kvm-accel mshv-accel@d nitro-accel@d qtest-accel@d tcg-accel
accel-ops: kvm-accel-ops! mshv-accel-ops!@d nitro-accel-ops!@d qtest-accel-ops!@d tcg-accel-ops!
accel-x86_64-cpu: kvm-accel-x86_64-cpu! mshv-accel-x86_64-cpu!@d tcg-accel-x86_64-cpu!
acpi-ged: acpi-ged-x86@a
am53c974: dc390
apic-common: apic kvm-apic
audio-backend: audio-mixeng-backend@d
audio-mixeng-backend: audio-alsa@d audio-none@d audio-oss@d audio-wav@d
authz: authz-list authz-list-file authz-simple
base-pci-bridge: i82801b11-bridge pci-bridge pcie-pci-bridge pcie-port!
bus: HDA IDE ISA IndustryPack PCI SCSI System ccid-bus floppy-bus i2c-bus nitro-vsock-bus@d nvme-bus sd-bus
  ufs-bus@bcd usb-bus virtio-bus! virtio-serial-bus vmbus xen-bus@bcd xen-sysbus@bcd
can-host: can-host-socketcan
ccid-card: ccid-card-emulated ccid-card-passthru
chardev: chardev-braille chardev-fd! chardev-gdb chardev-hub@bcd chardev-msmouse chardev-mux chardev-null
  chardev-parallel chardev-pty chardev-qemu-vdagent chardev-ringbuf chardev-socket chardev-spice!@a chardev-testdev
  chardev-udp chardev-vc chardev-wctablet
chardev-fd: chardev-file chardev-pipe chardev-serial chardev-stdio
chardev-ringbuf: chardev-memory
chardev-socket: chardev-dbus@a
chardev-spice: chardev-spiceport@a chardev-spicevmc@a
confidential-guest-support: sev-guest@a x86-confidential-guest!@bcd
cpu: x86_64-cpu!
cryptodev-backend: cryptodev-backend-builtin cryptodev-vhost-user
device: apic-common! base-xhci ccid-card! cpu! cpu-cluster@a cpu-core! esp floppy guest-loader hda-codec! hv-syndbg
  hyperv-synic i2c-slave! ide-device! ipack-device! ipmi-bmc! isa-device! loader migration nitro-vsock-device!@d nvme-ns
  nvme-subsys pc-dimm pci-device! scsi-device! sd-card@a sdmmc-common!@bcd serial sgx-epc sp-mem@d sys-bus-device!
  tpm-crb ufs-lu@bcd usb-device! virtio-device! virtio-serial-port! vmbus-dev! vmclock@bcd vmcoreinfo vmgenid
  xen-device!@bcd
dynamic-sysbus-device: ramfb@bcd x86-iommu!@bcd xen-backend@bcd
e1000-base: e1000 e1000-82544gc e1000-82545em
event-loop-base: iothread main-loop
fw_cfg: fw_cfg_io fw_cfg_mem
generic-pc-machine: isapc-machine
generic-sdhci: fsl-esdhc-be@d fsl-esdhc-le@d imx-usdhc s3c-sdhci
hda-audio: hda-duplex hda-micro hda-output
hda-codec: hda-audio!
host-iommu-device: host-iommu-device-iommufd!@bcd host-iommu-device-legacy-vfio@bcd
host-iommu-device-iommufd: host-iommu-device-iommufd-vfio@bcd
i2c-slave: i2c-ddc i2c-echo@bcd smbus-device!
ide-device: ide-cd ide-cf@bcd ide-hd
intel-hda-generic: ich9-intel-hda intel-hda
interface: acpi-dev-aml-interface! acpi-device-interface! conventional-pci-device! cxl-device! fw-path-provider!
  fw_cfg-data-generator! hotplug-handler! intctrl! ipmi-interface! isa-dma! memory-device! nmi! pci-express-device!
  qemu:ram-discard-manager!@a ram-discard-manager!@bc ram-discard-source!@d rdma!@a resettable!
  target-info-aarch64-machine!@d target-info-arm-machine!@d target-info-riscv32-machine!@d
  target-info-riscv64-machine!@d tpm-if! user-creatable! vmstate-if!
ioapic-common: ioapic kvm-ioapic
iommu-memory-region: amd-iommu-iommu-memory-region intel-iommu-iommu-memory-region virtio-iommu-memory-region
ipack-device: ipoctal232
ipmi-bmc: ipmi-bmc-extern ipmi-bmc-sim
isa-device: adlib cs4231a gus hyperv-testdev i8042 i8257 ib700 isa-applesmc isa-cirrus-vga isa-debug-exit isa-debugcon
  isa-fdc isa-ide isa-ipmi-bt isa-ipmi-kcs isa-parallel isa-pcspk isa-serial isa-vga mc146818rtc ne2k_isa pc-testdev
  pic-common! pit-common! port92 pvpanic sb16 sga@a tpm-tis vmmouse vmport
ivshmem-common: ivshmem-doorbell ivshmem-plain
lsi53c895a: lsi53c810
machine: nitro-machine@d none-machine x-remote-machine x86-machine!
megasas-base: megasas megasas-gen2
memory-backend: memory-backend-file memory-backend-memfd memory-backend-ram memory-backend-shm@bcd
memory-region: iommu-memory-region!
monitor: monitor-hmp@d monitor-qmp@d
netfilter: filter-buffer filter-dump filter-mirror filter-redirector filter-replay filter-rewriter
nitro-vsock-device: nitro-heartbeat@d nitro-serial-vsock@d
object: accel@a accel!@bcd accel-ops! accel-x86_64-cpu! acpi-generic-initiator@bcd acpi-generic-port@bcd
  audio-backend!@d authz! bus! can-bus can-host! chardev! clock colo-compare confidential-guest-support! container
  cryptodev-backend dbus-display@a dbus-vmstate device! event-loop-base! host-iommu-device!@bcd input-barrier
  input-linux iommufd@bcd irq legacy-reset@bcd machine! memory-backend! memory-region memory-region-portio-list@bcd
  monitor!@d netfilter! pr-manager! qemu-console@a qemu-console!@bcd qio-channel! qio-dns-resolver qio-net-listener
  qtest ram-block-attributes@d ram-discard-manager@d resettable-container@bcd rng-backend! secret_common! target-info!@d
  thread-context throttle-group tls-creds! tpm-backend! vfio-iommu!@bcd vhost-user-backend virtio-mem-system-reset@bcd
  virtio-shared-memory-mapping@d x-remote-iommu x-remote-object
pc-dimm: nvdimm
pci-bridge: pci-bridge-seat
pci-device: AC97 AMDVI-PCI ES1370 ICH9-LPC ICH9-SMB PIIX4_PM acpi-erst am53c974 ati-vga base-pci-bridge! bochs-display
  cirrus-vga ctucan_pci cxl-switch-mailbox-cci@bcd cxl-type3 e1000-base! e1000e edu gpex-root i440FX i6300esb i82550
  i82551 i82557a i82557b i82557c i82558a i82558b i82559a i82559b i82559c i82559er i82562 i82801 ich9-ahci igb@bcd
  igbvf@bcd intel-hda-generic! iommu-testdev@d ivshmem-common! kvaser_pci lsi53c895a mch megasas-base! mioe3680_pci
  mptsas1068 ne2k_pci nvme pci-ehci-usb! pci-ide! pci-ipmi-bt pci-ipmi-kcs pci-ohci pci-piix!@bcd pci-piix3!@a
  pci-qxl!@a pci-serial pci-serial-2x pci-serial-4x pci-testdev pci-uhci-usb! pci-vga! pci-xhci! pcm3680_pci pcnet
  pvpanic-pci pvrdma@a pvscsi pxb pxb-cxl@a pxb-pcie@a rocker rtl8139 sdhci-pci tpci200 tulip ufs@bcd vfio-pci@abc
  vfio-pci-device!@d vfio-pci-igd-lpc-bridge virtio-pci! vmware-svga vmxnet3 x-pci-proxy-dev xen-platform@bcd
pci-ehci-usb: ich9-usb-ehci1 ich9-usb-ehci2 usb-ehci
pci-host-bridge: i440FX-pcihost pcie-host-bridge! pxb-cxl-host pxb-host
pci-ide: piix3-ide piix4-ide
pci-piix: PIIX3@bcd piix4-isa@bcd
pci-piix3: PIIX3@a PIIX3-xen@a
pci-qxl: qxl@a qxl-vga@a
pci-uhci-usb: ich9-usb-uhci1 ich9-usb-uhci2 ich9-usb-uhci3 ich9-usb-uhci4 ich9-usb-uhci5 ich9-usb-uhci6 piix3-usb-uhci
  piix4-usb-uhci
pci-vga: VGA secondary-vga
pci-xhci: nec-usb-xhci qemu-xhci
pcie-host-bridge: gpex-pcihost q35-pcihost remote-pcihost
pcie-port: cxl-upstream pcie-slot! x3130-upstream
pcie-root-port-base: cxl-rp ioh3420 pcie-root-port
pcie-slot: cxl-downstream pcie-root-port-base! xio3130-downstream
pic-common: isa-i8259 kvm-i8259
pit-common: isa-pit kvm-pit
pr-manager: pr-manager-helper
ps2-device: ps2-kbd ps2-mouse
pxb: pxb-pcie@bcd
pxb-pcie: pxb-cxl@bcd
qemu-console: qemu-graphic-console@bcd qemu-text-console@bcd
qemu-text-console: qemu-fixed-text-console@bcd
qio-channel: qio-channel-block qio-channel-buffer qio-channel-command qio-channel-file qio-channel-null
  qio-channel-rdma qio-channel-socket qio-channel-tls qio-channel-websock
rng-backend: rng-builtin rng-egd rng-random
scsi-device: scsi-disk-base! scsi-generic
scsi-disk-base: scsi-block scsi-cd scsi-hd
sd-bus: sdhci-bus
sd-card: sd-card-spi@bcd
sdmmc-common: emmc@bcd sd-card@bcd
secret_common: secret secret_keyring
sev-common: sev-guest@bcd sev-snp-guest@bcd
smbus-device: smbus-eeprom smbus-ipmi
sys-bus-device: acpi-ged cfi.pflash01 cxl-fmw@d dynamic-sysbus-device!@bcd fw_cfg! generic-sdhci gpio_i2c hpet
  i8042-mmio imx.usbphy@abc ioapic-common! isabus-bridge ivshmem-flat@bcd kvmclock kvmvapic nitro-vsock-bridge@d
  pci-host-bridge! ps2-device! ramfb@a serial-mm@a sysbus-ahci@a sysbus-esp sysbus-ohci@a sysbus-xhci
  uefi-vars-sysbus@bcd virtio-mmio vmbus-bridge x86-iommu!@a xen-bridge@bcd xen-evtchn@bcd xen-gnttab@bcd
  xen-overlay@bcd xen-primary-console@bcd xen-sysdev@bcd xen-xenstore@bcd
target-info: target-info-x86_64@d
tls-creds: tls-cipher-suites tls-creds-anon tls-creds-psk tls-creds-x509
tpm-backend: tpm-emulator tpm-passthrough
u2f-key: u2f-passthru
uefi-vars-sysbus: uefi-vars-x64@bcd
usb-device: u2f-key! usb-audio usb-ccid usb-hid! usb-host usb-hub usb-mtp usb-net usb-redir usb-serial-dev!
  usb-storage-dev! usb-uas usb-wacom-tablet
usb-hid: usb-kbd usb-mouse usb-tablet
usb-serial-dev: usb-braille usb-serial
usb-storage-dev: usb-bot usb-storage
vfio-iommu: vfio-iommu-iommufd@bcd vfio-iommu-legacy@bcd vfio-iommu-user@d
vfio-pci: vfio-pci-nohotplug
vfio-pci-device: vfio-pci@d vfio-user-pci@d
vhost-scsi-common: vhost-scsi vhost-user-scsi
vhost-scsi-pci-base: vhost-scsi-pci vhost-scsi-pci-non-transitional vhost-scsi-pci-transitional
vhost-user-base: vhost-user-device@bc vhost-user-gpio-device@bcd vhost-user-i2c-device@bcd vhost-user-input@bcd
  vhost-user-rng@bcd vhost-user-rtc@d vhost-user-snd@bcd vhost-user-spi-device@d vhost-user-test-device@d
vhost-user-blk-pci-base: vhost-user-blk-pci vhost-user-blk-pci-non-transitional vhost-user-blk-pci-transitional
vhost-user-device-pci-base: vhost-user-device-pci@bc
vhost-user-fs-pci-base: vhost-user-fs-pci
vhost-user-gpio-pci-base: vhost-user-gpio-pci
vhost-user-gpu-pci-base-type: vhost-user-gpu-pci
vhost-user-i2c-pci-base: vhost-user-i2c-pci
vhost-user-input-pci-base-type: vhost-user-input-pci
vhost-user-rng-pci-base: vhost-user-rng-pci
vhost-user-rtc-pci-base: vhost-user-rtc-pci@d
vhost-user-scsi-pci-base: vhost-user-scsi-pci vhost-user-scsi-pci-non-transitional vhost-user-scsi-pci-transitional
vhost-user-snd-pci-base: vhost-user-snd-pci@bcd
vhost-user-spi-pci-base: vhost-user-spi-pci@d
vhost-user-test-device-pci-base: vhost-user-test-device-pci@d
vhost-user-vga-base-type: vhost-user-vga
vhost-user-vsock-pci-base: vhost-user-vsock-pci vhost-user-vsock-pci-non-transitional
vhost-vdpa-device-pci-base: vhost-vdpa-device-pci@bcd vhost-vdpa-device-pci-non-transitional@bcd
  vhost-vdpa-device-pci-transitional@bcd
vhost-vsock-common: vhost-user-vsock-device vhost-vsock-device
vhost-vsock-pci-base: vhost-vsock-pci vhost-vsock-pci-non-transitional
virtio-9p-pci-base: virtio-9p-pci virtio-9p-pci-non-transitional virtio-9p-pci-transitional
virtio-balloon-pci-base: virtio-balloon-pci virtio-balloon-pci-non-transitional virtio-balloon-pci-transitional
virtio-blk-pci-base: virtio-blk-pci virtio-blk-pci-non-transitional virtio-blk-pci-transitional
virtio-bus: virtio-mmio-bus virtio-pci-bus
virtio-crypto-pci-base-type: virtio-crypto-pci
virtio-device: vhost-user-base!@bcd vhost-user-blk vhost-user-fs-device vhost-user-gpio-device@a
  vhost-user-i2c-device@a vhost-user-rng@a vhost-vdpa-device@bcd vhost-vsock-common! virtio-9p-device
  virtio-balloon-device virtio-blk-device virtio-crypto-device virtio-gpu-base! virtio-input-device! virtio-iommu-device
  virtio-mem virtio-net-device virtio-pmem virtio-rng-device virtio-rtc-device@d virtio-scsi-common!
  virtio-serial-device virtio-sound-device@bcd
virtio-gpu-base: vhost-user-gpu virtio-gpu-device
virtio-gpu-gl-pci-base-type: virtio-gpu-gl-pci@a
virtio-gpu-pci-base: vhost-user-gpu-pci-base-type! virtio-gpu-gl-pci-base-type!@a virtio-gpu-pci-base-type!
virtio-gpu-pci-base-type: virtio-gpu-pci
virtio-input-device: vhost-user-input@a virtio-input-hid-device! virtio-input-host-device
virtio-input-hid-device: virtio-keyboard-device virtio-mouse-device virtio-multitouch-device@bcd virtio-tablet-device
virtio-input-hid-pci: virtio-keyboard-pci-base-type! virtio-mouse-pci-base-type! virtio-multitouch-pci-base-type!@bcd
  virtio-tablet-pci-base-type!
virtio-input-host-pci-base-type: virtio-input-host-pci
virtio-input-pci: vhost-user-input-pci-base-type! virtio-input-hid-pci! virtio-input-host-pci-base-type!
virtio-iommu-pci-base-type: virtio-iommu-pci
virtio-keyboard-pci-base-type: virtio-keyboard-pci
virtio-md-pci: virtio-mem-pci-base!@bcd virtio-pmem-pci-base!@bcd
virtio-mem-pci-base: virtio-mem-pci
virtio-mouse-pci-base-type: virtio-mouse-pci
virtio-multitouch-pci-base-type: virtio-multitouch-pci@bcd
virtio-net-pci-base: virtio-net-pci virtio-net-pci-non-transitional virtio-net-pci-transitional
virtio-pci: vhost-scsi-pci-base! vhost-user-blk-pci-base! vhost-user-device-pci-base!@bc vhost-user-fs-pci-base!
  vhost-user-gpio-pci-base! vhost-user-i2c-pci-base! vhost-user-rng-pci-base! vhost-user-rtc-pci-base!@d
  vhost-user-scsi-pci-base! vhost-user-snd-pci-base!@bcd vhost-user-spi-pci-base!@d vhost-user-test-device-pci-base!@d
  vhost-user-vsock-pci-base! vhost-vdpa-device-pci-base!@bcd vhost-vsock-pci-base! virtio-9p-pci-base!
  virtio-balloon-pci-base! virtio-blk-pci-base! virtio-crypto-pci-base-type! virtio-gpu-pci-base! virtio-input-pci!
  virtio-iommu-pci-base-type! virtio-md-pci!@bcd virtio-mem-pci-base!@a virtio-net-pci-base! virtio-pmem-pci-base!@a
  virtio-rng-pci-base! virtio-rtc-pci-base!@d virtio-scsi-pci-base! virtio-serial-pci-base!
  virtio-sound-pci-base-type!@bcd virtio-vga-base!
virtio-pmem-pci-base: virtio-pmem-pci
virtio-rng-pci-base: virtio-rng-pci virtio-rng-pci-non-transitional virtio-rng-pci-transitional
virtio-rtc-pci-base: virtio-rtc-pci@d
virtio-scsi-common: vhost-scsi-common! virtio-scsi-device
virtio-scsi-pci-base: virtio-scsi-pci virtio-scsi-pci-non-transitional virtio-scsi-pci-transitional
virtio-serial-pci-base: virtio-serial-pci virtio-serial-pci-non-transitional virtio-serial-pci-transitional
virtio-serial-port: virtserialport
virtio-sound-pci-base-type: virtio-sound-pci@bcd
virtio-tablet-pci-base-type: virtio-tablet-pci
virtio-vga-base: vhost-user-vga-base-type! virtio-vga-base-type! virtio-vga-gl-base-type!@a
virtio-vga-base-type: virtio-vga
virtio-vga-gl-base-type: virtio-vga-gl@a
virtserialport: virtconsole
vmbus-dev: hv-balloon@bcd
x86-confidential-guest: sev-common!@bcd tdx-guest@d
x86-iommu: amd-iommu intel-iommu
x86-machine: generic-pc-machine! microvm-machine
xen-block: xen-cdrom@bcd xen-disk@bcd
xen-device: xen-block!@bcd xen-console@bcd xen-net-device@bcd
`;
