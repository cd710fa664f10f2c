/** What happens beside a job while it runs, drawn at random: a guest, faults, a user, between them some of the work. */
import fc from 'fast-check';
import type { Operation } from '../../src/block/records.ts';
import type { JsonObject } from '../../src/scenario/scenario.ts';

export const SIZE = 1 << 20;
export const CHUNK = 4096;
const CLUSTER = 1 << 16;

export interface Stretch {
  readonly offset: number;
  readonly bytes: number;
}

const cut = (offset: number, bytes: number): Stretch => ({ offset, bytes: Math.min(bytes, SIZE - offset) });

/** Multiples of 4 KiB inside the disk, or whole clusters near its start, where they meet. */
export const stretch: fc.Arbitrary<Stretch> = fc.oneof(
  fc.tuple(fc.nat(SIZE / CHUNK - 1), fc.integer({ min: 1, max: 40 })).map(([at, n]) => cut(at * CHUNK, n * CHUNK)),
  fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 3 })).map(([at, n]) => cut(at * CLUSTER, n * CLUSTER)),
);

export interface Fault {
  /** which of the lab's images, by its name or its place */
  readonly image: number | string;
  readonly ops: readonly Operation[];
  readonly errno: 'EIO' | 'ENOSPC';
  /** the bytes that are bad; undefined: all */
  readonly where: Stretch | undefined;
  /** undefined: until it is healed */
  readonly times: number | undefined;
}

export type Happening =
  /** the machine does so many things, in an order that `seed` chooses; 0: the usual one */
  | { readonly kind: 'work'; readonly moves: number; readonly seed: number }
  /** the machine does all it can do now */
  | { readonly kind: 'rest' }
  | (Stretch & { readonly kind: 'guest'; readonly op: Operation })
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'heal' }
  | { readonly kind: 'send'; readonly execute: string; readonly args: JsonObject };

const fault: fc.Arbitrary<Fault> = fc.record({
  image: fc.nat(5),
  ops: fc.constantFrom<Fault['ops'][]>(['read'], ['write'], ['write'], ['write-zeroes'], ['discard'], ['flush'], []),
  errno: fc.constantFrom('EIO', 'EIO', 'ENOSPC'),
  where: fc.option(stretch, { nil: undefined }),
  times: fc.constantFrom(1, 1, 2, undefined),
});

const DEVICE = { device: 'j' };

/** What users say, the likely first. */
const sent: fc.Arbitrary<Happening> = fc
  .constantFrom<[string, JsonObject][]>(
    ['block-job-pause', DEVICE],
    ['block-job-resume', DEVICE],
    ['block-job-pause', DEVICE],
    ['block-job-resume', DEVICE],
    ['stop', {}],
    ['cont', {}],
    ['cont', {}],
    ['block-job-set-speed', { device: 'j', speed: 1 << 20 }],
    ['block-job-set-speed', { device: 'j', speed: 0 }],
    ['block-job-change', { id: 'j', type: 'mirror', 'copy-mode': 'write-blocking' }],
    ['block-job-complete', DEVICE],
    ['block-job-cancel', DEVICE],
    ['job-cancel', { id: 'j' }],
  )
  .map(([execute, args]) => ({ kind: 'send', execute, args }));

const work: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('work'),
  moves: fc.integer({ min: 1, max: 100 }),
  seed: fc.nat(0xffff),
});

const guest: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom('write', 'write', 'write', 'write-zeroes', 'discard', 'read', 'flush'), stretch)
  .map(([op, where]) => ({ kind: 'guest', op: op as 'write', ...where }));

const failing = fault.map((each): Happening => ({ kind: 'fault', fault: each }));

const one = (each: fc.Arbitrary<Happening>) => each.map((happening) => [happening]);

const anything: fc.Arbitrary<Happening[]> = fc.oneof(
  { weight: 5, arbitrary: one(work) },
  { weight: 5, arbitrary: one(guest) },
  { weight: 3, arbitrary: one(sent) },
  { weight: 1, arbitrary: one(failing) },
  { weight: 1, arbitrary: one(fc.constant<Happening>({ kind: 'heal' })) },
  // What fails next may be a part of what the guest asks for.
  { weight: 2, arbitrary: fc.tuple(failing, guest, work) },
);

/** Faults before all else, then work between whatever else happens, and work before all heals. */
export const happenings: fc.Arbitrary<Happening[]> = fc
  .tuple(fc.array(failing, { maxLength: 2 }), fc.array(anything, { maxLength: 12, size: 'max' }), work)
  .map(([faults, others, last]) => [...faults, ...others.flat(), last]);
