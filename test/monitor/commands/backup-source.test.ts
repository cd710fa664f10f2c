import { expect, test } from 'vitest';
import { explore } from '../../../src/explore/explore.ts';
import { property } from '../../../src/explore/properties/property.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../../src/scenario/run.ts';
import { profile } from '../../support/stories.ts';

const backup = { 'job-id': 'job1', device: 'drive0', target: 'copy', sync: 'full' };
const { scenario } = parseScenario(
  JSON.stringify({
    images: [
      { name: 'base.raw', format: 'raw', size: 1048576 },
      { name: 'top.qcow2', format: 'qcow2', size: 1048576, backing: 'base.raw' },
    ],
    blockdev: [{ driver: 'null-co', 'node-name': 'copy', size: 1048576, 'read-zeroes': true }],
    drive: [{ id: 'drive0', format: 'qcow2', file: { driver: 'file', filename: '@DIR@/top.qcow2' } }],
    steps: [
      { at: 0, qmp: { execute: 'block-stream', arguments: { 'job-id': 'job0', device: 'drive0', speed: 65536 } } },
      { at: 0, qmp: { execute: 'blockdev-backup', arguments: backup } },
    ],
  }),
  'lost-source',
);

// As the real ones did when they were asked.
test.each([
  ['7.2.22', /BLOCK_JOB_COMPLETED.*"null", "id": "job0".*bdrv_do_drained_end: Assertion/s],
  ['10.0.2', /Node 'drive0' is busy: block device is in use by block job: stream/],
  ['11.1.3', /Node 'drive0' is busy: block device is in use by block job: stream/],
])('a backup from a filter that a stream takes away on %s', (version, told) => {
  if (scenario === undefined) throw new Error('there is no scenario');
  expect(runScenario(scenario, profile(version)).transcript).toMatch(told);
});

// As the real ones did on a busy machine, where the backup ends between the look-up of the node and the end of the wait.
test.each(['7.2.22', '11.1.3'])('a snapshot of a node whose filter a backup takes away on %s', (version) => {
  const disks = ['disk', 'copy'].map((name) => ({ name: `${name}.raw`, format: 'raw', size: 65536 }));
  const story = parseScenario(
    JSON.stringify({
      name: 'lost-filter',
      images: disks,
      blockdev: [{ driver: 'file', 'node-name': 'copy', filename: '@DIR@/copy.raw' }],
      drive: [{ id: 'disk', format: 'raw', file: { driver: 'file', filename: '@DIR@/disk.raw' } }],
      steps: [
        { at: 0, qmp: { execute: 'blockdev-backup', arguments: { device: 'disk', target: 'copy', sync: 'top' } } },
        {
          at: 0,
          qmp: {
            execute: 'blockdev-snapshot-sync',
            arguments: { device: 'disk', 'snapshot-file': '@DIR@/overlay.qcow2' },
          },
        },
      ],
    }),
    'lost-filter',
  ).scenario;
  if (story === undefined) throw new Error('there is no scenario');
  const dies = property<object>({
    name: 'dies',
    kind: 'sometimes',
    sentence: 'the process dies',
    initial: {},
    hears: { 'process-aborted': (_state, { message }) => message },
  });
  const [found] = explore(story, profile(version), { properties: [dies] }).properties;
  expect(found?.sentence).toBe("bdrv_do_drained_end: Assertion `bs->quiesce_counter > 0' failed.");
});
