import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Outbox } from '../../src/server/outbox.ts';

/** A client that reads when told. */
class Reader extends Writable {
  readonly writes: string[] = [];
  private waiting: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 100, decodeStrings: false });
  }

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.writes.push(chunk.toString('latin1'));
    this.waiting = done;
  }

  /** Reads one write. @returns false if there is none */
  read(): boolean {
    const done = this.waiting;
    this.waiting = undefined;
    done?.();
    return done !== undefined;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const line = (n: number): string => `${String(n).padStart(98, '0')}\r\n`;
const lines = (count: number): string => Array.from({ length: count }, (_, n) => line(n)).join('');

describe('an outbox', () => {
  test('sends what a turn says in one write', async () => {
    const reader = new Reader();
    const outbox = new Outbox(reader, () => {});
    outbox.send(line(0));
    outbox.send(line(1));
    expect(reader.writes).toEqual([]);
    await turn();
    expect(reader.writes).toEqual([line(0) + line(1)]);
  });

  test('keeps lines whole and in order, in large pieces, for a client that reads late', async () => {
    const reader = new Reader();
    const outbox = new Outbox(reader, () => {});
    for (let n = 0; n < 5000; n++) {
      outbox.send(line(n));
      if (n % 10 === 9) await turn();
    }
    while (reader.read()) await turn();
    expect(reader.writes.join('')).toBe(lines(5000));
    for (const text of reader.writes) expect(text.endsWith('\r\n')).toBe(true);
    expect(reader.writes.length).toBeLessThan(20);
  });

  test('hands over everything when the stream is going to be ended', async () => {
    const reader = new Reader();
    const outbox = new Outbox(reader, () => {});
    for (let n = 0; n < 2000; n++) {
      outbox.send(line(n));
      if (n === 1000) await turn();
    }
    outbox.finish();
    reader.end();
    while (reader.read()) await turn();
    expect(reader.writes.join('')).toBe(lines(2000));
  });

  test('cuts a client off that has more than the bound to read, wherever that waits', async () => {
    const reader = new Reader();
    let told = 0;
    const outbox = new Outbox(
      reader,
      () => {
        told++;
        reader.destroy();
      },
      200_000,
    );
    for (let n = 0; n < 2000; n++) {
      outbox.send(line(n));
      if (n % 100 === 99) await turn();
    }
    expect(told).toBe(0);
    outbox.send(line(2000));
    expect(told).toBe(1);
    outbox.send(line(2001));
    expect(told).toBe(1);
  });
});
