/** Small scenarios for tests of what stands above the machine. */
import { type Profile, profileNamed } from '../../src/profile/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

/** One disk that fails as its rules say, and what is done to it. */
export function story(rules: readonly object[], steps: readonly object[], more: object = {}): Scenario {
  const text = JSON.stringify({
    blockdev: [
      { driver: 'null-co', 'node-name': 'disk', size: 1048576, 'read-zeroes': true },
      {
        driver: 'blkdebug',
        'node-name': 'thin',
        image: 'disk',
        ...(rules.length > 0 ? { 'inject-error': rules } : {}),
      },
    ],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'thin', werror: 'stop', rerror: 'stop' }],
    steps,
    ...more,
  });
  const { scenario, refusal } = parseScenario(text, 'story.json');
  if (scenario === undefined) throw new Error(refusal);
  return scenario;
}

/** A rule that lets the next write fail for want of room. */
export const FULL_ONCE = { event: 'none', iotype: 'write', errno: 28, once: true };

/** A step: the guest writes 512 bytes. */
export const writes = (at: number, tag: string) => ({
  at,
  io: [{ device: 'vd0', op: 'write', offset: 0, bytes: 512, tag }],
});

/** A step: the main client sends a command. */
export const sends = (at: number, execute: string) => ({ at, qmp: { execute } });

/** A profile that must exist. */
export function profile(name: string): Profile {
  const found = profileNamed(name);
  if (found === undefined) throw new Error(`there is no profile ${name}`);
  return found;
}

/** The messages that a transcript's client got: names of events, `return` and `error`. */
export function received(transcript: string): string[] {
  return transcript.split('\n').flatMap((line) => {
    const { recv } = line === '' ? {} : (JSON.parse(line) as { recv?: Record<string, unknown> });
    if (recv === undefined) return [];
    return typeof recv.event === 'string' ? recv.event : Object.keys(recv).filter((name) => name !== 'id');
  });
}
