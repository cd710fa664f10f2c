/** The search on full machines. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MachineModel } from '../src/explore/machine-model.ts';
import { propertyNamed } from '../src/explore/properties/index.ts';
import { search } from '../src/explore/search.ts';
import { profileNamed } from '../src/profile/index.ts';
import { buildMachine } from '../src/scenario/build.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { type Figure, figure, median } from './measure.ts';

/** Million moves a processor second, after a search to warm up. */
function speed(name: string, version: string): number {
  const file = `scenarios/${name}.yaml`;
  const { scenario } = parseScenario(readFileSync(file, 'utf8'), file);
  const [profile, property] = [profileNamed(version), propertyNamed('stop-has-io-error')];
  if (scenario === undefined || profile === undefined || property === undefined) throw new Error(`no ${file}`);
  const once = () => {
    const model = new MachineModel(buildMachine(scenario, profile, { apart: true }), [property]);
    const before = process.cpuUsage();
    const { transitions } = search(model, { maxStates: 200_000 });
    const { user, system } = process.cpuUsage(before);
    return transitions / (user + system);
  };
  once();
  return median([once(), once(), once()]);
}

/** Milliseconds from the start of the search to the counterexample, in a process of its own. */
function foundingStory(): number {
  const args = ['explore', '--qemu', '10.0.2', '--property', 'stop-has-io-error', '--format', 'json'];
  const once = () => {
    const { stdout } = spawnSync(
      process.execPath,
      ['bin/blocksim.js', ...args, 'scenarios/paused-without-reason.yaml'],
      {
        encoding: 'utf8',
      },
    );
    return (JSON.parse(stdout) as { seconds: number }).seconds * 1000;
  };
  return median(Array.from({ length: 9 }, once));
}

export function benchExploreMachine(): Figure[] {
  return [
    ...['thin-provisioning', 'two-disks'].map((name) =>
      figure(`${name}, one core`, `${speed(name, '10.0.13').toFixed(2)} M moves/s`, '1.00'),
    ),
    figure("founding story's counterexample, cold, ms", foundingStory().toFixed(0), '50'),
  ];
}
