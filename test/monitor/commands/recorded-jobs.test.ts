/**
 * Commands about jobs, snapshots, nodes and bitmaps, most of them refused, and jobs over unplug, stop, quit and errors
 * of the guest, as real QEMUs 7.2.22, 10.0.2, 10.0.13 and 11.1.3 played them. One scenario a line of
 * `recorded-jobs.jsonl` with what was heard after each step: once, or by version where they differ.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../../src/scenario/run.ts';
import { normalize } from '../../conformance/normalize.mjs';
import { profile } from '../../support/stories.ts';

type Heard = readonly object[];

interface Recording {
  readonly name: string;
  readonly scenario: object;
  readonly heard: readonly (Heard | Readonly<Record<string, Heard>>)[];
}

const recordings = readFileSync(new URL('./recorded-jobs.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recording);

const heardBy = (version: string, step: Recording['heard'][number]): Heard => {
  if (Array.isArray(step)) return step;
  const [, heard] = Object.entries(step).find(([versions]) => versions.split(' ').includes(version)) ?? [];
  return (heard ?? []) as Heard;
};

describe.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('%s', (version) => {
  test.each(recordings)('$name', ({ name, scenario: file, heard }) => {
    const { scenario, refusal } = parseScenario(JSON.stringify(file), `${name}.json`);
    if (scenario === undefined) throw new Error(refusal);
    const { transcript } = runScenario(scenario, profile(version));
    const seen = normalize(transcript).map((lines) => lines.map((line) => JSON.parse(line) as object));
    expect(seen).toEqual(heard.map((step) => heardBy(version, step)));
  });
});
