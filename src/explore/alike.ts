/**
 * Requests that nothing can tell apart: of a guest (alike-guests.ts), or of the operations of a mirror
 * (alike-copies.ts). When several of them are with the worker threads, one after the other in the order in which they
 * were submitted, a search lets the threads finish only the oldest of them next.
 *
 * Why that is enough. Let A and B be two such requests side by side, both under way. After A's end the machine looks
 * like after B's end but for three things: which of the two names, places and stamps of data the finished one has,
 * which record ids, and which of the two stands first in the workers' list.
 *
 * - Names, places and stamps are read where requests are checked against the end of the disk, aligned and matched with
 *   rules, and where data is compared. {@link sameWay} asks that all this comes out the same for both: no rule,
 *   threshold or bitmap looks at a place, and neither goes in parts. What else their owners do by names and places is
 *   said where owners are told apart. Nobody reads what they write but properties that say the same of both.
 * - Ids mean nothing (scenario/arrivals.ts).
 * - The list says in which order finished requests are told. At a file whose requests always succeed, telling A then B
 *   and telling B then A differ in names again. Where requests can fail at the file itself (a pool, a fault of the
 *   host) the order would be seen, so nothing is alike there.
 *
 * So whatever follows B's end follows A's end too, with the two exchanged, and no property that is asked for names
 * them. What is found is an order that can be played as it is: moves are left out, states are not renamed.
 */
import { blockLayer } from '../block/layer.ts';
import type { Io, Node } from '../block/records.ts';
import { NONE } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { alikeCopies } from './alike-copies.ts';
import { alikeGuests } from './alike-guests.ts';
import type { Property } from './properties/property.ts';

/** Those of whom nothing can tell what they ask for. */
export interface Owners {
  /** drivers that look at no place of a request, and never let one of two such requests fail for where it is */
  readonly drivers: readonly string[];
  /**
   * Whether two requests, each at its first node, are of such owners. `one` stands right before `other` with the
   * workers.
   */
  areAlike(machine: Machine, one: Io, other: Io): boolean;
}

/** All whose requests may be alike in one search; none: every request is looked at. */
export type Alike = readonly Owners[];

/** What of a scenario neither it nor these properties can tell apart. */
export const alikeIn = (scenario: Scenario, properties: readonly Property[]): Alike => [
  ...alikeGuests(scenario, properties),
  ...alikeCopies(scenario, properties),
];

const NOTHING: readonly number[] = [];

/** The requests with the worker threads that need not be finished next, because one just like them may be. */
export function passedOver(machine: Machine, alike: Alike): readonly number[] {
  const { workers } = blockLayer(machine);
  if (workers.length < 2) return NOTHING;
  const passed: number[] = [];
  let oldest: Io | undefined;
  let last: Io | undefined;
  for (const id of workers) {
    const io = machine.ios.at(id);
    // A row ends where a request of another kind stands between, also a finished one.
    if (last === undefined || !areAlike(machine, alike, last, io)) oldest = undefined;
    last = io;
    if (io.worker !== 'busy') continue;
    if (oldest === undefined) oldest = io;
    else passed.push(id);
  }
  return passed;
}

const areAlike = (machine: Machine, alike: Alike, one: Io, other: Io): boolean =>
  alike.some((owners) => goAlike(machine, owners, one, other));

function goAlike(machine: Machine, owners: Owners, one: Io, other: Io): boolean {
  let [a, b] = [one, other];
  while (sameWay(machine, owners, a, b)) {
    if (a.parent === NONE) return owners.areAlike(machine, a, b);
    a = machine.ios.at(a.parent);
    b = machine.ios.at(b.parent);
  }
  return false;
}

/** Whether two requests at one node differ in nothing but their places and what they belong to. */
function sameWay(machine: Machine, owners: Owners, a: Io, b: Io): boolean {
  const plain = a.plan === null && a.coroutine === NONE && !a.piece && !a.inParts && a.serialise === 0 && a.held === '';
  return (
    plain &&
    (a.parent === NONE) === (b.parent === NONE) &&
    a.node === b.node &&
    a.backend === b.backend &&
    a.op === b.op &&
    a.bytes === b.bytes &&
    a.flags === b.flags &&
    a.phase === b.phase &&
    b.plan === null &&
    a.ret === b.ret &&
    a.onDone === b.onDone &&
    a.whom === b.whom &&
    a.aio === b.aio &&
    a.next === NONE &&
    b.next === NONE &&
    b.coroutine === NONE &&
    !b.piece &&
    !b.inParts &&
    b.serialise === 0 &&
    b.held === '' &&
    plainNode(machine, owners, machine.nodes.at(a.node))
  );
}

/** Whether nothing at a node looks at places, and its file is its own. */
const plainNode = (machine: Machine, { drivers }: Owners, node: Node): boolean =>
  drivers.includes(node.driver) &&
  node.target === NONE &&
  node.backing === NONE &&
  node.bitmaps === 0 &&
  node.writeThreshold === 0 &&
  node.serialising === 0 &&
  node.detectZeroes === 'off' &&
  (node.driver !== 'file' || !machine.nodes.live().some((other) => other !== node && sameFile(node, other)));

const sameFile = (node: Node, other: Node): boolean => other.driver === 'file' && other.stateId === node.stateId;
