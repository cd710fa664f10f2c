/** A mirror's coroutine (4.2): copies until both sides are equal, is ready, and leaves only with its source drained. */
import { dirtyBytes } from '../block/bitmaps.ts';
import { endDrain } from '../block/drain.ts';
import { ERRNO } from '../block/errno.ts';
import { truncateNode } from '../block/truncate.ts';
import { call, done, NONE, next, now, type Outcome, procedure } from '../kernel/index.ts';
import type { JobArgs } from './driver.ts';
import { becomeReady } from './job.ts';
import { askBackend, askedOf } from './job-io.ts';
import { DIRTY_INIT } from './mirror-init.ts';
import { ITERATION } from './mirror-iteration.ts';
import {
  bitmapOf,
  bytesInFlight,
  freeBuffers,
  inFlight,
  MOST_OPERATIONS,
  mirrorError,
  waitForPlace,
} from './mirror-op.ts';
import { beginTurn, type MirrorJob, mirrorOf } from './mirror-records.ts';
import { drainFromCoroutine } from './node-drain.ts';
import { SLICE } from './rate-limit.ts';
import { PAUSE_POINT, RATE_SLEEP, SLEEP } from './steps.ts';
import type { JobWorld } from './world.ts';

interface Run extends JobArgs {
  readonly ret?: number;
}

const dirty = (world: JobWorld, mirror: MirrorJob) =>
  dirtyBytes(bitmapOf(world, mirror), world.nodes.at(mirror.source).size);

/** Leaves with a result, once nothing is in flight any more. */
function leave(args: Run, frame: { locals: unknown }, ret: number): Outcome {
  frame.locals = { job: args.job, ret } satisfies Run;
  return next('exit');
}

export const MIRROR_RUN = procedure<JobWorld, Run>('mirror', {
  begin(world, args, frame) {
    const job = world.jobs.at(args.job);
    const mirror = mirrorOf(world, args);
    if (job.forceCancel) return leave(args, frame, 0);
    const source = world.nodes.at(mirror.source);
    const target = world.nodes.at(mirror.target);
    if (mirror.growsTarget) {
      const words = source.size > target.size ? truncateNode(world, target, source.size) : undefined;
      if (words !== undefined) return leave(args, frame, -ERRNO.EINVAL);
    } else if (source.size !== target.size) {
      job.error = 'Source and target image have different sizes';
      return leave(args, frame, -ERRNO.EINVAL);
    }
    if (source.size === 0) {
      beReady(world, mirror);
      mirror.activelySynced = true;
      return next('empty');
    }
    beginTurn(world, mirror);
    return mirror.sync === 'none' ? next('start') : call(DIRTY_INIT, { job: job.id }, 'initialized');
  },
  empty(world, args, frame) {
    const over = world.jobs.at(args.job).cancelled || mirrorOf(world, args).shouldComplete;
    return over ? leave(args, frame, 0) : call(SLEEP, { job: args.job, ns: NONE }, 'empty');
  },
  initialized(world, args, frame) {
    const ret = frame.result as number;
    return ret < 0 || world.jobs.at(args.job).forceCancel ? leave(args, frame, ret) : next('start');
  },
  start(world, args) {
    mirrorOf(world, args).initialized = true;
    return next('loop');
  },
  loop(world, args, frame) {
    const { failed } = mirrorOf(world, args);
    return failed < 0 ? leave(args, frame, failed) : call(PAUSE_POINT, { job: args.job }, 'look');
  },
  look(world, args, frame) {
    const job = world.jobs.at(args.job);
    const mirror = mirrorOf(world, args);
    if (job.forceCancel) return leave(args, frame, 0);
    mirror.count = dirty(world, mirror);
    job.total = job.current + bytesInFlight(world, mirror) + mirror.count + mirror.activeBytes;
    // Without a limit too the job has to let go now and then, so that drains come to an end.
    if (now(world) + 1 < mirror.turnEnds && job.ioStatus === 'ok') {
      const full = inFlight(world, mirror) >= MOST_OPERATIONS || freeBuffers(world, mirror) === 0;
      if (full || (mirror.count === 0 && inFlight(world, mirror) > 0)) return waitForPlace(world, mirror, 'loop');
      if (mirror.count > 0) return call(ITERATION, { job: job.id }, 'idle?');
    }
    return next('idle?');
  },
  'idle?'(world, args, frame) {
    const mirror = mirrorOf(world, args);
    if (inFlight(world, mirror) > 0 || mirror.count > 0) return next('rest');
    return mirror.synced ? next('in sync') : flush(world, mirror, frame, 'flushed');
  },
  flushed(world, args, frame) {
    const { ret } = askedOf(frame);
    if (ret < 0) {
      mirrorError(world, mirrorOf(world, args), 'write', ret);
      return next('loop');
    }
    beReady(world, mirrorOf(world, args));
    return next('in sync');
  },
  'in sync'(world, args) {
    const job = world.jobs.at(args.job);
    const mirror = mirrorOf(world, args);
    if (mirror.copyMode !== 'background') mirror.activelySynced = true;
    mirror.count = dirty(world, mirror);
    if (!mirror.shouldComplete && !job.cancelled)
      return mirror.count === 0 ? call(SLEEP, { job: job.id, ns: SLICE }, 'rested') : next('rested');
    if (mirror.count > 0) return call(RATE_SLEEP, { job: job.id }, 'rested');
    // What is written until the source is still has to be copied too.
    mirror.inDrain = true;
    return drainFromCoroutine(world, job.coroutine, mirror.source, 'drained');
  },
  drained(world, args, frame) {
    const mirror = mirrorOf(world, args);
    return dirty(world, mirror) > 0 ? next('go on') : flush(world, mirror, frame, 'flushed last');
  },
  'flushed last'(world, args, frame) {
    const { ret } = askedOf(frame);
    if (ret < 0) {
      mirrorError(world, mirrorOf(world, args), 'write', ret);
      return next('go on');
    }
    return done(0);
  },
  'go on'(world, args) {
    const mirror = mirrorOf(world, args);
    endDrain(world, world.nodes.at(mirror.source));
    mirror.inDrain = false;
    return next('loop');
  },
  rest(world, args) {
    const job = world.jobs.at(args.job);
    return mirrorOf(world, args).synced ? next('rested') : call(RATE_SLEEP, { job: job.id }, 'rested');
  },
  rested(world, args) {
    beginTurn(world, mirrorOf(world, args));
    return next('loop');
  },
  exit(world, args) {
    const mirror = mirrorOf(world, args);
    if (inFlight(world, mirror) > 0) return waitForPlace(world, mirror, 'exit');
    mirror.inDrain = true;
    return drainFromCoroutine(world, world.jobs.at(args.job).coroutine, mirror.source, 'left');
  },
  left: (_world, args) => done(args.ret ?? 0),
});

function beReady(world: JobWorld, mirror: MirrorJob): void {
  mirror.synced = true;
  becomeReady(world, world.jobs.at(mirror.job));
}

function flush(world: JobWorld, mirror: MirrorJob, frame: Parameters<typeof askBackend>[1], then: string): Outcome {
  const { coroutine } = world.jobs.at(mirror.job);
  return askBackend(world, frame, coroutine, mirror.backend, { op: 'flush', offset: 0, bytes: 0 }, then);
}

/** Before a pause everything in flight comes home. */
export const MIRROR_PAUSE = procedure<JobWorld, JobArgs>('mirror pauses', {
  wait(world, args) {
    const mirror = mirrorOf(world, args);
    return inFlight(world, mirror) > 0 ? waitForPlace(world, mirror, 'wait') : done();
  },
});
