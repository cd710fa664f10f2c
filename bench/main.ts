/** Measures what people wait for; `npm run bench [-- PART...]` prints one table. */
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort } from 'node:worker_threads';
import { profileNamed } from '../src/profile/index.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { runScenario } from '../src/scenario/run.ts';
import { benchCrew, work } from './crew.ts';
import { benchExplore } from './explore.ts';
import { benchExploreMachine } from './explore-machine.ts';
import { benchGuestRequests, benchScenario } from './guest-requests.ts';
import { benchJobs } from './jobs.ts';
import type { Figure } from './measure.ts';
import { benchServe } from './serve.ts';
import { benchStartUp } from './start-up.ts';

function foundingStory(): Figure[] {
  const file = 'scenarios/paused-without-reason.yaml';
  const parsed = parseScenario(readFileSync(file, 'utf8'), file);
  if (parsed.scenario === undefined) throw new Error(parsed.refusal);
  const profile = profileNamed('10.0.2');
  if (profile === undefined) throw new Error('no profile 10.0.2');
  return benchScenario(parsed.scenario, (scenario) => {
    runScenario(scenario, profile);
  });
}

const parts: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  guest: benchGuestRequests,
  scenario: foundingStory,
  'start-up': benchStartUp,
  serve: benchServe,
  jobs: benchJobs,
  explore: benchExplore,
  'explore-machine': benchExploreMachine,
  crew: benchCrew,
};

/** Runs the parts that are named, or all. */
async function measure(wanted: readonly string[]): Promise<void> {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    for (const { what, value, goal } of await part())
      console.log(`  ${what.padEnd(48)} ${value.padStart(8)}${goal === undefined ? '' : `   goal ${goal}`}`);
  }
}

if (isMainThread) await measure(process.argv.slice(2));
else work((report) => parentPort?.postMessage(report));
