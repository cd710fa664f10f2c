/** Scenarios as models to search. */
import { MachineModel } from '../../src/explore/machine-model.ts';
import { properties, propertyNamed } from '../../src/explore/properties/index.ts';
import { type Profile, profileNamed } from '../../src/profile/index.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

export function qemu(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new Error(`no profile is called ${name}`);
  return profile;
}

/** A machine whose actors act apart, with these properties watched; all if none are named. */
export function modelOf(scenario: Scenario, profile: Profile, names?: readonly string[]): MachineModel {
  const watched = names?.map((name) => propertyNamed(name) ?? fail(name)) ?? properties;
  return new MachineModel(buildMachine(scenario, profile, { apart: true }), watched);
}

function fail(name: string): never {
  throw new Error(`no property is called ${name}`);
}
