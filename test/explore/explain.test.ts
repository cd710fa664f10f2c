import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Explanation, explain } from '../../src/explore/explain.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';

const corpus = new URL('../conformance/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, corpus), 'utf8');
const scenario = (name: string) => parseScenario(read(`scenarios/${name}.json`), name).scenario as Scenario;
const transcript = (version: string, name: string) => read(`transcripts/${version}/${name}.jsonl`);

const explained = (version: string, name: string, text = transcript(version, name)): Explanation =>
  explain(scenario(name), qemu(version), text, { maxStates: 20_000 });

describe.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('what a real QEMU %s did', (version) => {
  const names = readdirSync(new URL(`transcripts/${version}/`, corpus))
    .filter((file) => /^(guest|mixed|named|slow)/.test(file))
    .map((file) => file.slice(0, -'.jsonl'.length));

  test('is what the simulator does in some order', () => {
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(explained(version, name), name).toMatchObject({ ended: 'explained' });
  });
});

describe('a transcript', () => {
  const name = 'guest2-7-01';

  test('is explained by the version that made it and not by others that would have told more', () => {
    const text = transcript('10.0.2', name);
    expect(explained('10.0.2', name, text).ended).toBe('explained');
    const other = explained('10.0.13', name, text);
    expect(other.ended).toBe('impossible');
    expect(other.parting?.expected).toBe('{"event":"STOP"}');
    expect(other.parting?.found).toContain('BLOCK_IO_ERROR');
  });

  test('that shows a STOP before its reason has no explanation', () => {
    const lines = transcript('10.0.13', name).split('\n');
    const reason = lines.findIndex((line) => line.includes('BLOCK_IO_ERROR'));
    const [one, two] = lines.splice(reason, 2) as [string, string];
    expect(two).toContain('"STOP"');
    lines.splice(reason, 0, two, one);
    expect(explained('10.0.13', name, lines.join('\n')).ended).toBe('impossible');
  });

  test('that breaks off early has no explanation: the scenario goes on', () => {
    const lines = transcript('11.1.3', name).trimEnd().split('\n');
    for (const kept of [5, lines.length - 1]) {
      const { ended, parting } = explained('11.1.3', name, lines.slice(0, kept).join('\n'));
      expect(ended).toBe('impossible');
      expect(parting?.expected).toBe('nothing more');
    }
  });

  test('is explained only by orders that the machine can play', () => {
    const { order } = explained('10.0.2', name);
    expect(order.filter((label) => label.includes('consumes the stop request')).length).toBeGreaterThan(1);
    expect(order).toContain('script sends cont');
  });
});
