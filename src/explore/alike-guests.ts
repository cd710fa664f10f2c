/**
 * Requests of a guest that nothing can tell apart; alike.ts says what that is good for.
 *
 * Of one disk, of one operation and one size; where requests are sorted and merged all comes out the same for both: no
 * other request of the disk touches them or lies between them, and no rule, fault or command looks at a place. What a
 * retry sorts is then a row of alike requests before and after. Errors of blkdebug are decided before a request gets to
 * its file, so they may be there.
 */
import type { Io } from '../block/records.ts';
import { NONE } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { IoRequest, Scenario, Step } from '../scenario/scenario.ts';
import type { Owners } from './alike.ts';
import { looksAway, QUIET_COMMANDS, QUIET_STEPS } from './alike-scenario.ts';
import type { Property } from './properties/property.ts';

/** Which requests are alike: `device op offset bytes` of each. */
export type AlikeRequests = ReadonlySet<string>;

const NO_REQUESTS: AlikeRequests = new Set();

const DEVICES = ['virtio-blk-device', 'virtio-blk-pci', 'scsi-hd'];
const DRIVERS = ['file', 'raw', 'blkdebug'];

const keyOf = (device: string, { op, offset = 0, bytes = 0 }: Pick<IoRequest, 'op' | 'offset' | 'bytes'>): string =>
  `${device} ${op} ${offset} ${bytes}`;

/** The requests of a scenario that neither it nor these properties can tell from others; empty if there are none. */
export function alikeRequests(scenario: Scenario, properties: readonly Property[]): AlikeRequests {
  const { steps, images } = scenario;
  const plain =
    images.every(({ write, backing }) => write.length === 0 && backing === undefined) &&
    looksAway(scenario, properties, QUIET_STEPS, QUIET_COMMANDS);
  if (!plain) return NO_REQUESTS;
  return new Set(
    scenario.device
      .filter(({ driver }) => DEVICES.includes(driver))
      .flatMap(({ id }) => alikeOn(requestsOf(steps, id)).map((request) => keyOf(id, request))),
  );
}

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

/** The guests of a scenario some of whose requests are alike; none if there are no such requests. */
export function alikeGuests(scenario: Scenario, properties: readonly Property[]): Owners[] {
  const alike = alikeRequests(scenario, properties);
  if (alike.size === 0) return [];
  return [{ drivers: DRIVERS, areAlike: (machine, one, other) => sameGuests(machine, alike, one, other) }];
}

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
