/**
 * blkdebug breakpoints (4.1): `break EVENT TAG`, `resume TAG`, `remove_break TAG`, `wait_break TAG` of `qemu-io`. Each
 * looks for the first blkdebug from a node on downwards. A request that sleeps stays in flight.
 */
import { done, NONE, poll, procedure } from '../kernel/index.ts';
import {
  addBreakpoint,
  type BlkdebugState,
  hasSuspended,
  type ResumeResult,
  removeBreakpoint,
  resumeRequest,
} from './blkdebug-rules.ts';
import { driverOf } from './driver.ts';
import { ERRNO } from './errno.ts';
import { wakeHeld } from './io.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** The node whose events are meant. */
function listener(world: BlockWorld, from: Node): Node | undefined {
  let node: Node | undefined = from;
  while (node !== undefined && driverOf(node).hear === undefined)
    node = node.primary === NONE ? undefined : world.nodes.at(node.primary);
  return node;
}

/** Sets a one-shot breakpoint. @returns 0 or a negative errno */
export function setBreakpoint(world: BlockWorld, from: Node, event: string, tag: string): number {
  const node = listener(world, from);
  if (node === undefined) return -ERRNO.ENOTSUP;
  const state = addBreakpoint(node.state as BlkdebugState, event, tag);
  if (state === undefined) return -ERRNO.ENOENT;
  node.state = state;
  return 0;
}

/** Lets the request that sleeps under the tag go on. @returns 0 or a negative errno */
export const resumeBreakpoint = (world: BlockWorld, from: Node, tag: string): number =>
  change(world, from, (state) => resumeRequest(state, tag));

/** Removes the tag's breakpoints and lets everything that sleeps under it go on. @returns 0 or a negative errno */
export const clearBreakpoint = (world: BlockWorld, from: Node, tag: string): number =>
  change(world, from, (state) => removeBreakpoint(state, tag));

function change(world: BlockWorld, from: Node, by: (state: BlkdebugState) => ResumeResult | undefined): number {
  const node = listener(world, from);
  if (node === undefined) return -ERRNO.ENOTSUP;
  const result = by(node.state as BlkdebugState);
  if (result === undefined) return -ERRNO.ENOENT;
  node.state = result.state;
  for (const id of result.woken) {
    const io = world.ios.get(id);
    if (io !== undefined) wakeHeld(world, io);
  }
  return 0;
}

/** Whether a request sleeps under the tag. */
export function isBroken(world: BlockWorld, from: Node, tag: string): boolean {
  const node = listener(world, from);
  return node !== undefined && hasSuspended(node.state as BlkdebugState, tag);
}

/** `wait_break`: polls until a request sleeps under the tag; for ever if none ever does. */
export const WAIT_BREAK = procedure<BlockWorld, { readonly node: number; readonly tag: string }>(
  'wait for breakpoint',
  {
    wait: (world, { node, tag }) => (isBroken(world, world.nodes.at(node), tag) ? done() : poll('wait')),
  },
);
