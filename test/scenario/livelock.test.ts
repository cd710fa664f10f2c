/** A job that ignores an error which stays: the run ends at its bound, and says who repeats what. */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { type RunResult, runScenario } from '../../src/scenario/run.ts';
import type { Scenario, ScenarioImage } from '../../src/scenario/scenario.ts';
import { Timeline } from '../../src/scenario/timeline.ts';
import { profile } from '../support/stories.ts';

const SIZE = 1 << 20;

const image = (name: string, size = SIZE): ScenarioImage => ({
  name,
  format: 'raw',
  size,
  write: [{ offset: 0, bytes: size, pattern: 17 }],
});

/** A copy of a disk one of whose sides always fails, under a policy of both sides. */
function copy(execute: string, policy: string, broken: string, op: 'read' | 'write'): Scenario {
  return {
    name: 'livelock',
    images: [image('source'), image('target')],
    pools: [],
    blockdev: ['source', 'target'].map((name) => ({ driver: 'file', 'node-name': name, filename: `@DIR@/${name}` })),
    drive: [],
    device: [],
    clients: [],
    steps: [
      { at: 0, fault: { image: broken, errno: 'EIO', ops: [op] } },
      {
        at: 100,
        qmp: {
          execute,
          arguments: {
            'job-id': 'copy',
            device: 'source',
            target: 'target',
            sync: 'full',
            'on-source-error': policy,
            'on-target-error': policy,
          },
        },
      },
    ],
    end: 2000,
  } as Scenario;
}

const played = (scenario: Scenario, version = '11.1.3', timeline = new Timeline()): RunResult & { drawn: string } => ({
  ...runScenario(scenario, profile(version), { maxMoves: 5000, observers: [timeline] }),
  drawn: timeline.draw(),
});

describe.each(['7.2.22', '11.1.3'])('on %s', (version) => {
  test.each([
    ['blockdev-mirror', 'source', 'read'],
    ['blockdev-mirror', 'target', 'write'],
    ['blockdev-backup', 'source', 'read'],
    ['blockdev-backup', 'target', 'write'],
  ] as const)('%s ignores errors of the %s without end: the reason names job and %s', (execute, broken, op) => {
    const { ended, reason, time } = played(copy(execute, 'ignore', broken, op), version);
    expect(ended).toBe('bound');
    expect(time).toBeLessThan(2000);
    expect(reason).toMatch(
      new RegExp(
        `^stopped after 5000 moves at [\\d.]+ of 2000 ms: the job 'copy' repeats a ${op} that fails again and again ` +
          String.raw`\(action ignore\): BLOCK_JOB_ERROR came \d+ times in the last \d+ lines of the transcript$`,
      ),
    );
  });

  test.each(['report', 'stop'])('%s comes to an end', (policy) => {
    expect(played(copy('blockdev-mirror', policy, 'target', 'write'), version).ended).toBe('end');
  });
});

/**
 * Asked of 7.2.22, 10.0.13 and 11.1.3: some 50,000 events a second, no reply to the command that started the job, and
 * none to a query sent a second later.
 */
describe('a backup ignores a read that fails at once, without end: the main loop never comes back', () => {
  const scenario: Scenario = {
    ...copy('blockdev-backup', 'ignore', 'source', 'read'),
    blockdev: [
      {
        driver: 'blkdebug',
        'node-name': 'source',
        image: { driver: 'file', filename: '@DIR@/source' },
        'inject-error': [{ event: 'none', iotype: 'read', immediately: true }],
      },
      { driver: 'file', 'node-name': 'target', filename: '@DIR@/target' },
    ],
    steps: [
      ...copy('blockdev-backup', 'ignore', 'source', 'read').steps.slice(1),
      { at: 100, qmp: { execute: 'query-status' } },
    ],
  };

  test('nobody gets a reply', () => {
    const { ended, reason, transcript } = played(scenario);
    expect(ended).toBe('bound');
    expect(reason).toContain("the job 'copy' repeats a read that fails again and again (action ignore)");
    expect(transcript).not.toContain('"return"');
  });

  test('a search sees all there is to see', () => {
    expect(explore(scenario, profile('11.1.3'), { maxStates: 1000 }).exhausted).toBe(true);
  });
});

/** Both were paused by a drain, and are resumed in one go. */
test.each(['7.2.22', '11.1.3'])('two backups that try again at once both come to their end on %s', (version) => {
  const jobs = ['a', 'b'];
  const failsTwice = [1, 2].map(() => ({
    event: 'none',
    iotype: 'read',
    sector: SIZE / 512,
    immediately: true,
    once: true,
  }));
  const scenario = {
    ...copy('blockdev-backup', 'ignore', 'source', 'read'),
    images: jobs.flatMap((job) => [`from-${job}`, `to-${job}`]).map((name) => image(name, 2 * SIZE)),
    blockdev: jobs.flatMap((job) => [
      {
        driver: 'blkdebug',
        'node-name': `from-${job}`,
        image: { driver: 'file', filename: `@DIR@/from-${job}` },
        'inject-error': failsTwice,
      },
      { driver: 'file', 'node-name': `to-${job}`, filename: `@DIR@/to-${job}` },
    ]),
    steps: [
      ...jobs.map((job) => ({ at: 0, freeze: { image: `from-${job}`, ops: ['read'] } })),
      { at: 100, qmp: { execute: 'transaction', arguments: { actions: jobs.map(backupOf) } } },
      { at: 200, qmp: { execute: 'stop' } },
      ...jobs.map((job) => ({ at: 300, thaw: { image: `from-${job}` } })),
    ],
  } as Scenario;
  const { ended, transcript } = played(scenario, version);
  expect(ended).toBe('end');
  for (const job of jobs) {
    expect(transcript.split(`"BLOCK_JOB_ERROR", "data": {"device": "${job}"`)).toHaveLength(2);
    expect(transcript).toContain(`"BLOCK_JOB_COMPLETED", "data": {"device": "${job}"`);
  }
});

const backupOf = (job: string) => ({
  type: 'blockdev-backup',
  data: {
    'job-id': job,
    device: `from-${job}`,
    target: `to-${job}`,
    sync: 'full',
    'on-source-error': 'ignore',
    'x-perf': { 'max-workers': 1 },
  },
});

test('the timeline folds the repeats', () => {
  const { drawn, transcript } = played(copy('blockdev-mirror', 'ignore', 'target', 'write'));
  expect(transcript.split('BLOCK_JOB_ERROR').length).toBeGreaterThan(500);
  expect(drawn.split('\n').length).toBeLessThan(30);
  expect(drawn).toMatch(/⋮ {2}the .* above happens? \d{3,} more times/);
  expect(drawn).toContain('write EIO: ignore');
});
