/** What must hold of every search of a machine: fingerprints tell all that matters, reductions lose nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineModel } from '../../src/explore/machine-model.ts';
import { search } from '../../src/explore/search.ts';
import type { Machine } from '../../src/machine.ts';
import { writeJson } from '../../src/monitor/json-writer.ts';
import { type Profile, profiles } from '../../src/profile/index.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { modelOf, qemu } from '../support/explored.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { shipped, shippedNames } from '../support/shipped.ts';

/** A move in words, with time as it passes and not as it is. */
const labelled = (model: MachineModel, move: number): string => {
  const label = model.label(move);
  return label.startsWith('time passes') ? 'time passes' : label;
};

const movesOf = (model: MachineModel): number[] => {
  const list: number[] = [];
  list.length = model.moves(list, 0);
  return list;
};

/** What clients and guests see from now on, without the times at which it is told. */
function listen(machine: Machine): string[] {
  const seen: string[] = [];
  machine.bus.on('monitor-output', ({ monitor, message }) => {
    const { timestamp: _timestamp, ...rest } = message as Record<string, unknown>;
    seen.push(`${monitor} ${writeJson(rest as never)}`);
  });
  machine.bus.on('guest-completed', ({ request, status }) =>
    seen.push(`${machine.guestRequests.at(request).tag} ${status}`),
  );
  return seen;
}

const printOf = (model: MachineModel): string => {
  const lanes = new Int32Array(2);
  model.fingerprint(lanes);
  return lanes.join();
};

/** Walks at random. @returns the ways to each state met, by its fingerprint */
function walks(scenario: Scenario, profile: Profile, choices: readonly (readonly number[])[]): Map<string, number[][]> {
  const found = new Map<string, number[][]>();
  const model = modelOf(scenario, profile);
  model.store.watch({ fingerprint: true });
  const start = model.store.mark();
  for (const numbers of choices) {
    const way: number[] = [];
    for (const number of numbers) {
      const list = movesOf(model);
      if (list.length === 0) break;
      const move = list[number % list.length] as number;
      model.play(move);
      way.push(move);
      const print = printOf(model);
      const ways = found.get(print);
      if (ways === undefined) found.set(print, [[...way]]);
      else if (ways.every((other) => other.join() !== way.join())) ways.push([...way]);
    }
    model.store.undo(start);
  }
  return found;
}

/** A model at the end of a way. */
function after(scenario: Scenario, profile: Profile, way: readonly number[]): MachineModel {
  const model = modelOf(scenario, profile);
  model.store.watch({ fingerprint: true });
  for (const move of way) model.play(move);
  return model;
}

const profile = fc.constantFrom(...profiles);
const numbers = fc.array(fc.nat(1000), { minLength: 60, maxLength: 120 });

describe('equal fingerprints', () => {
  test('mean equal futures', () => {
    let pairs = 0;
    fc.assert(
      fc.property(
        randomScenario,
        profile,
        fc.array(numbers, { minLength: 6, maxLength: 6 }),
        numbers,
        (scenario, version, choices, future) => {
          const met = [...walks(scenario, version, choices).values()].filter((ways) => ways.length > 1);
          for (const [one, other] of met.slice(-3)) {
            pairs++;
            const models = [one, other].map((way) => after(scenario, version, way as number[])) as [
              MachineModel,
              MachineModel,
            ];
            const seen = models.map((model) => listen(model.machine));
            for (const number of future) {
              const lists = models.map(movesOf) as [number[], number[]];
              expect(lists[1].map((move) => labelled(models[1], move))).toEqual(
                lists[0].map((move) => labelled(models[0], move)),
              );
              if (lists[0].length === 0) break;
              models.forEach((model, i) => {
                const list = lists[i] as number[];
                model.play(list[number % list.length] as number);
              });
              expect(printOf(models[1])).toBe(printOf(models[0]));
              expect(seen[1]).toEqual(seen[0]);
            }
            expect(models[1].wrongAtEnd()).toBe(models[0].wrongAtEnd());
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(pairs).toBeGreaterThan(30);
  });
});

/** What is left when nothing can happen any more, whatever the ids. */
function ending(machine: Machine): string {
  const { state, slot, exited } = machine.vm;
  const requests = (ids: readonly number[]) => ids.map((id) => machine.guestRequests.at(id).tag);
  return JSON.stringify([
    { state, slot, exited },
    [...machine.devices].map(({ parked, ringHead, notifierOn }) => [requests(parked), ringHead >= 0, notifierOn]),
    [...machine.backends].map(({ ioStatus, inFlight }) => [ioStatus, inFlight]),
    [...machine.nodes].map((node) => [node.name, node.inFlight, JSON.stringify(node.state)]),
    [...machine.throttleNodes].map(({ key, freed }) => [key, freed]),
    [...machine.throttleEntries].map(({ key, pending }) => [key, pending?.data]),
    machine.dump().image,
  ]);
}

/** All ends of a search and the properties that can be broken; undefined if it is too large to search it all. */
function outcomes(scenario: Scenario, version: Profile, eager: boolean) {
  const model = modelOf(scenario, version);
  const ends = new Set<string>();
  let broken = 0;
  const wrong = model.wrong.bind(model);
  const wrongAtEnd = model.wrongAtEnd.bind(model);
  model.wrong = () => {
    broken |= wrong();
    return 0;
  };
  model.wrongAtEnd = () => {
    ends.add(ending(model.machine));
    broken |= wrongAtEnd();
    return 0;
  };
  const { ended, states } = search(model, { eager, maxStates: 6_000 });
  return ended === 'exhausted' ? { ends, broken, states } : undefined;
}

describe('a reduced search', () => {
  const small = shippedNames.filter((name) => name !== 'thin-provisioning');

  test.each(small)('of %s comes to the same ends and verdicts as one that tries every order', (name) => {
    for (const version of ['1.1', '7.2.22', '10.0.2', '11.1.3', 'patch-2026-02-withdrawn']) {
      const all = outcomes(shipped(name), qemu(version), false);
      const reduced = outcomes(shipped(name), qemu(version), true);
      if (all === undefined) continue;
      expect({ ends: reduced?.ends, broken: reduced?.broken }).toEqual({ ends: all.ends, broken: all.broken });
      expect(reduced?.states).toBeLessThanOrEqual(all.states);
    }
  });

  test('of random scenarios too', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomScenario, profile, (scenario, version) => {
        const few = { ...scenario, steps: scenario.steps.slice(0, 4) };
        const all = outcomes(few, version, false);
        if (all === undefined) return;
        compared++;
        const reduced = outcomes(few, version, true);
        expect({ ends: reduced?.ends, broken: reduced?.broken }).toEqual({ ends: all.ends, broken: all.broken });
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});
