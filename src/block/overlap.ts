/**
 * Requests that must not be disturbed: read-modify-write of an unaligned write, copy-on-read. While one is under way at
 * a node, requests that overlap it wait, and it waits for those that began before it.
 */
import { NONE } from '../kernel/index.ts';
import { startLate } from './io.ts';
import type { Io, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

const startOf = (io: Io) => (io.serialise > 1 ? Math.floor(io.offset / io.serialise) * io.serialise : io.offset);
const endOf = (io: Io) => {
  const end = io.offset + io.bytes;
  return io.serialise > 1 ? Math.ceil(end / io.serialise) * io.serialise : end;
};

function conflicts(world: BlockWorld, node: Node, io: Io): boolean {
  for (const other of world.ios) {
    if (other === io || other.node !== node.id || other.piece || other.held === 'overlap' || other.op === 'flush')
      continue;
    if (io.serialise === 0 && other.serialise === 0) continue;
    if (startOf(io) < endOf(other) && startOf(other) < endOf(io)) return true;
  }
  return false;
}

/** Queues the request if it must wait. @returns whether it must */
export function keepOut(world: BlockWorld, node: Node, io: Io): boolean {
  if (conflicts(world, node, io)) {
    io.held = 'overlap';
    if (node.overlapHead === NONE) node.overlapHead = io.id;
    else world.ios.at(node.overlapTail).next = io.id;
    node.overlapTail = io.id;
    return true;
  }
  if (io.serialise > 0) node.serialising++;
  return false;
}

/** A request has left the node: those that waited and may now begin do so, in order. */
export function letIn(world: BlockWorld, nodeId: number): void {
  const node = world.nodes.get(nodeId);
  if (node === undefined || node.overlapHead === NONE) return;
  const waiting: Io[] = [];
  for (let id = node.overlapHead; id !== NONE; id = world.ios.at(id).next) waiting.push(world.ios.at(id));
  node.overlapHead = node.overlapTail = NONE;
  for (const io of waiting) {
    io.next = NONE;
    io.held = '';
    if (!keepOut(world, node, io)) startLate(world, io);
  }
}
