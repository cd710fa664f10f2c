/** What the arbitraries have in common. fast-check is the test suite's own: it is passed in, not imported. */
import type fastCheck from 'fast-check';
import type { Step } from '../scenario/scenario.ts';

export type Fc = typeof fastCheck;
export type Arbitrary<T> = fastCheck.Arbitrary<T>;

/** Milliseconds that may lie between two steps: a storage's answer, a rate limit's second, and more. */
export const PAUSES = [0, 20, 400, 1100] as const;

/** `true` or nothing. */
export const flag = (fc: Fc): Arbitrary<true | undefined> => fc.constantFrom(undefined, true);

/** One of them, or nothing. */
export const optional = <T>(fc: Fc, ...values: readonly T[]): Arbitrary<T | undefined> =>
  fc.constantFrom(undefined, ...values);

type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that say something. */
export const said = <T extends object>(members: T): Said<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Said<T>;

/**
 * Steps of which each comes some time after the one before.
 * @param make what a wish comes to; undefined: nothing, but its pause counts
 */
export function inTime<T extends { readonly pause: number }>(
  wishes: readonly T[],
  make: (wish: T, at: number, index: number) => Step | undefined,
): readonly Step[] {
  let at = 0;
  return wishes.flatMap((wish, index) => {
    at += wish.pause;
    return make(wish, at, index) ?? [];
  });
}

/**
 * The same value, which fast-check prints as a text for people when it has found a counterexample. Copies lack it.
 */
export function printedAs<T extends object>(fc: Fc, value: T, print: (value: T) => string): T {
  const text = () => `\n\n${print(value)}`;
  return Object.defineProperty(value, fc.toStringMethod, { value: text, enumerable: false });
}
