/** What docs/divergences.md says is not simulated is refused by a sentence that names it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/scenario/scenario.ts';
import { Lab } from './support/lab.ts';

const DOCUMENT = readFileSync(fileURLToPath(new URL('../docs/divergences.md', import.meta.url)), 'utf8');

type Refused = readonly [execute: string, args: JsonObject, text: string, named: string];

const node = (driver: string, more: JsonObject = {}): Refused => [
  'blockdev-add',
  { driver, 'node-name': 'x', ...more },
  `blocksim does not simulate the block driver ${driver}`,
  driver,
];
const device = (driver: string): Refused => [
  'device_add',
  { driver, id: 'x' },
  `blocksim does not simulate the device ${driver}`,
  driver,
];
const command = (name: string, args: JsonObject = {}): Refused => [
  name,
  args,
  `blocksim does not simulate the command ${name}`,
  'docs/commands.md',
];

const REFUSED: readonly Refused[] = [
  node('quorum', { children: ['dbg0'], 'vote-threshold': 1 }),
  node('blkverify', { test: 'dbg0', raw: 'dbg0' }),
  node('nbd', { server: { type: 'unix', path: '/x' } }),
  node('luks', { file: 'dbg0' }),
  node('vmdk', { file: 'dbg0' }),
  ...['nvme', 'floppy', 'scsi-generic', 'scsi-block', 'usb-storage', 'sd-card', 'vhost-user-blk-pci'].map(device),
  ...['ahci', 'megasas', 'lsi53c895a'].map(device),
  command('migrate', { uri: 'tcp:a:1' }),
  command('block-latency-histogram-set', { id: 'vd0' }),
  command('blockdev-snapshot-internal-sync', { device: 'dbg0', name: 's' }),
  command('dump-guest-memory', { paging: false, protocol: 'file:/x' }),
  [
    'blockdev-add',
    { driver: 'null-co', 'node-name': 'x', active: false },
    'blocksim does not simulate inactive nodes',
    'inactive nodes',
  ],
  [
    'object-add',
    { 'qom-type': 'tls-creds-x509', id: 'x', endpoint: 'server' },
    'blocksim does not simulate objects of type tls-creds-x509',
    'objects',
  ],
  [
    'transaction',
    { actions: [{ type: 'blockdev-snapshot-internal-sync', data: { device: 'dbg0', name: 's' } }] },
    'blocksim does not simulate the transaction action blockdev-snapshot-internal-sync',
    'transaction',
  ],
];

test.each(REFUSED)('%s %j: %s', (execute, args, text, named) => {
  expect(new Lab('11.1.3', [{}]).ask(execute, args)).toEqual({ class: 'GenericError', desc: text });
  expect(DOCUMENT).toContain(named);
});

test('virtio-blk has one iothread', () => {
  const lab = new Lab('11.1.3', [{ driver: 'virtio-blk-pci' }]);
  const args = { driver: 'virtio-blk-pci', id: 'x', drive: 'dbg0', 'iothread-vq-mapping': [{ iothread: 't' }] };
  expect(lab.ask('device_add', args)).toMatchObject({ desc: 'blocksim does not simulate iothread-vq-mapping' });
  expect(DOCUMENT).toContain('iothread-vq-mapping');
});

test('the human monitor says so too', () => {
  const answer = new Lab('11.1.3', [{}]).ask('human-monitor-command', { 'command-line': 'savevm s' });
  expect(answer).toBe('Error: blocksim does not simulate the command savevm\r\n');
});

test('what QEMU refuses in images of ours is refused as QEMU does', () => {
  const lab = new Lab('11.1.3', [], { images: [{ name: 'q', format: 'qcow2', size: 1 << 20, write: [] }] });
  const file = { driver: 'file', filename: '@DIR@/q' };
  const add = (more: JsonObject) => lab.ask('blockdev-add', { driver: 'qcow2', 'node-name': 'x', file, ...more });
  expect(add({ 'data-file': file })).toMatchObject({
    desc: "'data-file' can only be set for images with an external data file",
  });
  expect(add({ encrypt: { format: 'luks', 'key-secret': 's' } })).toMatchObject({
    desc: "No encryption in image header, but options specified format 'luks'",
  });
  expect(add({ file: { ...file, 'pr-manager': 'p' } })).toMatchObject({
    desc: "No persistent reservation manager with id 'p'",
  });
  expect(add({})).toEqual({});
});

describe('the document', () => {
  const tests = [...DOCUMENT.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path ?? '');

  test('names tests that exist', () => {
    expect(tests.length).toBeGreaterThan(5);
    for (const path of tests)
      expect(() => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url))), path).not.toThrow();
  });
});
