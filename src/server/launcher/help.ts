/** What -help, -version and the `help` of options print. */
import type { Profile } from '../../profile/index.ts';
import type { Plan } from './plan.ts';

export function helpText(asked: NonNullable<Plan['asked']>, profile: Profile): string {
  const { major, minor, micro } = profile.version;
  const version = `QEMU emulator version ${major}.${minor}.${micro} (blocksim's simulation of ${profile.name})`;
  switch (asked) {
    case 'version':
      return `${version}\n`;
    case 'machines':
      return `Supported machines are:\npc                   Standard PC (i440FX + PIIX, 1996)\nq35                  Standard PC (Q35 + ICH9, 2009)\nmicrovm              microvm (i386)\nnone                 empty machine\n`;
    case 'devices':
      return 'Storage devices:\nname "ide-hd", bus IDE\nname "scsi-hd", bus SCSI\nname "virtio-blk-device", bus virtio-bus\nname "virtio-blk-pci", bus PCI\nname "virtio-scsi-device", bus virtio-bus\nname "virtio-scsi-pci", bus PCI\n';
    case 'cpus':
      return 'Available CPUs:\nx86 qemu64\n';
    case 'accels':
      return 'Accelerators supported in QEMU binary:\ntcg\n';
    default:
      return `${version}
usage: blocksim-qemu [QEMU's options] [disk_image]

It takes QEMU's command line and stands in QEMU's place: monitors, block devices and their errors are simulated, the guest
is idle. Options without meaning here are accepted and listed once; unknown ones are refused as QEMU refuses them.

Beside the command line it looks at the environment:
  BLOCKSIM_QEMU     which QEMU it is: ${profile.name}, ... (see blocksim list profiles)
  BLOCKSIM_CONTROL  where the control channel listens: unix:PATH
  BLOCKSIM_GUEST    what the guest does: JSON, or a file that holds it
  BLOCKSIM_POOL     how many bytes the image files may take
  BLOCKSIM_CLOCK    wall, virtual or stepped
  BLOCKSIM_RECORD   a file for the transcript
  BLOCKSIM_SAVE     a file for the run as a scenario
`;
  }
}
