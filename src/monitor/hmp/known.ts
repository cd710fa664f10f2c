/** What the human monitors of the recorded versions know, and blocksim does not simulate: names only. */
import { LETTERS, type SchemaName } from '../../profile/index.ts';

/** `@` and letters: only in those of the versions a (7.2), b (10.0.2), c (10.0.13), d (11.1). */
const COMMANDS = `
announce_self balloon boot_set calc_dirty_rate cancel_vcpu_dirty_limit change chardev-add chardev-change chardev-remove
chardev-send-break clear@d client_migrate_info closefd commit cpu delvm drive_backup drive_mirror dump-guest-memory
dumpdtb exit_preconfig expire_password gdbserver getfd gpa2hpa gpa2hva gva2gpa hostfwd_add hostfwd_remove i loadvm
log logfile mce memsave migrate migrate_cancel migrate_continue migrate_incoming migrate_pause migrate_recover
migrate_set_capability migrate_set_parameter migrate_start_postcopy mouse_button mouse_move mouse_set nbd_server_add
nbd_server_remove nbd_server_start nbd_server_stop netdev_add netdev_del nmi o one-insn-per-tb@bcd
pcie_aer_inject_error pmemsave print p replay_break replay_delete_break replay_seek ringbuf_read ringbuf_write savevm
screendump sendkey set_link set_password set_vcpu_dirty_limit singlestep@a snapshot_blkdev snapshot_blkdev_internal
snapshot_delete_blkdev_internal stopcapture sum sync-profile trace-event watchdog_action wavcapture x
x_colo_lost_heartbeat xen-event-inject@bcd xen-event-list@bcd xp help ?
`;

const INFOS = `
accel@d accelerators@d balloon capture cryptodev@bcd dirty_rate dump firmware-log@d history hotpluggable-cpus irq jit
lapic mem memdev memory-devices memory_size_summary mice migrate migrate_capabilities migrate_parameters mtree network
numa opcount@abc pci pic profile@a qdm qom-tree qtree ramblock rdma@a registers replay rocker rocker-of-dpa-flows
rocker-of-dpa-groups rocker-ports roms sev sgx snapshots spice stats sync-profile tlb tpm trace-events usb usbhost
usernet vcpu_dirty_limit via@d virtio virtio-queue-element virtio-queue-status virtio-status virtio-vhost-queue-status
vm-generation-id vnc
`;

function knows(list: string, name: string, schema: SchemaName): boolean {
  return list.split(/\s+/).some((entry) => {
    const [known, versions = 'abcd'] = entry.split('@');
    return known === name && versions.includes(LETTERS[schema]);
  });
}

/** Whether QEMU of that schema has the command. */
export const qemuKnows = (name: string, schema: SchemaName): boolean => knows(COMMANDS, name, schema);
export const qemuKnowsInfo = (name: string, schema: SchemaName): boolean => knows(INFOS, name, schema);
