/**
 * Replies of real QEMUs (7.2.22, 10.0.2, 10.0.13, 11.1.3) to long rows of block commands: every kind of node, its info
 * and statistics, refusals, permission conflicts, reopening. Each row was played on the binaries; `real-replies.jsonl`
 * has the commands and, each different one once, the replies. The random digits of generated names are cut off.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { setIoThrottle } from '../../src/block/backend-throttle.ts';
import { queryBlockStats } from '../../src/block/block-stats.ts';
import { openDrive } from '../../src/block/drive.ts';
import { addBackend, backendNamed, nodeOrBackendRoot, removeBackend } from '../../src/block/graph.ts';
import { imageAt } from '../../src/block/images.ts';
import { blockResize, setWriteThreshold } from '../../src/block/node-commands.ts';
import { queryBlock, queryNamedBlockNodes } from '../../src/block/node-info.ts';
import { deleteNode, openNode } from '../../src/block/open.ts';
import { attachDevice } from '../../src/block/permissions.ts';
import type { Refusal } from '../../src/block/refusal.ts';
import { reopenNodes } from '../../src/block/reopen.ts';
import { addThrottleGroup, removeThrottleGroup } from '../../src/block/throttle-group.ts';
import { profileNamed } from '../../src/profile/index.ts';
import { makeBlockWorld, qcow2Image, rawImage, type TestBlockWorld } from '../support/block-world.ts';
import { writeBefore } from '../support/write-before.ts';

type Options = Readonly<Record<string, unknown>>;

interface Command {
  readonly execute: string;
  readonly arguments?: Options;
}

interface ImageSpec {
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
  readonly size: number;
  readonly backing?: string;
  readonly backing_format?: string;
  readonly write?: readonly { readonly offset: number; readonly bytes: number; readonly pattern: number }[];
}

interface Case {
  readonly name: string;
  readonly images?: readonly ImageSpec[];
  readonly drives?: readonly Options[];
  readonly cmds: readonly Command[];
  /** of each version, the numbers of the replies */
  readonly replies: Readonly<Record<string, readonly number[]>>;
}

const lines = readFileSync(new URL('./real-replies.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const parsed = lines.map((line) => JSON.parse(line) as { case?: Case; reply?: unknown });
const cases = parsed.flatMap((line) => (line.case === undefined ? [] : [line.case]));
const replies = parsed.flatMap((line) => (line.reply === undefined ? [] : [line.reply]));

const withoutDigits = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/#block(\d+)\d\d/g, '#block$1'));

function addImageOf(world: TestBlockWorld, spec: ImageSpec): void {
  const { path, format, size, backing, backing_format: backingFormat = '' } = spec;
  if (format === 'raw') rawImage(world, path, size);
  else qcow2Image(world, path, size, backing === undefined ? undefined : { file: backing, format: backingFormat });
  const image = imageAt(world, path);
  if (image === undefined) throw new Error(path);
  for (const { offset, bytes, pattern } of spec.write ?? [])
    writeBefore(world, image, offset, bytes, { kind: 'pattern', value: pattern });
}

/** What a disk does when it is realized, as far as the block layer sees it. */
function addDisk(world: TestBlockWorld, args: Options): Refusal | undefined {
  const drive = String(args.drive);
  const named = backendNamed(world, drive);
  const root = nodeOrBackendRoot(world, drive);
  if (root === undefined) throw new Error(`no drive ${drive}`);
  const backend = named ?? addBackend(world, { root: root.id });
  Object.assign(backend, { qdev: String(args.id), ioStatusEnabled: true });
  const shareRw = args['share-rw'] === true;
  const refusal = attachDevice(world, backend, { writable: !root.readOnly, shareRw });
  if (refusal !== undefined && named === undefined) removeBackend(world, backend);
  return refusal;
}

const COMMANDS: Readonly<Record<string, (world: TestBlockWorld, args: Options) => Refusal | undefined>> = {
  'blockdev-add': (world, args) => openNode(world, args).refusal,
  'blockdev-del': (world, args) => deleteNode(world, String(args['node-name'])),
  'blockdev-reopen': (world, args) => reopenNodes(world, args.options as readonly Options[]),
  'object-add': (world, args) =>
    addThrottleGroup(world, String(args.id), (args.limits ?? {}) as Record<string, unknown>).refusal,
  'object-del': (world, args) => removeThrottleGroup(world, String(args.id)),
  block_set_io_throttle: setIoThrottle,
  block_resize: blockResize,
  'block-set-write-threshold': setWriteThreshold,
  device_add: addDisk,
};

function run(world: TestBlockWorld, { execute, arguments: args = {} }: Command): unknown {
  if (execute === 'query-block') return { return: queryBlock(world) };
  if (execute === 'query-blockstats') return { return: queryBlockStats(world, args['query-nodes'] === true) };
  if (execute === 'query-named-block-nodes') return { return: queryNamedBlockNodes(world, args.flat === true) };
  const refusal = COMMANDS[execute]?.(world, args);
  return refusal === undefined ? { return: {} } : { error: refusal };
}

describe.each(cases)('$name', (row) => {
  it.each(Object.keys(row.replies))('as QEMU %s', (version) => {
    const world = makeBlockWorld(profileNamed(version));
    for (const image of row.images ?? []) addImageOf(world, image);
    for (const drive of row.drives ?? []) expect(openDrive(world, drive).refusal).toBeUndefined();
    row.cmds.forEach((command, i) => {
      const real = replies[row.replies[version]?.[i] ?? -1];
      expect({ command, reply: withoutDigits(run(world, command)) }).toEqual({ command, reply: real });
    });
  });
});
