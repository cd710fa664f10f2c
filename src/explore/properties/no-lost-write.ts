import {
  discard,
  type Extents,
  empty,
  firstRunDifference,
  hashExtents,
  read,
  stamp,
  write,
  ZERO,
} from '../../block/extents.ts';
import type { Node } from '../../block/records.ts';
import { hashData, mix, NONE } from '../../kernel/index.ts';
import type { Machine } from '../../machine.ts';
import type { GuestRequest } from '../../vm/records.ts';
import { contentsOf, keepsContents } from './disk-contents.ts';
import { property } from './property.ts';

interface State {
  /** what each device's disk must hold, by the device's id; bytes that may be anything are holes */
  readonly disks: readonly (Extents | undefined)[];
  /** ids of requests on their way while another to the same bytes ended: nobody knows which of the two came last */
  readonly raced: readonly number[];
}

const changes = (request: GuestRequest): boolean => request.op !== 'read' && request.op !== 'flush';

const overlap = (a: GuestRequest, b: GuestRequest): boolean =>
  a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;

/** While a write is on its way, and after one that failed, the bytes may be anything. */
function forget(state: State, request: GuestRequest): State {
  const known = state.disks[request.device];
  if (known === undefined || !changes(request)) return state;
  return holding(state, request.device, discard(known, request.offset, request.bytes));
}

function holding({ disks, raced }: State, device: number, contents: Extents): State {
  const all = disks.slice();
  while (all.length < device) all.push(undefined);
  all[device] = contents;
  return { disks: all, raced };
}

const without = (state: State, id: number): State =>
  state.raced.includes(id) ? { ...state, raced: state.raced.filter((other) => other !== id) } : state;

/** The node that a device's disk is now. */
function diskOf(world: Machine, device: number): Node | undefined {
  const backend = world.backends.get(world.devices.get(device)?.backend ?? NONE);
  return world.nodes.get(backend?.root ?? NONE);
}

/** A write that raced no other is what the bytes are now, unless the disk is one that forgets. */
function learn(state: State, request: GuestRequest, world: Machine): State {
  if (request.op !== 'write' && request.op !== 'write-zeroes') return state;
  const disk = diskOf(world, request.device);
  if (disk === undefined || !keepsContents(world, disk)) return state;
  const content = request.op === 'write' ? stamp(request.stamp) : ZERO;
  const known = state.disks[request.device] ?? empty();
  return holding(state, request.device, write(known, request.offset, request.bytes, content));
}

/** A change has ended: those on their way to the same bytes have raced it. */
function race(state: State, request: GuestRequest, world: Machine): State {
  if (!changes(request)) return state;
  const others: number[] = [];
  for (const other of world.guestRequests.live())
    if (other.id !== request.id && other.device === request.device && changes(other) && overlap(other, request))
      others.push(other.id);
  return others.length === 0 ? state : { ...state, raced: [...new Set([...state.raced, ...others])].sort() };
}

/** The first disk that has lost something. */
function lost(state: State, world: Machine): string | undefined {
  for (const [id, known] of state.disks.entries()) {
    const device = world.devices.get(id);
    const contents = contentsOf(world, diskOf(world, id));
    if (known === undefined || device === undefined || contents === undefined) continue;
    for (const { offset, length } of known) {
      const at = firstRunDifference(read(known, offset, length), read(contents, offset, length));
      if (at !== undefined) return `byte ${at} of ${device.name} is not what the guest wrote there and saw succeed`;
    }
  }
  return undefined;
}

/** Looked at when the guest reads, when a job ends and when nothing more will happen. */
export const noLostWrite = property<State>({
  name: 'no-lost-write',
  kind: 'always',
  sentence: 'a write the guest saw succeed is read back',
  initial: { disks: [], raced: [] },
  hears: {
    'guest-submitted': (state, { request }, world) => forget(state, world.guestRequests.at(request)),
    'guest-completed': (state, { request: id, status }, world) => {
      const request = world.guestRequests.at(id);
      if (request.op === 'read') return status === 'ok' ? (lost(state, world) ?? state) : state;
      const raced = race(state, request, world);
      const open = raced !== state || state.raced.includes(id);
      return without(status === 'ok' && !open ? learn(raced, request, world) : raced, id);
    },
    'guest-dropped': (state, { request: id }, world) => without(race(state, world.guestRequests.at(id), world), id),
    'block-job-completed': (state, _fact, world) => lost(state, world) ?? state,
  },
  matters: ({ disks, raced }) =>
    disks.reduce((all, contents) => mix(all, hashExtents(contents ?? null)), hashData(raced)),
  atEnd: lost,
});
