/** A lab in which one job, j, lives through what happens; it knows what the guest must read, and notes how j ended. */
import { ioStatusOf } from '../../src/block/error-policy.ts';
import {
  discard,
  type Extents,
  firstDifference,
  firstRunDifference,
  read,
  stamp,
  write,
  ZERO,
} from '../../src/block/extents.ts';
import type { Node, Operation } from '../../src/block/records.ts';
import { readContents } from '../../src/block/status.ts';
import { completeWorkerRequest, workerRequests } from '../../src/block/workers.ts';
import { jobNamed } from '../../src/blockjob/job.ts';
import type { Job } from '../../src/blockjob/records.ts';
import { iothreadCanRun, iothreads, MILLISECOND, mainCanRun, now, runIothread } from '../../src/kernel/index.ts';
import { nextTimer } from '../../src/machine.ts';
import { healFaults, setFault } from '../../src/scenario/host-steps.ts';
import { guestRuns } from '../../src/scenario/may-act.ts';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { kick, submitGuest } from '../../src/vm/guest.ts';
import type { GuestRequest } from '../../src/vm/records.ts';
import type { Fault, Happening, Stretch } from './happenings.ts';
import { JobLab } from './job-lab.ts';

interface Request extends Stretch {
  readonly op: Operation;
}

const changes = ({ op }: Request): boolean => op !== 'read' && op !== 'flush';
const meet = (a: Request, b: Request): boolean => a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;

/** What makes a job forget its error. */
const RESETS = ['cont', 'block-job-resume', 'block-job-cancel', 'job-cancel'];
/** What leads a job to its end, by its status. */
const LAST_WORDS = { ready: 'job-complete', pending: 'job-finalize' };
/** Nodes that jobs put in and take out. */
const FILTERS = ['mirror_top', 'commit_top', 'copy-before-write', 'copy-on-read'];

const open = ({ status }: Job): boolean => !['concluded', 'null'].includes(status);

export class JobLife extends JobLab {
  /** how the job ended: `completed`, `cancelled`, or the text of its error; undefined: it has not */
  end: string | undefined;
  /** somebody cancelled it once it was ready: it may have ended well, and nothing taken the source's place */
  cancelled = false;
  /** what the guest must read; holes where it may read anything */
  private known: Extents;
  /** what it has discarded, and what it could not write: a mirror that writes to both sides may differ there */
  private discarded: Extents = [];
  private readonly failed: Stretch[] = [];
  private tags = 0;
  private readonly raced = new Set<string>();
  private readonly images: readonly string[];
  /** the first errno that stopped the job; undefined once somebody may have reset it */
  private blamed: number | undefined;
  private resets = false;

  constructor(profile: string, scenario: Partial<Scenario>) {
    super(profile, scenario);
    this.images = (scenario.images ?? []).map(({ name }) => name);
    this.known = this.contents();
    const { bus } = this.machine;
    bus.on('guest-completed', ({ request, status }) => {
      this.learn(this.machine.guestRequests.at(request), status === 'ok');
    });
    bus.on('block-job-error', ({ action, errno }) => {
      if (action === 'stop' && !this.resets) this.blamed ??= errno;
    });
    bus.on('block-job-completed', ({ job, error }) => {
      this.cancelled = this.machine.jobs.at(job).cancelled;
      this.end = error === '' ? 'completed' : error;
    });
    bus.on('block-job-cancelled', () => {
      this.end = 'cancelled';
    });
  }

  /** The node that the guest's device uses. */
  get root(): Node {
    const backend = this.machine.backends.find(({ user }) => user === 'device');
    return this.machine.nodes.at(backend?.root ?? -1);
  }

  /** What a node reads as; without a name the guest's disk. */
  contents(name?: string): Extents {
    return readContents(this.machine, name === undefined ? this.root : this.node(name));
  }

  /** Starts the job; nothing runs yet. */
  begin(execute: string, args: JsonObject): void {
    this.send(execute, { 'job-id': 'j', 'auto-dismiss': false, ...args });
  }

  /** Lives through what happens; after each thing the guest's data is there, and io-status tells the truth. */
  live(happenings: readonly Happening[]): void {
    for (const each of happenings) {
      this.happen(each);
      this.check();
    }
  }

  private happen(each: Happening): void {
    switch (each.kind) {
      case 'work':
        this.work(each.moves, each.seed);
        break;
      case 'rest':
        this.settle();
        break;
      case 'guest':
        this.request(each.op, each.offset, each.bytes);
        break;
      case 'fault':
        this.break(each.fault);
        break;
      case 'heal':
        healFaults(this.machine, { heal: true });
        break;
      default:
        this.resets ||= RESETS.includes(each.execute);
        this.send(each.execute, each.args);
    }
  }

  /** Breaks one of the images, by its name or its place. */
  break({ image, ops, errno, where, times }: Fault): void {
    const name = typeof image === 'string' ? image : (this.images[image % this.images.length] ?? '');
    const limits = { ...where, ...(times === undefined ? {} : { times }) };
    setFault(this.machine, { fault: { image: name, errno, ops, ...limits } });
  }

  /** Does so many things that may happen next: the main loop's, an iothread's, a worker's, or time passes. */
  private work(moves: number, seed: number): void {
    let random = seed;
    for (let i = 0; i < moves && !this.machine.vm.exited; i++) {
      const able = this.able();
      const pick = able[(random >>> 8) % able.length];
      if (pick === undefined) return;
      pick();
      if (seed !== 0) random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    }
  }

  private able(): (() => void)[] {
    const { machine } = this;
    const list: (() => void)[] = mainCanRun(machine) ? [() => this.step()] : [];
    for (const thread of iothreads(machine))
      if (iothreadCanRun(machine, thread)) list.push(() => runIothread(machine, thread));
    const threadsRest = list.length === 0;
    for (const io of workerRequests(machine)) list.push(() => completeWorkerRequest(machine, io));
    const due = nextTimer(machine, now(machine));
    if (threadsRest && Number.isFinite(due)) list.push(() => this.tick((due - now(machine)) / MILLISECOND));
    return list;
  }

  /** The guest asks for something, unless it does not run. */
  private request(op: Operation, offset: number, bytes: number): void {
    const { machine } = this;
    const device = this.device('vd0');
    const stretch = { op, offset, bytes };
    if (!guestRuns(machine)) return;
    const tag = `g${this.tags}`;
    for (const other of machine.guestRequests)
      if (changes(other) && changes(stretch) && meet(other, stretch)) this.raced.add(other.tag).add(tag);
    if (changes(stretch)) this.known = discard(this.known, offset, bytes);
    submitGuest(machine, device, { ...stretch, tag, stamp: ++this.tags });
    kick(machine, device);
  }

  /** A change that succeeded is what the guest reads from now on. Discarded bytes may be anything. */
  private learn({ op, offset, bytes, stamp: mark, tag }: GuestRequest, ok: boolean): void {
    // Of two that were on their way together either may have come last.
    if (this.raced.has(tag)) this.known = discard(this.known, offset, bytes);
    if (!ok) this.failed.push({ offset, bytes });
    else if (this.raced.has(tag) && op !== 'discard') return;
    else if (op === 'write') this.known = write(this.known, offset, bytes, stamp(mark));
    else if (op === 'write-zeroes') this.known = write(this.known, offset, bytes, ZERO);
    else if (op === 'discard') this.discarded = write(this.discarded, offset, bytes, ZERO);
  }

  /**
   * The first byte in which two nodes differ, but for what was discarded. `atOnce`: also for what could not be written
   * so far, which a mirror that writes to both sides has not sent to the other (3.4).
   */
  apart(one: string, other: string, atOnce: boolean): number | undefined {
    const pending = [...this.machine.guestRequests].filter(changes);
    const exempt: Stretch[] = this.discarded.map(({ offset, length }) => ({ offset, bytes: length }));
    if (atOnce) exempt.push(...this.failed, ...pending);
    const seen = (name: string) => exempt.reduce((all, e) => discard(all, e.offset, e.bytes), this.contents(name));
    return firstDifference(seen(one), seen(other), 0, this.node(one).size);
  }

  /** The first byte of a node that is not what the guest must read there. */
  wrong(contents = this.contents()): number | undefined {
    for (const { offset, length } of this.known) {
      const at = firstRunDifference(read(this.known, offset, length), read(contents, offset, length));
      if (at !== undefined) return at;
    }
    return undefined;
  }

  check(): void {
    const at = this.wrong();
    if (at !== undefined) throw new Error(`byte ${at} is not what the guest wrote there`);
    const job = jobNamed(this.machine, 'j');
    if (job === undefined) return;
    // 3.2: what has stopped a job is known until the job goes on.
    if (!job.userPaused && job.ioStatus !== 'ok') throw new Error(`io-status ${job.ioStatus} of a job that goes on`);
    if (this.blamed === undefined || this.resets || !open(job)) return;
    if (job.ioStatus !== ioStatusOf(this.blamed)) throw new Error(`io-status ${job.ioStatus} after ${this.blamed}`);
  }

  /** All faults heal; the VM and the job go on, and the job is led to its end. @returns how it ended */
  finish(): string | undefined {
    healFaults(this.machine, { heal: true });
    this.resets = true;
    this.qmp('block-job-set-speed', { device: 'j', speed: 0 }).check();
    this.goOn();
    // What had failed before may be told only when the time for it has come.
    this.advance(1000).check();
    this.goOn();
    for (const [status, command] of Object.entries(LAST_WORDS))
      if (this.job().status === status) this.qmp(command, { id: 'j' }).advance(500).check();
    if (this.job().status !== 'concluded') throw new Error(`the job is ${this.job().status} in the end`);
    this.qmp('job-dismiss', { id: 'j' });
    this.isLeftAlone();
    return this.end;
  }

  /** The VM runs, and the job is not paused by its user or an error. */
  private goOn(): void {
    if (this.state !== 'running') this.qmp('cont').goesOn();
    if (open(this.job()) && this.job().userPaused) this.qmp('block-job-resume', { device: 'j' }).goesOn();
    this.advance(10).check();
  }

  /** The client has been told that the job goes on: it has forgotten its error (3.2, R-45). */
  private goesOn(): void {
    const { ioStatus } = this.job();
    if (ioStatus !== 'ok') throw new Error(`io-status ${ioStatus} of a job that was told to go on`);
    this.check();
  }

  /** Nothing of the job is left: no request, no filter, no drained or blocked node. */
  private isLeftAlone(): void {
    const { machine } = this;
    const left = [...machine.nodes].filter((node) => FILTERS.includes(node.driver) || node.quiesce + node.inFlight > 0);
    const blocked = [...machine.nodes].filter((node) => node.blockers.length > 0);
    const names = [...left, ...blocked].map(({ name, driver }) => `${driver} ${name}`);
    if (names.length > 0) throw new Error(`the job has left its marks on ${names.join(', ')}`);
    const requests = [...machine.ios].map(
      (io) => `${io.op} at ${machine.nodes.get(io.node)?.name} for ${io.onDone?.name}`,
    );
    if (requests.length > 0) throw new Error(`requests are left: ${requests.join(', ')}`);
  }
}
