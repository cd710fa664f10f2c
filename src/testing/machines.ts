/** Whole machines: disks on graphs of nodes, with the devices and policies through which a guest has them. */
import type { JsonObject, Scenario } from '../scenario/scenario.ts';
import { type DiskWish, type DriverKind, diskParts, type StorageKind } from './disk.ts';
import { type Arbitrary, type Fc, flag, optional, printedAs } from './fast-check.ts';
import { scenarioYaml } from './yaml.ts';

/** What `werror` and `rerror` may say; `enospc` stands for `report` on the read side, where QEMU knows none. */
export type Policy = 'report' | 'ignore' | 'stop' | 'enospc';

/** What random machines may be made of. */
export interface MachineShape {
  /** how many disks at most; 2 if not said */
  readonly disks?: number;
  /** the devices that disks may be; both if not said */
  readonly devices?: readonly DriverKind[];
  /** what disks may lie in; all if not said */
  readonly storage?: readonly StorageKind[];
  /** how a disk gets to its device: `blockdev` and `drive` if not said */
  readonly attach?: readonly ('blockdev' | 'drive')[];
  /** where a disk may have a blkdebug node: above its format, below it, or nowhere; all if not said */
  readonly blkdebug?: readonly ('none' | 'above' | 'below')[];
  /** how many images a qcow2 image may have below it; 2 if not said */
  readonly backing?: number;
  /** disks may be throttled; true if not said */
  readonly throttle?: boolean;
  /** image files may share a pool that is nearly full; true if not said */
  readonly pools?: boolean;
  /** the error policies that disks may have; `report`, `stop` and `enospc` if not said */
  readonly policies?: readonly Policy[];
  /** nanoseconds that storage without a file may take; 0 and 30 ms if not said */
  readonly latencies?: readonly number[];
}

/**
 * @param fc fast-check, as the test suite has it
 * @returns machines of that shape: scenarios in which nothing happens yet. They start on every QEMU from 7.2 on.
 */
export const machines = (fc: Fc, shape: MachineShape = {}): Arbitrary<Scenario> =>
  machine(fc, shape).map((made) => printedAs(fc, made, scenarioYaml));

/** The same, before anybody prints it. */
export function machine(fc: Fc, shape: MachineShape): Arbitrary<Scenario> {
  const { disks = 2, pools = true } = shape;
  return fc
    .record({
      disks: fc.array(disk(fc, shape), { minLength: 1, maxLength: disks }),
      room: pools ? optional(fc, 0, 4096, 65536) : fc.constant(undefined),
    })
    .map((wish) => assemble(wish.disks, wish.room));
}

function disk(fc: Fc, shape: MachineShape): Arbitrary<DiskWish> {
  const { policies = ['report', 'stop', 'enospc'] } = shape;
  const policy = fc.constantFrom(...policies);
  return fc.record({
    storage: fc.constantFrom(...(shape.storage ?? ['null-co', 'raw', 'qcow2'])),
    driver: fc.constantFrom(...(shape.devices ?? ['virtio-blk-device', 'scsi-hd'])),
    attach: fc.constantFrom(...(shape.attach ?? ['blockdev', 'drive'])),
    blkdebug: fc.constantFrom(...(shape.blkdebug ?? ['none', 'above', 'below'])),
    latency: fc.constantFrom(...(shape.latencies ?? [0, 0, 30_000_000])),
    iops: shape.throttle === false ? fc.constant(undefined) : optional(fc, 10, 100),
    written: flag(fc),
    below: fc.array(fc.record({ format: fc.constantFrom('raw', 'qcow2'), written: flag(fc) }), {
      maxLength: shape.backing ?? 2,
    }),
    werror: policy,
    // QEMU knows no rerror=enospc.
    rerror: policy.map((name) => (name === 'enospc' ? 'report' : name)),
  });
}

const CONTROLLER = { driver: 'virtio-scsi-device', id: 'scsi0' };
const POOL = 'pool';

/** @param room bytes that the pool has left; undefined: there is none */
function assemble(wishes: readonly DiskWish[], room: number | undefined): Scenario {
  const parts = wishes.map((wish, index) => diskParts(wish, index, CONTROLLER.id));
  const images = parts.flatMap((part) => part.images);
  const pooled = room !== undefined && images.length > 0;
  const taken = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const object: readonly JsonObject[] = parts.flatMap((part) => part.object);
  const device = parts.map((part) => part.device);
  return {
    name: 'random',
    ...(object.length === 0 ? {} : { object }),
    images: pooled ? images.map((image) => ({ ...image, pool: POOL })) : images,
    pools: pooled ? [{ name: POOL, capacity: taken + room }] : [],
    blockdev: parts.flatMap((part) => part.blockdev),
    drive: parts.flatMap((part) => part.drive),
    device: device.some(({ driver }) => driver === 'scsi-hd') ? [CONTROLLER, ...device] : device,
    clients: [],
    steps: [],
    end: 300,
  };
}
