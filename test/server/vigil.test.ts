import { expect, test } from 'vitest';
import { Vigil } from '../../src/server/vigil.ts';

/** Time that passes only when told, and what was asked to be called soon. */
class Hand {
  at = 0;
  waiting: (() => void)[] = [];
  now = (): number => this.at;
  soon = (callback: () => void): void => void this.waiting.push(callback);

  /** One turn of the process. @returns whether it would sleep then */
  turn(): boolean {
    for (const callback of this.waiting.splice(0)) callback();
    return this.waiting.length === 0;
  }
}

const ask = (vigil: Vigil): void => {
  vigil.heard();
  vigil.said();
};

test('nobody looks out for a first request or after a pause', () => {
  const hand = new Hand();
  const vigil = new Vigil(100, hand);
  ask(vigil);
  expect(hand.turn()).toBe(true);
  hand.at = 100;
  ask(vigil);
  expect(hand.turn()).toBe(true);
});

test('after a request that came soon the process looks out until its time is over', () => {
  const hand = new Hand();
  const vigil = new Vigil(100, hand);
  ask(vigil);
  hand.at = 50;
  ask(vigil);
  hand.at = 149;
  expect(hand.turn()).toBe(false);
  ask(vigil);
  hand.at = 248;
  expect(hand.turn()).toBe(false);
  expect(hand.waiting).toHaveLength(1);
  hand.at = 249;
  expect(hand.turn()).toBe(true);
});

test('a client that has left is not looked out for', () => {
  const hand = new Hand();
  const vigil = new Vigil(100, hand);
  ask(vigil);
  ask(vigil);
  vigil.end();
  expect(hand.turn()).toBe(true);
});

test('events alone do not keep the process awake', () => {
  const hand = new Hand();
  const vigil = new Vigil(100, hand);
  ask(vigil);
  ask(vigil);
  hand.at = 100;
  expect(hand.turn()).toBe(true);
  vigil.said();
  expect(hand.turn()).toBe(true);
});

test('with a time of 0 it never looks out', () => {
  const hand = new Hand();
  const vigil = new Vigil(0, hand);
  ask(vigil);
  ask(vigil);
  expect(hand.waiting).toEqual([]);
});
