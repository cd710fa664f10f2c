/** What managers take block jobs for, and what they are. */
import { describe, expect, test } from 'vitest';
import { play, seen } from '../support/shipped.ts';

const ALL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];

type Message = Readonly<Record<string, unknown>>;

/** Replies of a run that hold a list, in order. */
const lists = (name: string, version: string): Message[][] =>
  play(name, version)
    .transcript.trimEnd()
    .split('\n')
    .flatMap((line) => {
      const result = (JSON.parse(line) as { recv?: Message }).recv?.return;
      return Array.isArray(result) ? [result as Message[]] : [];
    });

/** Names of the events and replies from one time on, to another. */
const between = (name: string, version: string, from: number, to: number): string[] =>
  seen(name, version).filter((each) => Number.parseInt(each, 10) >= from && Number.parseInt(each, 10) < to);

describe('job-vanishes-with-error', () => {
  test.each(ALL)('on %s the first poll finds no job, and nothing that failed', (version) => {
    const [first, second] = lists('job-vanishes-with-error', version);
    expect(first).toEqual([]);
    expect(second).toMatchObject([{ id: 'again', status: 'concluded', error: 'No space left on device' }]);
  });

  test.each(ALL)('on %s the error was told once, by the event', (version) => {
    const { transcript } = play('job-vanishes-with-error', version);
    const [completed = ''] = transcript.split('\n').filter((line) => line.includes('BLOCK_JOB_COMPLETED'));
    expect(completed).toContain('"error": "No space left on device"');
  });
});

describe('complete-is-not-ready', () => {
  test.each(ALL)('on %s everything is copied and the job is not ready', (version) => {
    const [[early], [late]] = lists('complete-is-not-ready', version) as [Message[], Message[]];
    expect(early).toMatchObject({ offset: 4194304, len: 4194304, ready: false, status: 'running' });
    expect(late).toMatchObject({ offset: 4194304, len: 4194304, ready: true, status: 'ready' });
  });

  test.each(ALL)('on %s completing it is refused at first', (version) => {
    const answers = seen('complete-is-not-ready', version);
    expect(answers).toContainEqual(expect.stringMatching(/^1100 refused: .*running/));
    expect(answers.filter((each) => each.endsWith('BLOCK_JOB_COMPLETED'))).toHaveLength(1);
  });
});

describe('cancel-that-completes', () => {
  test.each(ALL)('on %s a mirror that is not ready is cancelled, and one that is ready completes', (version) => {
    const ends = seen('cancel-that-completes', version).filter((each) => /CANCELLED|COMPLETED/.test(each));
    expect(ends).toEqual(['500 BLOCK_JOB_CANCELLED', '2000 BLOCK_JOB_COMPLETED']);
  });

  test.each(ALL)('on %s the guest stays on its disk', (version) => {
    const { machine } = play('cancel-that-completes', version);
    const [backend] = [...machine.backends].filter((each) => each.qdev !== '');
    expect(machine.nodes.at(backend?.root ?? -1).name).toBe('source');
    expect(between('cancel-that-completes', version, 2500, 2600)).toEqual(['2500 r0 ok']);
  });
});
