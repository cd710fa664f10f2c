/**
 * libvirt runs a domain on blocksim-qemu, in a libvirt of its own (its embedded mode) that no other program sees. Each
 * `Libvirt` below is one process with one libvirt in it: a second one finds the domain that the first has left running.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bin/blocksim-qemu.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blocksim-libvirt-'));
const uri = `qemu:///embed?root=${folder}`;
const path = (name: string) => join(folder, name);

/** No other emulator is in the path, so that libvirt does not stop to ask it what it can do. */
const ENV = { PATH: '/nowhere' };
const inPath = (name: string) =>
  (process.env.PATH ?? '')
    .split(':')
    .map((one) => join(one, name))
    .find((one) => existsSync(one));
const virsh = inPath('virsh');
const stdbuf = inPath('stdbuf');

function prepare(): string | undefined {
  mkdirSync(path('etc'), { recursive: true });
  const settings = ['user="root"', 'group="root"', 'dynamic_ownership=0', 'security_driver="none"', 'namespaces=[]'];
  settings.push('cgroup_controllers=[]', 'stdio_handler="file"', 'remember_owner=0');
  writeFileSync(path('etc/qemu.conf'), `${settings.join('\n')}\n`);
  if (virsh === undefined || stdbuf === undefined) return 'virsh or stdbuf is not installed';
  const { status, stderr } = spawnSync(virsh, ['-c', uri, 'uri'], { encoding: 'utf8', timeout: 60_000, env: ENV });
  return status === 0 ? undefined : `libvirt has no embedded QEMU driver here: ${stderr.trim().split('\n').at(-1)}`;
}

const missing = prepare();
if (missing !== undefined) console.warn(`libvirt is not tested: ${missing}`);

const MARK = 'answered-all-of-it';

/** Is it the line that was typed? Of the prompt before it some may have come with the answer before. */
const isTyped = (text: string, line: string): boolean => text.length >= line.length && `virsh # ${line}`.endsWith(text);

/** The next prompt, or as much of it as has come. */
const isPrompt = (text: string): boolean => text.startsWith('virsh #') || 'virsh #'.startsWith(text);

/** One process with a libvirt in it. */
class Libvirt {
  private readonly child: ChildProcessWithoutNullStreams;
  private output = '';
  private wake: () => void = () => {};

  constructor() {
    // Unbuffered, so that an answer is seen when it is given.
    this.child = spawn(stdbuf!, ['-o0', virsh!, '-c', uri], { env: ENV });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.wake();
      });
  }

  /** Runs a line and gives what it printed. */
  async run(line: string): Promise<string> {
    this.output = '';
    this.child.stdin.write(`${line}\necho ${MARK}\n`);
    // The line editor shows what is typed, so the mark is seen twice.
    while (this.output.split(MARK).length < 3) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.output
      .split('\n')
      .map((text) => text.trim())
      .filter((text) => text !== '' && !isTyped(text, line))
      .filter((text) => !isPrompt(text) && !/: (info|warning|error) :/.test(text) && !text.includes(MARK))
      .join('\n');
  }

  async end(): Promise<void> {
    this.child.stdin.end('quit\n');
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}

/** The host's side of a domain. */
function hostOf(name: string) {
  const socket = connect(path(`${name}.control`));
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    ask: async (line: object) => {
      socket.write(`${JSON.stringify(line)}\n`);
      return JSON.parse((await answers.next()).value as string) as object;
    },
    leave: () => socket.destroy(),
  };
}

const write = (tag: string) => ({
  io: [{ device: 'virtio-disk1', op: 'write', offset: 65536, bytes: 4096, tag }],
});

/** What an installer writes into a domain beside its disks. */
const FURNITURE = `<controller type='scsi' model='virtio-scsi'/><controller type='usb' model='qemu-xhci'/>
  <disk type='file' device='cdrom'><target dev='hda' bus='ide'/><readonly/></disk>
  <serial type='pty'/><console type='pty'/><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
  <input type='tablet' bus='usb'/><graphics type='vnc' port='-1' passwd='x'/><video><model type='vga'/></video>
  <memballoon model='virtio'><stats period='5'/></memballoon>`;

const BARE = `<controller type='usb' model='none'/><memballoon model='none'/><video><model type='none'/></video>`;

function domain(name: string, qemu: string, bus: 'virtio' | 'scsi' = 'virtio', devices = BARE): string {
  const emulator = path(`emulator-${qemu}`);
  writeFileSync(emulator, `#!/bin/sh\nBLOCKSIM_QEMU=${qemu} exec ${process.execPath} ${program} "$@"\n`);
  chmodSync(emulator, 0o755);
  for (const disk of ['vda', 'vdb']) {
    const file = path(`${name}-${disk}.img`);
    rmSync(file, { force: true });
    writeFileSync(file, '');
    spawnSync('truncate', ['-s', '16M', file]);
  }
  const disk = (target: string) =>
    `<disk type='file' device='disk'><driver name='qemu' type='raw' error_policy='stop' rerror_policy='stop'/>` +
    `<source file='${path(`${name}-${target}.img`)}'/>` +
    `<target dev='${bus === 'scsi' ? target.replace('v', 's') : target}' bus='${bus}'/></disk>`;
  const xml = `<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
    <name>${name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='pc'>hvm</type></os><cpu mode='maximum'/>
    <pm><suspend-to-mem enabled='no'/></pm>
    <devices><emulator>${emulator}</emulator>${disk('vda')}${disk('vdb')}
      ${devices}</devices>
    <qemu:commandline><qemu:env name='BLOCKSIM_CONTROL' value='unix:${path(`${name}.control`)}'/></qemu:commandline>
  </domain>`;
  writeFileSync(path(`${name}.xml`), xml);
  return path(`${name}.xml`);
}

// Real processes on a real clock: what a busy machine delays too long is tried again.
describe.skipIf(missing !== undefined)('libvirt', { timeout: 60_000, retry: 2 }, () => {
  let libvirt: Libvirt;
  beforeAll(async () => {
    libvirt = new Libvirt();
    await libvirt.run('uri');
  });
  afterEach(() => {
    for (const name of ['fixed', 'throttled', 'busy', 'left', 'full']) {
      const pidfile = path(`run/qemu/${name}.pid`);
      if (existsSync(pidfile)) process.kill(Number(readFileSync(pidfile, 'utf8')), 'SIGKILL');
    }
  });
  afterAll(async () => {
    await libvirt.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const until = async (line: string, expected: RegExp): Promise<string> => {
    for (let tries = 0; tries < 200; tries++) {
      const answer = await libvirt.run(line);
      if (expected.test(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return await libvirt.run(line);
  };

  test('learns of an I/O error, names the disk, and resumes', async () => {
    expect(await libvirt.run(`create ${domain('fixed', '10.0.13')}`)).toMatch(/^Domain 'fixed' created/);
    const host = hostOf('fixed');
    await host.ask({ fault: { device: 'virtio-disk1', errno: 'ENOSPC' } });
    await host.ask(write('a'));
    expect(await until('domstate --reason fixed', /paused/)).toBe('paused (I/O error)');
    expect(await libvirt.run('domblkerror fixed')).toBe('vdb: no space');
    await host.ask({ heal: true });
    await libvirt.run('resume fixed');
    expect(await libvirt.run('domstate --reason fixed')).toBe('running (unpaused)');

    // The second error within a second is told as well.
    await host.ask({ fault: { device: 'virtio-disk1', errno: 'ENOSPC' } });
    await host.ask(write('b'));
    expect(await until('domstate --reason fixed', /paused/)).toBe('paused (I/O error)');
    host.leave();
    expect(await libvirt.run('destroy fixed')).toBe("Domain 'fixed' destroyed");
  });

  test('is not told why, when the error is held back', async () => {
    await libvirt.run(`create ${domain('throttled', '10.0.2')}`);
    const host = hostOf('throttled');
    const breakIt = async (tag: string) => {
      await host.ask({ fault: { device: 'virtio-disk1', errno: 'ENOSPC' } });
      await host.ask(write(tag));
    };
    await breakIt('a');
    expect(await until('domstate --reason throttled', /paused/)).toBe('paused (I/O error)');
    // From now on time stands still, so that the second is not over before libvirt was asked.
    await host.ask({ clock: 'stepped' });
    await host.ask({ heal: true });
    await libvirt.run('resume throttled');
    await breakIt('b');
    expect(await until('domstate --reason throttled', /paused/)).toBe('paused (unknown)');
    host.leave();
    await libvirt.run('destroy throttled');
  });

  test('copies, pivots, aborts, snapshots, commits, pulls and backs up', async () => {
    await libvirt.run(`create ${domain('busy', '11.1.3')}`);
    const disks = async () =>
      (await libvirt.run('domblklist busy'))
        .split('\n')
        .filter((line) => /^vd[ab] /.test(line))
        .map((line) => line.split(/\s+/).at(-1));
    const own = [path('busy-vda.img'), path('busy-vdb.img')];
    expect(await disks()).toEqual(own);

    const copy = path('copy.qcow2');
    await libvirt.run(`blockcopy busy vdb --dest ${copy} --format qcow2 --wait --pivot`);
    expect(await disks()).toEqual([own[0], copy]);

    await libvirt.run(`blockcopy busy vda --dest ${path('copy.img')} --format raw --wait`);
    expect(await libvirt.run('blockjob busy vda --abort')).not.toMatch(/error/);
    expect(await disks()).toEqual([own[0], copy]);

    const shot = (file: string) =>
      libvirt.run(
        `snapshot-create-as busy s --disk-only --no-metadata --diskspec vda,file=${file} --diskspec vdb,snapshot=no`,
      );
    expect(await shot(path('one.qcow2'))).not.toMatch(/error/);
    expect(await disks()).toEqual([path('one.qcow2'), copy]);
    expect(await libvirt.run('blockcommit busy vda --active --wait --pivot')).not.toMatch(/error/);
    expect(await disks()).toEqual(own.with(1, copy));

    expect(await shot(path('two.qcow2'))).not.toMatch(/error/);
    expect(await libvirt.run('blockpull busy vda --wait')).not.toMatch(/error/);
    expect(await disks()).toEqual([path('two.qcow2'), copy]);

    writeFileSync(
      path('backup.xml'),
      `<domainbackup mode='push'><disks><disk name='vda' backup='yes' type='file'><target file='${path('b.img')}'/>` +
        `<driver type='raw'/></disk><disk name='vdb' backup='no'/></disks></domainbackup>`,
    );
    expect(await libvirt.run(`backup-begin busy ${path('backup.xml')}`)).toBe('Backup started');
    expect(await until('domjobinfo busy --completed', /Completed/)).toMatch(/Operation:\s+Backup/);
    expect(await libvirt.run('destroy busy')).toBe("Domain 'busy' destroyed");
  });

  test('runs what an installer writes: defined, started again, with a console, a CD, a balloon, SCSI disks', async () => {
    expect(await libvirt.run(`define ${domain('full', '7.2.22', 'scsi', FURNITURE)}`)).toMatch(/defined/);
    expect(await libvirt.run('start full')).toBe("Domain 'full' started");
    expect(await libvirt.run('ttyconsole full')).toMatch(/^\/dev\/pts\/\d+$/);
    expect(await libvirt.run('dommemstat full')).toMatch(/^actual 65536$/m);
    const host = hostOf('full');
    await host.ask({ fault: { device: 'scsi0-0-0-1', errno: 'ENOSPC' } });
    await host.ask({ io: [{ device: 'scsi0-0-0-1', op: 'write', offset: 0, bytes: 512, tag: 'a' }] });
    expect(await until('domstate --reason full', /paused/)).toBe('paused (I/O error)');
    expect(await libvirt.run('domblkerror full')).toBe('sdb: no space');
    await host.ask({ heal: true });
    host.leave();
    await libvirt.run('resume full');

    writeFileSync(path('disc.iso'), Buffer.alloc(2048));
    expect(await libvirt.run(`change-media full hda ${path('disc.iso')} --insert --live`)).toMatch(/inserted/);
    await libvirt.run(
      `snapshot-create-as full s --disk-only --no-metadata --diskspec sda,file=${path('full.qcow2')} --diskspec sdb,snapshot=no`,
    );
    expect(await libvirt.run('destroy full')).toMatch(/destroyed/);
    // The overlay is a qcow2 file that libvirt and the next start can read.
    expect(await libvirt.run('start full')).toBe("Domain 'full' started");
    expect(await libvirt.run('domblklist full')).toContain(path('full.qcow2'));
    expect(await libvirt.run('save full /dev/null')).toMatch(/does not simulate/);
    expect(await libvirt.run('domstate full')).toBe('running');
    expect(await libvirt.run('destroy full')).toMatch(/destroyed/);
    expect(await libvirt.run('undefine full')).toMatch(/undefined/);
  });

  test('finds a domain again that an earlier libvirt has left paused', async () => {
    await libvirt.run(`create ${domain('left', '10.0.13')}`);
    const host = hostOf('left');
    await libvirt.end();
    await host.ask({ fault: { device: 'virtio-disk1', errno: 'EIO' } });
    await host.ask(write('a'));
    libvirt = new Libvirt();
    await libvirt.run('uri');
    expect(await until('domstate --reason left', /paused/)).toBe('paused (I/O error)');
    await host.ask({ heal: true });
    await libvirt.run('resume left');
    expect(await libvirt.run('domstate --reason left')).toBe('running (unpaused)');
    host.leave();
    expect(await libvirt.run('destroy left')).toBe("Domain 'left' destroyed");
    expect(await libvirt.run('list --all')).not.toContain('left');
  });
});
