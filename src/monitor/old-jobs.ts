/** What starting a job asked for while jobs belonged to devices (3.3, section 6). */
import { ioStatusEnabled } from '../block/error-policy.ts';
import { filename } from '../block/filename.ts';
import { backendNamed } from '../block/graph.ts';
import type { Backend } from '../block/records.ts';
import { jobNamed } from '../blockjob/job.ts';
import type { JobBehaviour } from '../profile/profile.ts';
import { type Arguments, type Refusal, refuse } from './command.ts';
import type { MonitorWorld } from './world.ts';

/** Commands that start a job, and the policy that is looked at: the source's alone. */
const STARTS: Readonly<Record<string, string>> = {
  'block-stream': 'on-error',
  'block-commit': 'on-error',
  'drive-mirror': 'on-source-error',
  'drive-backup': 'on-source-error',
};

/** Why a job is not started, before anything else is looked at; undefined: nothing against it. */
export function oldJobRefusal(world: MonitorWorld, command: string, args: Arguments): Refusal | undefined {
  const policyName = STARTS[command];
  const { job: behaviour } = world.profile;
  if (policyName === undefined || behaviour.ids !== 'device') return undefined;
  const device = String(args.device);
  const backend = backendNamed(world, device);
  if (backend === undefined) return refuse(`Device '${device}' not found`, 'DeviceNotFound');
  for (const policy of [args[policyName], args['on-target-error']])
    if (policy === 'auto') return refuse("Invalid parameter 'auto'");
  if (command === 'block-commit' && !behaviour.activeCommit) {
    const active = world.nodes.get(backend.root);
    if (args.top === undefined) return refuse("Parameter 'top' is missing");
    if (active !== undefined && filename(world, active) === args.top)
      return refuse('Top image as the active layer is currently unsupported');
  }
  if (stops(args[policyName]) && !mayStop(backend, behaviour.stopNeeds))
    return refuse(`Invalid parameter '${policyName}'`);
  return inUse(world, device);
}

const stops = (policy: unknown): boolean => policy === 'stop' || policy === 'enospc';

function mayStop(backend: Backend, needs: JobBehaviour['stopNeeds']): boolean {
  if (needs === 'both-policies') return backend.rerror === 'stop' && stops(backend.werror);
  return needs === 'nothing' || ioStatusEnabled(backend, backend.ioStatusEnabled);
}

function inUse(world: MonitorWorld, device: string): Refusal | undefined {
  const job = jobNamed(world, device);
  if (job === undefined) return undefined;
  const busy = `is busy: block device is in use by block job: ${job.type}`;
  return refuse(`Device '${device}' ${world.profile.job.inUse === 'busy' ? busy : 'is in use'}`);
}
