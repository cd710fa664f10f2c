/**
 * A small machine of the yardstick's kind, on the product's kernel: 2 disks with R requests in flight each under
 * werror=stop, the stop request that the main loop consumes, the drain inside the stop, a client that answers each STOP
 * with `cont` at most C times, a one-second limit on BLOCK_IO_ERROR per disk, and a mirror-like job of J chunks with JF
 * write failures under on-target-error=stop. `buggy` limits errors with action stop too. The property: at the client,
 * each STOP has a BLOCK_IO_ERROR since the last RESUME.
 */
import { type Model, NO_MOVE } from '../../src/explore/model.ts';
import { defineRecord, flag, number, Store } from '../../src/kernel/index.ts';

export interface TinyOptions {
  /** requests per disk */
  readonly R: number;
  /** how often the client resumes */
  readonly C: number;
  /** chunks of the job; 0: no job */
  readonly J: number;
  /** failures of the job */
  readonly JF?: number;
  readonly buggy?: boolean;
  /** requests of one disk that are in the same state are the same */
  readonly symmetric?: boolean;
}

// What becomes of a request.
const IN_FLIGHT = 0;
const OVER = 1;
const PARKED = 2;
const RESTARTING = 3;

// Moves: kind * 16 + argument.
const OK = 0;
const FAIL = 1;
const VM_STOP = 2;
const DRAIN_END = 3;
const COMMAND = 4;
const RESTART = 5;
const TIMER = 6;
const CLIENT = 7;
const JOB = 8;
const JOB_FAILS = 9;
const NAMES = ['ok', 'fail', 'vmstop', 'drain-end', 'cmd', 'bh', 'timer', 'client', 'job', 'job-fail'];

// Events that the client has not read yet, three bits each; commands the machine has not read yet, two bits each.
const STOP = 1;
const RESUME = 2;
const IO_ERROR = 3;
const JOB_ERROR = 4;
const JOB_DONE = 5;
const CONT = 1;
const JOB_RESUME = 2;
const EVENTS_PER_WORD = 10;

// What the job is at.
const TO_READ = 0;
const READING = 1;
const WRITING = 2;
const STOPPED = 3;
const FINISHED = 4;

const Whole = defineRecord('tiny machine', {
  running: flag(true),
  stopRequested: flag(),
  draining: flag(),
  contsLeft: number(),
  resumesLeft: number(),
  sawError: flag(),
  bad: flag(),
  chunk: number(),
  job: number(FINISHED),
  failuresLeft: number(),
  /** per disk: 0 no window, 1 a window, 2 a window with an event held back */
  windowA: number(),
  windowB: number(),
  events: number(),
  eventsA: number(),
  eventsB: number(),
  eventsC: number(),
  commands: number(),
  commandBits: number(),
});

const fields = { disk: number(), state: number(OVER) };
const Request = defineRecord('tiny request', fields);
const AlikeRequest = defineRecord('tiny alike request', fields, { interchangeable: true });

type Request = { disk: number; state: number };

export class TinyModel implements Model {
  readonly store = new Store();
  private readonly whole;
  private readonly requests: Request[] = [];
  private readonly options: Required<TinyOptions>;

  constructor(options: TinyOptions) {
    this.options = { JF: 1, buggy: false, symmetric: false, ...options };
    const { R, C, J, JF, symmetric } = this.options;
    const table = this.store.table(symmetric ? AlikeRequest : Request);
    for (let i = 0; i < 2 * R; i++) this.requests.push(table.add({ disk: i < R ? 0 : 1, state: IN_FLIGHT }));
    this.whole = this.store.table(Whole).add({
      contsLeft: C,
      resumesLeft: JF,
      failuresLeft: JF,
      job: J > 0 ? TO_READ : FINISHED,
    });
  }

  moves(list: number[], start: number): number {
    const s = this.whole;
    const { R } = this.options;
    const { requests } = this;
    const { draining, job } = s;
    let at = start;
    let busy = false;
    for (let i = 0; i < requests.length; i++) {
      const { state } = requests[i] as Request;
      if (state === IN_FLIGHT) {
        list[at++] = FAIL * 16 + i;
        list[at++] = OK * 16 + i;
        busy = true;
      } else if (state === RESTARTING) busy = true;
    }
    if (s.events > 0) list[at++] = CLIENT * 16;
    if (job === TO_READ) {
      if (!draining) list[at++] = JOB * 16;
    } else if (job <= WRITING) {
      busy = true;
      list[at++] = JOB * 16;
      if (job === WRITING && s.failuresLeft > 0) list[at++] = JOB_FAILS * 16;
    }
    for (let disk = 0; disk < 2; disk++)
      for (let i = disk * R; i < disk * R + R; i++)
        if ((requests[i] as Request).state === RESTARTING) {
          list[at++] = RESTART * 16 + disk;
          break;
        }
    if (draining) {
      if (!busy) list[at++] = DRAIN_END * 16;
      return at;
    }
    if (s.stopRequested) list[at++] = VM_STOP * 16;
    if (s.commands > 0) list[at++] = COMMAND * 16;
    if (s.windowA > 0) list[at++] = TIMER * 16;
    if (s.windowB > 0) list[at++] = TIMER * 16 + 1;
    return at;
  }

  /**
   * The client's reading is its own business: it writes the client's memory and the queue of commands, of which the
   * main loop takes from the other end; nobody else reads events, and what the property sees is the order in which
   * events were queued. The job's reading changes nothing but the job's own place, and while it reads it is as busy as
   * while it writes.
   */
  rush(): number {
    const { events, job } = this.whole;
    const move = events > 0 ? CLIENT * 16 : job === READING ? JOB * 16 : NO_MOVE;
    if (move !== NO_MOVE) this.play(move);
    return move;
  }

  play(move: number): void {
    const s = this.whole;
    const argument = move & 15;
    const { R, J, buggy } = this.options;
    const { requests } = this;
    switch (move >> 4) {
      case OK:
        (requests[argument] as Request).state = OVER;
        break;
      case FAIL: {
        (requests[argument] as Request).state = PARKED;
        s.stopRequested = true;
        if (buggy) this.limit(argument < R ? 0 : 1);
        else this.emit(IO_ERROR);
        break;
      }
      case VM_STOP:
        s.stopRequested = false;
        if (s.running) {
          s.running = false;
          this.emit(STOP);
        }
        s.draining = true;
        break;
      case DRAIN_END:
        s.draining = false;
        break;
      case COMMAND: {
        const command = s.commandBits & 3;
        s.commandBits >>= 2;
        s.commands--;
        if (command === CONT) this.cont();
        else if (s.job === STOPPED) s.job = TO_READ;
        break;
      }
      case RESTART:
        for (let i = argument * R; i < argument * R + R; i++) {
          const request = requests[i] as Request;
          if (request.state === RESTARTING) request.state = IN_FLIGHT;
        }
        break;
      case TIMER: {
        const held = (argument === 0 ? s.windowA : s.windowB) === 2;
        if (held) this.emit(IO_ERROR);
        this.setWindow(argument, held ? 1 : 0);
        break;
      }
      case CLIENT:
        this.read(this.takeEvent());
        break;
      case JOB:
        if (s.job !== WRITING) s.job++;
        else if (++s.chunk === J) {
          s.job = FINISHED;
          this.emit(JOB_DONE);
        } else s.job = TO_READ;
        break;
      default:
        s.failuresLeft--;
        s.job = STOPPED;
        this.emit(JOB_ERROR);
    }
  }

  private cont(): void {
    const s = this.whole;
    if (s.running) {
      if (!s.stopRequested) return;
      s.stopRequested = false;
      this.emit(STOP);
      this.emit(RESUME);
      return;
    }
    s.stopRequested = false;
    this.emit(RESUME);
    s.running = true;
    for (const request of this.requests) if (request.state === PARKED) request.state = RESTARTING;
  }

  private read(event: number): void {
    const s = this.whole;
    if (event === STOP) {
      if (!s.sawError) s.bad = true;
      if (s.contsLeft > 0) {
        s.contsLeft--;
        this.send(CONT);
      }
    } else if (event === RESUME) s.sawError = false;
    else if (event === IO_ERROR) s.sawError = true;
    else if (event === JOB_ERROR && s.resumesLeft > 0) {
      s.resumesLeft--;
      this.send(JOB_RESUME);
    }
  }

  private limit(disk: number): void {
    const before = disk === 0 ? this.whole.windowA : this.whole.windowB;
    if (before === 0) this.emit(IO_ERROR);
    this.setWindow(disk, before === 0 ? 1 : 2);
  }

  private setWindow(disk: number, value: number): void {
    if (disk === 0) this.whole.windowA = value;
    else this.whole.windowB = value;
  }

  private send(command: number): void {
    const s = this.whole;
    s.commandBits |= command << (2 * s.commands);
    s.commands++;
  }

  private emit(event: number): void {
    const s = this.whole;
    const n = s.events++;
    if (n < EVENTS_PER_WORD) s.eventsA |= event << (3 * n);
    else if (n < 2 * EVENTS_PER_WORD) s.eventsB |= event << (3 * (n - EVENTS_PER_WORD));
    else s.eventsC |= event << (3 * (n - 2 * EVENTS_PER_WORD));
  }

  private takeEvent(): number {
    const s = this.whole;
    const { eventsA, eventsB, eventsC } = s;
    const last = 3 * (EVENTS_PER_WORD - 1);
    s.eventsA = (eventsA >> 3) | ((eventsB & 7) << last);
    if (eventsB !== 0) s.eventsB = (eventsB >> 3) | ((eventsC & 7) << last);
    if (eventsC !== 0) s.eventsC = eventsC >> 3;
    s.events--;
    return eventsA & 7;
  }

  label(move: number): string {
    const kind = move >> 4;
    const name = NAMES[kind] ?? '';
    return kind < 2 || kind === RESTART || kind === TIMER ? `${name} ${move & 15}` : name;
  }

  fingerprint(lanes: Int32Array): void {
    this.store.fingerprintInto(lanes, 0);
  }

  wrong(): number {
    return this.whole.bad ? 1 : 0;
  }

  wrongAtEnd = (): number => 0;

  /** What the machine holds, as text, with the requests of a disk in any order. */
  contents(): string {
    const requests = this.requests.map(({ disk, state }) => `${disk}:${state}`).sort();
    return JSON.stringify([requests, this.store.dump()['tiny machine']]);
  }
}
