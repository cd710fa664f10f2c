import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/scenario/run.ts';
import { FULL_ONCE, profile, sends, story, writes } from '../support/stories.ts';

type Line = Readonly<Record<string, unknown>>;

const play = (scenario: ReturnType<typeof story>, name = '10.0.2'): Line[] =>
  runScenario(scenario, profile(name))
    .transcript.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('a transcript', () => {
  const lines = play(story([FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')]));

  test('begins with the version', () => expect(lines[0]).toEqual({ version: { micro: 2, minor: 0, major: 10 } }));

  test('tells what the guest asks for and gets', () => {
    expect(lines[1]).toEqual({ time: 100, submit: { device: 'vd0', op: 'write', tag: 'w0', offset: 0, bytes: 512 } });
    expect(lines.at(-1)).toEqual({ time: 400, complete: { device: 'vd0', tag: 'w0', status: 'ok' } });
  });

  test('tells what the client sends and gets', () => {
    const at400 = lines.filter(({ time, complete }) => time === 400 && complete === undefined);
    expect(at400.map(({ send, recv }) => send ?? Object.keys(recv as object))).toEqual([
      '{"execute":"cont"}',
      ['timestamp', 'event'],
      ['return'],
    ]);
  });

  test("has one JSON object a line, members of messages in QEMU's order", () => {
    const { transcript } = runScenario(story([], [sends(0, 'nosuch')]), profile('11.1.3'));
    const text =
      '{"time": 0, "recv": {"error": {"class": "CommandNotFound", "desc": "The command nosuch has not been found"}}}';
    expect(transcript.split('\n')[2]).toBe(text);
  });

  test('leaves out what a flush does not have', () => {
    const flush = { at: 0, io: [{ device: 'vd0', op: 'flush', tag: 'f' }] };
    expect(play(story([], [flush]))[1]).toEqual({ time: 0, submit: { device: 'vd0', op: 'flush', tag: 'f' } });
  });

  test('keeps odd text one line', () => {
    const raw = { at: 0, raw: '{"execute": "\u2028\u0000é"}' };
    expect(play(story([], [raw]))[1]).toEqual({ time: 0, send: '{"execute": "\u2028\u0000é"}' });
  });

  test('tells whose a line is only where there are several clients', () => {
    const second = play(story([], [sends(0, 'stop')], { clients: [{ name: 'second' }] }));
    const stops = second.filter(({ recv }) => (recv as Line | undefined)?.event === 'STOP');
    expect(stops.map(({ client }) => client)).toEqual(['main', 'second']);
    expect(play(story([], [sends(0, 'stop')])).some((line) => 'client' in line)).toBe(false);
  });
});
