/** A lab whose client's view is written as in the reference: S:status, ERR, READY, COMPLETED, R for a reply. */
import { firstDifference } from '../../src/block/extents.ts';
import { nodeNamed } from '../../src/block/graph.ts';
import { readContents } from '../../src/block/status.ts';
import { jobNamed } from '../../src/blockjob/job.ts';
import type { Job } from '../../src/blockjob/records.ts';
import { clockOf, MILLISECOND } from '../../src/kernel/index.ts';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { Lab } from './lab.ts';

type Message = Readonly<Record<string, unknown>>;

export class JobLab extends Lab {
  /** what the client got, in the reference's notation; ids of jobs follow a colon unless the job is called j */
  readonly told: string[] = [];

  constructor(profile: string, more: Partial<Scenario>) {
    super(profile, [], more);
    this.machine.bus.on('monitor-output', ({ message }) => this.told.push(inShort(message)));
  }

  /** Sends a command, lets the main loop come to rest, and gives what the client got in one line. */
  run(execute: string, args?: JsonObject): string {
    this.told.length = 0;
    this.qmp(execute, args);
    return this.told.splice(0).join(' ');
  }

  /** What the client got while that much time passed. */
  wait(milliseconds: number): string {
    this.told.length = 0;
    this.advance(milliseconds);
    return this.told.splice(0).join(' ');
  }

  /** Runs a command that must succeed, and all that follows within two seconds, in one line. */
  whole(execute: string, args?: JsonObject): string {
    const first = this.run(execute, args);
    return [first, this.wait(2000)].filter((text) => text !== '').join(' ~ ');
  }

  /** Moves the clock, and runs nothing. */
  tick(milliseconds: number): void {
    clockOf(this.machine).now += milliseconds * MILLISECOND;
  }

  job(name = 'j'): Job {
    return jobNamed(this.machine, name) ?? missing(name);
  }

  /** The first offset at which two nodes read differently; undefined if they are equal. */
  difference(one: string, other: string): number | undefined {
    const [a, b] = [this.node(one), this.node(other)];
    return firstDifference(readContents(this.machine, a), readContents(this.machine, b), 0, Math.max(a.size, b.size));
  }

  node(name: string) {
    return nodeNamed(this.machine, name) ?? missing(name);
  }
}

function missing(name: string): never {
  throw new Error(`there is no ${name}`);
}

const EVENTS: Readonly<Record<string, (data: Message) => string>> = {
  JOB_STATUS_CHANGE: ({ status, id }) => `S:${String(status)}${suffix(id)}`,
  BLOCK_JOB_ERROR: ({ operation, action, device }) => `ERR(${String(operation)},${String(action)})${suffix(device)}`,
  BLOCK_JOB_READY: ({ device }) => `READY${suffix(device)}`,
  BLOCK_JOB_PENDING: ({ id }) => `PENDING${suffix(id)}`,
  BLOCK_JOB_CANCELLED: ({ device }) => `CANCELLED${suffix(device)}`,
  BLOCK_JOB_COMPLETED: ({ device, error }) =>
    `COMPLETED${error === undefined ? '' : `("${String(error)}")`}${suffix(device)}`,
};

const suffix = (id: unknown) => (id === 'j' ? '' : `:${String(id)}`);

function inShort(message: Message): string {
  if ('return' in message) return 'R';
  if ('error' in message) {
    const { class: errorClass, desc } = message.error as { class: string; desc: string };
    return errorClass === 'GenericError' ? desc : `${errorClass} ${desc}`;
  }
  const data = (message.data ?? {}) as Message;
  return EVENTS[String(message.event)]?.(data) ?? String(message.event);
}

/** Two empty disks of 4 MiB behind blkdebug: src and dst. `rules`: of inject-error, `event: none` implied. */
export function pair(
  src: readonly JsonObject[] = [],
  dst: readonly JsonObject[] = [],
  size = 4 << 20,
  zeroes = true,
): JsonObject[] {
  const node = (name: string, rules: readonly JsonObject[], reads: boolean): JsonObject => ({
    driver: 'blkdebug',
    'node-name': name,
    image: { driver: 'null-co', size, 'read-zeroes': reads },
    ...(rules.length === 0 ? {} : { 'inject-error': rules.map((rule) => ({ event: 'none', ...rule })) }),
  });
  return [node('src', src, zeroes), node('dst', dst, true)];
}

/** src: 4 MiB of data in a file; dst: as long, without contents; both behind blkdebug. */
export function data(src: readonly JsonObject[] = [], dst: readonly JsonObject[] = []): Partial<Scenario> {
  const size = 4 << 20;
  const [, target] = pair([], dst, size);
  const rules = src.length === 0 ? {} : { 'inject-error': src.map((rule) => ({ event: 'none', ...rule })) };
  const image = { driver: 'file', filename: '@DIR@/data.img' };
  return {
    images: [
      { name: 'data.img', format: 'raw', size, write: [{ offset: 0, bytes: size, pattern: 7 }] },
    ] as Scenario['images'],
    blockdev: [{ driver: 'blkdebug', 'node-name': 'src', image, ...rules }, target as JsonObject],
  };
}

/** A chain of 4 MiB: base (raw, all data, behind blkdebug), mid and top (qcow2). */
export function chain(rules: readonly JsonObject[] = [], top: readonly JsonObject[] = []): Partial<Scenario> {
  const M = 1 << 20;
  const debug = (name: string, file: string, list: readonly JsonObject[]): JsonObject => ({
    driver: 'blkdebug',
    'node-name': name,
    image: { driver: 'file', filename: `@DIR@/${file}` },
    ...(list.length === 0 ? {} : { 'inject-error': list.map((rule) => ({ event: 'none', ...rule })) }),
  });
  return {
    images: [
      { name: 'base.img', format: 'raw', size: 4 * M, write: [{ offset: 0, bytes: 4 * M, pattern: 17 }] },
      {
        name: 'mid.qcow2',
        format: 'qcow2',
        size: 4 * M,
        backing: 'base.img',
        backing_format: 'raw',
        write: [{ offset: M, bytes: M, pattern: 34 }],
      },
      {
        name: 'top.qcow2',
        format: 'qcow2',
        size: 4 * M,
        backing: 'mid.qcow2',
        backing_format: 'qcow2',
        write: [{ offset: 2 * M, bytes: M / 2, pattern: 51 }],
      },
    ] as Scenario['images'],
    blockdev: [
      debug('base-dbg', 'base.img', rules),
      { driver: 'raw', 'node-name': 'base', file: 'base-dbg' },
      {
        driver: 'qcow2',
        'node-name': 'mid',
        file: { driver: 'file', filename: '@DIR@/mid.qcow2' },
        backing: 'base',
      },
      debug('top-dbg', 'top.qcow2', top),
      { driver: 'qcow2', 'node-name': 'top', file: 'top-dbg', backing: 'mid' },
    ],
  };
}

export const REAL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'] as const;
