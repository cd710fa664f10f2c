/** The search on full machines. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MachineModel } from '../src/explore/machine-model.ts';
import { propertyNamed } from '../src/explore/properties/index.ts';
import { profileNamed } from '../src/profile/index.ts';
import { buildMachine } from '../src/scenario/build.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { search } from '../test/support/search.ts';
import { type Figure, figure, median } from './measure.ts';

const FEW = { maxStates: 200_000 };
/** Searches until the engine has made everything fast: about a second's work. */
const WARM_UP = 6;

function scenarioOf(name: string): Scenario {
  const file = `scenarios/${name}.yaml`;
  const { scenario } = parseScenario(readFileSync(file, 'utf8'), file);
  if (scenario === undefined) throw new Error(`no ${file}`);
  return scenario;
}

/** The founding story with so many writes at once to each of two disks that are files, one of which is full once. */
function founding(requests: number): Scenario {
  const disks = ['vd0', 'vd1'];
  const story = {
    name: 'founding',
    images: disks.map((disk) => ({ name: `${disk}.raw`, format: 'raw', size: 1_048_576 })),
    blockdev: disks.map((disk) => ({ driver: 'file', 'node-name': `of-${disk}`, filename: `@DIR@/${disk}.raw` })),
    device: disks.map((disk) => ({ driver: 'virtio-blk-device', id: disk, drive: `of-${disk}`, werror: 'stop' })),
    steps: [
      { at: 0, fault: { device: 'vd0', errno: 'ENOSPC', ops: ['write'], times: 1 } },
      ...disks.map((device) => ({
        at: 100,
        io: Array.from({ length: requests }, (_, i) => ({
          device,
          op: 'write',
          offset: i * 65_536,
          bytes: 4096,
          tag: `w${i} of ${device}`,
        })),
      })),
      { at: 400, qmp: { execute: 'cont' } },
      { at: 500, qmp: { execute: 'query-status' } },
      { at: 2500, qmp: { execute: 'cont' } },
    ],
    end: 3000,
  };
  const { scenario, refusal } = parseScenario(JSON.stringify(story), 'founding');
  if (scenario === undefined) throw new Error(refusal);
  return scenario;
}

/** Moves a processor second, after searches to warm up. `eager`: with reductions, which leave out the cheapest moves. */
function speed(scenario: Scenario, version: string, eager = true): number {
  const [profile, property] = [profileNamed(version), propertyNamed('stop-has-io-error')];
  if (profile === undefined || property === undefined) throw new Error(`no ${version}`);
  const once = () => {
    const model = new MachineModel(buildMachine(scenario, profile, { apart: true }), [property]);
    const before = process.cpuUsage();
    const { transitions } = search(model, { ...FEW, eager });
    const { user, system } = process.cpuUsage(before);
    return (transitions * 1e6) / (user + system);
  };
  for (let i = 0; i < WARM_UP; i++) once();
  return median([once(), once(), once(), once(), once()]);
}

/** The scenario with as many more nodes, which nobody uses. */
const withNodes = (scenario: Scenario, count: number): Scenario => ({
  ...scenario,
  blockdev: [
    ...scenario.blockdev,
    ...Array.from({ length: count }, (_, i) => ({ driver: 'null-co', 'node-name': `idle${i}`, size: 1_048_576 })),
  ],
});

/** Milliseconds from the start of a search of 10.0.2 to a STOP without its reason, in a process of its own. */
function untilFound(name: string, ...more: readonly string[]): number {
  const args = ['explore', '--qemu', '10.0.2', '--property', 'stop-has-io-error', '--format', 'json', ...more];
  const once = () => {
    const { stdout } = spawnSync(process.execPath, ['bin/blocksim.js', ...args, `scenarios/${name}.yaml`], {
      encoding: 'utf8',
    });
    return (JSON.parse(stdout) as { seconds: number }).seconds * 1000;
  };
  return median(Array.from({ length: 9 }, once));
}

export function benchExploreMachine(): Figure[] {
  const million = (name: string, scenario = scenarioOf(name)) =>
    [true, false].map((eager) =>
      figure(
        `${name}${eager ? '' : ', no reductions'}`,
        `${(speed(scenario, '10.0.13', eager) / 1e6).toFixed(2)} M moves/s`,
        '1.00',
      ),
    );
  const thin = scenarioOf('thin-provisioning');
  const [few, some, many] = [0, 8, 98].map((count) => speed(withNodes(thin, count), '10.0.13')) as [
    number,
    number,
    number,
  ];
  return [
    ...million('founding story, 3 writes on 2 disks', founding(3)),
    ...['thin-provisioning', 'cancel-that-completes', 'two-monitors-one-cancels'].flatMap((name) => million(name)),
    figure('with 10 nodes, to that with 2', (some / few).toFixed(2)),
    figure('with 100 nodes, to that with 2', (many / few).toFixed(2)),
    figure("founding story's counterexample, cold, ms", untilFound('paused-without-reason').toFixed(0), '50'),
    figure('the same beside a mirror, ms', untilFound('job-and-guest-stop', '--deviations', '2').toFixed(0)),
  ];
}
