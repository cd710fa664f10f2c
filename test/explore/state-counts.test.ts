/**
 * Exact numbers of states: the cheapest alarm for a change of behaviour that nobody meant. One that was meant changes some of
 * them; say in the commit why.
 */
import { expect, test } from 'vitest';
import { search } from '../../src/explore/search.ts';
import { modelOf, qemu } from '../support/explored.ts';
import { shipped } from '../support/shipped.ts';

const states = (name: string, version: string, eager: boolean): number => {
  const { ended, states: count } = search(modelOf(shipped(name), qemu(version), []), { eager });
  expect(ended).toBe('exhausted');
  return count;
};

test.each([
  // every order on 7.2.22, 10.0.2, 11.1.3; with reductions on 11.1.3
  ['paused-without-reason', [510, 1_059, 775], 760],
  ['racing-cont', [280, 504, 458], 444],
  ['two-disks', [1_623, 4_446, 4_517], 4_485],
  ['first-error-sticks', [314, 546, 470], 460],
  ['sticky-io-status', [2_112, 7_073, 5_341], 5_295],
  ['stop-while-write-fails', [438, 601, 571], 565],
  ['reset-drops-request', [301, 528, 371], 366],
  ['quit-in-flight', [206, 268, 273], 272],
  ['worst-case-stop-lost', [358, 1_691, 1_660], 1_592],
  ['use-after-free', [353, 740, 561], 547],
  ['one-limit-for-all-disks', [2_051, 6_751, 5_257], 5_139],
] as const)('%s', (name, [v7, v10, v11], reduced) => {
  expect([
    ...['7.2.22', '10.0.2', '11.1.3'].map((version) => states(name, version, false)),
    states(name, '11.1.3', true),
  ]).toEqual([v7, v10, v11, reduced]);
});
