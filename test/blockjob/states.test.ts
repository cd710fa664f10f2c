/** The table of transitions (1.2) and that of verbs (1.3), every cell. */
import { describe, expect, test } from 'vitest';
import { isCompletedStatus, type JobStatus, type JobVerb, mayGo, verbRefusal } from '../../src/blockjob/states.ts';

const STATES: readonly JobStatus[] = [
  'undefined',
  'created',
  'running',
  'paused',
  'ready',
  'standby',
  'waiting',
  'pending',
  'aborting',
  'concluded',
  'null',
];

/** One row a state, one column a state it may go to, in the order above. */
const TRANSITIONS = `
  undefined  .x.........
  created    ..x.....x.x
  running    ...xx.x.x..
  paused     ..x........
  ready      .....xx.x..
  standby    ....x......
  waiting    .......xx..
  pending    ........xx.
  aborting   ........xx.
  concluded  ..........x
  null       ...........`;

const VERBS = `
  cancel     xxxxxxx..
  pause      xxxxx....
  resume     xxxxx....
  set-speed  xxxxx....
  change     xxxxx....
  complete   ...xx....
  finalize   ......x..
  dismiss    ........x`;

const rows = (table: string): [string, string][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/) as [string, string]);

describe('transitions', () => {
  test.each(rows(TRANSITIONS))('%s may go to %s', (from, marks) => {
    const allowed = STATES.map((to) => (mayGo(from as JobStatus, to) ? 'x' : '.')).join('');
    expect(allowed).toBe(marks);
  });
});

describe('verbs', () => {
  const states = STATES.slice(1, 10);
  test.each(rows(VERBS))('%s is taken in %s (created to concluded)', (verb, marks) => {
    const taken = states.map((state) => (verbRefusal('j', state, verb as JobVerb) === undefined ? 'x' : '.')).join('');
    expect(taken).toBe(marks);
  });

  test('the refusal names the job, the state and the verb', () => {
    expect(verbRefusal('disk0', 'concluded', 'set-speed')).toBe(
      "Job 'disk0' in state 'concluded' cannot accept command verb 'set-speed'",
    );
  });
});

test('completed is waiting and everything after', () => {
  expect(STATES.filter(isCompletedStatus)).toEqual(['waiting', 'pending', 'aborting', 'concluded', 'null']);
});
