/** A job's life from its creation to its start, and everything that makes it pause, go on or wake (1.1 to 1.4). */
import { dropIfUnused } from '../block/graph.ts';
import { backendsInOrder } from '../block/layer.ts';
import { type Answer, answer, type Refusal, refuse } from '../block/refusal.ts';
import { bug, Coroutine, cancelTimer, enterCoroutine, NONE, Timer, without } from '../kernel/index.ts';
import { type JobDriver, jobDriver } from './driver.ts';
import { releaseEdges } from './edges.ts';
import { type Job, JobGroup, JobLayer } from './records.ts';
import { isReadyStatus, type JobStatus, mayGo } from './states.ts';
import type { JobTold, JobWorld } from './world.ts';

export const jobLayer = (world: JobWorld): JobLayer => {
  const table = world.store.table(JobLayer);
  return table.get(0) ?? table.take();
};

/** All jobs, the newest first. */
export const jobsNewestFirst = (world: JobWorld): Job[] => jobLayer(world).jobs.map((id) => world.jobs.at(id));

export const jobNamed = (world: JobWorld, name: string): Job | undefined =>
  name === '' ? undefined : world.jobs.find((job) => job.name === name);

/** Changes the status and tells of it; a transition that the table does not have is a bug (1.2). */
export function setStatus(world: JobWorld, job: Job, status: JobStatus): void {
  const from = job.status;
  if (!mayGo(from, status)) bug(`job ${job.name} goes from ${from} to ${status}`);
  job.status = status;
  if (job.name !== '' && from !== status)
    world.bus.say('job-status-changed', { job: job.id, name: job.name, from, status });
}

/** What events tell of a job now. */
export const told = (job: Job): JobTold => ({
  job: job.id,
  name: job.name,
  type: job.type,
  len: job.total,
  offset: job.current,
  speed: job.speed,
});

export interface JobOptions {
  /** undefined: the name of the backend that has `node` as its root */
  readonly name?: string | undefined;
  readonly driver: JobDriver;
  /** whose backend gives the default id */
  readonly node?: number;
  readonly speed?: number | undefined;
  readonly autoFinalize?: boolean | undefined;
  readonly autoDismiss?: boolean | undefined;
  readonly group?: JobGroup | undefined;
}

const GOOD_NAME = /^[a-zA-Z][a-zA-Z0-9._-]*$/;

/** The id that a new job gets, or why it cannot (1.9). */
export function newJobName(world: JobWorld, name: string | undefined, node = NONE): Answer<string> {
  const wanted =
    name ?? backendsInOrder(world).find((backend) => backend.root === node && backend.name !== '')?.name ?? '';
  if (!GOOD_NAME.test(wanted)) return refuse(`Invalid job ID '${wanted}'`);
  if (jobNamed(world, wanted)) return refuse(`Job ID '${wanted}' already in use`);
  return answer(wanted);
}

/** A job in state created. A start that fails after this point shows created and null (1.9). */
export function createJob(world: JobWorld, options: JobOptions): Answer<Job> {
  const named = newJobName(world, options.name, options.node);
  if (named.refusal !== undefined) return { refusal: named.refusal };
  const { driver } = options;
  const group = options.group ?? world.store.table(JobGroup).take();
  const job = world.jobs.add({
    name: named.value,
    type: driver.type,
    driver: driver.name,
    blockJob: driver.blockJob,
    autoFinalize: options.autoFinalize ?? true,
    autoDismiss: options.autoDismiss ?? true,
    group: group.id,
  });
  group.members = [job.id, ...group.members];
  const layer = jobLayer(world);
  layer.jobs = [job.id, ...layer.jobs];
  setStatus(world, job, 'created');
  const refusal = options.speed === undefined ? undefined : setSpeed(world, job, options.speed);
  if (refusal !== undefined) {
    dropEarly(world, job);
    return { refusal };
  }
  return answer(job);
}

/** Ends a job that was never started: no end events. */
export function dropEarly(world: JobWorld, job: Job): void {
  leaveGroup(world, job);
  setStatus(world, job, 'null');
  freeJob(world, job);
}

/** Takes the job out of its group; an empty group goes. */
export function leaveGroup(world: JobWorld, job: Job): void {
  const group = world.store.table(JobGroup).get(job.group);
  if (group === undefined) return;
  job.group = NONE;
  group.members = without(group.members, job.id);
  if (group.members.length === 0 && !group.aborting) world.store.table(JobGroup).remove(group);
}

/** Forgets a job; whatever it still holds is let go. */
export function freeJob(world: JobWorld, job: Job): void {
  stopSleep(world, job);
  for (const node of releaseEdges(world, job)) dropIfUnused(world, world.nodes.get(node.id));
  if (job.stateId !== NONE) jobDriver(job).free?.(world, job);
  const layer = jobLayer(world);
  layer.jobs = without(layer.jobs, job.id);
  world.jobs.remove(job);
}

/** Whether a pause point would hold the job. */
export const shouldPause = (job: Job): boolean => job.pauseCount > 0;

export const isReady = (job: Job): boolean => isReadyStatus(job.status);

/** Goes on with the job's coroutine, whatever it waits for; for those it waits for. */
export function goOn(world: JobWorld, job: Job): void {
  enterCoroutine(world, world.store.table(Coroutine).at(job.coroutine));
}

/** Wakes a job that sleeps or is parked; nothing if it runs, or its run is over. */
export function enterJob(world: JobWorld, job: Job): void {
  if (!job.started || job.deferred || job.busy) return;
  stopSleep(world, job);
  job.busy = true;
  goOn(world, job);
}

function stopSleep(world: JobWorld, job: Job): void {
  const timer = world.store.table(Timer).get(job.timer);
  if (timer !== undefined) cancelTimer(world, timer);
  job.timer = NONE;
}

/** One reason more to be paused. A sleeping job walks to its pause point at once (6.0+). */
export function pauseJob(world: JobWorld, job: Job): void {
  job.pauseCount++;
  if (!job.parked) enterJob(world, job);
}

export function resumeJob(world: JobWorld, job: Job): void {
  if (job.pauseCount <= 0) bug(`job ${job.name} is resumed while not paused`);
  job.pauseCount--;
  // Who sleeps on a timer sleeps on.
  if (job.pauseCount === 0 && job.timer === NONE) enterJob(world, job);
}

/** Resets io-status: by resume, by cancel of a paused job, by cont (3.2). */
export function resetIoStatus(world: JobWorld, job: Job): void {
  if (!job.blockJob || (job.ioStatus === 'ok' && job.targetIoStatus === 'ok')) return;
  job.ioStatus = job.targetIoStatus = 'ok';
  world.bus.say('job-io-status-changed', { job: job.id });
}

/** Tells of a job that has become ready; again, where errors take that back. */
export function becomeReady(world: JobWorld, job: Job): void {
  if (job.status !== 'ready') setStatus(world, job, 'ready');
  if (job.name !== '' && job.blockJob) world.bus.say('block-job-ready', told(job));
}

/** A new limit: it applies at once, and wakes a sleeper if it has become laxer (1.5). */
export function setSpeed(world: JobWorld, job: Job, speed: number): Refusal | undefined {
  if (speed < 0) return refuse("Parameter 'speed' expects a non-negative value").refusal;
  const old = job.speed;
  job.speed = speed;
  jobDriver(job).setSpeed?.(world, job);
  if (speed !== 0 && speed <= old) return undefined;
  // Only a sleep on a timer ends early.
  if (job.timer !== NONE) enterJob(world, job);
  return undefined;
}
