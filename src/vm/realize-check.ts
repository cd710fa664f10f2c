/** What keeps a device from being realized although each of its properties is fine (5.3). */
import { backendNamed, nodeNamed } from '../block/graph.ts';
import type { DeviceKind } from './device-kinds.ts';
import type { VmWorld } from './world.ts';

type Values = Readonly<Record<string, unknown>>;

const MOST_QUEUE_SIZE = 1024;

/** How the guest's kicks come to a device. */
export const kickOf = (world: VmWorld, kind: DeviceKind): 'notifier' | 'direct' =>
  kind.bus === 'PCI' ? world.profile.device.pciKick : world.profile.device.kick;

/** The refusal's text, or undefined. */
export function realizeRefusal(world: VmWorld, kind: DeviceKind, values: Values): string | undefined {
  if (usesIothread(values) && kickOf(world, kind) === 'direct') return 'ioeventfd is required for iothread';
  if (!kind.hasDrive) return undefined;
  return driveRefusal(world, kind, values) ?? queueRefusal(kind, values) ?? sizeRefusal(values);
}

/** Without KVM there were no eventfds for kicks before 8.2 (2.6). */
const usesIothread = (values: Values): boolean => values.iothread !== undefined;

function driveRefusal(world: VmWorld, kind: DeviceKind, values: Values): string | undefined {
  const drive = values.drive;
  if (drive === undefined || drive === '') return kind.isCd === true ? undefined : kind.withoutDrive;
  const backend = backendNamed(world, String(drive));
  const node = backend === undefined ? nodeNamed(world, String(drive)) : world.nodes.get(backend.root);
  if (node === undefined) return kind.isCd === true ? undefined : 'Device needs media, but drive is empty';
  return node.readOnly && kind.needsWritable === true ? 'Block node is read-only' : undefined;
}

function queueRefusal(kind: DeviceKind, values: Values): string | undefined {
  if (kind.model !== 'virtio-blk') return undefined;
  if (values['num-queues'] === 0) return 'num-queues property must be larger than 0';
  const size = values['queue-size'];
  if (typeof size !== 'number') return undefined;
  if (size <= 2) return `invalid queue-size property (${size}), must be > 2`;
  return (size & (size - 1)) === 0 && size <= MOST_QUEUE_SIZE
    ? undefined
    : `invalid queue-size property (${size}), must be a power of 2 (max ${MOST_QUEUE_SIZE})`;
}

function sizeRefusal(values: Values): string | undefined {
  const size = (name: string) => Number(values[name] ?? 0);
  const logical = size('logical_block_size') || 512;
  const physical = size('physical_block_size') || Math.max(logical, 512);
  if (logical > physical) return 'logical_block_size > physical_block_size not supported';
  for (const name of ['min_io_size', 'opt_io_size'])
    if (size(name) % logical !== 0) return `${name} must be a multiple of logical_block_size`;
  return undefined;
}
