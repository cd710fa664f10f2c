import { expect, test } from 'vitest';
import { Bus } from '../../src/kernel/index.ts';

interface Facts {
  first: number;
  second: number;
}

test('listeners are called in the order of subscription', () => {
  const heard: string[] = [];
  const bus = new Bus<Facts>();
  bus.on('first', () => heard.push('a')).on('first', () => heard.push('b'));
  bus.say('first', 1);
  expect(heard).toEqual(['a', 'b']);
});

test('a fact said while another is heard waits until all have heard the first', () => {
  const heard: string[] = [];
  const bus = new Bus<Facts>();
  bus
    .on('first', () => bus.say('second', 2))
    .on('first', () => heard.push('first'))
    .on('second', () => heard.push('second'));
  bus.say('first', 1);
  expect(heard).toEqual(['first', 'second']);
});

test('a listener that throws does not leave the bus blocked', () => {
  const bus = new Bus<Facts>();
  const heard: number[] = [];
  bus.on('first', () => {
    throw new Error('broken observer');
  });
  bus.on('second', (value) => heard.push(value));
  expect(() => bus.say('first', 1)).toThrow('broken observer');
  bus.say('second', 2);
  expect(heard).toEqual([2]);
});
