/**
 * Exact numbers of states: the cheapest alarm for a change of behaviour that nobody meant. One that was meant changes
 * some of them; say in the commit why.
 */
import { expect, test } from 'vitest';
import { modelOf, qemu } from '../support/explored.ts';
import { search } from '../support/search.ts';
import { shipped } from '../support/shipped.ts';

const states = (name: string, version: string, eager: boolean): number => {
  const { ended, states: count } = search(modelOf(shipped(name), qemu(version), []), { eager });
  expect(ended).toBe('exhausted');
  return count;
};

test.each([
  // every order on 7.2.22, 10.0.2, 11.1.3; with reductions on 11.1.3
  ['paused-without-reason', [472, 807, 644], 628],
  ['racing-cont', [262, 403, 366], 352],
  ['two-disks', [1_909, 3_280, 3_224], 3_171],
  ['first-error-sticks', [251, 374, 343], 333],
  ['sticky-io-status', [2_428, 5_416, 3_981], 3_847],
  ['stop-while-write-fails', [290, 388, 358], 353],
  ['reset-drops-request', [280, 406, 326], 321],
  ['quit-in-flight', [224, 260, 264], 263],
  ['worst-case-stop-lost', [632, 2_152, 2_099], 1_923],
  ['use-after-free', [358, 648, 495], 480],
  ['one-limit-for-all-disks', [2_422, 5_720, 3_920], 3_728],
] as const)('%s', (name, [v7, v10, v11], reduced) => {
  expect([
    ...['7.2.22', '10.0.2', '11.1.3'].map((version) => states(name, version, false)),
    states(name, '11.1.3', true),
  ]).toEqual([v7, v10, v11, reduced]);
});
