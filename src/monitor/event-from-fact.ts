/** Which facts a client hears of, and how they read on the wire (section 7). */
import { ERRNO, errnoName, strerror } from '../block/errno.ts';
import { ioStatusEnabled } from '../block/error-policy.ts';
import type { BlockFacts } from '../block/world.ts';
import { type Bus, stamp } from '../kernel/index.ts';
import type { Cause } from '../vm/records.ts';
import type { VmFacts } from '../vm/world.ts';
import { queueEvent } from './event-throttle.ts';
import type { MonitorWorld } from './world.ts';

type Data = Readonly<Record<string, unknown>>;

/** Makes an event now and sends it on its way; one made while another is sent waits its turn on the bus (M-16). */
export function emitEvent(world: MonitorWorld, event: string, data?: Data): void {
  const made = data === undefined ? { event, stamp: stamp(world) } : { event, data, stamp: stamp(world) };
  world.bus.say('event-made', made);
  queueEvent(world, made);
}

type Facts = BlockFacts & VmFacts;

/** Subscribes what tells clients of a fact. */
const tell =
  <K extends keyof Facts>(name: K, teller: (world: MonitorWorld, fact: Facts[K]) => void) =>
  (world: MonitorWorld): void => {
    (world.bus as Bus<Facts>).on(name, (fact) => teller(world, fact));
  };

/** One line a fact that clients are told of; `machine.ts` subscribes them all. */
export const eventTellers: readonly ((world: MonitorWorld) => void)[] = [
  tell('block-io-error', (world, fact) => emitEvent(world, 'BLOCK_IO_ERROR', ioErrorData(world, fact))),
  tell('write-threshold-exceeded', (world, fact) =>
    emitEvent(world, 'BLOCK_WRITE_THRESHOLD', {
      'node-name': world.nodes.at(fact.node).name,
      'amount-exceeded': fact.exceeded,
      'write-threshold': fact.threshold,
    }),
  ),
  tell('vm-stopped', (world) => emitEvent(world, 'STOP')),
  tell('vm-resumed', (world) => emitEvent(world, 'RESUME')),
  tell('vm-reset', (world, { cause }) => emitEvent(world, 'RESET', causeData(world, cause))),
  tell('vm-shutdown', (world, { cause }) => emitEvent(world, 'SHUTDOWN', causeData(world, cause))),
  tell('vm-powerdown', (world) => emitEvent(world, 'POWERDOWN')),
  tell('vm-suspended', (world) => emitEvent(world, 'SUSPEND')),
  tell('vm-woken', (world) => emitEvent(world, 'WAKEUP')),
  tell('tray-moved', (world, { backend, open }) => {
    const { name, qdev } = world.backends.at(backend);
    emitEvent(world, 'DEVICE_TRAY_MOVED', { device: name, id: qdev, 'tray-open': open });
  }),
  tell('device-deleted', (world, { id, path }) =>
    emitEvent(world, 'DEVICE_DELETED', id === '' ? { path } : { device: id, path }),
  ),
];

const causeData = (world: MonitorWorld, cause: Cause): Data | undefined =>
  world.profile.events.shutdownReason ? { guest: cause.startsWith('guest-'), reason: cause } : undefined;

/** 1.6 and section 7: which members there are is the profile's business. */
function ioErrorData(world: MonitorWorld, fact: BlockFacts['block-io-error']): Data {
  const backend = world.backends.at(fact.backend);
  const root = world.nodes.get(backend.root);
  const nospace = fact.errno === ERRNO.ENOSPC;
  const data: Record<string, unknown> = { device: backend.name, operation: fact.operation, action: fact.action };
  for (const member of world.profile.events.ioErrorMembers) {
    if (member === 'nospace' && ioStatusEnabled(backend, backend.ioStatusEnabled)) data.nospace = nospace;
    if (member === 'node-name' && root !== undefined) data['node-name'] = root.name;
    if (member === 'qom-path') data['qom-path'] = backend.qomPath;
    if (member === 'reason') data.reason = strerror(fact.errno);
    // The cover letter's example: the errno's name, and its text.
    if (member === 'error-details')
      data['error-details'] = { reason: errnoName(fact.errno).toLowerCase(), message: strerror(fact.errno) };
  }
  return data;
}
