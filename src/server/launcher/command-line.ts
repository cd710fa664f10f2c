/** QEMU's command line: which options there are, which take an argument. What they mean is for `*-options.ts`. */
import { OptionRefusal } from './opts.ts';

export interface GivenOption {
  readonly name: string;
  /** undefined for an option that takes none */
  readonly argument: string | undefined;
}

/** What a command line asks to be shown instead of a machine. */
export type Asked = 'help' | 'version' | 'machines' | 'devices' | 'cpus' | 'accels';

/** What follows from an option beside what its taker keeps. */
export type Taken = { readonly asked: Asked } | { readonly meaningless: string } | undefined;

/**
 * Who takes each option of one kind, by its name. They are given its argument, which is empty if there is none, and how
 * it stands on the command line, and throw an OptionRefusal without that.
 */
export type Takers = Readonly<Record<string, (argument: string, option: string) => Taken>>;

const words = (names: string): readonly string[] => names.trim().split(/\s+/);

/** Options of one word. */
const SWITCHES = words(`S no-user-config nodefaults nographic no-shutdown no-reboot no-acpi no-hpet no-fd-bootchk
  enable-kvm daemonize full-screen h help version portrait snapshot s singlestep usb win2k-hack mem-prealloc
  only-migratable async-teardown preconfig xen-attach xen-domid-restrict enable-sync-profile no-quit curses sdl
  alt-grab ctrl-grab nodefconfig`);

const WITH_ARGUMENT = words(`D L accel acpitable action add-fd append audio audio-help audiodev bios blockdev boot cdrom
  chardev chroot compat cpu d debugcon device dfilter display drive dtb dump-vmstate echr fda fdb fsdev fw_cfg
  gdb global hda hdb hdc hdd icount incoming initrd iscsi k kernel loadvm m M machine mem-path mon monitor msg mtdblock name net
  netdev nic numa object option-rom overcommit parallel pflash pidfile plugin qmp qmp-pretty qtest qtest-log
  readconfig rotate rtc run-with runas sandbox sd seed serial set shim smbios smp spice tb-size tpmdev trace
  usbdevice uuid vga virtfs vnc watchdog watchdog-action writeconfig xen-domid`);

/** Reads the words of a command line. A word that is no option is a disk image. @throws OptionRefusal */
export function readCommandLine(args: readonly string[]): GivenOption[] {
  const found: GivenOption[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (!word.startsWith('-')) {
      found.push({ name: 'hda', argument: word });
      continue;
    }
    const name = word.startsWith('--') ? word.slice(2) : word.slice(1);
    if (SWITCHES.includes(name)) found.push({ name, argument: undefined });
    else if (!WITH_ARGUMENT.includes(name)) throw new OptionRefusal(`${word}: invalid option`);
    else if (i + 1 >= args.length) throw new OptionRefusal(`${word}: requires an argument`);
    else found.push({ name: name === 'M' ? 'machine' : name, argument: args[++i] });
  }
  return found;
}
