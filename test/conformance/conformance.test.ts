import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { difference } from './normalize.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const floor = JSON.parse(readFileSync(`${here}floor.json`, 'utf8')) as { total: number };
const versions = readdirSync(`${here}transcripts`);

describe('the recordings', () => {
  test.each(versions)('%s: each has its scenario', (version) => {
    const recordings = readdirSync(`${here}transcripts/${version}`);
    expect(recordings.length).toBeGreaterThan(100);
    const orphans = recordings.filter(
      (file) => !existsSync(`${here}scenarios/${file.replace(/(\.alt)?\.jsonl$/, '.json')}`),
    );
    expect(orphans).toEqual([]);
  });
});

describe('the comparison', () => {
  const recording = readFileSync(`${here}transcripts/11.1.3/mirror-7-00.jsonl`, 'utf8');

  test('a recording equals itself', () => expect(difference(recording, recording)).toBeUndefined());

  test('a changed event is named with its step', () => {
    const changed = recording.replace('BLOCK_JOB_READY', 'BLOCK_JOB_ERROR');
    expect(difference(recording, changed)).toMatch(/^step 1, line 3:\n.*BLOCK_JOB_READY.*\n.*BLOCK_JOB_ERROR/);
  });
});

describe('the simulator', () => {
  // One run of the command line for each version: score.mjs is also what people run by hand.
  test(`does what the real QEMUs did in at least ${floor.total} recordings`, { timeout: 300_000 }, () => {
    const run = spawnSync(process.execPath, [`${here}score.mjs`, '--', process.execPath, `${root}bin/blocksim.js`], {
      encoding: 'utf8',
    });
    const score = /^score: (\d+)\/(\d+) transcripts equal/m.exec(run.stdout);
    expect(score, run.stdout + run.stderr).not.toBeNull();
    expect(Number(score![1]), run.stdout).toBeGreaterThanOrEqual(floor.total);
  });
});
