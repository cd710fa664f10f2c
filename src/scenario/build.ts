/** From a scenario to a machine that is about to play it. */
import { submit } from '../block/backend.ts';
import { openDrive } from '../block/drive.ts';
import { strerror } from '../block/errno.ts';
import { empty, pattern, write } from '../block/extents.ts';
import { addBackend, removeBackend } from '../block/graph.ts';
import { addPool } from '../block/images.ts';
import { openNode } from '../block/open.ts';
import { completeWorkerRequest, workerRequests } from '../block/workers.ts';
import {
  callOnMain,
  clockOf,
  handler,
  iothreads,
  mainThreadBusy,
  NONE,
  now,
  runIothread,
  runMain,
  Timer,
} from '../kernel/index.ts';
import { Machine, nextTimer } from '../machine.ts';
import { checkValue } from '../monitor/check-arguments.ts';
import { schemaNamed } from '../monitor/schema/index.ts';
import { openSession, skipNegotiation } from '../monitor/session.ts';
import type { Profile } from '../profile/index.ts';
import { turnOn } from '../vm/iothread.ts';
import { plugDevice, REALIZE } from '../vm/plug.ts';
import { setRunState } from '../vm/run-state.ts';
import { Actor, goToStep, hearReplies } from './actors.ts';
import { addBoard } from './add-board.ts';
import { createImage } from './create-image.ts';
import { addMaybeFaults } from './maybe-faults.ts';
import { imagePath, MAIN_CLIENT, type Scenario, type ScenarioImage, withoutMaybe } from './scenario.ts';
import { clientActor, splitSteps } from './split-actors.ts';

/** A scenario that its own machine refuses: one sentence, naming the member. */
export class BuildRefusal extends Error {
  override readonly name = 'BuildRefusal';
}

function fail(place: string, desc: string): never {
  throw new BuildRefusal(`${place}: ${desc}`);
}

export interface BuildOptions {
  /** Each guest device and each client acts by itself and as late as it likes: for searches and what they found. */
  readonly apart?: boolean;
  /** One actor for all steps, as in a plain run, but as late as it likes: for recordings of somebody who was alone. */
  readonly late?: boolean;
}

/**
 * Builds the machine: images, nodes, drives, devices, clients; lets it boot; sets time 0. The VM runs, the guest is
 * idle and has set its devices up. @throws BuildRefusal
 */
export function buildMachine(scenario: Scenario, profile: Profile, options: BuildOptions = {}): Machine {
  const machine = new Machine(profile);
  const wrong = addBoard(machine, scenario);
  if (wrong !== undefined) fail(...wrong);
  addStorage(machine, scenario);
  const schema = schemaNamed(profile.wire.schema);
  scenario.blockdev.forEach((node, i) => {
    const { options } = withoutMaybe(node);
    const checked = checkValue(schema, 'BlockdevOptions', options);
    if ('error' in checked) fail(`blockdev[${i}]`, checked.error.desc);
    const opened = openNode(machine, options, { root: true });
    if ('refusal' in opened) fail(`blockdev[${i}]`, opened.refusal.desc);
  });
  scenario.drive.forEach((options, i) => {
    const opened = openDrive(machine, withoutMaybe(options).options);
    if ('refusal' in opened) fail(`drive[${i}]`, opened.refusal.desc);
  });
  scenario.device.forEach((properties, i) => {
    const plugged = plugDevice(machine, properties);
    if ('refusal' in plugged) fail(`device[${i}]`, plugged.refusal);
    callOnMain(machine, REALIZE, { device: plugged.device.id });
    settle(machine);
  });
  boot(machine, scenario.start_paused === true);
  connect(machine, scenario);
  addActors(machine, scenario, options);
  if (options.apart === true) addMaybeFaults(machine, scenario);
  return machine;
}

/** Runs the main thread, and what workers have, until nothing is left to do at this time or later for a procedure. */
function settle(machine: Machine): void {
  for (;;) {
    if (runMain(machine) || iothreads(machine).some((thread) => runIothread(machine, thread))) continue;
    const [finished] = workerRequests(machine);
    if (finished !== undefined) completeWorkerRequest(machine, finished);
    else if (mainThreadBusy(machine)) clockOf(machine).now = nextTimer(machine);
    else return;
  }
}

/** The VM starts, the guest's drivers set the devices up; then the clock is set to 0. A paused one only waits. */
function boot(machine: Machine, paused: boolean): void {
  if (!paused) setRunState(machine, 'running');
  for (const device of machine.devices) {
    device.ready = !paused;
    if (device.notifier !== NONE && !paused) turnOn(machine, device);
    if (!paused) device.unitAttention = false;
  }
  settle(machine);
  const started = now(machine);
  for (const timer of machine.store.table(Timer)) timer.due -= started;
  clockOf(machine).now = 0;
  clockOf(machine).stamp = 0;
}

/** The main client, and those the file names beside it. */
function connect(machine: Machine, scenario: Scenario): void {
  const others = scenario.clients.filter((client) => client.name !== MAIN_CLIENT);
  const main = scenario.clients.find((client) => client.name === MAIN_CLIENT);
  const all = [
    { name: MAIN_CLIENT, negotiate: !scenario.raw_negotiation, connected: main?.connected ?? true },
    ...others,
  ];
  for (const { name, negotiate, connected } of all) {
    const monitor = openSession(machine, name);
    if (negotiate) skipNegotiation(machine, monitor);
    if (!connected) monitor.connected = false;
  }
}

function addActors(machine: Machine, scenario: Scenario, { apart = false, late = false }: BuildOptions): void {
  const actors = machine.store.table(Actor);
  if (apart) for (const part of splitSteps(scenario)) goToStep(actors.add({ ...part, late: true }), 0);
  else goToStep(actors.add({ name: 'script', steps: scenario.steps, alone: true, late }), 0);
  for (const { name, reactions } of scenario.clients) {
    if (reactions.length === 0) continue;
    const actor = actors.find((one) => one.name === clientActor(name)) ?? actors.add({ name: clientActor(name) });
    actor.client = machine.monitors.find((monitor) => monitor.name === name)?.id ?? NONE;
    actor.reactions = reactions;
    actor.left = reactions.map((reaction) => reaction.times ?? -1);
    actor.done = reactions.map(() => 0);
  }
  hearReplies(machine);
}

function addStorage(machine: Machine, scenario: Scenario): void {
  for (const pool of scenario.pools) addPool(machine, pool.name, pool.capacity);
  for (const image of scenario.images) makeImage(machine, image);
}

/** Makes an image file as its tools would: created empty, then written through a node of its format. */
function makeImage(machine: Machine, image: ScenarioImage): void {
  createImage(machine, image);
  if (image.write.length === 0) return;
  const { format } = image;
  const filename = imagePath(image.name);
  const opened = openNode(machine, { driver: format, file: { driver: 'file', filename } }, { root: false });
  if (opened.refusal !== undefined) fail(`image ${image.name}`, opened.refusal.desc);
  const backend = addBackend(machine, { root: opened.node.id });
  for (const { offset, bytes, pattern: byte } of image.write) {
    submit(machine, backend, 'write', offset, bytes, 0, write(empty(), offset, bytes, pattern(byte)), WRITTEN, 0);
    settle(machine);
  }
  removeBackend(machine, backend);
}

const WRITTEN = handler<Machine>('image written', (_machine, _arg, ret) => {
  if (ret < 0) throw new BuildRefusal(`an image cannot be written: ${strerror(-ret)}`);
});
