/**
 * Worlds with equal fingerprints have equal futures: random walks through the shipped stories and through random ones,
 * and the many ways around a place on each, meet states again, and whatever is done from there on must look the same.
 * Nobody goes on from a state that was met before, so that each pair of ways meets in its last move.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import type { MachineModel } from '../../src/explore/machine-model.ts';
import { MILLISECOND, now } from '../../src/kernel/index.ts';
import { writeJson } from '../../src/monitor/json-writer.ts';
import { profiles } from '../../src/profile/index.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { modelOf, qemu } from '../support/explored.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { managerNames, shipped, shippedNames } from '../support/shipped.ts';

/** 34: fifty thousand pairs and more, as the gate has it. */
const SCALE = Number(process.env.BLOCKSIM_RUNS ?? 1);
const LONGEST_WALK = 200;
/** how far from a place on a walk everything is tried */
const DEPTH = 12;
const LONGEST_FUTURE = 40;

type Random = ReturnType<typeof xoroshiro128plus>;

type Way = readonly number[];

interface Met {
  readonly way: Way;
  /** what is seen from there on, as a hash */
  readonly future: string;
}

class Walker {
  readonly model: MachineModel;
  private readonly lanes = new Int32Array(2);
  private readonly list: number[] = [];
  private readonly met = new Map<string, Met>();
  /** what clients and guests see, with the time since `since`; what was told with it may be history */
  private seen: string[] = [];
  private since = 0;
  pairs = 0;

  constructor(scenario: Scenario, version: string) {
    this.model = modelOf(scenario, qemu(version));
    const { machine, store } = this.model;
    const see = (what: string) => this.seen.push(`${now(machine) - this.since} ${what}`);
    machine.bus.on('monitor-output', ({ monitor, message }) => {
      const { timestamp: _timestamp, ...rest } = message as Record<string, unknown>;
      see(`${monitor} ${writeJson(rest as never)}`);
    });
    machine.bus.on('guest-completed', ({ request, status }) =>
      see(`${machine.guestRequests.at(request).tag} ${status}`),
    );
    store.watch({ fingerprint: true });
  }

  private moves(): number {
    return this.model.moves(this.list, 0);
  }

  private print(): string {
    this.model.fingerprint(this.lanes);
    return `${this.lanes[0]},${this.lanes[1]}`;
  }

  /**
   * Walks from the first state, steps back some way, tries everything near there, in any order, and goes back.
   * @returns two ways to states that are told apart by their futures and not by their fingerprints; undefined: none
   */
  walk(random: Random, until: number): readonly [Way, Way] | undefined {
    const { model, list } = this;
    const start = model.store.mark();
    const way: number[] = [];
    const marks = [start];
    while (way.length < LONGEST_WALK) {
      const count = this.moves();
      if (count === 0) break;
      const move = list[uniformInt(random, 0, count - 1)] as number;
      model.play(move);
      way.push(move);
      marks.push(model.store.mark());
    }
    const cut = uniformInt(random, 0, way.length);
    model.store.undo(marks[cut] as number);
    way.length = cut;
    const wrong = this.lookAround(random, way, DEPTH, until);
    model.store.undo(start);
    return wrong;
  }

  private lookAround(random: Random, way: number[], depth: number, until: number): readonly [Way, Way] | undefined {
    const { model, list, met } = this;
    const print = this.print();
    const known = met.get(print);
    const future = hash(this.future(print));
    if (known === undefined) met.set(print, { way: [...way], future });
    else if (known.way.join() !== way.join()) {
      this.pairs++;
      return future === known.future ? undefined : [known.way, [...way]];
    }
    const open = list.slice(0, this.moves());
    const mark = model.store.mark();
    while (open.length > 0 && depth > 0 && this.pairs < until) {
      const [move] = open.splice(uniformInt(random, 0, open.length - 1), 1) as [number];
      model.play(move);
      const wrong = this.lookAround(random, [...way, move], depth - 1, until);
      model.store.undo(mark);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  /** What may happen and what is seen on a way from here, chosen by the fingerprint alone. Stays where it is. */
  private future(print: string): string[] {
    const { model, list, lanes } = this;
    const { machine } = model;
    const random = xoroshiro128plus((lanes[0] as number) ^ (lanes[1] as number));
    const mark = model.store.mark();
    this.since = now(machine);
    const told: string[] = [print];
    for (let left = uniformInt(random, 3, LONGEST_FUTURE); left > 0; left--) {
      const count = this.moves();
      if (count === 0) {
        told.push(`nothing more happens: ${model.wrongAtEnd()}`);
        break;
      }
      told.push(
        list
          .slice(0, count)
          .map((move) => this.labelled(move))
          .join('; '),
      );
      this.seen = [];
      model.play(list[uniformInt(random, 0, count - 1)] as number);
      told.push(...this.seen, `${this.print()} ${model.wrong()}`);
    }
    model.store.undo(mark);
    return told;
  }

  /** A move in words, with the time that passes and not the time it is. */
  private labelled(move: number): string {
    const label = this.model.label(move);
    const time = /^time passes to (.*) ms$/.exec(label);
    return time === null ? label : `${Math.round(Number(time[1]) * MILLISECOND) - now(this.model.machine)} ns pass`;
  }

  /** What is seen at the end of a way, in full. */
  futureAfter(way: readonly number[]): string[] {
    const start = this.model.store.mark();
    for (const move of way) this.model.play(move);
    const told = this.future(this.print());
    this.model.store.undo(start);
    return told;
  }
}

const hash = (told: readonly string[]): string => createHash('sha1').update(told.join('\n')).digest('base64');

/** Walks through one story until it has so many pairs, or hardly any come any more. */
function pairsOf(scenario: Scenario, version: string, wanted: number, seed: number): number {
  const walker = new Walker(scenario, version);
  const random = xoroshiro128plus(seed);
  for (let walks = 0; walker.pairs < wanted && walks < wanted / 5; walks++) {
    const different = walker.walk(random, wanted);
    if (different === undefined) continue;
    const [one, other] = different.map((way) => walker.futureAfter(way));
    expect(other, `${scenario.name} on ${version}`).toEqual(one);
  }
  return walker.pairs;
}

const VERSIONS = ['1.1', '7.2.22', '10.0.2', '11.1.3', 'patch-2026-02-withdrawn'];

test('equal fingerprints mean equal futures', { timeout: 900_000 }, () => {
  let pairs = 0;
  for (const [i, scenario] of [...shippedNames, ...managerNames].map(shipped).entries())
    for (const version of VERSIONS) pairs += pairsOf(scenario, version, 20 * SCALE, i + 1);
  for (const [i, scenario] of fc.sample(randomScenario, 20 * SCALE).entries())
    pairs += pairsOf(scenario, profiles[i % profiles.length]?.name as string, 30, i);
  if (SCALE > 1) console.log(`${pairs} pairs have been compared`);
  expect(pairs).toBeGreaterThan(1_500 * SCALE);
});
