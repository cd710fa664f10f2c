/** What a mirror finds dirty when it starts (4.2); a target of unknown contents is zeroed, or everything is copied. */
import { include, setDirty } from '../block/bitmaps.ts';
import { allZero } from '../block/contents.ts';
import { down } from '../block/rounding.ts';
import { isAllocatedAbove } from '../block/status.ts';
import { call, done, NONE, next, now, type Outcome, procedure } from '../kernel/index.ts';
import type { JobArgs } from './driver.ts';
import { askedOf, askNode } from './job-io.ts';
import { bitmapOf, inFlight, MOST_OPERATIONS, perform, waitForPlace } from './mirror-op.ts';
import { beginTurn, type MirrorJob, mirrorOf } from './mirror-records.ts';
import { PAUSE_POINT, SLEEP } from './steps.ts';
import type { JobWorld } from './world.ts';
import { readsAsZeroes, unmapsZeroes } from './zeroes.ts';

interface Init extends JobArgs {
  readonly offset?: number;
}

const MOST = 0x7fffffff;

/** Lets others run when a slice of time is over. */
function throttle(world: JobWorld, mirror: MirrorJob, then: string): Outcome {
  if (now(world) < mirror.turnEnds) return call(PAUSE_POINT, { job: mirror.job }, then);
  beginTurn(world, mirror);
  return call(SLEEP, { job: mirror.job, ns: 0 }, then);
}

/** Returns 0 or a negative errno, for which there is no error event. */
export const DIRTY_INIT = procedure<JobWorld, Init>('mirror looks for data', {
  begin: (world) => next(world.profile.job.mirrorZeroSkipping ? 'probe' : 'classic'),
  classic(world, args) {
    const mirror = mirrorOf(world, args);
    if (!mirror.zeroTarget) return next('mark');
    return next(unmapsZeroes(world, world.nodes.at(mirror.target)) ? 'zero' : 'everything');
  },
  probe(world, args, frame) {
    const mirror = mirrorOf(world, args);
    mirror.knowsZeroes = true;
    const found = mirror.targetIsZero ? { answer: true } : readsAsZeroes(world, world.nodes.at(mirror.target));
    if ('failed' in found) return done(found.failed);
    if ('answer' in found) {
      frame.result = found.answer;
      return next('probed');
    }
    const request = { op: 'read', offset: 0, bytes: found.readFirst } as const;
    return askNode(world, frame, world.jobs.at(args.job).coroutine, mirror.target, request, 'head');
  },
  head(_world, _args, frame) {
    const { ret, content } = askedOf(frame);
    if (ret < 0) return done(ret);
    frame.result = content !== null && allZero(content, 0, Number.MAX_SAFE_INTEGER);
    return next('probed');
  },
  probed(world, args, frame) {
    const mirror = mirrorOf(world, args);
    const target = world.nodes.at(mirror.target);
    const isZero = frame.result === true;
    const punches = target.detectZeroes === 'unmap' && unmapsZeroes(world, target);
    const whole = [0, Math.ceil(target.size / mirror.granularity) * mirror.granularity] as const;
    if (mirror.sync === 'top') {
      if (isZero && !punches) mirror.zeroes = include([], whole);
      return next('mark');
    }
    if (isZero && !punches) {
      mirror.zeroes = include([], whole);
      return next('mark');
    }
    return next(!unmapsZeroes(world, target) || punches ? 'everything' : 'zero');
  },
  everything(world, args) {
    const mirror = mirrorOf(world, args);
    setDirty(bitmapOf(world, mirror), 0, world.nodes.at(mirror.source).size);
    return done(0);
  },
  zero(world, args) {
    const mirror = mirrorOf(world, args);
    mirror.zeroing = true;
    const over = (args.offset ?? 0) >= world.nodes.at(mirror.source).size;
    return over ? next('zeroed') : throttle(world, mirror, 'zero some');
  },
  'zero some'(world, args, frame) {
    const mirror = mirrorOf(world, args);
    const { offset = 0 } = args;
    if (world.jobs.at(args.job).forceCancel) {
      mirror.zeroing = false;
      return done(0);
    }
    if (inFlight(world, mirror) >= MOST_OPERATIONS) return waitForPlace(world, mirror, 'zero');
    const bytes = Math.min(world.nodes.at(mirror.source).size - offset, down(MOST, mirror.granularity));
    perform(world, mirror, 'zero', offset, bytes);
    frame.locals = { ...args, offset: offset + bytes };
    return next('zero');
  },
  zeroed(world, args, frame) {
    const mirror = mirrorOf(world, args);
    if (inFlight(world, mirror) > 0) return waitForPlace(world, mirror, 'zeroed');
    mirror.zeroing = false;
    frame.locals = { ...args, offset: 0 };
    return next('mark');
  },
  mark(world, args) {
    const mirror = mirrorOf(world, args);
    const over = (args.offset ?? 0) >= world.nodes.at(mirror.source).size;
    return over ? done(0) : throttle(world, mirror, 'mark some');
  },
  'mark some'(world, args, frame) {
    const mirror = mirrorOf(world, args);
    const { offset = 0 } = args;
    if (world.jobs.at(args.job).forceCancel) return done(0);
    const source = world.nodes.at(mirror.source);
    const overlay = mirror.overlay === NONE ? undefined : world.nodes.at(mirror.overlay);
    const status = isAllocatedAbove(world, source, overlay, offset, source.size - offset, true);
    if (typeof status === 'number') return done(status);
    if (status.allocated) setDirty(bitmapOf(world, mirror), offset, status.bytes);
    frame.locals = { ...args, offset: offset + status.bytes };
    return next('mark');
  },
});
