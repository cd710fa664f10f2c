/**
 * The actors of a search: one for each guest device, one for each client, one for the host. Each keeps the order of its
 * own steps; how the steps of different actors mix is free.
 */
import { MAIN_CLIENT, type Scenario, type Step } from './scenario.ts';

export interface Part {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly inGuest: boolean;
}

const HOST = 'host';
const GUEST = 'guest';

/** Whose step it is: a device's, a client's, the host's, or the guest's as a whole. */
function ownerOf(step: Step): { readonly client: string } | typeof HOST | typeof GUEST {
  if ('qmp' in step || 'raw' in step || 'bytes' in step) return { client: step.client ?? MAIN_CLIENT };
  if ('hmp' in step) return { client: MAIN_CLIENT };
  if ('connect' in step) return { client: step.connect };
  if ('disconnect' in step) return { client: step.disconnect };
  const ofGuest = 'io' in step || 'kick' in step || 'guest_boot' in step || 'guest_reset' in step;
  return ofGuest || 'guest_shutdown' in step || 'guest_suspend' in step ? GUEST : HOST;
}

const ofWholeGuest = (step: Step): boolean =>
  'guest_boot' in step || 'guest_reset' in step || 'guest_shutdown' in step || 'guest_suspend' in step;

/** A step of the guest, one for each device it reaches. */
function byDevice(step: Step): { readonly device: string; readonly step: Step }[] {
  if ('io' in step)
    return [...new Set(step.io.map((io) => io.device))].map((device) => ({
      device,
      step: { ...step, io: step.io.filter((io) => io.device === device) },
    }));
  if ('kick' in step) return step.kick.map((device) => ({ device, step: { ...step, kick: [device] } }));
  return [];
}

/**
 * Divides a scenario's steps among their actors, in the order in which these first appear. A guest that resets, boots
 * or powers off in the course of the story does all its steps as one: what comes before a reset does not come after it.
 */
export function splitSteps({ steps, clients }: Scenario): Part[] {
  const parts = new Map<string, { readonly inGuest: boolean; readonly steps: Step[] }>();
  const add = (name: string, inGuest: boolean, step: Step): void => {
    const part = parts.get(name) ?? { inGuest, steps: [] };
    part.steps.push(step);
    parts.set(name, part);
  };
  const wholeGuest = steps.some(ofWholeGuest);
  for (const step of steps) {
    const owner = ownerOf(step);
    if (owner === HOST) add(HOST, false, step);
    else if (owner !== GUEST) add(clientActor(owner.client), false, step);
    else if (wholeGuest) add(GUEST, true, step);
    else for (const { device, step: one } of byDevice(step)) add(`${GUEST} of ${device}`, true, one);
  }
  for (const { name, reactions } of clients)
    if (reactions.length > 0 && !parts.has(clientActor(name)))
      parts.set(clientActor(name), { inGuest: false, steps: [] });
  return [...parts].map(([name, part]) => ({ name, ...part }));
}

/** What a client's actor is called. */
export const clientActor = (client: string): string => `client ${client}`;
