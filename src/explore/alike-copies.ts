/**
 * Writes of a mirror's operations that nothing can tell apart; alike.ts says what that is good for.
 *
 * A mirror has up to 16 operations in flight, each for a stretch of the disk. Two of one kind and size, one begun right
 * after the other, both with their last request under way, differ in their places, and in which of them is with the
 * workers first. A mirror reads a place when it looks for the next dirty chunk, which these are not any more, unless
 * they fail or a guest writes there; when a guest's write asks whether it meets an operation; and in its own sets of
 * chunks, which are asked for chunks of other operations. So nobody may wait for one of the two, no guest may touch
 * them, and what they go through never fails: raw images in files of their own, in a scenario in which no storage
 * fails. Whom a job comes to wait for it chooses by the order of its list, from which the one that ends is gone,
 * whichever it was. Reads are not alike: an operation that has read stays where it is in the list.
 */
import type { Io } from '../block/records.ts';
import { endsOperation, mirrorAt } from '../blockjob/mirror-op.ts';
import type { MirrorOp } from '../blockjob/mirror-records.ts';
import type { Machine } from '../machine.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Owners } from './alike.ts';
import { looksAway, mentions, QUIET_COMMANDS, QUIET_STEPS } from './alike-scenario.ts';
import type { Property } from './properties/property.ts';

/** Commands that start and lead a mirror, and ask how far it is in bytes. */
const COMMANDS = [
  ...QUIET_COMMANDS,
  'blockdev-mirror',
  'block-job-cancel',
  'block-job-complete',
  'block-job-pause',
  'block-job-resume',
  'block-job-set-speed',
  'block-job-finalize',
  'block-job-dismiss',
  'job-cancel',
  'job-complete',
  'job-pause',
  'job-resume',
  'job-finalize',
  'job-dismiss',
  'query-block-jobs',
  'query-jobs',
];
/** A freeze holds all requests of a kind at a file, wherever they go. */
const STEPS = [...QUIET_STEPS, 'freeze', 'thaw'];

type Range = readonly [start: number, end: number];

/** The mirrors of a scenario; none if it could tell their operations apart. */
export function alikeCopies(scenario: Scenario, properties: readonly Property[]): Owners[] {
  const { blockdev, drive } = scenario;
  const mayFail = mentions(
    [...blockdev, ...drive],
    (_, value) => typeof value === 'string' && value.startsWith('blkdebug'),
  );
  if (mayFail || !looksAway(scenario, properties, STEPS, COMMANDS)) return [];
  const touched = scenario.steps.flatMap((step) =>
    'io' in step ? step.io.map(({ offset = 0, bytes = 0 }): Range => [offset, offset + bytes]) : [],
  );
  return [{ drivers: ['file', 'raw'], areAlike: (machine, one, other) => sameMirror(machine, touched, one, other) }];
}

function sameMirror(machine: Machine, touched: readonly Range[], one: Io, other: Io): boolean {
  const [a, b] = [endsOperation(machine, one), endsOperation(machine, other)];
  if (a === undefined || b === undefined || a.mirror !== b.mirror) return false;
  const mirror = mirrorAt(machine, a);
  const isLeftAlone = (op: MirrorOp): boolean => {
    const start = op.offset - (op.offset % mirror.granularity);
    const end = op.offset + op.bytes + mirror.granularity;
    return op.waiters.length === 0 && touched.every(([from, to]) => to <= start || end <= from);
  };
  return (
    Math.abs(mirror.ops.indexOf(b.id) - mirror.ops.indexOf(a.id)) === 1 &&
    a.does === b.does &&
    a.bytes === b.bytes &&
    isLeftAlone(a) &&
    isLeftAlone(b)
  );
}
