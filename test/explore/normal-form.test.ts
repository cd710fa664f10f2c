import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type RecordedLine, readRecording } from '../../src/explore/normal-form.ts';
import { normalize } from '../conformance/normalize.mjs';

const textOf = ({ text }: RecordedLine): string => text;

const folder = new URL('../conformance/transcripts/', import.meta.url);

describe.each(readdirSync(folder))('the recordings of %s', (version) => {
  test('have the normal form that the score compares', () => {
    for (const file of readdirSync(new URL(version, folder))) {
      const text = readFileSync(new URL(`${version}/${file}`, folder), 'utf8');
      const ours = readRecording(text).stretches.map(({ lines, completions }) => [
        ...(lines.main ?? []).map(textOf),
        ...Object.keys(completions)
          .sort()
          .flatMap((device) => completions[device]?.map((outcome) => `{"complete":${textOf(outcome)}}`) ?? []),
      ]);
      expect(ours).toEqual(normalize(text));
    }
  });
});
