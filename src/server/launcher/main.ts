/**
 * A program that takes QEMU's command line and serves the machine that it describes, in QEMU's place.
 *
 * What QEMU's command line has no words for comes from the environment:
 * BLOCKSIM_QEMU which QEMU it is, BLOCKSIM_CONTROL where the control channel listens, BLOCKSIM_GUEST what the guest does,
 * BLOCKSIM_POOL how many bytes the image files may take, BLOCKSIM_CLOCK how time passes, BLOCKSIM_RECORD and
 * BLOCKSIM_SAVE files for the transcript and the scenario of the run.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { defaultProfile, type Profile, profileNamed, profiles } from '../../profile/index.ts';
import { BuildRefusal } from '../../scenario/build.ts';
import { suggest } from '../../scenario/nearest.ts';
import { boardOf } from '../../vm/board.ts';
import { ServeRefusal } from '../address.ts';
import type { ClockMode } from '../clock.ts';
import { Guest, readWorkload, type Workload } from '../guest.ts';
import { withPorts } from '../input.ts';
import type { PortPlan } from '../monitor-port.ts';
import { serveMachine } from '../serve.ts';
import type { ServeOptions } from '../serve-options.ts';
import { hearSignals } from '../signals.ts';
import { daemonize, isDaemon, tellReady } from './daemon.ts';
import { type Harness, openHarness } from './harness.ts';
import { helpText } from './help.ts';
import { HostFiles } from './host-files.ts';
import { HOST_CAPACITY, imagesOf } from './host-names.ts';
import { type OpenedChardevs, openChardevs } from './idle-chardevs.ts';
import { OptionRefusal } from './opts.ts';
import { type Plan, type PlannedMonitor, planOf } from './plan.ts';
import { GuestMemory, QtestSession } from './qtest.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly pid: number;
}

const PROGRAM = 'blocksim-qemu';

/** Runs the program. @returns its exit code, once the machine has ended */
export async function launch(args: readonly string[], around: Surroundings): Promise<number> {
  let plan: Plan | undefined;
  try {
    const profile = profileOf(around.env.BLOCKSIM_QEMU);
    plan = planOf(args, profile, capacityOf(around.env.BLOCKSIM_POOL));
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

function profileOf(name: string | undefined): Profile {
  if (name === undefined || name === '') return defaultProfile;
  const found = profileNamed(name);
  if (found !== undefined) return found;
  const known = profiles.map((profile) => profile.name);
  throw new ServeRefusal(`BLOCKSIM_QEMU: no QEMU is called '${name}', ${suggest(name, known)}`);
}

function capacityOf(text: string | undefined): number {
  if (text === undefined || text === '') return HOST_CAPACITY;
  if (!/^\d+$/.test(text)) throw new ServeRefusal(`BLOCKSIM_POOL: '${text}' is no number of bytes, expected digits`);
  return Number(text);
}

function clockOf(text: string | undefined): ClockMode | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'wall' || text === 'virtual' || text === 'stepped') return text;
  throw new ServeRefusal(`BLOCKSIM_CLOCK: no clock is called '${text}', expected wall, virtual or stepped`);
}

/** JSON, or the name of a file that holds it: one workload or a list of them. */
function workloadsOf(text: string | undefined): Workload[] {
  if (text === undefined || text.trim() === '') return [];
  try {
    const source = /^\s*[[{]/.test(text) ? text : readFileSync(text, 'utf8');
    const value: unknown = JSON.parse(source);
    return (Array.isArray(value) ? value : [value]).map(readWorkload);
  } catch (error) {
    throw new ServeRefusal(`BLOCKSIM_GUEST: ${(error as Error).message}`);
  }
}

/** Builds and serves the machine until it ends. */
async function run(plan: Plan, profile: Profile, around: Surroundings): Promise<number> {
  const { env, err } = around;
  if (plan.meaningless.length > 0) err(`${PROGRAM}: accepted without effect: ${plan.meaningless.join(', ')}\n`);
  const workloads = [...workloadsOf(env.BLOCKSIM_GUEST), ...plan.workloads.map(readWorkload)];
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
  await server.closed;
  release();
  forget();
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

function optionsOf(env: Surroundings['env']): ServeOptions {
  const clock = clockOf(env.BLOCKSIM_CLOCK);
  const given = (name: string) => (env[name] === '' ? undefined : env[name]);
  const control = given('BLOCKSIM_CONTROL');
  const record = given('BLOCKSIM_RECORD');
  const save = given('BLOCKSIM_SAVE');
  return {
    // A machine that nobody wants to save may run for weeks.
    history: record !== undefined || save !== undefined || control !== undefined,
    // Management software that runs QEMU decides about its addresses.
    allowRemote: true,
    imagesIn: (text) => imagesOf(namedFiles(text)),
    foldersIn: (text) => namedFiles(text).flatMap(({ filename }) => foldersOf(filename)),
    ...(clock === undefined ? {} : { clock }),
    ...(control === undefined ? {} : { control: control.includes(':') ? control : `unix:${control}` }),
    ...(record === undefined ? {} : { record }),
    ...(save === undefined ? {} : { save }),
  };
}

/** The files that a request names, so that those of the host are known before it is read. */
function namedFiles(text: string): { filename: string }[] {
  const names: { filename: string }[] = [];
  for (const match of text.matchAll(/"(?:filename|file|target|snapshot-file)"\s*:\s*("\/(?:[^"\\]|\\.)*")/g))
    try {
      names.push({ filename: JSON.parse(match[1] ?? '""') as string });
    } catch {
      // No JSON text: the machine will say so.
    }
  return names;
}

/** The folder of a file, and the path itself if it is one. */
const foldersOf = (path: string): string[] => [dirname(path), path].filter(isFolder);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

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
