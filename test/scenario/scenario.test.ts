import { expect, test } from 'vitest';
import { editDistance, nearest, suggest } from '../../src/scenario/nearest.ts';
import { imageOf, withoutMaybe } from '../../src/scenario/scenario.ts';

test('rules that may be absent are told apart from what QEMU gets', () => {
  const { options, rules } = withoutMaybe({
    driver: 'raw',
    'node-name': 'top',
    file: {
      driver: 'blkdebug',
      'node-name': 'dbg0',
      'inject-error': [{ event: 'none' }, { event: 'pwritev', maybe: true }, { event: 'none', maybe: false }],
    },
  });
  expect(rules).toEqual([{ node: 'dbg0', rule: 1 }]);
  expect(options).toEqual({
    driver: 'raw',
    'node-name': 'top',
    file: {
      driver: 'blkdebug',
      'node-name': 'dbg0',
      'inject-error': [{ event: 'none' }, { event: 'pwritev' }, { event: 'none' }],
    },
  });
});

test('a file name in the directory of images means an image', () => {
  expect(imageOf('@DIR@/a.img')).toBe('a.img');
  expect(imageOf('/tmp/a.img')).toBeUndefined();
});

test('names are near by letters changed, swapped, missing or too many, and by case and dashes', () => {
  expect(editDistance('stpes', 'steps')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
  expect(nearest('nodeName', ['driver', 'node-name'])).toBe('node-name');
  expect(nearest('colour', ['io', 'qmp'])).toBeUndefined();
});

test.each([
  ['10.0', "did you mean '10.0.2' or '10.0.13'?"],
  ['10.02', "did you mean '10.0.2'?"],
  ['1', 'expected one of 1.1, 1.3, 10.0.2, 10.0.13'],
  ['', 'expected one of 1.1, 1.3, 10.0.2, 10.0.13'],
])('for %j we suggest: %s', (name, sentence) => {
  expect(suggest(name, ['1.1', '1.3', '10.0.2', '10.0.13'])).toBe(sentence);
});
