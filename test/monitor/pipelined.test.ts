/**
 * Versions to 2.1 run a command inside the read that brought it. One that takes several turns, such as a stop that
 * drains, used to start the next request of the queue before it had returned itself.
 */
import { expect, test } from 'vitest';
import { profiles } from '../../src/profile/index.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { received, story } from '../support/stories.ts';

const pipelined = story(
  [],
  ['stop', 'cont', 'stop', 'cont', 'query-status'].map((execute) => ({
    at: 0,
    raw: JSON.stringify({ execute }),
    reply: false,
  })),
);

test.each(profiles)('commands sent in one go are answered in order on $name', (profile) => {
  const got = received(runScenario(pipelined, profile).transcript);
  expect(got.filter((name) => name === 'return')).toHaveLength(5);
  expect(got.filter((name) => name !== 'return')).toEqual(['STOP', 'RESUME', 'STOP', 'RESUME']);
});
