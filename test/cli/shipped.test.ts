/** Shipped scenarios go by their names, as `list scenarios` prints them. */
import { expect, test } from 'vitest';
import { loadScenario } from '../../src/cli/input.ts';

test('a name stands for the shipped file', () => {
  expect(loadScenario('two-disks').value?.name).toBe('two-disks');
});

test('a name that nothing has is a missing file', () => {
  expect(loadScenario('no-such-story').refusal).toMatch(
    /^no-such-story: there is no such file, and no such scenario, /,
  );
});
