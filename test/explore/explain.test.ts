import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Explainer, type Explanation, explain } from '../../src/explore/explain.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';
import { shipped } from '../support/shipped.ts';

const corpus = new URL('../conformance/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, corpus), 'utf8');
const scenario = (name: string) => parseScenario(read(`scenarios/${name}.json`), name).scenario as Scenario;
const transcript = (version: string, name: string) => read(`transcripts/${version}/${name}.jsonl`);

const explained = (version: string, name: string, text = transcript(version, name)): Explanation =>
  explain(scenario(name), qemu(version), text, { maxStates: 60_000 });

describe.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('what a real QEMU %s did', (version) => {
  const names = readdirSync(new URL(`transcripts/${version}/`, corpus))
    .filter((file) => /^(guest|latency|mixed|named|slow)|^commit-7-00/.test(file))
    .map((file) => file.slice(0, -'.jsonl'.length));

  test('is what the simulator does in some order', () => {
    expect(names.length).toBeGreaterThan(20);
    for (const name of names)
      expect(explained(version, name.replace('.alt', ''), transcript(version, name)), name).toMatchObject({
        ended: 'explained',
      });
  });
});

describe('a transcript', () => {
  const name = 'guest2-7-01';

  test('that takes more moves than are followed is not called impossible', () => {
    const ended = (version: string, longest: number) => {
      const explainer = new Explainer(scenario(name), qemu(version), transcript('10.0.2', name), longest);
      while (explainer.advance(1000) === undefined);
      return explainer.result().ended;
    };
    expect(['10.0.2', '10.0.13'].map((version) => ended(version, 10))).toEqual(['bound', 'bound']);
    expect(['10.0.2', '10.0.13'].map((version) => ended(version, 10_000))).toEqual(['explained', 'impossible']);
  });

  test('is explained by the version that made it and not by others that would have told more', () => {
    const text = transcript('10.0.2', name);
    expect(explained('10.0.2', name, text).ended).toBe('explained');
    const other = explained('10.0.13', name, text);
    expect(other.ended).toBe('impossible');
    expect(other.parting?.recorded).toBe('{"event":"STOP"}');
    expect(other.parting?.expected.join()).toContain('BLOCK_IO_ERROR');
    expect(text.split('\n')[(other.parting?.line ?? 0) - 1]).toContain('"STOP"');
  });

  test('may be the QMP messages alone, as they went over the wire', () => {
    const bare = transcript('10.0.2', name)
      .split('\n')
      .flatMap((line) => {
        const { send, recv } = JSON.parse(line || '{}') as { send?: string; recv?: object };
        return send ?? (recv === undefined ? [] : JSON.stringify(recv));
      });
    const greeting = ['{"QMP": {"version": {}}}', '{"execute": "qmp_capabilities"}', '{"return": {}}'];
    for (const lines of [bare, [...greeting, ...bare]]) {
      expect(explained('10.0.2', name, lines.join('\n')).ended).toBe('explained');
      expect(explained('10.0.13', name, lines.join('\n')).ended).toBe('impossible');
    }
    expect(explained('10.0.2', name, ['{"return": {}}', ...bare].join('\n')).ended).toBe('impossible');
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
      expect(parting?.line).toBeUndefined();
      expect(parting?.expected).not.toEqual([]);
    }
  });

  test('is explained only by orders that the machine can play', () => {
    const { order } = explained('10.0.2', name);
    expect(order.filter((label) => label.includes('consumes the stop request')).length).toBeGreaterThan(1);
    expect(order).toContain('script sends cont');
  });
});

/** Lines of a recording, one message or request a line. */
const at = (time: number, what: object): string => JSON.stringify({ time, ...what });

describe('the times of a recording', () => {
  const stopping = parseScenario(
    JSON.stringify({
      name: 'two-errors',
      blockdev: [
        { driver: 'null-co', 'node-name': 'n', size: 1048576 },
        {
          driver: 'blkdebug',
          'node-name': 'd',
          image: 'n',
          'inject-error': [
            { event: 'none', iotype: 'write', once: true },
            { event: 'none', iotype: 'write', once: true },
          ],
        },
      ],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'd', werror: 'stop' }],
      steps: [
        { at: 0, io: [{ device: 'vd0', op: 'write', offset: 0, bytes: 512, tag: 'w' }] },
        { at: 930, qmp: { execute: 'cont' } },
        { at: 3000, qmp: { execute: 'cont' } },
      ],
      end: 4500,
    }),
    'two-errors',
  ).scenario as Scenario;
  const recording = (version: string) => runScenario(stopping, qemu(version)).transcript;
  const by = (version: string, text: string) => explain(stopping, qemu(version), text, { maxStates: 60_000 });
  /** Everything from one line on comes later. */
  const delayed = (text: string, from: RegExp, by: number): string => {
    const lines = text.trimEnd().split('\n');
    const first = lines.findIndex((line) => from.test(line));
    return lines
      .map((line, i) => {
        const { time, ...what } = JSON.parse(line);
        if (i < first || time === undefined) return line;
        const stamp = what.recv?.timestamp;
        if (stamp !== undefined) stamp.microseconds += by * 1000;
        return at(time + by, what);
      })
      .join('\n');
  };

  test('hold: two errors less than a second apart were not rate limited by 10.0.2', () => {
    const quick = recording('10.0.13');
    expect(by('10.0.13', quick).ended).toBe('explained');
    expect(by('10.0.2', quick).ended).toBe('impossible');
  });

  test('may be later than those of the scenario: then the same errors are a second apart', () => {
    const slow = delayed(recording('10.0.13'), /"send": ?"\{.*cont/, 100);
    expect(by('10.0.13', slow).ended).toBe('explained');
    expect(by('10.0.2', slow).ended).toBe('explained');
  });

  test('are those of the events if it tells no others', () => {
    const timeless = (text: string) => text.replaceAll(/"time": ?[\d.]+, ?/g, '');
    const quick = timeless(recording('10.0.13'));
    const slow = timeless(delayed(recording('10.0.13'), /"send": ?"\{.*cont/, 100));
    const hasty = timeless(delayed(recording('10.0.13'), /"send": ?"\{.*cont/, -100));
    for (const text of [quick, slow, hasty]) {
      expect(text).not.toContain('"time"');
      expect(by('10.0.13', text).ended).toBe('explained');
      expect(by('10.0.2', text).ended).toBe(text === slow ? 'explained' : 'impossible');
    }
  });

  test('are not needed where jobs take their time', () => {
    const mirrors = shipped('mirror-never-converges');
    const text = runScenario(mirrors, qemu('10.0.2')).transcript.replaceAll(/"time": ?[\d.]+, ?/g, '');
    const bare = text.replaceAll(/^.*"(submit|complete)".*\n/gm, '');
    expect(explain(mirrors, qemu('10.0.2'), bare, { maxStates: 60_000 }).ended).toBe('explained');
  });

  test('do not matter where the scenario itself is played just so', () => {
    const timeless = recording('10.0.2').replaceAll(/"time": ?[\d.]+, /g, '');
    expect(timeless).not.toContain('"time"');
    expect(by('10.0.2', timeless).ended).toBe('explained');
  });

  test('tell of a step that came just before a timer', () => {
    const { steps, ...rest } = stopping;
    const [write, resume] = steps.map((step) => ({ ...step, at: step.at + 100 })) as [
      (typeof steps)[0],
      (typeof steps)[0],
    ];
    const asking = { ...rest, steps: [write, resume, { at: 1100, qmp: { execute: 'query-status' } }], end: 1300 };
    const lines = runScenario(asking as Scenario, qemu('10.0.2'))
      .transcript.trimEnd()
      .split('\n');
    const asked = lines.findIndex((line) => line.includes('query-status'));
    const held = lines.splice(asked - 1, 1);
    expect(held[0]).toContain('BLOCK_IO_ERROR');
    const text = [...lines, ...held].join('\n');
    expect(explain(asking as Scenario, qemu('10.0.2'), text, { maxStates: 60_000 }).ended).toBe('explained');
  });

  test('do not let a client read a second late', () => {
    const lines = recording('10.0.2').trimEnd().split('\n');
    const late = lines.findLastIndex((line) => line.includes('BLOCK_IO_ERROR'));
    const next = lines.findIndex((line, i) => i > late && line.includes('"send"'));
    const { recv } = JSON.parse(lines[late] as string);
    const sent = JSON.parse(lines[next] as string);
    const moved = lines.with(next, at(sent.time, { send: sent.send })).toSpliced(next + 1, 0, at(sent.time, { recv }));
    moved.splice(late, 1);
    expect(by('10.0.2', moved.join('\n')).ended).toBe('impossible');
  });

  test('end where whoever recorded gave up', () => {
    const lines = recording('10.0.2').trimEnd().split('\n').slice(0, 6);
    expect(by('10.0.2', lines.join('\n')).ended).toBe('impossible');
    expect(by('10.0.2', [...lines, at(500, { exception: 'flood' })].join('\n')).ended).toBe('explained');
  });

  test('end a search whose client has given up waiting', () => {
    const disk = (n: number) => [
      { driver: 'null-co', 'node-name': `n${n}`, size: 1048576, 'latency-ns': 1_500_000_000 },
      { driver: 'blkdebug', 'node-name': `d${n}`, image: `n${n}` },
    ];
    const write = (device: string, at: number) => ({
      at,
      io: [{ device, op: 'write', offset: 0, bytes: 512, tag: device }],
    });
    const slow = parseScenario(
      JSON.stringify({
        name: 'slow-stop',
        blockdev: [...disk(0), ...disk(1)],
        device: [0, 1].map((n) => ({ driver: 'virtio-blk-device', id: `vd${n}`, drive: `d${n}` })),
        steps: [
          write('vd0', 0),
          write('vd1', 310),
          { at: 620, qmp: { execute: 'stop' } },
          { at: 930, qmp: { execute: 'query-status' } },
        ],
        end: 8000,
      }),
      'slow-stop',
    ).scenario as Scenario;
    const { transcript: shown } = runScenario(slow, qemu('11.1.3'));
    expect(explain(slow, qemu('11.1.3'), shown, { maxStates: 60_000 }).ended).toBe('explained');
    expect(explain(slow, qemu('7.2.22'), shown, { maxStates: 60_000 }).ended).toBe('impossible');
  });
});

describe('a transcript of several clients', () => {
  const watched = parseScenario(
    JSON.stringify({
      name: 'watched',
      clients: [{ name: 'watch' }],
      steps: [
        { at: 0, qmp: { execute: 'stop' } },
        { at: 20, client: 'watch', qmp: { execute: 'cont' } },
      ],
      end: 200,
    }),
    'watched',
  ).scenario as Scenario;
  const lines = runScenario(watched, qemu('11.1.3')).transcript.trimEnd().split('\n');
  const by = (shown: readonly string[]) =>
    explain(watched, qemu('11.1.3'), shown.join('\n'), { maxStates: 60_000 }).ended;
  /** Two lines that stand one after the other, the other way round. */
  const swapped = (first: RegExp, second: RegExp) => {
    const at = lines.findIndex((line, i) => first.test(line) && second.test(lines[i + 1] ?? ''));
    expect(at).toBeGreaterThan(0);
    return lines.toSpliced(at, 2, lines[at + 1] as string, lines[at] as string);
  };

  test('may have read any of them first', () => {
    expect(by(lines)).toBe('explained');
    expect(by(swapped(/"main".*STOP/, /"watch".*STOP/))).toBe('explained');
    expect(by(swapped(/"main".*RESUME/, /"watch".*RESUME/))).toBe('explained');
  });

  test('may have read one late that another had asked something by then', () => {
    expect(by(swapped(/"main".*return/, /"watch".*send/))).toBe('explained');
  });

  test('may break off between what two of them got', () => {
    const last = lines.findIndex((line) => /"watch".*RESUME/.test(line));
    const cut = [...lines.slice(0, last - 1), lines[last] as string];
    expect(by([...cut, '{"time": 20, "recv": {"timest'])).toBe('explained');
    expect(by(cut)).toBe('impossible');
  });

  test('has each one in its own order', () => {
    expect(by(swapped(/"watch".*RESUME/, /"watch".*return/))).toBe('impossible');
  });

  test('may name the client after the message', () => {
    const renamed = lines.map((line) => {
      const { client, ...rest } = JSON.parse(line);
      return JSON.stringify({ ...rest, client });
    });
    expect(by(renamed)).toBe('explained');
  });
});
