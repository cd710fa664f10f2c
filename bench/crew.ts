/** Two threads on the tiny machine, beside one. */
import { Worker, workerData } from 'node:worker_threads';
import { type CrewMemory, type CrewReport, crewMemory, workInCrew } from '../src/explore/crew.ts';
import { TinyModel, type TinyOptions } from '../test/support/tiny-model.ts';
import { type Figure, figure } from './measure.ts';

interface Orders {
  readonly options: TinyOptions;
  readonly memory: CrewMemory;
  readonly number: number;
}

/** What a worker thread does; the result goes to whoever started it. */
export function work(post: (report: CrewReport) => void): void {
  const { options, memory, number } = workerData as Orders;
  post(workInCrew(new TinyModel(options), memory, number, { eager: false, properties: 1 }));
}

const LARGEST = { R: 3, C: 2, J: 8 };
const STATES = 8_260_190;

/** @returns seconds of the wall clock */
async function searchWith(threads: number): Promise<number> {
  const memory = crewMemory(threads, 2 * STATES);
  const begun = performance.now();
  const reports = await Promise.all(
    Array.from({ length: threads }, (_, number) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { options: LARGEST, memory, number } });
      return new Promise<CrewReport>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    }),
  );
  const states = reports.reduce((sum, report) => sum + report.states, 0);
  if (states !== STATES) throw new Error(`${states} states instead of ${STATES}`);
  return (performance.now() - begun) / 1000;
}

export async function benchCrew(): Promise<Figure[]> {
  const one = await searchWith(1);
  const two = await searchWith(2);
  return [figure('two threads: as fast as one, times', (one / two).toFixed(2), '1.6')];
}
