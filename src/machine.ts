/**
 * A machine: one world with all its parts, who hears which fact, and what may happen next inside it. What arrives from
 * outside (a guest's kicks, a client's bytes) is played by whoever owns the machine.
 */
import { ioStatusEnabled } from './block/error-policy.ts';
import { Accounting, Backend, Io, Node } from './block/records.ts';
import type { BlockFacts, DrainParticipant } from './block/world.ts';
import { CANCEL_JOBS_OF, END_ALL_JOBS, jobsInDrains } from './blockjob/drain.ts';
import { resetIoStatus } from './blockjob/job.ts';
import { Job } from './blockjob/records.ts';
import type { JobFacts } from './blockjob/world.ts';
import {
  addMainLoop,
  Bus,
  Context,
  type Dump,
  type ExitCheck,
  type KernelWorld,
  type MainLoop,
  nextDue,
  now,
  type Procedure,
  Store,
  type Table,
} from './kernel/index.ts';
import { wakeDispatcher, writePendingReply } from './monitor/dispatcher.ts';
import { eventTellers } from './monitor/event-from-fact.ts';
import { jobEventTellers } from './monitor/job-events.ts';
import { Dispatcher, Monitor, ThrottleEntry, ThrottleNode } from './monitor/records.ts';
import { closeSession } from './monitor/session.ts';
import type { MonitorFacts, MonitorWorld } from './monitor/world.ts';
import type { Profile } from './profile/index.ts';
import { exitCheck } from './vm/exit-check.ts';
import { Device, GuestRequest, Vm } from './vm/records.ts';
import type { VmFacts } from './vm/world.ts';
import './block/drivers/index.ts';
import './monitor/commands/index.ts';

export type Facts = BlockFacts & JobFacts & VmFacts & MonitorFacts;

export class Machine implements MonitorWorld {
  readonly store = new Store();
  readonly loop: MainLoop;
  readonly bus = new Bus<Facts>();
  readonly profile: Profile;
  readonly nodes: Table<Node>;
  readonly backends: Table<Backend>;
  readonly ios: Table<Io>;
  readonly accounts: Table<Accounting>;
  readonly jobs: Table<Job>;
  readonly devices: Table<Device>;
  readonly guestRequests: Table<GuestRequest>;
  readonly monitors: Table<Monitor>;
  readonly throttleEntries: Table<ThrottleEntry>;
  readonly throttleNodes: Table<ThrottleNode>;
  readonly exitCheck: ExitCheck;
  readonly drainParticipants: readonly DrainParticipant[] = [jobsInDrains(this)];
  readonly terminators: readonly Procedure<null>[] = [END_ALL_JOBS];
  readonly driveUnplugged: Procedure<{ readonly backend: number }> = CANCEL_JOBS_OF;
  private readonly vms: Table<Vm>;
  private readonly dispatchers: Table<Dispatcher>;

  constructor(profile: Profile) {
    this.profile = profile;
    const { store } = this;
    this.nodes = store.table(Node);
    this.backends = store.table(Backend);
    this.ios = store.table(Io);
    this.accounts = store.table(Accounting);
    this.jobs = store.table(Job);
    this.devices = store.table(Device);
    this.guestRequests = store.table(GuestRequest);
    this.monitors = store.table(Monitor);
    this.throttleEntries = store.table(ThrottleEntry);
    this.throttleNodes = store.table(ThrottleNode);
    this.vms = store.table(Vm);
    this.dispatchers = store.table(Dispatcher);
    this.loop = addMainLoop(this);
    this.vms.take();
    this.dispatchers.take();
    this.exitCheck = exitCheck(this);
    this.subscribe();
  }

  get vm(): Vm {
    return this.vms.at(0);
  }

  get dispatcher(): Dispatcher {
    return this.dispatchers.at(0);
  }

  /**
   * of all jobs, whose pause this does not end; of those that run on a disk with an io-status, as a side effect
   * of its reset; of none where jobs had no errors of their own.
   */
  resetJobStatus(): void {
    const rule = this.profile.run.contResetsJobIoStatus;
    if (rule === 'no') return;
    for (const job of this.jobs) if (rule === 'all-jobs' || this.runsUnderIoStatus(job)) resetIoStatus(this, job);
  }

  private runsUnderIoStatus(job: Job): boolean {
    const nodes = new Set(job.edges.map((edge) => edge.node));
    return this.backends.find((b) => nodes.has(b.root) && ioStatusEnabled(b, b.ioStatusEnabled)) !== undefined;
  }

  /** Who hears what, in order. Observers subscribe after this and change nothing. */
  private subscribe(): void {
    const { bus } = this;
    for (const subscribe of [...eventTellers, ...jobEventTellers]) subscribe(this);
    bus.on('request-queued', ({ monitor }) => wakeDispatcher(this, this.monitors.at(monitor)));
    bus.on('process-exited', () => this.hangUp(true));
    bus.on('process-aborted', () => this.hangUp(false));
  }

  /** The process is gone: what was answered is still written, then every connection closes. */
  private hangUp(orderly: boolean): void {
    if (orderly) writePendingReply(this);
    for (const monitor of this.monitors) if (monitor.connected) closeSession(this, monitor);
  }

  /** All state, as JSON. */
  dump(): Dump {
    return this.store.dump();
  }

  /** Replaces all state by a dump's. */
  load(dump: Dump): void {
    this.store.load(dump);
  }

  /** Two lanes over all that influences the future; the store must be watched with fingerprint. */
  fingerprint(): readonly [number, number] {
    return this.store.fingerprint(now(this));
  }
}

/** The earliest due time later than `after` of any context's timers (nanoseconds), or Infinity. */
export function nextTimer(world: KernelWorld, after = -1): number {
  let due = Number.POSITIVE_INFINITY;
  for (const context of world.store.table(Context).live()) due = Math.min(due, nextDue(world, context, after));
  return due;
}
