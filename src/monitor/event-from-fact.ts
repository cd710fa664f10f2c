/** Which facts a client hears of, and how they read on the wire (section 7). */
import { ERRNO, strerror } from '../block/errno.ts';
import { ioStatusEnabled } from '../block/error-policy.ts';
import type { BlockFacts } from '../block/world.ts';
import { stamp } from '../kernel/index.ts';
import type { Cause } from '../vm/records.ts';
import type { VmFacts } from '../vm/world.ts';
import { queueEvent } from './event-throttle.ts';
import type { MonitorWorld } from './world.ts';

type Data = Readonly<Record<string, unknown>>;

/** Makes an event now and sends it on its way. */
export function emitEvent(world: MonitorWorld, event: string, data?: Data): void {
  const made = data === undefined ? { event, stamp: stamp(world) } : { event, data, stamp: stamp(world) };
  world.bus.say('event-made', made);
  queueEvent(world, made);
}

type Facts = BlockFacts & VmFacts;
type Teller = { readonly [K in keyof Facts]?: (world: MonitorWorld, fact: Facts[K]) => void };

/** One line a fact that clients are told of; `machine.ts` subscribes them all. */
export const eventTellers: Teller = {
  'block-io-error': (world, fact) => emitEvent(world, 'BLOCK_IO_ERROR', ioErrorData(world, fact)),
  'write-threshold-exceeded': (world, fact) =>
    emitEvent(world, 'BLOCK_WRITE_THRESHOLD', {
      'node-name': world.nodes.at(fact.node).name,
      'amount-exceeded': fact.exceeded,
      'write-threshold': fact.threshold,
    }),
  'vm-stopped': (world) => emitEvent(world, 'STOP'),
  'vm-resumed': (world) => emitEvent(world, 'RESUME'),
  'vm-reset': (world, { cause }) => emitEvent(world, 'RESET', causeData(world, cause)),
  'vm-shutdown': (world, { cause }) => emitEvent(world, 'SHUTDOWN', causeData(world, cause)),
  'vm-powerdown': (world) => emitEvent(world, 'POWERDOWN'),
  'vm-suspended': (world) => emitEvent(world, 'SUSPEND'),
  'vm-woken': (world) => emitEvent(world, 'WAKEUP'),
  'device-deleted': (world, { id, path }) =>
    emitEvent(world, 'DEVICE_DELETED', id === '' ? { path } : { device: id, path }),
};

const causeData = (world: MonitorWorld, cause: Cause): Data | undefined =>
  world.profile.events.shutdownReason ? { guest: cause.startsWith('guest-'), reason: cause } : undefined;

/** 1.6 and section 7: which members there are is the profile's business. */
function ioErrorData(world: MonitorWorld, fact: BlockFacts['block-io-error']): Data {
  const backend = world.backends.at(fact.backend);
  const root = world.nodes.get(backend.root);
  const nospace = fact.errno === ERRNO.ENOSPC;
  const data: Record<string, unknown> = { device: backend.name, operation: fact.operation, action: fact.action };
  for (const member of world.profile.events.ioErrorMembers) {
    if (member === 'nospace' && ioStatusEnabled(backend, backend.ioStatusEnabled)) data['nospace'] = nospace;
    if (member === 'node-name' && root !== undefined) data['node-name'] = root.name;
    if (member === 'qom-path') data['qom-path'] = backend.qomPath;
    if (member === 'reason') data['reason'] = strerror(fact.errno);
    if (member === 'error-details')
      data['error'] = { reason: nospace ? 'nospace' : 'other', message: strerror(fact.errno) };
  }
  return data;
}
