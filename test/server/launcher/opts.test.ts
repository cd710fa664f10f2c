import { describe, expect, test } from 'vitest';
import { flatOptions, nestedOptions, onOff, sizeOption } from '../../../src/server/launcher/opts.ts';

describe('flat options', () => {
  test.each([
    ['a=1,b=2', undefined, { a: '1', b: '2' }],
    ['vm,process=x', 'guest', { guest: 'vm', process: 'x' }],
    ['path=/a,,b,server=on', undefined, { path: '/a,b', server: 'on' }],
    ['path=/a,server,nowait', undefined, { path: '/a', server: 'on', wait: 'off' }],
    ['a=1,a=2', undefined, { a: '2' }],
    ['a=b=c', undefined, { a: 'b=c' }],
    ['a=', undefined, { a: '' }],
    ['', undefined, {}],
    ['512M', 'size', { size: '512M' }],
  ])('%s', (text, implied, expected) => expect(flatOptions(text, implied)).toEqual(expected));

  test('of unknown name are refused, except an id', () => {
    expect(() => flatOptions('guest=a,foo=b', 'guest', ['guest'])).toThrow("Invalid parameter 'foo'");
    expect(flatOptions('id=x', undefined, ['guest'])).toEqual({ id: 'x' });
  });
});

describe('nested options', () => {
  test.each([
    ['driver=raw,file.driver=file,file.filename=/x', { driver: 'raw', file: { driver: 'file', filename: '/x' } }],
    ['qcow2,file=f', { driver: 'qcow2', file: 'f' }],
    [
      'driver=blkdebug,inject-error.0.event=read_aio,inject-error.1.errno=5',
      {
        driver: 'blkdebug',
        'inject-error': [{ event: 'read_aio' }, { errno: '5' }],
      },
    ],
    ['driver=quorum,children.0=a,children.1=b', { driver: 'quorum', children: ['a', 'b'] }],
  ])('%s', (text, expected) => expect(nestedOptions(text, 'driver')).toEqual(expected));

  test.each([
    ['driver=raw,oops', "Expected '=' after parameter 'oops'"],
    ['a=1,a.b=2', "Parameters 'a.*' used inconsistently"],
    ['a.b=1,a=2', "Parameter 'a' used inconsistently"],
    ['a..b=1', "Invalid parameter 'a..b'"],
  ])('%s is refused', (text, sentence) => expect(() => nestedOptions(text)).toThrow(sentence));
});

test('switches and sizes', () => {
  expect([onOff({ a: 'on' }, 'a', false), onOff({ a: 'no' }, 'a', true), onOff({}, 'a', true)]).toEqual([
    true,
    false,
    true,
  ]);
  expect(() => onOff({ a: 'maybe' }, 'a', true)).toThrow("Parameter 'a' expects 'on' or 'off'");
  expect([sizeOption('s', '1'), sizeOption('s', '2', 1024), sizeOption('s', '1.5G'), sizeOption('s', '0x10')]).toEqual([
    1,
    2048,
    1.5 * 1024 ** 3,
    16,
  ]);
  expect(() => sizeOption('size', '12x')).toThrow(/expects a non-negative number/);
});
