/** Starting a server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '../profile/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { parseAddress, ServeRefusal } from './address.ts';
import { profileFrom, scenarioFrom, withPorts } from './input.ts';
import { LiveMachine } from './live.ts';
import { MonitorPort, type PortPlan } from './monitor-port.ts';
import type { ServeOptions } from './serve-options.ts';
import { Server } from './server.ts';

/**
 * Starts a machine and serves its monitors. It runs in this process and ends with `close`, `terminate`, or when a
 * client quits.
 * @throws ServeRefusal when an address or the scenario is no good, BuildRefusal when the machine refuses the scenario
 */
export async function serve(options: ServeOptions = {}): Promise<Server> {
  const asked = scenarioFrom(options.scenario);
  const profile = profileFrom(options.qemu, asked);
  if (options.qmp !== undefined) return await serveAt([options.qmp].flat(), asked, profile, options);
  const folder = mkdtempSync(join(tmpdir(), 'blocksim-'));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  try {
    const socket = `unix:${join(folder, 'qmp.sock')}`;
    return await serveAt([socket], asked, profile, options, (server) => server.onEnd(forget));
  } catch (error) {
    forget();
    throw error;
  }
}

async function serveAt(
  addresses: readonly string[],
  asked: Scenario,
  profile: Profile,
  options: ServeOptions,
  prepare?: (server: Server) => void,
): Promise<Server> {
  const twice = [...addresses, options.control ?? []].flat().find((address, i, all) => all.indexOf(address) < i);
  if (twice !== undefined && /^(?:stdio|fd:.*)$/.test(twice))
    throw new ServeRefusal(`${twice}: it is given twice, expected one port there`);
  const plans = addresses.map((text): PortPlan => ({ how: 'listen', address: parseAddress(text) }));
  const { scenario, names } = withPorts(asked, plans.length);
  return await serveMachine(scenario, profile, names, plans, options, prepare);
}

/** The same for a scenario that has its clients already, one a plan. */
export async function serveMachine(
  scenario: Scenario,
  profile: Profile,
  clients: readonly string[],
  plans: readonly PortPlan[],
  options: ServeOptions,
  prepare: (server: Server) => void = () => {},
): Promise<Server> {
  const live = new LiveMachine(scenario, profile, options);
  const ports = plans.map((plan, i) => new MonitorPort(live, clients[i] as string, plan, options));
  const server = new Server(live, ports, options);
  prepare(server);
  await server.open();
  return server;
}
