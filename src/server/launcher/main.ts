/** A program that takes QEMU's command line and serves the machine that it describes, in QEMU's place. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Profile } from '../../profile/index.ts';
import { BuildRefusal } from '../../scenario/build.ts';
import { boardOf } from '../../vm/board.ts';
import { ServeRefusal } from '../address.ts';
import { Guest, readWorkload, type Workload } from '../guest.ts';
import { withPorts } from '../input.ts';
import type { PortPlan } from '../monitor-port.ts';
import { serveMachine } from '../serve.ts';
import { hearSignals } from '../signals.ts';
import { daemonize, isDaemon, tellReady } from './daemon.ts';
import { capacityOf, type Environment, optionsOf, profileOf, workloadsOf } from './environment.ts';
import { type Harness, openHarness } from './harness.ts';
import { helpText } from './help.ts';
import { HostFiles } from './host-files.ts';
import { type OpenedChardevs, openChardevs } from './idle-chardevs.ts';
import type { PlannedMonitor } from './monitor-options.ts';
import { OptionRefusal } from './opts.ts';
import { type Plan, planOf } from './plan.ts';
import { GuestMemory, QtestSession } from './qtest.ts';

export interface Surroundings {
  readonly env: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly pid: number;
}

const PROGRAM = 'blocksim-qemu';

/** Runs the program. @returns its exit code, once the machine has ended */
export async function launch(args: readonly string[], around: Surroundings): Promise<number> {
  let plan: Plan | undefined;
  try {
    const profile = profileOf(around.env);
    plan = planOf(args, profile, capacityOf(around.env));
    if (plan.asked !== undefined) {
      around.out(helpText(plan.asked, profile));
      return 0;
    }
    if (plan.daemonize && !isDaemon(around.env)) return await daemonize(args, around.env, around.err);
    return await run(plan, profile, around);
  } catch (error) {
    around.err(`${PROGRAM}: ${sentence(error, plan)}\n`);
    return 1;
  }
}

/** The refusal of an element of the scenario, with the option it came from. */
function sentence(error: unknown, plan: Plan | undefined): string {
  if (error instanceof BuildRefusal) {
    const match = /^(\w+\[\d+\]): (.*)$/s.exec(error.message);
    const source = match === null ? undefined : plan?.sources.get(match[1] ?? '');
    return source === undefined ? error.message : `${source}: ${match?.[2]}`;
  }
  if (error instanceof OptionRefusal || error instanceof ServeRefusal) return error.message;
  throw error;
}

/** Builds and serves the machine until it ends. */
async function run(plan: Plan, profile: Profile, around: Surroundings): Promise<number> {
  const { env, err } = around;
  if (plan.meaningless.length > 0) err(`${PROGRAM}: accepted without effect: ${plan.meaningless.join(', ')}\n`);
  const workloads = [...workloadsOf(env), ...plan.workloads.map(readWorkload)];
  const opened = await openChardevs(plan.chardevs);
  let harness: Harness | undefined;
  // The machine runs on where nobody is connected and nothing is due.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    harness = plan.qtest === undefined ? undefined : await openHarness(plan.qtest);
    return await serve(plan, profile, around, { workloads, opened, harness });
  } finally {
    clearInterval(alive);
    opened.close();
    harness?.close();
  }
}

interface Prepared {
  readonly workloads: readonly Workload[];
  readonly opened: OpenedChardevs;
  readonly harness: Harness | undefined;
}

async function serve(
  plan: Plan,
  profile: Profile,
  { env, err, pid }: Surroundings,
  { workloads, opened, harness }: Prepared,
): Promise<number> {
  const chardevs = [...(plan.scenario.machine?.chardevs ?? []), ...opened.chardevs];
  const machine = { ...plan.scenario.machine, chardevs, pid, live: true, threads: otherThreads(pid) };
  // The main client of a recording is a QMP client, if there is one.
  const monitors = [...plan.monitors].sort((a, b) => Number(a.mode === 'readline') - Number(b.mode === 'readline'));
  const { scenario, names } = withPorts({ ...plan.scenario, machine }, monitors.length);
  const movesClock = machine.accel === 'qtest';
  const server = await serveMachine(
    scenario,
    profile,
    names,
    monitors.map(portPlan),
    { ...(movesClock ? { clock: 'stepped' as const } : {}), ...optionsOf(env) },
    ({ live }) => {
      new Guest(live, workloads);
      new HostFiles(live);
    },
  );
  const memory = new GuestMemory(boardOf(server.live.machine).memory);
  harness?.meet((stream) => void new QtestSession(server, stream, memory, movesClock));
  let aborted = '';
  server.live.machine.bus.on('process-aborted', ({ message }) => {
    aborted = message;
  });
  let forget: () => void;
  try {
    forget = writePidfile(plan.pidfile, pid);
  } catch (error) {
    await server.close();
    throw error;
  }
  const release = hearSignals(server);
  tellReady(env);
  try {
    await server.closed;
  } finally {
    release();
    forget();
  }
  if (aborted !== '') err(`${aborted}\n`);
  return aborted === '' ? 0 : 134;
}

/** Node's own threads: management software places those of CPUs. */
function otherThreads(pid: number): number[] {
  try {
    return readdirSync('/proc/self/task')
      .map(Number)
      .filter((thread) => thread !== pid)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

function portPlan({ chardev, pretty, mode }: PlannedMonitor): PortPlan {
  const how = { pretty, human: mode === 'readline' };
  switch (chardev.kind) {
    case 'listen':
      return { how: 'listen', address: chardev.address, wait: chardev.wait, ...how };
    case 'connect':
      return { how: 'connect', address: chardev.address, ...how };
    case 'stdio':
      return { how: 'listen', address: { kind: 'stdio' }, ...how };
    default:
      return { how: 'nobody', address: { kind: 'stdio' } };
  }
}

function writePidfile(path: string | undefined, pid: number): () => void {
  if (path === undefined) return () => {};
  try {
    writeFileSync(path, `${pid}\n`, { mode: 0o644 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'No such file or directory' : (error as Error).message;
    throw new OptionRefusal(`cannot create PID file: Could not create '${path}': ${why}`);
  }
  return () => rmSync(path, { force: true });
}
