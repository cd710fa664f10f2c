/** Searching with several threads (`blocksim explore --workers`). */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type CrewMemory, type CrewReport, crewMemory, crewStates, stopCrew } from '../explore/crew.ts';
import type { Exploration } from '../explore/explore.ts';
import type { WorkerOrders } from './explore-worker.ts';

export interface CrewSettings {
  readonly workers: number;
  readonly maxStates: number;
  /** files from which the threads load properties that are not ours */
  readonly propertyFiles: readonly string[];
  /** called now and then; true: give up */
  readonly watch: (states: number) => Promise<boolean>;
}

/** Beside the bundle of the command line, or where that is when this file is run as a source. */
const WORKER = ['../explore-worker.js', '../../dist/explore-worker.js']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync);

/** How often the crew is watched, in milliseconds. */
const WATCHED = 50;

/** Searches with worker threads. The table of states is as large as `maxStates` from the start. */
export async function exploreWithCrew(exploration: Exploration, settings: CrewSettings): Promise<CrewReport> {
  if (WORKER === undefined) throw new Error('explore-worker.js is missing, expected it beside cli.js');
  const memory = crewMemory(settings.workers, settings.maxStates);
  const workers = Array.from({ length: settings.workers }, (_, number) =>
    startWorker(exploration, settings, memory, number),
  );
  let over = false;
  const reports = Promise.all(workers).finally(() => {
    over = true;
  });
  while (!over) {
    await Promise.race([reports, new Promise((resolve) => setTimeout(resolve, WATCHED))]);
    if (!over && ((await settings.watch(crewStates(memory))) || crewStates(memory) >= settings.maxStates))
      stopCrew(memory);
  }
  const all = await reports;
  return {
    states: sum(all, ({ states }) => states),
    transitions: sum(all, ({ transitions }) => transitions),
    found: all.flatMap(({ found }) => found),
    unfulfilled: all.flatMap(({ unfulfilled }) => unfulfilled),
    exhausted: all.every(({ exhausted }) => exhausted),
  };
}

const sum = (all: readonly CrewReport[], of: (report: CrewReport) => number): number =>
  all.reduce((total, report) => total + of(report), 0);

function startWorker(
  exploration: Exploration,
  { propertyFiles }: CrewSettings,
  memory: CrewMemory,
  number: number,
): Promise<CrewReport> {
  const orders: WorkerOrders = {
    scenario: exploration.scenario,
    qemu: exploration.profile.name,
    properties: exploration.properties.map(({ name }) => name),
    propertyFiles,
    memory,
    number,
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER as string, { workerData: orders });
    worker.once('message', resolve);
    worker.once('error', (error) => {
      stopCrew(memory);
      reject(error);
    });
  });
}
