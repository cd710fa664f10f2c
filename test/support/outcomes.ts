/** Searches that stop at nothing: what all their ends look like, and what can be broken. */
import { expect } from 'vitest';
import type { Alike } from '../../src/explore/alike.ts';
import { MachineModel } from '../../src/explore/machine-model.ts';
import type { Property } from '../../src/explore/properties/property.ts';
import type { Machine } from '../../src/machine.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from './explored.ts';
import { search } from './search.ts';

export interface Searched {
  readonly properties: readonly Property[];
  readonly eager: boolean;
  readonly alike?: Alike | undefined;
  /** what of a machine at rest is looked at */
  readonly shape: (machine: Machine) => string;
}

export function outcomesOf(scenario: Scenario, version: string, { properties, eager, alike, shape }: Searched) {
  const model = new MachineModel(buildMachine(scenario, qemu(version), { apart: true }), properties, alike);
  const ends = new Set<string>();
  let broken = 0;
  const [wrong, wrongAtEnd] = [model.wrong.bind(model), model.wrongAtEnd.bind(model)];
  model.wrong = () => {
    broken |= wrong();
    return 0;
  };
  model.wrongAtEnd = () => {
    ends.add(shape(model.machine));
    broken |= wrongAtEnd();
    return 0;
  };
  const { ended, states } = search(model, { eager });
  expect(ended).toBe('exhausted');
  return { ends, broken, states };
}
