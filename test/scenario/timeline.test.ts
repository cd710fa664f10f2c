import { describe, expect, test } from 'vitest';
import { properties } from '../../src/explore/properties/index.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { Timeline } from '../../src/scenario/timeline.ts';
import { foldRepeats } from '../../src/scenario/timeline-fold.ts';
import { layOut, type TimelineOptions } from '../../src/scenario/timeline-layout.ts';
import { messageText } from '../../src/scenario/timeline-message.ts';
import { addCell, type Line, type Row } from '../../src/scenario/timeline-row.ts';
import { bytesText, stepLine } from '../../src/scenario/timeline-steps.ts';
import { shipped } from '../support/shipped.ts';
import { FULL_ONCE, profile, sends, story, writes } from '../support/stories.ts';

function draw(scenario: Scenario, version: string, options: TimelineOptions = {}): string {
  const timeline = new Timeline();
  const watch = watchProperties(properties);
  runScenario(scenario, profile(version), { observers: [timeline, watch] });
  const notes = watch.violations.map(({ move, property, sentence }) => ({ move, text: `${property}: ${sentence}` }));
  return timeline.draw({ notes, ...options });
}

// After a change that is meant: npx vitest run test/scenario/timeline.test.ts -u, and look at what has changed.
describe('the timeline of', () => {
  test.each([
    ['paused-without-reason', '10.0.2'],
    ['paused-without-reason', '10.0.13'],
    ['paused-without-reason', '1.1'],
    ['worst-case-stop-lost', '10.0.2'],
    ['stop-while-write-fails', '7.2.22'],
    ['racing-cont-order', '11.1.3'],
    ['resume-livelock', '10.0.2'],
    ['thin-provisioning', '11.1.3'],
    ['sticky-io-status', '10.0.13'],
    ['use-after-free', 'patch-2026-02-withdrawn'],
    ['quit-in-flight', '11.1.3'],
    ['job-vanishes-with-error', '11.1.3'],
    ['job-and-guest-stop', '11.1.3'],
    ['backup-error-hits-guest', '11.1.3'],
    ['target-dies-in-soft-cancel', '7.2.22'],
  ])('%s on %s is as it was', async (name, version) => {
    await expect(draw(shipped(name), version)).toMatchFileSnapshot(`../golden/${name}-${version}.txt`);
  });

  test.each(['10.0.2', '11.1.3'])('every story on %s fits into 100 columns', (version) => {
    for (const name of [
      'two-disks',
      'worst-case-stop-lost',
      'resume-livelock',
      'event-after-reset',
      'thin-provisioning',
      'backup-error-hits-guest',
      'job-and-guest-stop',
      'two-monitors-one-cancels',
    ])
      for (const line of draw(shipped(name), version).split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('a timeline', () => {
  const scenario = story([FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')]);
  const drawn = draw(scenario, '10.0.13');

  test('is narrower where there is less room, and never wider than it', () => {
    for (const line of draw(scenario, '10.0.13', { columns: 60 }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(60);
  });

  test('cuts nothing of two disks and two jobs at 120 columns, but events whose lane says it', () => {
    const wide = draw(shipped('backup-error-hits-guest'), '11.1.3', { columns: 120 });
    const cut = wide.split('\n').filter((line) => line.includes('…'));
    expect(cut.filter((line) => !/(paused|running|created) .*JOB_STATUS_CHANGE/.test(line))).toEqual([]);
    expect(wide).toContain('vd0 ENOSPC: stop');
  });

  test('goes on below a cell that is too long, and cuts after a few lines', () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
    const row: Row = { time: 5, first: 1, move: 1, lines: [{ client: { text: words, style: 'plain' } }] };
    const lines = layOut([row], { columns: 60 }).split('\n').slice(2, -1);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^ +word\d+/);
    expect(lines[3]).toMatch(/…$/);
  });

  test('is coloured only if asked to, and colour takes no room', () => {
    expect(drawn).not.toContain('\u001b');
    const coloured = draw(scenario, '10.0.13', { colour: true });
    expect(coloured).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
    expect(coloured.replaceAll(/\u001b\[\d*m/g, '').replaceAll(/ +\n/g, '\n')).toBe(drawn);
  });

  test('tells the time once for all that happens at it', () => {
    expect(drawn.match(/^ +400 /gm)).toHaveLength(1);
  });

  test('does not change the run', () => {
    const watched = runScenario(scenario, profile('11.1.3'), { observers: [new Timeline()] });
    expect(watched.transcript).toBe(runScenario(scenario, profile('11.1.3')).transcript);
  });

  test('names clients where there are several', () => {
    const two = draw(story([], [sends(0, 'stop')], { clients: [{ name: 'watcher' }] }), '11.1.3');
    expect(two).toMatch(/ watcher: STOP$/m);
    expect(two).toMatch(/ {2}STOP$/m);
  });

  test('explains only the signs that are there', () => {
    expect(drawn).toContain('keeps: parked for retry');
    expect(drawn).not.toContain('late:');
  });
});

describe('cells', () => {
  const cell = (text: string) => ({ text, style: 'plain' as const });

  test('go to the right as long as it can be read in order, then to the next line', () => {
    const lines: Line[] = [];
    addCell(lines, 'device', cell('a'));
    addCell(lines, 'client', cell('b'));
    addCell(lines, 'backend', cell('c'));
    addCell(lines, 'backend', cell('d'));
    expect(lines).toEqual([{ device: cell('a'), client: cell('b') }, { backend: cell('c') }, { backend: cell('d') }]);
  });

  test('said in passing take no line', () => {
    const lines: Line[] = [{ client: cell('a') }];
    addCell(lines, 'state', { text: 'stop due', style: 'quiet' });
    expect(lines).toHaveLength(1);
  });
});

describe('what repeats', () => {
  const row = (time: number, text: string): Row => {
    return { time, first: time, move: time, lines: [{ client: { text, style: 'plain' } }] };
  };
  const texts = (rows: readonly Row[]) =>
    foldRepeats(rows).map((item) => ('lines' in item ? item.lines[0]?.client?.text : `${item.again}x${item.rows}`));

  test('is folded from the third time on', () => {
    expect(texts([row(1, 'a'), row(2, 'a')])).toEqual(['a', 'a']);
    expect(texts([row(1, 'a'), row(2, 'a'), row(3, 'a')])).toEqual(['a', '2x1']);
  });

  test('may have several rows, and begins where time moves on', () => {
    const rows = [1, 2, 3, 4].flatMap((time) => [row(time, 'cont'), row(time, 'STOP')]);
    expect(texts([row(0, 'start'), row(0, 'STOP'), ...rows, row(9, 'end')])).toEqual([
      'start',
      'STOP',
      'cont',
      'STOP',
      '3x2',
      'end',
    ]);
  });

  test('may differ in the times it tells', () => {
    expect(texts([1, 2, 3, 4].map((time) => row(time, `late: ${time}00 ms`)))).toEqual(['late: 100 ms', '3x1']);
  });

  test('keeps a note that belongs to a folded move', () => {
    const folded = foldRepeats([1, 2, 3, 4].map((time) => row(time, 'a')));
    expect(layOut(folded, { notes: [{ move: 3, text: 'here' }] })).toMatch(/⋮.*3 more times, until 4 ms\n +\^ here\n/);
  });

  test('is found in a long flood at once', () => {
    const flood = Array.from({ length: 60_000 }, (_, i) => row(i, ['a', 'b', 'c'][i % 3] as string));
    expect(texts(flood)).toEqual(['a', 'b', 'c', '19999x3']);
  });
});

describe('a message in a few words', () => {
  test.each([
    [{ event: 'STOP' }, 'STOP'],
    [
      {
        event: 'BLOCK_IO_ERROR',
        data: { device: '', 'qom-path': '/machine/peripheral/vd0/virtio-backend', action: 'stop' },
      },
      'BLOCK_IO_ERROR vd0 stop',
    ],
    [{ event: 'JOB_STATUS_CHANGE', data: { id: 'j', status: 'running' } }, 'JOB_STATUS_CHANGE j running'],
    [{ event: 'SHUTDOWN', data: { guest: false, reason: 'host-qmp-quit' } }, 'SHUTDOWN host-qmp-quit'],
    [{ return: {} }, 'returns {}'],
    [{ return: { status: 'running', running: true } }, 'returns running'],
    [{ return: [{ device: '', qdev: 'vd0', 'io-status': 'nospace' }] }, 'returns [vd0 nospace]'],
    [{ return: 'text' }, 'returns "text"'],
    [{ return: [1, 2] }, 'returns [1, 2]'],
    [{ error: { class: 'GenericError', desc: 'no' } }, 'refused: no'],
    [{ QMP: {} }, 'greeting'],
  ])('%j is "%s"', (message, text) => expect(messageText(message).text).toBe(text));
});

describe('a step that no fact tells of', () => {
  test.each([
    [{ at: 0, pool: { name: 'volume', extend_to: 1572864 } }, { backend: 'volume: 1.5 MiB' }],
    [{ at: 0, signal: 'SIGTERM' as const }, { state: 'SIGTERM' }],
    [{ at: 0, guest_reset: true as const }, { guest: '> resets' }],
    [{ at: 0, connect: 'second' }, { client: 'second connects' }],
    [{ at: 0, qmp: { execute: 'stop' } }, undefined],
  ])('%j', (step, expected) => {
    const shown = Object.entries(stepLine(step) ?? {}).map(([column, { text }]) => [column, text]);
    expect(shown).toEqual(Object.entries(expected ?? {}));
  });

  test('bytes in a unit that fits', () => {
    expect([0, 512, 1024, 1073741824, 5e15].map(bytesText)).toEqual(['0 B', '512 B', '1 KiB', '1 GiB', '4547.5 TiB']);
  });
});
