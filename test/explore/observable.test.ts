/** A property that claims to read messages alone is given nothing else, because a search relies on the claim. */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { properties } from '../../src/explore/properties/index.ts';
import { confined, type Property } from '../../src/explore/properties/property.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';

const write = (tag: string, offset: number) => ({ device: 'vd0', op: 'write', offset, bytes: 4096, tag });

/** Two writes that nothing can tell apart but their names. */
const { scenario: twins } = parseScenario(
  JSON.stringify({
    images: [{ name: 'd.raw', format: 'raw', size: 1048576 }],
    blockdev: [{ driver: 'file', 'node-name': 'f', filename: '@DIR@/d.raw' }],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'f' }],
    steps: [
      { at: 0, io: [write('w0', 0), write('w1', 65536)] },
      { at: 1, qmp: { execute: 'query-status' } },
    ],
  }),
  'twins.json',
) as { readonly scenario: Scenario };

const claim = (more: Partial<Property>): Property => ({
  name: 'claim',
  kind: 'always',
  sentence: 'as it says',
  observable: true,
  initial: {},
  hears: {},
  ...more,
});

/** Keeps in mind which of the twins ended first. */
const remembers: Pick<Property, 'initial' | 'hears'> = {
  initial: { first: '' },
  hears: {
    'guest-completed': (state, { request }, world) =>
      (state as { readonly first: string }).first === '' ? { first: world.guestRequests.at(request).tag } : state,
  },
};

const statesOf = (property: Property) => explore(twins, qemu('10.0.13'), { properties: [property] }).states;
const verdict = (property: Property) => explore(twins, qemu('10.0.13'), { properties: [property] }).properties[0];

describe('a property that claims to be observable', () => {
  test('and hears what no message tells is not believed', () => {
    const all = statesOf(claim({ ...remembers, observable: false }));
    expect(statesOf(claim(remembers))).toBe(all);
    // A search that believes it lets only the older of the twins end.
    expect(statesOf(claim({}))).toBeLessThan(statesOf(claim({ observable: false })));
  });

  test('gets no machine', () => {
    const given: number[] = [];
    const count = (...args: readonly unknown[]) => {
      given.push(args.filter((arg) => arg !== undefined).length);
      return args[0] as object;
    };
    const atEnd = (...args: readonly unknown[]) => {
      given.push(args.filter((arg) => arg !== undefined).length);
      return undefined;
    };
    verdict(claim({ kind: 'eventually', hears: { 'monitor-output': count }, atEnd }));
    expect(new Set(given)).toEqual(new Set([1, 2]));
  });

  test('is the same otherwise', () => {
    const honest = claim({
      kind: 'eventually',
      hears: { 'monitor-output': (state, { message }) => ('return' in message ? { told: true } : state) },
      atEnd: (state) => ('told' in state ? 'it was told' : undefined),
      matters: ({ ...state }) => state,
    });
    expect(verdict(honest)).toMatchObject({ verdict: 'violated', sentence: 'it was told' });
  });

  test.each(properties.filter(({ observable }) => observable))('$name may claim it', (property) => {
    expect(confined(property).observable).toBe(true);
  });
});
