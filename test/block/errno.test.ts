import { expect, test } from 'vitest';
import { ERRNO, errnoName, errnoOf, strerror } from '../../src/block/errno.ts';

test('an errno has the number of Linux and the words of glibc', () => {
  expect(strerror(28)).toBe('No space left on device');
  expect(strerror(ERRNO.EIO)).toBe('Input/output error');
  expect(strerror(ERRNO.ECANCELED)).toBe('Operation canceled');
  expect(strerror(ERRNO.EREMOTEIO)).toBe('Remote I/O error');
  expect([ERRNO.EPERM, ERRNO.ENOMEDIUM, ERRNO.EDQUOT, ERRNO.ENOTSUP]).toEqual([1, 123, 122, 95]);
});

test('an errno without a name reads as unknown', () => {
  expect(strerror(9999)).toBe('Unknown error 9999');
  expect(errnoName(9999)).toBe('9999');
});

test('names and numbers lead to each other', () => {
  for (const [name, number] of Object.entries(ERRNO)) {
    expect(errnoName(number)).toBe(name);
    expect(errnoOf(name)).toBe(number);
    expect(strerror(number)).not.toMatch(/^Unknown/);
  }
  expect(errnoOf('ENOPE')).toBeUndefined();
  expect(errnoOf('toString')).toBeUndefined();
});
