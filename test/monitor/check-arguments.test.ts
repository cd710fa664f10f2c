/** The check of arguments: each row of the table of 4.2, the order of the checks, every kind of type. */
import { describe, expect, test } from 'vitest';
import { checkArguments, checkKeyval } from '../../src/monitor/check-arguments.ts';
import { firstInHashTable } from '../../src/monitor/hash-table-order.ts';
import type { JsonObject } from '../../src/monitor/json-value.ts';
import { schemaNamed } from '../../src/monitor/schema/index.ts';
import type { SchemaName } from '../../src/profile/index.ts';
import { parsed } from './json-helpers.ts';

function check(command: string, args: string, schema: SchemaName = '11.1') {
  return checkArguments(schemaNamed(schema), command, parsed(args) as JsonObject);
}

/** What is said of wrong arguments. */
function problem(command: string, args: string, schema?: SchemaName): string {
  const result = check(command, args, schema);
  return 'error' in result ? result.error.desc : 'nothing';
}

const wrong = (name: string, type: string) => `Invalid parameter type for '${name}', expected: ${type}`;
const unexpected = (name: string) => `Parameter '${name}' is unexpected`;
const blkdebug = (error: string) => `{"driver": "blkdebug", "image": "x", "inject-error": [${error}]}`;

// As real QEMUs said them; the same in all versions unless noted.
test.each([
  ['job-pause', '{}', "Parameter 'id' is missing"],
  ['job-pause', '{"id": 5}', wrong('id', 'string')],
  ['job-pause', '{"id": null}', wrong('id', 'string')],
  ['job-pause', '{"id": "x", "extra": 1}', unexpected('extra')],
  ['query-status', '{"x": 1}', unexpected('x')],
  ['query-status', '{"": 1}', unexpected('')],
  ['query-named-block-nodes', '{"flat": 3}', wrong('flat', 'boolean')],
  ['block_resize', '{"size": "big"}', wrong('size', 'integer')],
  ['block_resize', '{"size": 5.0}', wrong('size', 'integer')],
  ['block_resize', '{"size": 9223372036854775808}', wrong('size', 'integer')],
  [
    'blockdev-mirror',
    '{"device": "a", "target": "b", "sync": "full", "granularity": "x"}',
    "Parameter 'granularity' expects uint64",
  ],
  [
    'blockdev-mirror',
    '{"device": "a", "target": "b", "sync": "full", "granularity": 4294967296}',
    "Parameter 'granularity' expects uint32_t",
  ],
  [
    'blockdev-mirror',
    '{"device": "a", "target": "b", "sync": "full", "granularity": -1}',
    "Parameter 'granularity' expects uint32_t",
  ],
  ['blockdev-mirror', '{"device": "a", "target": "b"}', "Parameter 'sync' is missing"],
  ['block-stream', '{"device": "a", "on-error": "bogus"}', "Parameter 'on-error' does not accept value 'bogus'"],
  ['block-stream', '{"device": "a", "on-error": 5}', wrong('on-error', 'string')],
  ['transaction', '{}', "Parameter 'actions' is missing"],
  ['transaction', '{"actions": {}}', wrong('actions', 'array')],
  ['transaction', '{"actions": [5]}', wrong('actions[0]', 'object')],
  ['transaction', '{"actions": [{"type": "nope", "data": {}}]}', "Parameter 'type' does not accept value 'nope'"],
  ['transaction', '{"actions": [{"type": "abort"}]}', "Parameter 'actions[0].data' is missing"],
  [
    'transaction',
    '{"actions": [{"type": "abort", "data": {}}], "properties": {"completion-mode": "x"}}',
    "Parameter 'completion-mode' does not accept value 'x'",
  ],
  ['blockdev-add', '{"node-name": "x"}', "Parameter 'driver' is missing"],
  ['blockdev-add', '{"driver": "nope"}', "Parameter 'driver' does not accept value 'nope'"],
  ['blockdev-add', '{"driver": "null-co", "bogus": 1}', unexpected('bogus')],
  ['blockdev-add', '{"driver": "null-co", "size": "big"}', wrong('size', 'integer')],
  ['blockdev-add', '{"driver": "null-co", "latency-ns": 1.5}', "Parameter 'latency-ns' expects uint64"],
  ['blockdev-add', '{"driver": "null-co", "cache": {"x": 1}}', unexpected('cache.x')],
  ['blockdev-add', '{"driver": "raw", "node-name": "x"}', "Parameter 'file' is missing"],
  ['blockdev-add', '{"driver": "raw", "file": 5}', wrong('file', 'BlockdevRef')],
  ['blockdev-add', '{"driver": "raw", "file": null}', wrong('file', 'BlockdevRef')],
  ['blockdev-add', '{"driver": "raw", "file": {"driver": "null-co", "size": true}}', wrong('file.size', 'integer')],
  ['blockdev-add', '{"driver": "raw", "file": {"driver": "raw", "file": 5}}', wrong('file', 'BlockdevRef')],
  ['blockdev-add', '{"driver": "qcow2", "file": "x", "backing": 5}', wrong('backing', 'BlockdevRefOrNull')],
  [
    'blockdev-add',
    '{"driver": "qcow2", "file": "x", "overlap-check": 5}',
    wrong('overlap-check', 'Qcow2OverlapChecks'),
  ],
  ['blockdev-add', '{"driver": "quorum", "vote-threshold": 1, "children": ["a", 5]}', wrong('null', 'BlockdevRef')],
  ['blockdev-add', blkdebug('{"event": "nope"}'), "Parameter 'event' does not accept value 'nope'"],
  ['blockdev-add', blkdebug('{"errno": 5}'), "Parameter 'inject-error[0].event' is missing"],
  ['blockdev-add', blkdebug('{"event": "none", "errno": "5"}'), wrong('inject-error[0].errno', 'integer')],
  ['blockdev-add', blkdebug('{"event": "none"}, {"event": "none", "x": 1}'), unexpected('inject-error[1].x')],
  ['qmp_capabilities', '{"enable": ["bar"]}', "Parameter 'null' does not accept value 'bar'"],
  ['block-latency-histogram-set', '{"id": "x", "boundaries": [1, "2"]}', "Parameter 'boundaries[1]' expects uint64"],
])('%s %s', (command, args, text) => {
  for (const schema of ['7.2', '10.0', '10.0.13', '11.1'] as const) expect(problem(command, args, schema)).toBe(text);
});

describe('what a version knows', () => {
  test('an argument that came later is unexpected', () => {
    const args = '{"device": "a", "target": "b", "sync": "full", "target-is-zero": true}';
    expect(problem('blockdev-mirror', args, '10.0')).toBe(unexpected('target-is-zero'));
    expect(problem('blockdev-mirror', args, '11.1')).toBe('nothing');
  });
});

describe('order', () => {
  test('wrong and missing members in schema order, what is left over last', () => {
    expect(problem('block-stream', '{"zz": 1, "speed": "x", "device": 5, "job-id": 6}')).toBe(
      wrong('job-id', 'string'),
    );
    expect(problem('block-stream', '{"zz": 1, "speed": "x", "device": 5}')).toBe(wrong('device', 'string'));
    expect(problem('block-stream', '{"zz": 1, "speed": "x"}')).toBe("Parameter 'device' is missing");
    expect(problem('block-stream', '{"zz": 1, "speed": "x", "device": "a"}')).toBe(wrong('speed', 'integer'));
    expect(problem('block-stream', '{"zz": 1, "speed": 1, "device": "a"}')).toBe(unexpected('zz'));
  });

  test('a nested object is checked to its end before its next neighbour', () => {
    const args = '{"driver": "null-co", "cache": {"x": 1}, "read-only": 5}';
    expect(problem('blockdev-add', args)).toBe(unexpected('cache.x'));
  });

  test('of several left over, the one the hash table finds first', () => {
    const args =
      '{"netmask": "", "dns-forward": "", "outbound-if4": "", "type": "vde", "gateway": "", "dhcpv6": false, "id": "", "dhcp-dns": false, "outbound-if6": "", "ipv6": false, "vhost-user": true, "fqdn": "", "@@": 1}';
    expect(problem('netdev_add', args)).toBe(unexpected('dhcpv6'));
    const exports =
      '{"mountpoint": "x", "allow-other": "off", "growable": false, "node-name": "a", "fixed-iothread": false, "type": "nbd", "id": "", "@@": 1}';
    expect(problem('block-export-add', exports)).toBe(unexpected('mountpoint'));
  });

  test('keys that came and went leave their traces in the table', () => {
    const keys = Array.from({ length: 40 }, (_, i) => `key${i}`);
    expect(firstInHashTable(keys, new Set(keys))).toBeUndefined();
    expect(firstInHashTable(keys, new Set(keys.slice(1)))).toBe('key0');
    expect(keys).toContain(firstInHashTable(keys, new Set(keys.slice(0, 20))));
  });
});

describe('checked values', () => {
  test('have known members only, exact integers, and anything where anything goes', () => {
    expect(check('block_resize', '{"node-name": "a", "size": -9223372036854775808}')).toEqual({
      value: { 'node-name': 'a', size: -9223372036854775808n },
    });
    expect(check('blockdev-add', '{"driver": "null-co", "latency-ns": -1, "size": 4096}')).toEqual({
      value: { driver: 'null-co', 'latency-ns': 2n ** 64n - 1n, size: 4096 },
    });
    expect(
      check('blockdev-add', '{"driver": "qcow2", "file": {"driver": "file", "filename": "f"}, "backing": null}'),
    ).toEqual({
      value: { driver: 'qcow2', file: { driver: 'file', filename: 'f' }, backing: null },
    });
    expect(check('qom-set', '{"path": "p", "property": "q", "value": {"any": [1.5]}}')).toMatchObject({
      value: { path: 'p', property: 'q', value: parsed('{"any": [1.5]}') },
    });
  });

  test('a key that JavaScript has a meaning for is just a key', () => {
    expect(problem('query-status', '{"__proto__": 1}')).toBe(unexpected('__proto__'));
    expect(problem('job-pause', '{"toString": 1}')).toBe("Parameter 'id' is missing");
  });

  test('a command that the schema does not have is a bug', () => {
    expect(() => check('nope', '{}')).toThrow("no command 'nope'");
  });
});

describe('key=value options', () => {
  const keyval = (options: object) => {
    const result = checkKeyval(schemaNamed('11.1'), 'BlockdevOptions', { driver: 'null-co', ...options });
    return 'error' in result ? result.error.desc : result.value;
  };
  const errors = (...rules: object[]) => ({ driver: 'blkdebug', image: 'x', 'inject-error': rules });

  test.each([
    [{ size: 'x' }, "Parameter 'size' expects integer"],
    [{ size: '1k' }, "Parameter 'size' expects integer"],
    [{ size: '' }, "Parameter 'size' expects integer"],
    [{ size: '1.5' }, "Parameter 'size' expects integer"],
    [{ size: '9223372036854775808' }, "Parameter 'size' expects integer"],
    [{ 'latency-ns': '18446744073709551616' }, "Parameter 'latency-ns' expects integer"],
    [{ 'read-zeroes': 'maybe' }, "Parameter 'read-zeroes' expects 'on' or 'off'"],
    [{ 'read-zeroes': 'TRUE' }, "Parameter 'read-zeroes' expects 'on' or 'off'"],
    [{ cache: { direct: '1' } }, "Parameter 'cache.direct' expects 'on' or 'off'"],
    [{ cache: 'foo' }, wrong('cache', 'object')],
    [{ size: { 0: '1' } }, "Parameters 'size.*' are unexpected"],
    [{ 'detect-zeroes': 'foo' }, "Parameter 'detect-zeroes' does not accept value 'foo'"],
    [{ bogus: '1' }, unexpected('bogus')],
    [errors({ errno: '5' }), "Parameter 'inject-error.0.event' is missing"],
    [errors({ event: 'none', errno: '5k' }), "Parameter 'inject-error.0.errno' expects integer"],
    [errors({ event: 'none', once: 'maybe' }), "Parameter 'inject-error.0.once' expects 'on' or 'off'"],
    [{ ...errors(), 'inject-error': 'x' }, wrong('inject-error', 'array')],
    [{ driver: 'raw', file: ['1'] }, wrong('file', 'BlockdevRef')],
  ])('%j', (options, text) => expect(keyval(options)).toBe(text));

  test('numbers as C reads them, four words for yes', () => {
    for (const yes of ['on', 'yes', 'true', 'y'])
      expect(keyval({ 'read-zeroes': yes })).toMatchObject({ 'read-zeroes': true });
    expect(keyval({ size: ' 0x10', 'read-zeroes': 'n' })).toEqual({
      driver: 'null-co',
      size: 16,
      'read-zeroes': false,
    });
    expect(keyval({ size: '-010' })).toEqual({ driver: 'null-co', size: -8 });
    expect(keyval({ 'latency-ns': '-1' })).toEqual({ driver: 'null-co', 'latency-ns': 2n ** 64n - 1n });
  });
});
