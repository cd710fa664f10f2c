/** Plays a job of every kind into one failing request, under every policy, and says in a few words what came of it. */
import type { Job } from '../../src/blockjob/records.ts';
import { setFault } from '../../src/scenario/host-steps.ts';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { Lab } from './lab.ts';

export type Policies = Readonly<Record<'rerror' | 'werror', string>>;
export const STOPPING: Policies = { rerror: 'stop', werror: 'stop' };
const SIZE = 4 << 20;

/** A guest's disk `vd0` on top of mid on top of base, each with data, and a file to copy to. */
export function chainWorld(policies: Partial<Policies> = STOPPING): Partial<Scenario> {
  const write = (offset: number, bytes: number, pattern: number) => ({ offset, bytes, pattern });
  const layer = (name: string, backing: string): JsonObject => ({
    driver: 'qcow2',
    'node-name': name,
    file: { driver: 'file', filename: `@DIR@/${name}` },
    backing,
  });
  return {
    images: [
      { name: 'base', format: 'raw', size: SIZE, write: [write(0, SIZE / 2, 1)] },
      { name: 'mid', format: 'qcow2', size: SIZE, backing: 'base', backing_format: 'raw', write: [write(0, 65536, 2)] },
      { name: 'top', format: 'qcow2', size: SIZE, backing: 'mid', backing_format: 'qcow2', write: [] },
      { name: 'copy', format: 'raw', size: SIZE, write: [] },
    ],
    blockdev: [
      { driver: 'raw', 'node-name': 'base', file: { driver: 'file', filename: '@DIR@/base' } },
      layer('mid', 'base'),
      layer('top', 'mid'),
    ],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'top', ...policies }],
  };
}

/** A kind of job with the request that fails. */
export interface Case {
  readonly job: string;
  readonly operation: 'read' | 'write';
  readonly command: string;
  readonly args: JsonObject;
  /** the argument that holds the policy */
  readonly policy: string;
  /** where the request fails, and which one: the end has requests too */
  readonly image: string;
}

const COPY = { target: '@DIR@/copy', mode: 'existing', format: 'raw', sync: 'full' };
const COMMIT = { top: '@DIR@/mid', base: '@DIR@/base' };

export const CASES: readonly Case[] = [
  { job: 'stream', operation: 'read', command: 'block-stream', args: {}, policy: 'on-error', image: 'base' },
  { job: 'stream', operation: 'write', command: 'block-stream', args: {}, policy: 'on-error', image: 'top' },
  { job: 'commit', operation: 'read', command: 'block-commit', args: COMMIT, policy: 'on-error', image: 'mid' },
  { job: 'commit', operation: 'write', command: 'block-commit', args: COMMIT, policy: 'on-error', image: 'base' },
  { job: 'mirror', operation: 'read', command: 'drive-mirror', args: COPY, policy: 'on-source-error', image: 'base' },
  { job: 'mirror', operation: 'write', command: 'drive-mirror', args: COPY, policy: 'on-target-error', image: 'copy' },
  { job: 'backup', operation: 'read', command: 'drive-backup', args: COPY, policy: 'on-source-error', image: 'base' },
  { job: 'backup', operation: 'write', command: 'drive-backup', args: COPY, policy: 'on-target-error', image: 'copy' },
];

type Message = Readonly<Record<string, unknown>>;

/** Starts a job as the version wants it: of the device, or under an id of its own. */
export function start(lab: Lab, profile: string, command: string, args: JsonObject): void {
  const isNew = Number(/^(\d+)\./.exec(profile)?.[1] ?? 0) >= 7;
  lab.qmp(command, { ...(isNew ? { 'job-id': 'j', device: 'top' } : { device: 'vd0' }), ...args });
}

/** What the client hears of the job from now on, a word or two each. */
function listen(lab: Lab): string[] {
  const heard: string[] = [];
  lab.machine.bus.on('monitor-output', ({ message }) => heard.push(...inWords(message)));
  return heard;
}

function inWords(message: Message): string[] {
  const data = (message.data ?? {}) as Message;
  if (message.event === 'BLOCK_JOB_ERROR') return [`${String(data.operation)}: ${String(data.action)}`];
  if (message.event === 'BLOCK_JOB_COMPLETED') return [data.error === undefined ? 'COMPLETED' : 'COMPLETED with error'];
  const end = /^BLOCK_JOB_(READY|CANCELLED)$/.exec(String(message.event))?.[1];
  return end === undefined ? [] : [end];
}

/** What comes of one request that fails with this errno under this policy. */
export function outcome(profile: string, each: Case, policy: string, errno: string, times = 1): string {
  const lab = new Lab(profile, [], chainWorld());
  setFault(lab.machine, { fault: { image: each.image, errno, ops: [each.operation], times } } as never);
  const heard = listen(lab);
  start(lab, profile, each.command, { ...each.args, ...(policy === 'report' ? {} : { [each.policy]: policy }) });
  const refusal = lab.seen().find((text) => text !== 'ret' && !/^[A-Z_]+$/.test(text));
  if (refusal !== undefined) return refusalText(refusal);
  lab.advance(2000);
  const [job] = [...lab.machine.jobs];
  if (job?.userPaused) {
    heard.push(`paused, ${status(job)}`);
    const before = heard.length;
    lab.qmp('block-job-resume', { device: job.name }).advance(2000);
    heard.splice(before, 0, 'resumed');
  }
  if (lab.state !== 'running') heard.push(`VM ${lab.state}`);
  return heard.join('; ');
}

function refusalText(refusal: string): string {
  if (refusal.startsWith('The command')) return '–';
  if (/^Invalid parameter 'auto'|does not accept/.test(refusal)) return 'no such policy';
  if (/^Invalid parameter/.test(refusal)) return 'cannot be chosen';
  throw new Error(refusal);
}

const status = (job: Job): string =>
  [
    ...(job.ioStatus === 'ok' ? [] : [`job ${job.ioStatus}`]),
    ...(job.targetIoStatus === 'ok' ? [] : [`target ${job.targetIoStatus}`]),
  ].join(' and ');
