/** Trays and media of CD drives, and of drives that no device uses (5.3). */
import { DRAIN_BACKEND } from '../block/drain.ts';
import { backendNamed, backendOfDevice, dropIfUnused, nodeNamed, parentBackends, setRoot } from '../block/graph.ts';
import { blocked, openNode } from '../block/open.ts';
import { permissionConflict } from '../block/permissions.ts';
import type { Backend, Node } from '../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../block/refusal.ts';
import { call, done, NONE, next, type Procedure, procedure } from '../kernel/index.ts';
import type { VmWorld } from './world.ts';

/** How a command names a drive: by a backend's name, or by a device's id or path. */
export interface WhichDrive {
  readonly device?: string;
  readonly id?: string;
}

const called = ({ device, id }: WhichDrive): string => id ?? device ?? '';

/** @param hasDevice whether there is a device of that id at all */
export function driveOf(world: VmWorld, which: WhichDrive, hasDevice: (id: string) => boolean): Answer<Backend> {
  const { device, id } = which;
  if ((device === undefined) === (id === undefined)) return refuse("Need exactly one of 'device' and 'id'");
  const backend = device !== undefined ? backendNamed(world, device) : backendOfDevice(world, id ?? '');
  if (backend !== undefined) return answer(backend);
  return id !== undefined && hasDevice(id)
    ? refuse('Device does not have a block device backend')
    : refuse(`Device '${called(which)}' not found`, 'DeviceNotFound');
}

/** A drive without device can lose its medium too. */
const isRemovable = (backend: Backend): boolean => backend.user !== 'device' || backend.removable;

function moveTray(world: VmWorld, backend: Backend, open: boolean): void {
  backend.trayOpen = open;
  world.bus.say('tray-moved', { backend: backend.id, open });
}

export type TrayResult = 'open' | 'no-tray' | 'locked' | Refusal;

/** Opens the tray if there is one; a guest that has locked it is only asked. */
export function openTray(world: VmWorld, backend: Backend, which: WhichDrive, force: boolean): TrayResult {
  if (!isRemovable(backend)) return refuse(`Device '${called(which)}' is not removable`).refusal;
  if (!backend.hasTray) return 'no-tray';
  if (backend.trayOpen) return 'open';
  if (backend.locked && !force) return 'locked';
  moveTray(world, backend, true);
  return 'open';
}

export const lockedRefusal = (which: WhichDrive): Refusal => {
  const wait = 'wait for tray to open and try again';
  return refuse(`Device '${called(which)}' is locked and force was not specified, ${wait}`).refusal;
};

export function closeTray(world: VmWorld, backend: Backend, which: WhichDrive): Refusal | undefined {
  if (!isRemovable(backend)) return refuse(`Device '${called(which)}' is not removable`).refusal;
  if (backend.hasTray && backend.trayOpen) moveTray(world, backend, false);
  return undefined;
}

/** Why the medium cannot be taken out now, or undefined. */
export function removalRefusal(world: VmWorld, backend: Backend, which: WhichDrive): Refusal | undefined {
  if (!isRemovable(backend)) return refuse(`Device '${called(which)}' is not removable`).refusal;
  if (backend.hasTray && !backend.trayOpen) return refuse(`Tray of device '${called(which)}' is not open`).refusal;
  const root = world.nodes.get(backend.root);
  return root === undefined ? undefined : blocked(world, root);
}

/** Takes the medium out, once nothing is in flight. */
export const REMOVE_MEDIUM: Procedure<{ readonly backend: number }> = procedure<VmWorld, { readonly backend: number }>(
  'remove medium',
  {
    drain: (world, { backend }) =>
      world.backends.at(backend).root === NONE ? done() : call(DRAIN_BACKEND, { backend }, 'remove'),
    remove(world, { backend: id }) {
      const backend = world.backends.at(id);
      // An iothread may have taken another request meanwhile.
      if (backend.inFlight > 0) return next('drain');
      const root = world.nodes.get(backend.root);
      setRoot(world, backend, undefined);
      dropIfUnused(world, root);
      return done();
    },
  },
);

/** Puts a node that nobody uses into an empty drive. */
export function insertMedium(world: VmWorld, backend: Backend, name: string): Refusal | undefined {
  const node = nodeNamed(world, name);
  if (node === undefined) return refuse(`Node '${name}' not found`).refusal;
  if (parentBackends(world, node).length > 0) return refuse(`Node '${name}' is already in use`).refusal;
  return insertNode(world, backend, node);
}

export function insertNode(world: VmWorld, backend: Backend, node: Node): Refusal | undefined {
  if (!isRemovable(backend)) return refuse('Device is not removable').refusal;
  if (backend.hasTray && !backend.trayOpen) return refuse('Tray of the device is not open').refusal;
  if (backend.root !== NONE) return refuse('There already is a medium in the device').refusal;
  setRoot(world, backend, node);
  const conflict = permissionConflict(world, node);
  if (conflict !== undefined) setRoot(world, backend, undefined);
  return conflict;
}

interface ChangeMedium {
  readonly backend: number;
  readonly node: number;
}

/** The rest of blockdev-change-medium: the new node is open, and so is the tray. Returns a refusal or null. */
export const CHANGE_MEDIUM: Procedure<ChangeMedium> = procedure<VmWorld, ChangeMedium>('change medium', {
  remove: (_world, { backend }) => call(REMOVE_MEDIUM, { backend }, 'insert'),
  insert(world, { backend: id, node: nodeId }) {
    const backend = world.backends.at(id);
    const node = world.nodes.at(nodeId);
    const refusal = insertNode(world, backend, node);
    if (refusal === undefined) return next('close');
    dropIfUnused(world, node);
    return done({ error: refusal });
  },
  close(world, { backend: id }) {
    const backend = world.backends.at(id);
    if (backend.hasTray && backend.trayOpen) moveTray(world, backend, false);
    return done();
  },
});

/** Opens a file as a medium; by default as writable as what is there now. */
export function openMedium(
  world: VmWorld,
  backend: Backend,
  filename: string,
  format: string | undefined,
  mode: string | undefined,
): Answer<Node> {
  const before = world.nodes.get(backend.root);
  const readOnly = mode === 'read-only' || (mode !== 'read-write' && before?.readOnly === true);
  const options = { driver: format ?? 'raw', file: { driver: 'file', filename }, 'read-only': readOnly };
  const opened = openNode(world, options, { root: false, texts: true, readOnly });
  return opened.node === undefined ? { refusal: opened.refusal } : answer(opened.node);
}
