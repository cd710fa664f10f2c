import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Lines } from './lines.mjs';
import { Qtest } from './qtest.mjs';
import { BlockDisk, DEVICE_BYTES, ScsiController } from './virtio.mjs';

const CONNECT_MS = 20_000;
const FIRST_MMIO = 0xfeb00000;
const MMIO_BYTES = 512;
const FIRST_MEMORY = 0x400000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A scenario's QEMU with its images, its QMP connection and its disks. */
export class Machine {
  #process;
  #errors = '';
  #program;
  #folder; // as this process sees it
  #inside; // as QEMU sees it
  #servers = [];
  #controllers = [];

  /** The QMP connection, past nothing yet. @type {Lines} */
  qmp;
  /** The disks by their device ids. */
  disks = new Map();

  /** @param {string} command `qemu-system-x86_64` or `chroot ROOT qemu-system-x86_64` */
  constructor(command) {
    const words = command.split(/\s+/).filter(Boolean);
    const root = words[0] === 'chroot' ? words[1] : '';
    const start = words[0] === 'chroot' ? words.slice(0, 2) : [];
    const program = words.slice(start.length);
    const beside = (tool) => [...start, program[0].includes('/') ? join(dirname(program[0]), tool) : tool];
    this.#program = { qemu: words, img: beside('qemu-img'), io: beside('qemu-io') };
    this.#folder = mkdtempSync(join(root ? join(root, 'tmp') : tmpdir(), 'record-'));
    this.#inside = this.#folder.slice(root.length);
  }

  /** `@DIR@` becomes the folder of the images. */
  expand(value) {
    return JSON.parse(JSON.stringify(value).replaceAll('@DIR@', this.#inside));
  }

  /** The folder of the images becomes `@DIR@`. */
  conceal(text) {
    return text.replaceAll(this.#inside, '@DIR@');
  }

  /** Makes the images, starts QEMU and brings its disks up. */
  async start(scenario) {
    for (const image of scenario.images ?? []) this.#makeImage(image);
    const devices = scenario.device ?? [];
    const qmp = this.#listen('qmp');
    const qtest = devices.length > 0 ? this.#listen('qtest') : undefined;
    this.#spawn(this.#arguments(scenario, devices));
    this.qmp = await qmp;
    if (qtest) await this.#setUpDisks(new Qtest(await qtest), devices);
  }

  /** What the devices have completed since the last call. */
  async completed() {
    const finished = [];
    for (const source of [...this.#controllers, ...this.disks.values()]) {
      finished.push(...((await source.completed?.()) ?? []));
    }
    return finished;
  }

  stop() {
    this.#process?.kill('SIGKILL');
    for (const server of this.#servers) server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #makeImage({ name, format, size, backing, backing_format, write = [] }) {
    const path = `${this.#inside}/${name}`;
    const base = backing ? ['-b', `${this.#inside}/${backing}`, '-F', backing_format] : [];
    runTool([...this.#program.img, 'create', '-q', '-f', format, ...base, path, String(size)]);
    for (const { offset, bytes, pattern } of write) {
      runTool([...this.#program.io, '-f', format, '-c', `write -q -P ${pattern} ${offset} ${bytes}`, path]);
    }
  }

  /** Waits for QEMU to connect to a socket of this name. @returns {Promise<Lines>} */
  #listen(name) {
    const server = createServer();
    this.#servers.push(server);
    const connected = new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`QEMU did not connect to ${name}: ${why} ${this.#errors.trim()}`));
      const timer = setTimeout(() => fail('timeout'), CONNECT_MS);
      server.on('connection', (socket) => {
        clearTimeout(timer);
        resolve(new Lines(socket));
      });
      server.on('close', () => {
        clearTimeout(timer);
        fail('it has ended.');
      });
    });
    connected.catch(() => {}); // the awaiting side reports it; with two sockets only one is awaited first
    server.listen(join(this.#folder, name));
    return connected;
  }

  #spawn(args) {
    this.#process = spawn(args[0], args.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors += text;
    });
    const closeServers = () => {
      for (const server of this.#servers) server.close();
    };
    this.#process.on('error', (error) => {
      this.#errors += error.message;
      closeServers();
    });
    this.#process.on('close', closeServers);
  }

  #arguments({ blockdev = [], drive = [] }, devices) {
    const args = [...this.#program.qemu, '-display', 'none', '-nodefaults', '-qmp', `unix:${this.#inside}/qmp`];
    if (devices.length > 0) args.push(...this.#boardArguments());
    else args.push('-M', 'none');
    for (const node of blockdev) args.push('-blockdev', JSON.stringify(this.expand(node)));
    for (const one of drive) args.push('-drive', ['if=none', ...options(this.expand(one))].join(','));
    let slot = 0;
    for (const { driver, ...rest } of devices) {
      const bus = 'bus' in rest ? [] : [`bus=virtio-mmio-bus.${slot++}`];
      args.push('-device', [driver, ...bus, ...options(rest)].join(','));
    }
    return args;
  }

  /** A small board whose firmware only halts: a real one would read the disks beside this driver. */
  #boardArguments() {
    const firmware = Buffer.alloc(0x10000);
    firmware.set([0xfa, 0xf4, 0xeb, 0xfd], 0xfff0); // cli; hlt; jmp to the hlt
    writeFileSync(join(this.#folder, 'halt.bin'), firmware);
    const board = 'microvm,rtc=off,pit=off,pic=off,x-option-roms=off';
    const qtest = ['-qtest', `unix:${this.#inside}/qtest`, '-qtest-log', '/dev/null'];
    return ['-bios', `${this.#inside}/halt.bin`, '-M', board, '-accel', 'tcg', ...qtest, '-m', '128'];
  }

  async #setUpDisks(qtest, devices) {
    await sleep(200); // let the processor reach its halt
    const controllers = new Map();
    let slot = 0;
    for (const { driver, id, bus, lun } of devices) {
      if (bus !== undefined) {
        const disk = controllers.get(bus.split('.')[0]).disk(id, lun);
        await disk.clearPowerOn();
        this.disks.set(id, disk);
        continue;
      }
      const place = [qtest, FIRST_MMIO + MMIO_BYTES * slot, FIRST_MEMORY + DEVICE_BYTES * slot];
      if (driver.startsWith('virtio-scsi')) controllers.set(id, await ScsiController.create(...place));
      else this.disks.set(id, await BlockDisk.create(...place, id));
      slot++;
    }
    this.#controllers = [...controllers.values()];
    if (this.#controllers.length > 0) await sleep(20);
    await this.completed();
  }
}

function runTool(args) {
  const { status, stderr, error } = spawnSync(args[0], args.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

/** Nested options as QEMU's option strings take them: `file.driver=null-co`, with commas doubled. */
function options(value, prefix = '') {
  return Object.entries(value).flatMap(([key, member]) => {
    if (typeof member === 'object') return options(member, `${prefix}${key}.`);
    const text = typeof member === 'boolean' ? (member ? 'on' : 'off') : String(member).replaceAll(',', ',,');
    return [`${prefix}${key}=${text}`];
  });
}
