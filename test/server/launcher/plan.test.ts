import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultProfile, profileNamed } from '../../../src/profile/index.ts';
import { type Plan, planOf } from '../../../src/server/launcher/plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'blocksim-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plan = (line: string | string[], profile = defaultProfile): Plan =>
  planOf(typeof line === 'string' ? line.split(' ') : line, profile);

function file(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

/** The first bytes of a qcow2 image. */
function qcow2(name: string, size: number, backing = '', format = ''): string {
  const header = Buffer.alloc(512);
  header.writeUInt32BE(0x514649fb, 0);
  header.writeUInt32BE(3, 4);
  header.writeBigUInt64BE(BigInt(size), 24);
  header.writeUInt32BE(104, 100);
  let at = 104;
  if (format !== '') {
    header.writeUInt32BE(0xe2792aca, at);
    header.writeUInt32BE(format.length, at + 4);
    header.write(format, at + 8);
    at += 8 + Math.ceil(format.length / 8) * 8;
  }
  if (backing !== '') {
    header.writeBigUInt64BE(400n, 8);
    header.writeUInt32BE(backing.length, 16);
    header.write(backing, 400);
  }
  const path = join(folder, name);
  writeFileSync(path, header);
  return path;
}

describe('a command line', () => {
  test('as libvirt writes it', () => {
    const vda = qcow2('vda.qcow2', 1 << 20);
    const { scenario, monitors, paused, meaningless } = plan([
      ...'-name guest=vm,debug-threads=on -S -object {"qom-type":"secret","id":"m","format":"raw","file":"/k"}'.split(
        ' ',
      ),
      ...'-machine pc-i440fx-7.2,usb=off -accel tcg -cpu qemu64 -m 512 -smp 2,sockets=2,cores=1,threads=1'.split(' '),
      ...'-uuid 7b730980-d5f4-4876-8980-76ae1315a9c0 -display none -no-user-config -nodefaults -no-shutdown'.split(' '),
      ...'-chardev socket,id=charmonitor,fd=22,server=on,wait=off'.split(' '),
      ...'-mon chardev=charmonitor,id=monitor,mode=control -rtc base=utc'.split(' '),
      ...'-device {"driver":"piix3-usb-uhci","id":"usb","bus":"pci.0","addr":"0x1.0x2"}'.split(' '),
      ...`-blockdev {"driver":"file","filename":"${vda}","node-name":"s","auto-read-only":true}`.split(' '),
      ...'-blockdev {"node-name":"f","read-only":false,"driver":"qcow2","file":"s","backing":null}'.split(' '),
      ...'-device {"driver":"virtio-blk-pci","bus":"pci.0","addr":"0x2","drive":"f","id":"d","werror":"stop"}'.split(
        ' ',
      ),
    ]);
    expect(scenario).toMatchObject({
      machine: {
        name: 'vm',
        type: 'pc-i440fx-7.2',
        cpus: 2,
        cpu: 'qemu64',
        memory: 512 * 1024 ** 2,
        no_shutdown: true,
        chardevs: [{ label: 'charmonitor', filename: 'disconnected:fd:22,server=on' }],
        idle: [{ driver: 'piix3-usb-uhci', id: 'usb' }],
      },
      images: [{ name: vda, format: 'qcow2', size: 1 << 20 }],
      blockdev: [{ 'node-name': 's' }, { 'node-name': 'f', backing: null }],
      device: [{ driver: 'virtio-blk-pci', drive: 'f', werror: 'stop' }],
      start_paused: true,
    });
    expect([paused, monitors]).toEqual([
      true,
      [
        {
          chardev: { kind: 'listen', address: { kind: 'fd', fd: 22 }, wait: false },
          label: 'charmonitor',
          mode: 'control',
          pretty: false,
        },
      ],
    ]);
    expect(meaningless).toEqual(['-object secret', '-display', '-rtc']);
  });

  test('as people write it', () => {
    const disk = file('disk.img', 4096);
    const { scenario, monitors } = plan(
      `-M q35 -blockdev driver=raw,node-name=n,file.driver=file,file.filename=${disk},cache.direct=on ` +
        `-device virtio-blk-pci,drive=n,id=d -global virtio-blk-pci.werror=report -set device.d.rerror=stop ` +
        `-drive file=${disk},format=raw,if=virtio,werror=enospc -object iothread,id=t ` +
        '-qmp unix:/q,server=on,wait=off -qmp-pretty tcp:localhost:4444,server -monitor none',
    );
    expect(scenario.blockdev).toEqual([
      {
        driver: 'raw',
        'node-name': 'n',
        file: { driver: 'file', filename: disk },
        cache: { direct: true },
      },
    ]);
    expect(scenario.device).toEqual([
      { driver: 'virtio-blk-pci', drive: 'n', id: 'd', werror: 'report', rerror: 'stop' },
      { driver: 'virtio-blk-pci', drive: 'virtio0', werror: 'report' },
    ]);
    expect(scenario.drive).toEqual([{ id: 'virtio0', format: 'raw', werror: 'enospc', file: disk }]);
    expect(scenario.object).toEqual([{ 'qom-type': 'iothread', id: 't' }]);
    expect(monitors.map(({ chardev, pretty }) => [chardev.kind, pretty])).toEqual([
      ['listen', false],
      ['listen', true],
      ['null', false],
    ]);
  });

  test('finds the whole chain below an image', () => {
    file('base.img', 1000);
    qcow2('middle.qcow2', 1 << 20, 'base.img', 'raw');
    const top = qcow2('top.qcow2', 1 << 20, 'middle.qcow2', 'qcow2');
    const { images } = plan(['-drive', `file=${top},if=none,id=x`]).scenario;
    expect(images.map(({ name, size, backing, backing_format }) => [name, size, backing, backing_format])).toEqual([
      [join(folder, 'base.img'), 1024, undefined, undefined],
      [join(folder, 'middle.qcow2'), 1 << 20, join(folder, 'base.img'), 'raw'],
      [top, 1 << 20, join(folder, 'middle.qcow2'), 'qcow2'],
    ]);
  });

  test.each(['help', '-version', '-M help', '-device help', '-cpu help', '-accel help'])('may ask: %s', (line) => {
    expect(plan(line.startsWith('-') ? line : `-${line}`).asked).toBeDefined();
  });
});

describe('is refused as QEMU refuses it', () => {
  test.each([
    ['-foo', '-foo: invalid option'],
    ['-name', '-name: requires an argument'],
    ['-name guest=a,foo=b', "-name guest=a,foo=b: Invalid parameter 'foo'"],
    ['-machine foo', '-machine foo: unsupported machine type'],
    ['-accel foo', '-accel foo: invalid accelerator foo'],
    ['-uuid x', '-uuid x: failed to parse UUID string: wrong format'],
    ['-m 0x', /^-m 0x: Parameter 'size' expects a non-negative number below 2\^64/],
    ['-rtc foo=b', "-rtc foo=b: Invalid parameter 'foo'"],
    ['-chardev socket,path=/a', '-chardev socket,path=/a: chardev: no id specified'],
    ['-chardev foo,id=a', "-chardev foo,id=a: 'foo' is not a valid char driver name"],
    ['-qmp tcp:a:65536', "-qmp tcp:a:65536: chardev: socket: port '65536': expected a number from 0 to 65535"],
    ['-qmp unix:', '-qmp unix:: chardev: socket: the path is empty'],
    [
      `-qmp unix:/${'x'.repeat(107)},server=on`,
      /: UNIX socket path '.*' is too long\nPath must be less than 108 bytes$/,
    ],
    ['-qmp stdio -qtest stdio', 'cannot use stdio by multiple character devices'],
    ['-cpu nope', "-cpu nope: unable to find CPU model 'nope'"],
    ['-cpu host', "-cpu host: CPU model 'host' requires KVM or HVF"],
    ['-mon chardev=a', '-mon chardev=a: chardev "a" not found'],
    ['-qmp foo', "-qmp foo: 'foo' is not a valid char driver"],
    ['-object foo,id=a', "-object foo,id=a: Parameter 'qom-type' does not accept value 'foo'"],
    ['-object iothread', "-object iothread: Parameter 'id' is missing"],
    ['-blockdev {"driver":"foo","node-name":"a"}', /: Parameter 'driver' does not accept value 'foo'$/],
    ['-blockdev driver=null-co,node-name=a,size=x', /: Parameter 'size' expects/],
    ['-blockdev {foo', /^-blockdev \{foo: .*JSON parse error, invalid keyword 'foo'$/],
    ['-drive if=bogus', "-drive if=bogus: unsupported bus type 'bogus'"],
    ['-drive if=floppy', '-drive if=floppy: blocksim does not simulate drives with if=floppy'],
    ['-incoming defer', '-incoming defer: blocksim does not simulate -incoming'],
    ['-snapshot', '-snapshot: blocksim does not simulate -snapshot'],
    ['-set device.x.y=z', '-set device.x.y=z: there is no device "x" defined'],
  ])('%s', (line, sentence) => expect(() => plan(line, profileNamed('7.2.22')!)).toThrow(sentence));

  test.each(['-smp 0', '-smp 1,cores=0'])('%s', (line) =>
    expect(() => plan(line, profileNamed('11.1.3')!)).toThrow(
      `${line}: Invalid CPU topology: CPU topology parameters must be greater than zero`,
    ),
  );
});
