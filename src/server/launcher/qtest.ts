/**
 * The qtest protocol: a harness moves the clock, and reads and writes the guest's memory. There is no CPU and no bus
 * behind it: what lies outside the RAM is refused, and no device looks into the RAM.
 */
import type { Duplex } from 'node:stream';
import type { Server } from '../server.ts';

const PAGE = 4096;

/** RAM that takes room where it was written to. */
export class GuestMemory {
  private readonly pages = new Map<number, Buffer>();
  private readonly size: number;

  /** @param size bytes */
  constructor(size: number) {
    this.size = size;
  }

  has(address: number, bytes: number): boolean {
    return Number.isSafeInteger(address) && bytes >= 0 && address >= 0 && address + bytes <= this.size;
  }

  read(address: number, bytes: number): Buffer {
    const found = Buffer.alloc(bytes);
    this.eachPage(address, bytes, (page, inPage, at, length) => {
      this.pages.get(page)?.copy(found, at, inPage, inPage + length);
    });
    return found;
  }

  write(address: number, data: Buffer): void {
    this.eachPage(address, data.length, (page, inPage, at, length) => {
      const own = this.pages.get(page) ?? Buffer.alloc(PAGE);
      this.pages.set(page, own);
      data.copy(own, inPage, at, at + length);
    });
  }

  private eachPage(
    address: number,
    bytes: number,
    visit: (page: number, inPage: number, at: number, length: number) => void,
  ): void {
    for (let at = 0; at < bytes; ) {
      const inPage = (address + at) % PAGE;
      const length = Math.min(PAGE - inPage, bytes - at);
      visit(Math.floor((address + at) / PAGE), inPage, at, length);
      at += length;
    }
  }
}

/** A harness sends no more at once. */
const MOST_BYTES = 1 << 28;
const WIDTHS: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4, q: 8 };

const OUTSIDE = 'FAIL blocksim has no devices behind qtest, only RAM';
const WRONG = 'FAIL expected other arguments';

/** One harness. Commands are answered in order, each when what it does has happened. */
export class QtestSession {
  private readonly server: Server;
  private readonly stream: Duplex;
  private readonly memory: GuestMemory;
  private readonly movesClock: boolean;
  private readonly lines: string[] = [];
  private begun = '';
  private busy = false;
  private going = false;

  /** @param movesClock as with -accel qtest: nobody else moves the clock */
  constructor(server: Server, stream: Duplex, memory: GuestMemory, movesClock: boolean) {
    this.server = server;
    this.stream = stream;
    this.memory = memory;
    this.movesClock = movesClock;
    stream.on('error', () => {});
    stream.on('data', (bytes: Buffer) => this.take(bytes.toString('latin1')));
    stream.resume();
  }

  private take(text: string): void {
    const lines = (this.begun + text).split('\n');
    this.begun = lines.pop() ?? '';
    this.lines.push(...lines);
    this.next();
  }

  /** A harness may send thousands of lines at once, most of which are answered at once: a loop, no recursion. */
  private next(): void {
    if (this.going) return;
    this.going = true;
    while (!this.busy && this.lines.length > 0) this.begin((this.lines.shift() as string).trim().split(/\s+/));
    this.going = false;
  }

  private begin(words: readonly string[]): void {
    if (words[0] === '') return;
    this.busy = true;
    this.perform(words, (answer) => {
      this.stream.write(`${answer}\n`);
      this.busy = false;
      this.next();
    });
  }

  private perform(words: readonly string[], answer: (text: string) => void): void {
    const [command = '', ...args] = words;
    if (this.movesClock && (command === 'clock_step' || command === 'clock_set')) this.moveClock(command, args, answer);
    else answer(this.answerNow(command, args));
  }

  private moveClock(command: string, [text]: readonly string[], answer: (text: string) => void): void {
    const { live } = this.server;
    const wanted = text === undefined ? undefined : timeIn(text);
    if (command === 'clock_set' ? wanted === undefined : text !== undefined && wanted === undefined) {
      answer(WRONG);
      return;
    }
    const before = live.clock.limit();
    if (wanted === undefined) this.server.jump();
    else if (command === 'clock_step' || wanted >= before) {
      live.clock.advance(command === 'clock_step' ? wanted : wanted - before);
      live.pump();
    }
    const isBack = command === 'clock_set' && wanted !== undefined && wanted < before;
    const tell = () => answer(`${isBack ? 'FAIL' : 'OK'} ${live.clock.limit()}`);
    if (live.exited) tell();
    else live.whenIdle(tell);
  }

  private answerNow(command: string, args: readonly string[]): string {
    switch (command) {
      case 'endianness':
        return 'OK little';
      case 'irq_intercept_in':
      case 'irq_intercept_out':
        // No interrupt is ever raised.
        return 'OK';
      case 'read':
      case 'b64read':
        return this.readBytes(command, args);
      case 'write':
      case 'b64write':
      case 'memset':
        return this.writeBytes(command, args);
      case 'inb':
      case 'inw':
      case 'inl':
      case 'outb':
      case 'outw':
      case 'outl':
      case 'set_irq_in':
      case 'module_load':
        return OUTSIDE;
      default:
        return this.oneValue(command, args);
    }
  }

  private readBytes(command: string, [place = '', length = '']: readonly string[]): string {
    const address = numberIn(place);
    const bytes = numberIn(length);
    if (address === undefined || bytes === undefined || bytes === 0 || bytes > MOST_BYTES) return WRONG;
    if (!this.memory.has(address, bytes)) return OUTSIDE;
    const found = this.memory.read(address, bytes);
    return `OK ${command === 'read' ? `0x${found.toString('hex')}` : found.toString('base64')}`;
  }

  /** What is missing at the end is zeroes. */
  private writeBytes(command: string, [place = '', length = '', content = '']: readonly string[]): string {
    const address = numberIn(place);
    const bytes = numberIn(length);
    if (address === undefined || bytes === undefined || bytes > MOST_BYTES) return WRONG;
    if (!this.memory.has(address, bytes)) return OUTSIDE;
    const data = Buffer.alloc(bytes);
    if (command === 'memset') data.fill(numberIn(content) ?? 0);
    else if (command === 'b64write') Buffer.from(content, 'base64').copy(data);
    else Buffer.from(content.replace(/^0x/, ''), 'hex').copy(data);
    this.memory.write(address, data);
    return 'OK';
  }

  /** readb, writel, ... */
  private oneValue(command: string, [place = '', content]: readonly string[]): string {
    const [, what, width = ''] = /^(read|write)([bwlq])$/.exec(command) ?? [];
    const bytes = WIDTHS[width];
    if (bytes === undefined) return `FAIL Unknown command '${command}'`;
    const address = numberIn(place);
    if (address === undefined) return WRONG;
    if (!this.memory.has(address, bytes)) return OUTSIDE;
    if (what === 'read') return `OK 0x${this.memory.read(address, bytes).reverse().toString('hex').padStart(16, '0')}`;
    if (content === undefined || !isNumber(content)) return WRONG;
    const data = Buffer.alloc(8);
    data.writeBigUInt64LE(BigInt.asUintN(64, BigInt(content)));
    this.memory.write(address, data.subarray(0, bytes));
    return 'OK';
  }
}

const isNumber = (text: string): boolean => /^(?:0x[0-9a-f]+|\d+)$/i.test(text);

const numberIn = (text: string): number | undefined => (isNumber(text) ? Number(text) : undefined);

/** Nanoseconds that can be counted. */
function timeIn(text: string): number | undefined {
  const time = numberIn(text);
  return Number.isSafeInteger(time) ? time : undefined;
}
