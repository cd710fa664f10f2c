/** Block jobs on a machine's disks, with the nodes they copy to and what their manager does about them. */
import {
  IMAGE_DIRECTORY,
  type JsonObject,
  type QmpCommand,
  type Scenario,
  type ScenarioImage,
  type Step,
} from '../scenario/scenario.ts';
import { DISK } from './disk.ts';
import { type Arbitrary, type Fc, optional, PAUSES, printedAs, said } from './fast-check.ts';
import { liesInFile, type Wish } from './faults.ts';
import { disksOf, type Plan, pick } from './plan.ts';
import { yaml } from './yaml.ts';

/** The commands that may start a random job. */
export type JobKind = 'blockdev-mirror' | 'blockdev-backup' | 'block-stream' | 'block-commit';

/** Which jobs there may be, and what they are told. */
export interface JobShape {
  /** how many jobs at most; 1 if not said */
  readonly jobs?: number;
  /** the kinds there may be; all if not said */
  readonly kinds?: readonly JobKind[];
  /** how many commands a job gets after its start at most; 2 if not said */
  readonly commands?: number;
  /** what jobs may do about errors, beside nothing said; by default not `ignore`, under which a job may never end */
  readonly onError?: readonly ('report' | 'ignore' | 'stop' | 'enospc')[];
  /** milliseconds that may lie before a job's start and between its commands */
  readonly pauses?: readonly number[];
}

/**
 * @param fc fast-check, as the test suite has it
 * @param on the scenario to which the plan will be added: jobs run on its disks. They copy 1 MiB to nodes of that size,
 * and QEMU refuses what cannot be, such as a commit of a disk without backing file.
 */
export const jobs = (fc: Fc, { on, ...shape }: JobShape & { readonly on: Scenario }): Arbitrary<Plan> =>
  jobWishes(fc, shape).map((wish) => printedAs(fc, wish(on), (plan) => yaml({ ...plan } as unknown as JsonObject)));

export const jobWishes = (fc: Fc, shape: JobShape): Arbitrary<Wish> =>
  fc.array(job(fc, shape), { maxLength: shape.jobs ?? 1 }).map(
    (wishes): Wish =>
      (scenario) =>
        together(wishes.map((wish, index) => jobPlan(scenario, wish, index))),
  );

const together = (plans: readonly Plan[]): Plan => ({
  images: plans.flatMap(({ images = [] }) => images),
  blockdev: plans.flatMap(({ blockdev = [] }) => blockdev),
  steps: plans.flatMap(({ steps = [] }) => steps),
});

interface JobWish {
  readonly pause: number;
  readonly kind: JobKind;
  readonly disk: number;
  readonly sync: 'full' | 'top' | 'none';
  readonly format: 'raw' | 'qcow2';
  readonly faulty: boolean;
  readonly speed: number | undefined;
  readonly onSource: string | undefined;
  readonly onTarget: string | undefined;
  readonly after: readonly { readonly pause: number; readonly execute: string }[];
}

const COMMANDS = [
  'block-job-complete',
  'block-job-cancel',
  'block-job-pause',
  'block-job-resume',
  'query-block-jobs',
] as const;

function job(fc: Fc, shape: JobShape): Arbitrary<JobWish> {
  const { kinds = ['blockdev-mirror', 'blockdev-backup', 'block-stream', 'block-commit'] } = shape;
  const pause = fc.constantFrom(...(shape.pauses ?? PAUSES));
  const onError = optional(fc, ...(shape.onError ?? ['report', 'stop', 'enospc']));
  return fc.record({
    pause,
    kind: fc.constantFrom(...kinds),
    disk: fc.nat(7),
    sync: fc.constantFrom('full', 'top', 'none'),
    format: fc.constantFrom('raw', 'qcow2'),
    faulty: fc.boolean(),
    speed: optional(fc, 65536, 1 << 20),
    onSource: onError,
    onTarget: onError,
    after: fc.array(fc.record({ pause, execute: fc.constantFrom(...COMMANDS) }), { maxLength: shape.commands ?? 2 }),
  });
}

function jobPlan(scenario: Scenario, wish: JobWish, index: number): Plan {
  const disk = pick(disksOf(scenario), wish.disk);
  if (disk === undefined) return {};
  const id = `job${index}`;
  const copies = wish.kind === 'blockdev-mirror' || wish.kind === 'blockdev-backup';
  const target = copies
    ? targetOf(wish, index, liesInFile(scenario, disk.drive))
    : { name: '', images: [], blockdev: [] };
  let at = wish.pause;
  const start: QmpCommand = {
    execute: wish.kind,
    arguments: { 'job-id': id, device: disk.drive, ...argumentsOf(wish, target.name) },
  };
  const steps: Step[] = [{ at, qmp: start }];
  for (const { pause, execute } of wish.after) {
    at += pause;
    steps.push({ at, qmp: execute.startsWith('query') ? { execute } : { execute, arguments: { device: id } } });
  }
  return { images: target.images, blockdev: target.blockdev, steps };
}

function argumentsOf({ kind, sync, speed, onSource, onTarget }: JobWish, target: string): JsonObject {
  if (kind === 'block-stream' || kind === 'block-commit') return said({ speed, 'on-error': onSource }) as JsonObject;
  return said({ target, sync, speed, 'on-source-error': onSource, 'on-target-error': onTarget }) as JsonObject;
}

/**
 * A node as large as the disks are, with a blkdebug node above it if it is to fail. What does not keep its data is not
 * copied to what does, or the other way round: the guest would miss them.
 */
function targetOf({ format, faulty }: JobWish, index: number, keeps: boolean) {
  const name = `copy${index}`;
  const image: ScenarioImage = { name: `${name}.${format}`, format, size: DISK, write: [] };
  const node: JsonObject = keeps
    ? { driver: format, 'node-name': name, file: { driver: 'file', filename: IMAGE_DIRECTORY + image.name } }
    : { driver: 'null-co', 'node-name': name, size: DISK, 'read-zeroes': true };
  const above = { driver: 'blkdebug', 'node-name': `faulty-${name}`, image: name };
  return {
    name: faulty ? above['node-name'] : name,
    images: keeps ? [image] : [],
    blockdev: faulty ? [node, above] : [node],
  };
}
