/** Guest requests from device through backend, blkdebug and null-co to completion, 32 in flight, nobody watching. */
import { spawnSync } from 'node:child_process';
import { runMain } from '../src/kernel/index.ts';
import type { Machine } from '../src/machine.ts';
import { profileNamed } from '../src/profile/index.ts';
import { buildMachine } from '../src/scenario/build.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { kick, submitGuest } from '../src/vm/guest.ts';
import type { Device } from '../src/vm/records.ts';
import { type Figure, figure, race, time } from './measure.ts';

const IN_FLIGHT = 32;

export const oneDisk: Scenario = {
  name: 'bench',
  images: [],
  pools: [],
  blockdev: [
    { driver: 'null-co', 'node-name': 'n0', size: 1 << 30 },
    { driver: 'blkdebug', 'node-name': 'dbg0', image: 'n0' },
  ],
  drive: [],
  device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'dbg0', werror: 'stop' }],
  clients: [],
  steps: [],
  end: 0,
};

/** Submits requests that do not merge, a ring full at a time, until `count` have completed. */
function serve(machine: Machine, device: Device, count: number): void {
  for (let done = 0; done < count; done += IN_FLIGHT) {
    for (let i = 0; i < IN_FLIGHT; i++)
      submitGuest(machine, device, { op: 'read', offset: ((i * 7919) % 1000) * 8192, bytes: 4096, tag: '' });
    kick(machine, device);
    while (runMain(machine));
  }
}

/**
 * The same events without a simulator: each stage of a request (ring, device, backend, filter, image, completion,
 * guest) is one event of a plain queue, which calls the next stage's function.
 */
function bareLoop(count: number): number {
  interface Request {
    readonly offset: number;
    readonly bytes: number;
    readonly tag: string;
    status: number;
  }
  interface Event {
    readonly run: (request: Request) => void;
    readonly request: Request;
  }
  let completed = 0;
  let queue: Event[] = [];
  const stages: ((request: Request) => void)[] = [];
  const later = (stage: number) => (request: Request) => {
    queue.push({ run: stages[stage] as (request: Request) => void, request });
  };
  for (let stage = 1; stage <= 6; stage++) stages.push(later(stage));
  stages.push((request) => {
    request.status = 0;
    completed += request.bytes > 0 ? 1 : 0;
  });
  for (let done = 0; done < count; done += IN_FLIGHT) {
    for (let i = 0; i < IN_FLIGHT; i++)
      later(0)({ offset: ((i * 7919) % 1000) * 8192, bytes: 4096, tag: '', status: 0xff });
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      for (const event of batch) event.run(event.request);
    }
  }
  return completed;
}

/** Requests a second of `qemu-img bench` on raw over null-co, or undefined where it is not installed. */
function qemuImg(count: number): number | undefined {
  const { status, stdout } = spawnSync('qemu-img', ['bench', '-c', `${count}`, '-d', '64', '-f', 'raw', 'null-co://'], {
    encoding: 'utf8',
  });
  const seconds = /in ([\d.]+) seconds/.exec(stdout ?? '')?.[1];
  return status === 0 && seconds !== undefined ? count / Number(seconds) : undefined;
}

export function benchGuestRequests(): Figure[] {
  const machine = buildMachine(oneDisk, profileNamed('10.0.13') as never);
  const device = machine.devices.at(0);
  const count = 320_000;
  const [ours, bare] = race(
    () => serve(machine, device, count),
    () => bareLoop(count),
  );
  const rate = count / ours / 1000;
  const figures = [
    figure('guest requests, million a second', rate.toFixed(2)),
    figure('  of a bare loop of the same events', (bare / ours).toFixed(2), '0.30'),
  ];
  const real = qemuImg(2_000_000);
  if (real !== undefined) figures.push(figure('  against qemu-img bench', ((rate * 1e6) / real).toFixed(2), '1.0'));
  return [...figures, ...benchMemory(machine, device)];
}

function benchMemory(machine: Machine, device: Device): Figure[] {
  const used = () => {
    (globalThis as { gc?: () => void }).gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  serve(machine, device, 1_000_000);
  const before = used();
  serve(machine, device, 10_000_000);
  return [figure('heap growth over ten million requests, MB', (used() - before).toFixed(1), 'flat')];
}

/** Wall time of the founding story, built, played and written, once the code is warm. */
export function benchScenario(story: Scenario, play: (scenario: Scenario) => void): Figure[] {
  const micros = time(() => play(story), 200, 200) * 1000;
  return [figure('founding story, warm, microseconds', micros.toFixed(0), '100')];
}
