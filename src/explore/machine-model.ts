/**
 * A machine and its scenario as something to search: every order in which a real machine could do what the scenario
 * says, and the properties that are watched.
 */
import {
  deadline,
  defineRecord,
  flag,
  json,
  mainPolls,
  nextOnMain,
  now,
  TOUCH,
  TOUCH_ALL,
  text,
  unhashed,
} from '../kernel/index.ts';
import type { Facts, Machine } from '../machine.ts';
import { ARRIVAL_FACTS, touchedByArrivals } from '../scenario/arrivals.ts';
import { waitsForTime } from '../scenario/due.ts';
import { labelOf } from '../scenario/move-label.ts';
import { listMovesInTime, listMovesOfSearch, type Move, mainMayMove, mainMove, moveOf } from '../scenario/moves.ts';
import { playMove } from '../scenario/play.ts';
import { type Alike, passedOver } from './alike.ts';
import type { EndlessModel } from './endless.ts';
import { NO_MOVE } from './model.ts';
import { everyProperty as ours } from './properties/index.ts';
import { isJudgedWithoutEnd, type Judged, type Property } from './properties/property.ts';

/** What the main thread looks at whenever it polls. */
const POLLED = TOUCH.mainQueue | TOUCH.iohandlerQueue | TOUCH.rings | TOUCH.requests;

const POLLING = {};

/** How far a property is in the path that is being searched. */
const Watched = defineRecord('watched property', {
  /** its state, if only a part of it matters */
  hidden: unhashed(json<object | null>(null)),
  /** what of its state matters */
  state: json<unknown>(null),
  /** ... and until when */
  until: deadline(),
  broken: flag(),
  /** what broke it */
  sentence: unhashed(text()),
});

/** Who makes a move of each kind; each of several beside the record it is about. */
const MOVERS: Readonly<Record<Move['kind'], number>> = {
  main: 0,
  iothread: 1,
  worker: 2,
  actor: 3,
  skip: 3,
  reaction: 4,
  time: 5,
  moment: 5,
  fault: 6,
  'no-fault': 6,
};

export class MachineModel implements EndlessModel {
  readonly time = MOVERS.time;
  readonly machine: Machine;
  readonly properties: readonly Property[];
  private readonly watches: readonly Watch[];
  /** What code of the main thread was seen to touch: it will again, and need not be tried. */
  private readonly touches = new Map<object, number>();
  private readonly alike: Alike;
  /** the properties that must be fulfilled sooner or later, also in a run without an end */
  private readonly sooner: readonly number[];
  /** those of them that could be by what arrives, one bit each */
  private readonly arrivalsFulfil: number;

  /**
   * @param machine built with its actors apart; nothing has moved
   * @param alike requests of which only one need be finished next; see alike.ts
   */
  constructor(machine: Machine, properties: readonly Property[], alike: Alike = []) {
    this.machine = machine;
    this.properties = properties;
    this.alike = alike;
    this.watches = properties.map((property) => new Watch(machine, property));
    this.sooner = properties.flatMap((property, i) => (isJudgedWithoutEnd(property) ? i : []));
    this.arrivalsFulfil = properties.reduce((bits, property, i) => bits | (heedsArrivals(property) ? 1 << i : 0), 0);
  }

  get store() {
    return this.machine.store;
  }

  movesInTime(list: number[], at: number): number {
    return listMovesInTime(this.machine, list, at);
  }

  moves(list: number[], at: number): number {
    const end = listMovesOfSearch(this.machine, list, at);
    return this.alike.length === 0 ? end : this.withoutAlike(list, at, end);
  }

  private withoutAlike(list: number[], start: number, end: number): number {
    const passed = passedOver(this.machine, this.alike);
    if (passed.length === 0) return end;
    let at = start;
    for (let i = start; i < end; i++) {
      const { kind, id } = moveOf(list[i] as number);
      if (kind !== 'worker' || !passed.includes(id)) list[at++] = list[i] as number;
    }
    return at;
  }

  play(move: number): void {
    playMove(this.machine, move);
  }

  label(move: number): string {
    return labelOf(this.machine, moveOf(move));
  }

  fingerprint(lanes: Int32Array): void {
    this.store.fingerprintInto(lanes, now(this.machine));
  }

  /** Lets the main thread go on while it touches nothing that an arrival could touch: see scenario/arrivals.ts. */
  rush(): number {
    const { machine, store } = this;
    if (!mainMayMove(machine)) return NO_MOVE;
    const code = nextOnMain(machine) ?? POLLING;
    const before = this.touches.get(code) ?? 0;
    const known = mainPolls(machine) ? before | POLLED : before;
    const arrivals = touchedByArrivals(machine, known);
    // What may touch anything may touch what is not declared to be shared.
    if (arrivals === TOUCH_ALL || (arrivals & known) !== 0) return NO_MOVE;
    const mark = store.mark();
    store.touched = 0;
    playMove(machine, mainMove);
    if ((store.touched & arrivals) === 0) return mainMove;
    this.touches.set(code, before | store.touched);
    store.undo(mark);
    return NO_MOVE;
  }

  wrong(): number {
    let bits = 0;
    for (let i = 0; i < this.watches.length; i++) if ((this.watches[i] as Watch).broken) bits |= 1 << i;
    return bits;
  }

  wrongAtEnd(): number {
    let bits = 0;
    for (let i = 0; i < this.watches.length; i++) if ((this.watches[i] as Watch).atEnd() !== undefined) bits |= 1 << i;
    return bits;
  }

  unfulfilled(reduced: boolean): number {
    let bits = reduced ? this.arrivalsFulfil : 0;
    for (const i of this.sooner) if ((this.watches[i] as Watch).atEnd() !== undefined) bits |= 1 << i;
    return bits;
  }

  moverOf(move: number): number {
    const { kind, id } = moveOf(move);
    return id * 8 + MOVERS[kind];
  }

  waitsForTime(): boolean {
    return waitsForTime(this.machine);
  }

  /** What broke a property of {@link wrong}, or breaks it if nothing more happens; undefined if nothing does. */
  sentence(index: number): string | undefined {
    return this.watches[index]?.sentence;
  }

  /** Their states stay what they are from now on: the same machines, told apart by less. */
  mute(properties: number): void {
    for (let i = 0; i < this.watches.length; i++) if ((properties & (1 << i)) !== 0) (this.watches[i] as Watch).mute();
  }
}

/** Whether something that arrives could fulfil a property or undo that, before the main thread moves. */
const heedsArrivals = (property: Property): boolean =>
  isJudgedWithoutEnd(property) &&
  !((property.observable || ours.includes(property)) && ARRIVAL_FACTS.every((fact) => !(fact in property.hears)));

class Watch {
  private readonly machine: Machine;
  private readonly property: Property;
  private readonly record;
  private muted = false;

  constructor(machine: Machine, property: Property) {
    this.machine = machine;
    this.property = property;
    this.record = machine.store.table(Watched).take();
    this.state = property.initial;
    for (const name of Object.keys(property.hears) as (keyof Facts)[]) {
      const step = property.hears[name] as (state: object, fact: unknown, world: object) => Judged<object>;
      machine.bus.on(name, (fact: unknown) => {
        if (!this.muted && !this.broken) this.judge(step(this.state, fact, machine));
      });
    }
  }

  get broken(): boolean {
    return this.record.broken;
  }

  /** What is wrong if nothing more happens. */
  atEnd(): string | undefined {
    return this.muted || this.broken ? undefined : this.property.atEnd?.(this.state, this.machine);
  }

  get sentence(): string | undefined {
    return this.broken ? this.record.sentence : this.atEnd();
  }

  mute(): void {
    this.muted = true;
  }

  private get state(): object {
    return this.property.matters === undefined ? (this.record.state as object) : (this.record.hidden as object);
  }

  private set state(state: object) {
    if (this.property.matters === undefined) this.record.state = state;
    else {
      this.record.hidden = state;
      this.record.state = this.property.matters(state);
    }
    if (this.property.until !== undefined) this.record.until = this.property.until(state);
  }

  private judge(judged: Judged<object>): void {
    if (typeof judged !== 'string') {
      if (judged !== this.state) this.state = judged;
      return;
    }
    this.record.broken = true;
    this.record.sentence = judged;
  }
}
