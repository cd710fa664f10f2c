/** A worker thread of `blocksim explore --workers`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CrewMemory, workInCrew } from '../explore/crew.ts';
import { modelOf } from '../explore/model-of-scenario.ts';
import { everyProperty } from '../explore/properties/index.ts';
import { sometimesOf } from '../explore/properties/sometimes.ts';
import { defaultProfile, profileNamed } from '../profile/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { chosenProperties } from './run.ts';

/** What a worker thread is told. */
export interface WorkerOrders {
  readonly scenario: Scenario;
  readonly qemu: string;
  readonly properties: readonly string[];
  readonly propertyFiles: readonly string[];
  readonly memory: CrewMemory;
  readonly number: number;
}

const { scenario, qemu, properties, propertyFiles, memory, number } = workerData as WorkerOrders;
const { value: brought = [] } = await chosenProperties(propertyFiles);
const known = [...everyProperty, ...sometimesOf(scenario), ...brought];
// Threads tell each other of properties by their places, so all must be there.
const watched = properties.map((name) => {
  const found = known.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property is called '${name}'`);
  return found;
});
const model = modelOf(scenario, profileNamed(qemu) ?? defaultProfile, watched);
parentPort?.postMessage(workInCrew(model, memory, number, { properties: properties.length }));
