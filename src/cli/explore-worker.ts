/** A worker thread of `blocksim explore --workers`. */
import { parentPort, workerData } from 'node:worker_threads';
import { alikeRequests } from '../explore/alike.ts';
import { type CrewMemory, workInCrew } from '../explore/crew.ts';
import { MachineModel } from '../explore/machine-model.ts';
import { sometimesOf } from '../explore/properties/sometimes.ts';
import { defaultProfile, profileNamed } from '../profile/index.ts';
import { buildMachine } from '../scenario/build.ts';
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
const machine = buildMachine(scenario, profileNamed(qemu) ?? defaultProfile, { apart: true });
const { value: known = [] } = await chosenProperties(['all', ...propertyFiles], sometimesOf(scenario));
const watched = properties.flatMap((name) => known.find((property) => property.name === name) ?? []);
const model = new MachineModel(machine, watched, alikeRequests(scenario, watched));
parentPort?.postMessage(workInCrew(model, memory, number, { properties: properties.length }));
