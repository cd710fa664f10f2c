/** What QEMU's output looks like: spaces, order, escapes, floats (M-2, M-20, 4.3). */
import { describe, expect, test } from 'vitest';
import { jsonFloat } from '../../src/monitor/json-value.ts';
import { bucketOf, floatText, inBucketOrder, writeJson, writePrettyJson } from '../../src/monitor/json-writer.ts';
import { parsed } from './json-helpers.ts';

describe('the order of members (M-20)', () => {
  test.each(
    Object.entries({
      ...{ timestamp: 26, event: 361, data: 505, return: 401, id: 486, error: 489, class: 211, desc: 377, seconds: 5 },
      ...{ microseconds: 374, device: 49, nospace: 88, 'node-name': 212, 'qom-path': 338, reason: 401, operation: 419 },
      ...{ action: 438, status: 202, singlestep: 202, running: 246, guest: 223, micro: 225, minor: 225, major: 481 },
      ...{ 'exec-oob': 162, control: 263, execute: 299, arguments: 447, foo: 490, 'io-status': 31, locked: 115 },
      ...{ removable: 162, inserted: 316, qdev: 392, tray_open: 396, type: 425, len: 172, offset: 180, paused: 223 },
      ...{ speed: 259, ready: 376, busy: 163, 'auto-finalize': 21, 'auto-dismiss': 124, 'actively-synced': 457 },
      ...{ name: 39, 'meta-type': 429, 'arg-type': 466, 'ret-type': 269, members: 311, features: 495, default: 304 },
    }),
  )('%s is in bucket %i', (key, bucket) => expect(bucketOf(key)).toBe(bucket));

  test('within a bucket the newest comes first', () => {
    expect(writeJson({ running: true, singlestep: false, status: 'paused' })).toBe(
      '{"status": "paused", "singlestep": false, "running": true}',
    );
    expect(writeJson({ running: true, status: 'paused', singlestep: false })).toBe(
      '{"singlestep": false, "status": "paused", "running": true}',
    );
  });

  test('success ends with the id, failure begins with it', () => {
    expect(writeJson({ id: 1, return: {} })).toBe('{"return": {}, "id": 1}');
    expect(writeJson({ error: { desc: 'x', class: 'GenericError' }, id: 1 })).toBe(
      '{"id": 1, "error": {"class": "GenericError", "desc": "x"}}',
    );
  });

  test('it goes for objects inside an id, too', () => {
    expect(writeJson(parsed('{"b":{"z":1,"y":2},"a":[]}'))).toBe('{"a": [], "b": {"y": 2, "z": 1}}');
  });

  test('members are visited in that order', () => {
    expect(inBucketOrder({ id: 1, foo: 2, execute: 3, 'exec-oob': 4 }).map(([key]) => key)).toEqual([
      'exec-oob',
      'execute',
      'id',
      'foo',
    ]);
  });
});

describe('scalars', () => {
  test('only ASCII leaves the monitor', () => {
    expect(writeJson('é😀\x7F\0\x1F')).toBe('"\\u00E9\\uD83D\\uDE00\\u007F\\u0000\\u001F"');
    expect(writeJson('"\\/\b\f\n\r\t')).toBe('"\\"\\\\/\\b\\f\\n\\r\\t"');
    expect(writeJson('\uD800 \uFFFE')).toBe('"\\uFFFD \\uFFFD"');
    expect(writeJson({ é: 1 })).toBe('{"\\u00E9": 1}');
  });

  test('integers are exact', () => {
    expect(writeJson([18446744073709551615n, -9223372036854775808n, 0, -5])).toBe(
      '[18446744073709551615, -9223372036854775808, 0, -5]',
    );
  });

  // As a real QEMU echoed them in an id.
  test.each([
    [1e3, '1000'],
    [5, '5'],
    [-0, '-0'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [1e-7, '9.9999999999999995e-08'],
    [Number('123456789012345678901234567890'), '1.2345678901234568e+29'],
    [0.1, '0.10000000000000001'],
    [1 + 2 ** -17, '1.0000076293945312'],
    [5e-324, '4.9406564584124654e-324'],
    [1e16, '10000000000000000'],
    [1e17, '1e+17'],
    [1e22, '1e+22'],
    [0.0001, '0.0001'],
    [0.00001, '1.0000000000000001e-05'],
    [-1.5, '-1.5'],
  ])('the float %d is %s', (number, text) => {
    expect(floatText(number)).toBe(text);
    expect(writeJson({ id: jsonFloat(number) })).toBe(`{"id": ${text}}`);
  });

  test('members that are undefined are left out', () => {
    expect(writeJson({ device: '', nospace: undefined })).toBe('{"device": ""}');
  });
});

test('the pretty form', () => {
  expect(writePrettyJson({ return: [], id: { a: [1, [2, {}]], b: [] } }).split('\r\n')).toEqual([
    '{',
    '    "return": [',
    '    ],',
    '    "id": {',
    '        "a": [',
    '            1,',
    '            [',
    '                2,',
    '                {',
    '                }',
    '            ]',
    '        ],',
    '        "b": [',
    '        ]',
    '    }',
    '}',
  ]);
});
