/** Devices that a machine may have and that do nothing for its disks. */

const NAMES = `
  AC97 acpi-erst adlib ahci amd-iommu AMDVI-PCI ati-vga bochs-display ccid-card-emulated ccid-card-passthru
  cirrus-vga cs4231a ctucan_pci cxl-downstream cxl-rp cxl-upstream e1000 e1000-82544gc e1000-82545em e1000e edu
  ES1370 floppy generic-pcihost gus hda-duplex hda-micro hda-output hv-balloon hv-syndbg hyperv-testdev i2c-ddc
  i2c-echo i6300esb i8042 i82550 i82551 i82557a i82557b i82557c i82558a i82558b i82559a i82559b i82559c i82559er
  i82562 i82801 i82801b11-bridge ib700 ich9-ahci ich9-intel-hda ich9-usb-ehci1 ich9-usb-ehci2 ich9-usb-uhci1
  ich9-usb-uhci2 ich9-usb-uhci3 ich9-usb-uhci4 ich9-usb-uhci5 ich9-usb-uhci6 igb intel-hda intel-iommu ioh3420
  iommu-testdev ipmi-bmc-extern ipmi-bmc-sim ipoctal232 isa-applesmc isa-cirrus-vga isa-debug-exit isa-debugcon
  isa-fdc isa-ipmi-bt isa-ipmi-kcs isa-parallel isa-serial isa-vga ivshmem-doorbell ivshmem-plain kvaser_pci
  mioe3680_pci ne2k_isa ne2k_pci nec-usb-xhci nitro-heartbeat nitro-serial-vsock nvdimm pc-dimm pc-testdev
  pci-bridge pci-bridge-seat pci-ipmi-bt pci-ipmi-kcs pci-ohci pci-serial pci-serial-2x pci-serial-4x pci-testdev
  pcie-pci-bridge pcie-root-port pcm3680_pci pcnet piix3-usb-uhci piix4-usb-uhci pvpanic pvpanic-pci pvrdma pxb
  pxb-cxl pxb-pcie qemu-xhci qxl qxl-vga ramfb rocker rtl8139 sb16 secondary-vga sga smbus-ipmi tpci200 tpm-crb
  tpm-tis tulip u2f-passthru uefi-vars-sysbus uefi-vars-x64 usb-audio usb-braille usb-ccid usb-ehci usb-host usb-hub
  usb-kbd usb-mouse usb-mtp usb-net usb-redir usb-serial usb-tablet usb-wacom-tablet vfio-pci
  vfio-pci-igd-lpc-bridge vfio-pci-nohotplug vfio-user-pci VGA vhost-user-fs-device vhost-user-fs-pci
  vhost-user-gpio-device vhost-user-gpio-pci vhost-user-gpu vhost-user-gpu-pci vhost-user-i2c-device
  vhost-user-i2c-pci vhost-user-input vhost-user-input-pci vhost-user-rng vhost-user-rng-pci vhost-user-rtc
  vhost-user-rtc-pci vhost-user-snd vhost-user-snd-pci vhost-user-spi-device vhost-user-spi-pci
  vhost-user-test-device vhost-user-test-device-pci vhost-user-vga vhost-user-vsock-device vhost-user-vsock-pci
  vhost-user-vsock-pci-non-transitional vhost-vdpa-device vhost-vdpa-device-pci
  vhost-vdpa-device-pci-non-transitional vhost-vdpa-device-pci-transitional vhost-vsock-device vhost-vsock-pci
  vhost-vsock-pci-non-transitional virtconsole virtio-9p-device virtio-9p-pci virtio-9p-pci-non-transitional
  virtio-9p-pci-transitional virtio-balloon-device virtio-balloon-pci virtio-balloon-pci-non-transitional
  virtio-balloon-pci-transitional virtio-crypto-device virtio-crypto-pci virtio-gpu-device virtio-gpu-gl-pci
  virtio-gpu-pci virtio-input-host-device virtio-input-host-pci virtio-iommu-device virtio-iommu-pci
  virtio-keyboard-device virtio-keyboard-pci virtio-mem virtio-mem-pci virtio-mouse-device virtio-mouse-pci
  virtio-multitouch-device virtio-multitouch-pci virtio-net-device virtio-net-pci virtio-net-pci-non-transitional
  virtio-net-pci-transitional virtio-pmem virtio-pmem-pci virtio-rng-device virtio-rng-pci
  virtio-rng-pci-non-transitional virtio-rng-pci-transitional virtio-rtc-device virtio-rtc-pci virtio-serial-device
  virtio-serial-pci virtio-serial-pci-non-transitional virtio-serial-pci-transitional virtio-sound-device
  virtio-sound-pci virtio-tablet-device virtio-tablet-pci virtio-vga virtio-vga-gl virtserialport vmbus-bridge
  vmclock vmcoreinfo vmgenid vmmouse vmware-svga vmxnet3 x3130-upstream xen-backend xen-console xen-net-device
  xen-platform xio3130-downstream
`;

const idle = new Set(NAMES.trim().split(/\s+/));

export const isIdleDevice = (driver: string): boolean => idle.has(driver);

export const idleDevices = (): readonly string[] => [...idle];
