/** The model that is searched for a scenario. */
import type { Profile } from '../profile/index.ts';
import { buildMachine } from '../scenario/build.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { alikeIn } from './alike.ts';
import { MachineModel } from './machine-model.ts';
import type { Property } from './properties/property.ts';

/**
 * In its first state, watching the properties, each told by its place.
 * @param reduced moves that nothing can tell from others are left out
 * @throws BuildRefusal when the machine refuses the scenario
 */
export function modelOf(
  scenario: Scenario,
  profile: Profile,
  properties: readonly Property[],
  reduced = true,
): MachineModel {
  const machine = buildMachine(scenario, profile, { apart: true });
  return new MachineModel(machine, properties, reduced ? alikeIn(scenario, properties) : []);
}
