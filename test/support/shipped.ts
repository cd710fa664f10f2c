/** The scenarios that come with blocksim, and what is seen when they are played. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { properties, propertyNames } from '../../src/explore/properties/index.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { profiles } from '../../src/profile/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { type RunResult, runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { profile } from './stories.ts';

const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** Names of all files, without `.yaml`. */
export const shippedNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

export const shippedText = (name: string): string => readFileSync(`${folder}${name}.yaml`, 'utf8');

/** The same for those about managers, each `managers/NAME`. */
export const managerNames: readonly string[] = readdirSync(`${folder}managers`)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => `managers/${file.slice(0, -'.yaml'.length)}`);

export function shipped(name: string): Scenario {
  const { scenario, refusal } = parseScenario(shippedText(name), `${name}.yaml`, {
    profiles: profiles.map((each) => each.name),
    properties: propertyNames,
  });
  if (scenario === undefined) throw new Error(refusal);
  return scenario;
}

/** Plays a shipped scenario and checks all properties. */
export const play = (name: string, version: string): RunResult =>
  runScenario(shipped(name), profile(version), { observers: [watchProperties(properties)] });

/** Names of the properties that a run breaks. */
export const brokenBy = (name: string, version: string): string[] =>
  play(name, version).violations.map((violation) => violation.property);

type Message = Readonly<Record<string, unknown>>;

/** What the client sends and gets and the guest gets, each with its time: `400 > cont`, `400 STOP`, `400 w0 ok`. */
export function seen(name: string, version: string): string[] {
  return play(name, version)
    .transcript.trimEnd()
    .split('\n')
    .flatMap((line) => {
      const { time, send, recv, complete } = JSON.parse(line) as {
        time: number;
        send?: string;
        recv?: Message;
        complete?: { tag: string; status: string };
      };
      if (send !== undefined) return `${time} > ${(JSON.parse(send) as { execute: string }).execute}`;
      if (complete !== undefined) return `${time} ${complete.tag} ${complete.status}`;
      return recv === undefined ? [] : `${time} ${inWords(recv)}`;
    });
}

function inWords(message: Message): string {
  const { event, error } = message;
  const data = (message.data ?? {}) as Message;
  const result = message.return as Message | undefined;
  if (event === 'BLOCK_IO_ERROR') return `${data.operation} error, ${data.action}`;
  if (typeof event === 'string') return event;
  if (error !== undefined) return `refused: ${(error as Message).desc}`;
  return result?.status === undefined ? 'done' : String(result.status);
}
