/**
 * Options of the command line and their parameters, as query-command-line-options tells them, without the help texts.
 * A line is an option, further lines of it are indented; `name:t` with t one of string, boolean, number, siZe; `@abd`
 * the versions that have it: 7.2, 10.0.2, 10.0.13, 11.1. `-` is the option without a name.
 */
export const COMMAND_LINE_OPTIONS = `
machine loadparm:s@a dea-key-wrap:b@a aes-key-wrap:b@a type:s auto-shutdown:b@bcd vfio-user:b@bcd ioapic2:b@bcd
  auto-kernel-cmdline:b@bcd rtc:b@bcd pcie:b@bcd x-option-roms:b@bcd isa-serial:b@bcd wdat:b@d kernel:s
  kvm_shadow_mem:z@a kernel_irqchip:b@a accel:s@a x-change-vmfd-on-reset:b@d boot:s@bcd memory:s@bcd initrd:s
  confidential-guest-support:s@bcd aux-ram-share:b@bcd graphics:b@bcd usb:b firmware:s memory-encryption:s@bcd
  dump-guest-core:b dt_compatible:s@a phandle_start:n@a smp:s@bcd shim:s@bcd smp-cache:s@bcd dumpdtb:s
  phandle-start:n@bcd suppress-vmdesc:b iommu:b@a memory-backend:s@bcd mem-merge:b dtb:s append:s
  dt-compatible:s@bcd smm:b@bcd acpi:b@bcd pit:b@bcd pic:b@bcd x-oem-table-id:s@bcd bus-lock-ratelimit:s@bcd
  sgx-epc:s@bcd x-oem-id:s@bcd max-fw-size:z@bcd default-bus-bypass-iommu:b@bcd sata:b@bcd vmport:b@bcd i8042:b@bcd
  hpet:b@bcd smbios-entry-point-type:s@bcd max-ram-below-4g:z@bcd fd-bootchk:b@bcd smbus:b@bcd x-south-bridge:s@bcd
iscsi timeout:n initiator-name:s header-digest:s password-secret:s password:s user:s
sandbox resourcecontrol:s spawn:s elevateprivileges:s obsolete:s enable:b
smbios
acpi
virtfs max_xattr:n@cd dmode:n fmode:n sock_fd:n socket:s multidevs:s readonly:b writeout:s security_model:s
  mount_tag:s path:s fsdriver:s
fsdev throttling.iops-size:n throttling.bps-write-max-length:n throttling.bps-read-max-length:n
  throttling.bps-total-max-length:n throttling.iops-write-max-length:n throttling.iops-read-max-length:n
  throttling.iops-total-max-length:n throttling.bps-write-max:n throttling.bps-read-max:n throttling.bps-total-max:n
  throttling.iops-write-max:n throttling.iops-read-max:n throttling.iops-total-max:n throttling.bps-write:n
  throttling.bps-read:n throttling.bps-total:n throttling.iops-write:n throttling.iops-read:n
  throttling.iops-total:n max_xattr:n@cd dmode:n fmode:n sock_fd:n socket:s multidevs:s readonly:b writeout:s
  security_model:s path:s fsdriver:s
vnc power-control:b audiodev:s non-adaptive:b lossy:b sasl-authz:s tls-authz:s sasl:b key-delay-ms:n lock-key-sync:b
  reverse:b password-secret:s password:b ipv6:b ipv4:b to:n connections:n head:n display:s share:s tls-creds:s
  websocket:s vnc:s
run-with@bcd user:s exit-with-parent:b@d chroot:s async-teardown:b
action watchdog:s panic:s reboot:s shutdown:s
fw_cfg gen_id:s string:s file:s name:s
-
icount rrsnapshot:s rrfile:s rr:s sleep:b align:b shift:s
numa
name debug-threads:b process:s guest:s
msg guest-name:b timestamp:b
overcommit cpu-pm:b mem-lock:b@a mem-lock:s@bcd
tpmdev
object
add-fd opaque:s set:n fd:n
boot-opts strict:b reboot-timeout:n splash-time:n splash:s menu:b once:s order:s
smp-opts maxcpus:n threads:n cores:n modules:n@bcd clusters:n dies:n sockets:n books:n@bcd drawers:n@bcd cpus:n
memory maxmem:z slots:n size:z
accel
option-rom romfile:s bootindex:n
plugin
trace file:s events:s enable:s
mon pretty:b chardev:s mode:s
global value:s property:s driver:s
rtc driftfix:s clock:s base:s
net
nic
netdev
device
chardev abstract:b tight:b clipboard:b mouse:b logtimestamp:b@d logappend:b logfile:s append:b chardevs.3:s@bcd
  chardevs.2:s@bcd chardevs.1:s@bcd chardevs.0:s@bcd chardev:s size:z debug:n name:s signal:b mux:b encoding:s@d
  rows:n cols:n height:n width:n websocket:b tls-authz:s tls-creds:s tn3270:b telnet:b reconnect-ms:n@bcd
  reconnect:n@abc nodelay:b delay:b server:b wait:b ipv6:b ipv4:b to:n localport:s localaddr:s fd:s port:s host:s
  input-path:s@bcd path:s backend:s
drive copy-on-read:b werror:s format:s cache.writeback:b aio:s snapshot:b force-share:b discard:s auto-read-only:b
  active:b@bcd cache.no-flush:b cache.direct:b driver:s node-name:s rerror:s read-only:b file:s if:s media:s index:n
  unit:n bus:n stats-account-failed:b stats-account-invalid:b detect-zeroes:s throttling.group:s
  throttling.iops-size:n throttling.bps-write-max-length:n throttling.bps-read-max-length:n
  throttling.bps-total-max-length:n throttling.iops-write-max-length:n throttling.iops-read-max-length:n
  throttling.iops-total-max-length:n throttling.bps-write-max:n throttling.bps-read-max:n throttling.bps-total-max:n
  throttling.iops-write-max:n throttling.iops-read-max:n throttling.iops-total-max:n throttling.bps-write:n
  throttling.bps-read:n throttling.bps-total:n throttling.iops-write:n throttling.iops-read:n
  throttling.iops-total:n
spice@a rendernode:s gl:b head:n display:s seamless-migration:b playback-compression:b agent-mouse:b
  streaming-video:s zlib-glz-wan-compression:s jpeg-wan-compression:s image-compression:s plaintext-channel:s
  tls-channel:s tls-ciphers:s x509-dh-key-file:s x509-cacert-file:s x509-cert-file:s x509-key-password:s
  x509-key-file:s x509-dir:s sasl:b disable-agent-file-xfer:b disable-copy-paste:b disable-ticketing:b
  password-secret:s password:s unix:b ipv6:b ipv4:b addr:s tls-port:n port:n
`;
