/** Devices that a machine may have and that do nothing for its disks. */

const NAMES = `
  piix3-usb-uhci piix4-usb-uhci usb-ehci ich9-usb-ehci1 ich9-usb-uhci1 ich9-usb-uhci2 ich9-usb-uhci3 nec-usb-xhci
  qemu-xhci pci-ohci usb-tablet usb-mouse usb-kbd usb-hub usb-redir usb-ccid usb-host
  pcie-root-port ioh3420 pcie-pci-bridge i82801b11-bridge pci-bridge pxb pxb-pcie x3130-upstream xio3130-downstream
  virtio-balloon-pci virtio-balloon-device virtio-net-pci virtio-net-device virtio-rng-pci virtio-serial-pci
  virtio-gpu-pci virtio-vga virtio-input-host-pci virtio-keyboard-pci virtio-mouse-pci virtio-tablet-pci
  virtio-mem-pci virtio-iommu-pci virtio-crypto-pci virtserialport virtconsole vhost-vsock-pci
  e1000 e1000e rtl8139 pcnet ne2k_pci VGA cirrus-vga qxl qxl-vga vmware-svga bochs-display ramfb secondary-vga
  isa-serial pci-serial isa-debugcon isa-fdc floppy isa-parallel pvpanic pvpanic-pci i6300esb ib700 vmcoreinfo
  intel-hda ich9-intel-hda hda-duplex hda-micro hda-output AC97 ES1370 sb16 usb-audio tpm-tis tpm-crb
  ahci ich9-ahci intel-iommu amd-iommu pc-dimm nvdimm generic-pcihost isa-applesmc sga
`;

const idle = new Set(NAMES.trim().split(/\s+/));

export const isIdleDevice = (driver: string): boolean => idle.has(driver);
