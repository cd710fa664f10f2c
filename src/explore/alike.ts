/**
 * Guest requests that nothing can tell apart. When several of them are with the worker threads, one after the other in the
 * order in which they were submitted, a search lets the threads finish only the oldest of them next.
 *
 * Why that is enough. Let A and B be two such requests side by side, both under way. After A's end the machine looks like
 * after B's end but for three things: which of the two names, places on the disk and stamps of data the finished one has,
 * which record ids, and which of the two stands first in the workers' list.
 *
 * - Names, places and stamps are read where requests are sorted, merged, checked against the end of the disk, aligned and
 *   matched with rules, and where data is compared. {@link alikeRequests} and {@link sameWay} ask that all this comes out
 *   the same for both: no request of the device touches them or lies between them, no rule, fault, threshold, bitmap or
 *   command looks at a place, and neither goes in parts. What a retry sorts is then a row of alike requests before and
 *   after. Nobody reads what they write but properties that say the same of both.
 * - Ids mean nothing (scenario/arrivals.ts).
 * - The list says in which order finished requests are told. At a file whose requests always succeed, telling A then B
 *   and telling B then A differ in names again. Where requests can fail at the file itself (a pool, a fault of the host)
 *   the order would be seen, so nothing is alike there. Errors of blkdebug are decided before a request gets that far.
 *
 * So whatever follows B's end follows A's end too, with the two exchanged, and no property that is asked for names them.
 * What is found is an order that can be played as it is: moves are left out, states are not renamed.
 */
import { blockLayer } from '../block/layer.ts';
import type { Io, Node } from '../block/records.ts';
import { NONE } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { IoRequest, Json, Scenario, Step } from '../scenario/scenario.ts';
import { everyProperty as ours } from './properties/index.ts';
import type { Property } from './properties/property.ts';

/** Which requests are alike: `device op offset bytes` of each. */
export type AlikeRequests = ReadonlySet<string>;

const NO_REQUESTS: AlikeRequests = new Set();

/** Commands that neither change what lies under a disk nor tell of places on it. */
const COMMANDS = ['cont', 'stop', 'system_reset', 'quit', 'query-status', 'query-version', 'query-block'];
const STEPS = ['io', 'kick', 'qmp', 'guest_reset', 'guest_shutdown', 'signal'];
const DEVICES = ['virtio-blk-device', 'virtio-blk-pci', 'scsi-hd'];
const DRIVERS = ['file', 'raw', 'blkdebug'];

const keyOf = (device: string, { op, offset = 0, bytes = 0 }: Pick<IoRequest, 'op' | 'offset' | 'bytes'>): string =>
  `${device} ${op} ${offset} ${bytes}`;

/** The requests of a scenario that neither it nor these properties can tell from others; empty if there are none. */
export function alikeRequests(scenario: Scenario, properties: readonly Property[]): AlikeRequests {
  const { steps, clients, images, blockdev, drive, pools } = scenario;
  const reactions = clients.flatMap((client) => client.reactions);
  const commands = [
    ...steps.flatMap((step) => ('qmp' in step ? step.qmp : [])),
    ...reactions.flatMap((reaction) => ('send' in reaction ? reaction.send : [])),
  ];
  const plain =
    scenario.order === undefined &&
    pools.length === 0 &&
    reactions.every((reaction) => 'send' in reaction) &&
    images.every(({ write, backing }) => write.length === 0 && backing === undefined) &&
    steps.every((step) => STEPS.some((member) => member in step)) &&
    commands.every((command) => 'execute' in command && COMMANDS.includes(command.execute)) &&
    !namesSectors([...blockdev, ...drive]) &&
    properties.every((property) => property.observable || ours.includes(property));
  if (!plain) return NO_REQUESTS;
  return new Set(
    scenario.device
      .filter(({ driver }) => DEVICES.includes(driver))
      .flatMap(({ id }) => alikeOn(requestsOf(steps, id)).map((request) => keyOf(id, request))),
  );
}

const namesSectors = (value: Json): boolean =>
  value !== null &&
  typeof value === 'object' &&
  (Array.isArray(value) ? value.some(namesSectors) : 'sector' in value || Object.values(value).some(namesSectors));

const requestsOf = (steps: readonly Step[], device: string): IoRequest[] =>
  steps.flatMap((step) => ('io' in step ? step.io.filter((io) => io.device === device && io.op !== 'flush') : []));

/** Those of one device that have a fellow, touch no other and have no other kind between themselves. */
function alikeOn(all: readonly IoRequest[]): IoRequest[] {
  const kind = ({ op, bytes }: IoRequest): string => `${op} ${bytes}`;
  const from = ({ offset = 0 }: IoRequest): number => offset;
  const to = (io: IoRequest): number => from(io) + (io.bytes ?? 0);
  return [...new Set(all.map(kind))].flatMap((each) => {
    const fellows = all.filter((io) => kind(io) === each);
    const [first, end] = [Math.min(...fellows.map(from)), Math.max(...fellows.map(to))];
    const crowded = all.some((io) =>
      fellows.includes(io)
        ? fellows.some((other) => other !== io && from(other) <= to(io) && from(io) <= to(other))
        : from(io) <= end && first <= to(io),
    );
    const [{ op } = { op: 'flush' }] = fellows;
    return fellows.length > 1 && !crowded && (op === 'read' || op === 'write') ? fellows : [];
  });
}

/** The requests with the worker threads that need not be finished next, because one just like them may be. */
export function passedOver(machine: Machine, alike: AlikeRequests): number[] {
  const passed: number[] = [];
  let oldest: Io | undefined;
  let last: Io | undefined;
  for (const id of blockLayer(machine).workers) {
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

function areAlike(machine: Machine, alike: AlikeRequests, one: Io, other: Io): boolean {
  let [a, b] = [one, other];
  while (sameWay(machine, a, b)) {
    if (a.parent === NONE) return sameGuests(machine, alike, a, b);
    a = machine.ios.at(a.parent);
    b = machine.ios.at(b.parent);
  }
  return false;
}

/** Whether two requests at one node differ in nothing but their places and what they belong to. */
function sameWay(machine: Machine, a: Io, b: Io): boolean {
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
    plainNode(machine, machine.nodes.at(a.node))
  );
}

/** Whether nothing at a node looks at places, and its file is its own. */
const plainNode = (machine: Machine, node: Node): boolean =>
  DRIVERS.includes(node.driver) &&
  node.target === NONE &&
  node.backing === NONE &&
  node.bitmaps === 0 &&
  node.writeThreshold === 0 &&
  node.serialising === 0 &&
  node.detectZeroes === 'off' &&
  (node.driver !== 'file' || !machine.nodes.live().some((other) => other !== node && sameFile(node, other)));

const sameFile = (node: Node, other: Node): boolean => other.driver === 'file' && other.stateId === node.stateId;

/** Whether both serve a request of the guest of its own, and the two are alike. */
function sameGuests(machine: Machine, alike: AlikeRequests, a: Io, b: Io): boolean {
  const { user, device: disk } = machine.backends.at(a.backend);
  if (user !== 'device') return false;
  const [one, other] = [machine.guestRequests.get(a.arg), machine.guestRequests.get(b.arg)];
  if (one === undefined || other === undefined || one === other) return false;
  const { name } = machine.devices.at(disk);
  return (
    one.device === disk &&
    other.device === disk &&
    one.mergeNext === NONE &&
    other.mergeNext === NONE &&
    one.bytes === a.bytes &&
    alike.has(keyOf(name, one)) &&
    alike.has(keyOf(name, other))
  );
}
