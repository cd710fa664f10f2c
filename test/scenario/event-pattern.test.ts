import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { schemaNamed } from '../../src/monitor/schema/index.ts';
import { profiles } from '../../src/profile/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';

const transcripts = fileURLToPath(new URL('../conformance/transcripts/', import.meta.url));

const refusal = (scenario: object) => parseScenario(JSON.stringify(scenario), 's.json').refusal;
const reacting = (on: unknown, more: object = {}) =>
  refusal({ ...more, clients: [{ name: 'main', reactions: [{ on, send: { execute: 'cont' } }] }] });
const wishing = (on: unknown) => refusal({ sometimes: [{ on }] });

/** Every event that a real QEMU was recorded saying, with all its members but times. */
function recorded(): object[] {
  const files = readdirSync(transcripts, { recursive: true }) as string[];
  const messages = files
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(transcripts + file, 'utf8').split('\n'))
    .filter((line) => line.includes('"event"'))
    .map((line) => JSON.parse(line).recv as { event?: string; data?: object });
  return messages.flatMap((message) => (message?.event === undefined ? [] : { event: message.event, ...message.data }));
}

test('whatever a real QEMU was recorded saying can be waited for', () => {
  const all = new Map(recorded().map((on) => [JSON.stringify(on), on]));
  expect(all.size).toBeGreaterThan(100);
  expect(refusal({ sometimes: [...all.values()].map((on, i) => ({ name: `wish ${i}`, on })) })).toBeUndefined();
});

test('whatever any version knows can be waited for, whichever the scenario is for', () => {
  const events = new Set(profiles.flatMap(({ wire }) => [...schemaNamed(wire.schema).events.keys()]));
  expect(events).toContain('MEM_UNPLUG_ERROR');
  for (const event of events) expect(reacting({ event }, { qemu: '11.1.3' })).toBeUndefined();
  for (const { events } of profiles)
    for (const member of events.ioErrorMembers)
      expect(reacting({ event: 'BLOCK_IO_ERROR', [member]: member === 'nospace' ? true : 'x' })).toBeUndefined();
});

test.each([
  [{ event: 'BLOCK_IO_EROR' }, `event: no event is called "BLOCK_IO_EROR", did you mean 'BLOCK_IO_ERROR'?`],
  [{ event: 'block_io_error' }, `event: no event is called "block_io_error", did you mean 'BLOCK_IO_ERROR'?`],
  [{ event: 'x' }, 'event: no event is called "x", expected a name like BLOCK_IO_ERROR'],
  [{ event: 'BLOCK_IO_ERROR', acton: 'stop' }, "acton: no member of BLOCK_IO_ERROR, did you mean 'action'?"],
  [{ event: 'STOP', action: 'stop' }, 'action: no member of STOP, expected event'],
  [{ event: 'BLOCK_IO_ERROR', action: 'stopp' }, `action: no action is called "stopp", did you mean 'stop'?`],
  [{ event: 'BLOCK_IO_ERROR', nospace: 'yes' }, 'nospace: expected true or false, found the text "yes"'],
  [{ event: 'BLOCK_IO_ERROR', device: 0 }, 'device: expected text, found the number 0'],
  [{ event: 'BLOCK_JOB_READY', offset: '512' }, 'offset: expected a number, found the text "512"'],
])('%j would be waited for in vain', (on, sentence) => {
  expect(reacting(on)).toMatch(/^s\.json:1:\d+: /);
  expect(reacting(on)?.replace(/^s\.json:1:\d+: /, '')).toBe(`clients[0].reactions[0].on.${sentence}`);
  expect(wishing(on)?.replace(/^s\.json:1:\d+: /, '')).toBe(`sometimes[0].on.${sentence}`);
});
