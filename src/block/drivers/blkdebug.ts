/** blkdebug: a filter that fails requests by rule (4.1). The rules themselves are in ../blkdebug-rules.ts. */
import { armTimer, handler, now, wake } from '../../kernel/index.ts';
import { parseBlkdebugConfig } from '../blkdebug-config.ts';
import {
  type BlkdebugBehaviour,
  type BlkdebugOptions,
  type BlkdebugState,
  blkdebugLimitsError,
  checkRequest,
  isSuspended,
  openBlkdebug,
  raiseEvent,
} from '../blkdebug-rules.ts';
import { defineDriver, driverOf, type Options, PENDING, type StatusAnswer } from '../driver.ts';
import { ERRNO, strerror } from '../errno.ts';
import { contextOf } from '../graph.ts';
import { textAt } from '../images.ts';
import { resume, submitChild } from '../io.ts';
import { ALL, CONSISTENT_READ, RESIZE, WRITE, WRITE_UNCHANGED } from '../permissions.ts';
import { type Io, inheritedLimits, type Node } from '../records.ts';
import { nodeStatus } from '../status.ts';
import type { BlockWorld } from '../world.ts';

const behaviours = {
  passes: { plain: { errnoZeroConsumed: false, delayNs: false }, delay: { errnoZeroConsumed: false, delayNs: true } },
  consumed: { plain: { errnoZeroConsumed: true, delayNs: false }, delay: { errnoZeroConsumed: true, delayNs: true } },
} as const;

const behaviour = ({ profile: { block } }: BlockWorld): BlkdebugBehaviour =>
  behaviours[block.blkdebugErrnoZero][block.blkdebugDelay ? 'delay' : 'plain'];

/** @returns whether a breakpoint holds the request now */
function hear(_world: BlockWorld, node: Node, event: string, request: number): boolean {
  const state = node.state as BlkdebugState;
  const after = raiseEvent(state, event, request);
  if (after === state) return false;
  node.state = after;
  return after.suspended !== state.suspended && isSuspended(after, request);
}

/** Zero writes and discards below the smallest size that was asked for are not for this driver. */
function tooSmall(node: Node, io: Io): boolean {
  if (io.op === 'write-zeroes') return io.bytes < Math.max(node.align, node.limits.zeroAlign);
  return io.op === 'discard' && io.bytes < node.limits.discardAlign;
}

function submit(world: BlockWorld, node: Node, io: Io): number {
  if (tooSmall(node, io)) return -ERRNO.ENOTSUP;
  return check(world, node, io);
}

function check(world: BlockWorld, node: Node, io: Io): number {
  const hit = checkRequest(node.state as BlkdebugState, io.op, io.offset, io.bytes, behaviour(world));
  if (hit === undefined) return submitChild(world, io, node.primary);
  node.state = hit.state;
  const { errno, immediately, delayNs } = hit.fault;
  io.ret = -errno;
  if (delayNs > 0) {
    armTimer(world, contextOf(world, node), now(world) + delayNs, immediately ? GO_ON : RESCHEDULE, io.id);
    return PENDING;
  }
  if (!immediately) {
    wake(world, contextOf(world, node), GO_ON, io.id);
    return PENDING;
  }
  return afterFault(world, node, io);
}

/** errno 0: the request was only delayed. */
function afterFault(world: BlockWorld, node: Node, io: Io): number {
  return io.ret < 0 ? io.ret : submitChild(world, io, node.primary);
}

const describe = (world: BlockWorld, id: number): string => {
  const io = world.ios.get(id);
  return io === undefined ? 'blkdebug goes on' : `${world.nodes.at(io.node).name} fails ${io.op}`;
};

const GO_ON = handler<BlockWorld>(
  'blkdebug goes on',
  (world, id) => {
    const io = world.ios.at(id);
    resume(world, io, afterFault(world, world.nodes.at(io.node), io));
  },
  describe,
);

const RESCHEDULE = handler<BlockWorld>(
  'blkdebug delay over',
  (world, id) => wake(world, contextOf(world, world.nodes.at(world.ios.at(id).node)), GO_ON, id),
  describe,
);

/**
 * A request that is served at once, while a node is opened (2.5, 4.2): takes the fault that an armed rule has for it,
 * without its delay. @returns a negative errno, or 0
 */
export function faultNow(
  world: BlockWorld,
  node: Node,
  op: 'read' | 'block-status',
  offset: number,
  bytes: number,
): number {
  const hit = checkRequest(node.state as BlkdebugState, op, offset, bytes, behaviour(world));
  if (hit === undefined) return 0;
  node.state = hit.state;
  return -hit.fault.errno;
}

function status(world: BlockWorld, node: Node, offset: number, bytes: number, quick: boolean): StatusAnswer {
  const fault = faultNow(world, node, 'block-status', offset, bytes);
  return fault < 0 ? fault : nodeStatus(world, world.nodes.at(node.primary), offset, bytes, quick);
}

const PERMISSIONS: Readonly<Record<string, number>> = {
  'consistent-read': CONSISTENT_READ,
  write: WRITE,
  'write-unchanged': WRITE_UNCHANGED,
  resize: RESIZE,
};

const permissionBits = (list: unknown): number =>
  Array.isArray(list) ? list.reduce((bits: number, name) => bits | (PERMISSIONS[String(name)] ?? 0), 0) : 0;

interface Rules {
  readonly rules: BlkdebugOptions;
  readonly error?: string;
}

/** The rules of the config file come before those given inline. */
function rulesOf(world: BlockWorld, options: Options): Rules {
  const inline = options as BlkdebugOptions;
  if (options.config === undefined) return { rules: inline };
  const text = textAt(world, String(options.config));
  if (text === undefined) {
    const what =
      world.profile.block.blkdebugConfigUnreadable === 'config'
        ? 'Could not read blkdebug config file'
        : `Could not open '${String(options.config)}'`;
    return { rules: {}, error: `${what}: ${strerror(ERRNO.ENOENT)}` };
  }
  const { config, error } = parseBlkdebugConfig(text, { delayNs: world.profile.block.blkdebugDelay });
  if (error !== undefined) return { rules: {}, error };
  return {
    rules: {
      'inject-error': [...config['inject-error'], ...(inline['inject-error'] ?? [])],
      'set-state': [...config['set-state'], ...(inline['set-state'] ?? [])],
    },
  };
}

function open(world: BlockWorld, node: Node, options: Options): string | undefined {
  for (const list of ['inject-error', 'set-state'])
    if (Array.isArray(options[list]) && options[list].length === 0)
      return `Block protocol 'blkdebug' doesn't support the option '${list}'`;
  const { rules } = rulesOf(world, options);
  const child = world.nodes.at(node.primary);
  const refused = blkdebugLimitsError(options, child.align);
  if (refused !== undefined) return refused;
  const bytes = (name: string) => Number(options[name] ?? 0);
  node.size = child.size;
  node.align = Math.max(bytes('align'), child.align);
  node.maxTransfer = bytes('max-transfer') || child.maxTransfer;
  node.limits = {
    ...inheritedLimits(child),
    zeroAlign: bytes('opt-write-zero'),
    maxZero: bytes('max-write-zero'),
    discardAlign: bytes('opt-discard') || child.limits.discardAlign,
    maxDiscard: bytes('max-discard'),
  };
  node.state = openBlkdebug(rules);
  return undefined;
}

defineDriver({
  name: 'blkdebug',
  isFilter: true,
  isProtocol: true,
  discards: true,
  zeroes: true,
  childOption: 'image',
  strong: [
    'config',
    'align',
    'max-transfer',
    'opt-write-zero',
    'max-write-zero',
    'opt-discard',
    'max-discard',
    'inject-error.',
    'set-state.',
  ],
  childName: () => 'image',
  precheck: (world, options) => rulesOf(world, options).error,
  open,
  submit,
  hear,
  // It flushes its child itself; the block layer then visits that once more, which matters if it was written to since.
  flush: { toDisk: check },
  status,
  fua: (world, node): boolean => {
    const child = world.nodes.at(node.primary);
    return driverOf(child).fua?.(world, child) === true;
  },
  childPermissions(_world, node, _slot, own) {
    const unshared = permissionBits(node.options['unshare-child-perms']);
    return {
      perm: own.perm | permissionBits(node.options['take-child-perms']),
      shared: own.shared & (ALL & ~unshared),
    };
  },
});
