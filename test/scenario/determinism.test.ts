/** A world is plain data: played twice it does the same; saved, taken back or loaded it has the same future. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Machine } from '../../src/machine.ts';
import { writeJson } from '../../src/monitor/json-writer.ts';
import { type Profile, profiles } from '../../src/profile/index.ts';
import { hearReplies } from '../../src/scenario/actors.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { labelOf } from '../../src/scenario/move-label.ts';
import { type Move, moves } from '../../src/scenario/moves.ts';
import { play } from '../../src/scenario/play.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { randomScenario } from '../support/random-scenario.ts';

const profile = fc.constantFrom(...profiles);
const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 120 });

/** Plays by a list of numbers, each choosing among the moves there are. @returns what was done and what was seen */
function follow(machine: Machine, numbers: readonly number[]): string[] {
  const log: string[] = [];
  const hear = ({ message }: { message: object }) => log.push(writeJson(message as never));
  machine.bus.on('monitor-output', hear);
  for (const number of numbers) {
    const possible = moves(machine);
    const chosen = possible[number % Math.max(possible.length, 1)];
    if (chosen === undefined) break;
    log.push(labelOf(machine, chosen));
    play(machine, chosen as Move);
  }
  machine.bus.off('monitor-output', hear);
  return log;
}

const check = (law: (scenario: Scenario, profile: Profile, first: number[], then: number[]) => void, runs = 150) =>
  fc.assert(fc.property(randomScenario, profile, choices, choices, law), { numRuns: runs });

describe('a machine under any policy', () => {
  test('plays twice to the same trace', () => {
    check((scenario, version, numbers) => {
      expect(follow(buildMachine(scenario, version), numbers)).toEqual(
        follow(buildMachine(scenario, version), numbers),
      );
    });
  });

  test('dumped and loaded elsewhere, goes on in the same way', () => {
    check((scenario, version, first, then) => {
      const machine = buildMachine(scenario, version);
      follow(machine, first);
      const dump = JSON.parse(JSON.stringify(machine.dump()));
      const copy = new Machine(version);
      copy.load(dump);
      hearReplies(copy);
      expect(copy.dump()).toEqual(dump);
      expect(follow(copy, then)).toEqual(follow(machine, then));
      expect(copy.dump()).toEqual(machine.dump());
    });
  });

  test('taken back to a mark, has the dump, the fingerprint and the future it had there', () => {
    check((scenario, version, first, then) => {
      const machine = buildMachine(scenario, version);
      machine.store.watch({ fingerprint: true });
      follow(machine, first);
      const before = { dump: machine.dump(), print: machine.fingerprint() };
      const mark = machine.store.mark();
      const future = follow(machine, then);
      machine.store.undo(mark);
      expect({ dump: machine.dump(), print: machine.fingerprint() }).toEqual(before);
      expect(follow(machine, then)).toEqual(future);
    });
  });
});
