/** docs/jobs.md draws the life of each kind of job from a run. */
import { expect, test } from 'vitest';
import { defaultProfile } from '../../src/profile/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { Timeline } from '../../src/scenario/timeline.ts';

const SIZE = 4 << 20;
const image = (name: string, bytes: number, more: object = {}) => ({
  name,
  format: 'raw',
  size: SIZE,
  write: bytes === 0 ? [] : [{ offset: 0, bytes, pattern: 17 }],
  ...more,
});
const overlay = (name: string, backing: string, format: string) =>
  image(name, 1 << 20, { format: 'qcow2', backing, backing_format: format });
const raw = (name: string) => ({
  driver: 'raw',
  'node-name': name,
  file: { driver: 'file', filename: `@DIR@/${name}` },
});
const qcow2 = (name: string, backing: string) => ({ ...raw(name), driver: 'qcow2', backing });

/** Three images in a chain, and two to copy to. */
const WORLD = {
  images: [
    image('base', 2 << 20),
    overlay('mid', 'base', 'raw'),
    overlay('top', 'mid', 'qcow2'),
    image('copy', 0),
    image('other', 0),
  ],
  blockdev: [raw('base'), qcow2('mid', 'base'), qcow2('top', 'mid'), raw('copy'), raw('other')],
  device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'top' }],
};

const ask = (at: number, execute: string, args: object) => ({ at, qmp: { execute, arguments: args } });
const MIRROR = { 'job-id': 'j', device: 'top', target: 'copy', sync: 'full' };

/** The drawing of a run, for a code block. */
function drawn(...steps: object[]): string {
  const text = JSON.stringify({ ...WORLD, steps, end: 9000 });
  const { scenario, refusal } = parseScenario(text, 'picture.json');
  if (scenario === undefined) throw new Error(refusal);
  const timeline = new Timeline();
  runScenario(scenario, defaultProfile, { observers: [timeline] });
  return `\`\`\`text\n${timeline.draw({ columns: 110 }).replace(/> asks\n$/, '')}\`\`\``;
}

const backupOf = (job: string, device: string, target: string, more: object = {}) => ({
  type: 'blockdev-backup',
  data: { 'job-id': job, device, target, sync: 'full', ...more },
});

// After a change that is meant: npx vitest run test/scenario/jobs-documentation.test.ts -u, and look at what has
// changed.
test('docs/jobs.md draws each job', async () => {
  const text = `# The life of a job

Each picture is a run on QEMU ${defaultProfile.name}, as \`blocksim run\` draws it: a lane with the job's status, how far it is
(\`offset/len\`) and what fails, beside what its client sends and hears. The disk \`vd0\` is on \`top\`, which is backed by
\`mid\`, which is backed by \`base\`; each image has 4 MiB. The pictures are made by the test suite. [Errors of
jobs](job-errors.md) tells what every policy does.

## Stream

Copies what the images below hold into the top one, then cuts the chain. Ends by itself.

${drawn(ask(0, 'block-stream', { 'job-id': 'j', device: 'top', speed: 1 << 20 }))}

## Commit

Writes what a lower layer holds into the image below it and takes the layer out of the chain. Ends by itself.

${drawn(ask(0, 'block-commit', { 'job-id': 'j', device: 'top', 'top-node': 'mid', 'base-node': 'base' }))}

## Commit of the active layer

A mirror from the top image to the base. It is ready and stays so until it is completed, which moves the guest to the base.

${drawn(ask(0, 'block-commit', { 'job-id': 'j', device: 'top' }), ask(1000, 'block-job-complete', { device: 'j' }))}

## Mirror

Copies, and keeps both sides equal once it is ready. Completing it moves the guest to the target.

${drawn(
  ask(0, 'blockdev-mirror', MIRROR),
  { at: 500, io: [{ device: 'vd0', op: 'write', offset: 0, bytes: 65536, tag: 'w0' }] },
  ask(1000, 'block-job-complete', { device: 'j' }),
)}

A cancel of a mirror that is ready ends it well too, and the guest stays where it is.

${drawn(ask(0, 'blockdev-mirror', MIRROR), ask(1000, 'block-job-cancel', { device: 'j' }))}

With \`force\`, or before it is ready, a cancel is a failure.

${drawn(ask(0, 'blockdev-mirror', MIRROR), ask(1000, 'block-job-cancel', { device: 'j', force: true }))}

## Backup

Copies the disk as it was at the start. It begins with its disk drained, which shows as a moment of \`paused\`. Ends by itself.

${drawn(ask(0, 'blockdev-backup', { ...MIRROR, speed: 1 << 20 }))}

## Create

Makes an image. It is no block job: it has no \`BLOCK_JOB_*\` events and stays until it is dismissed.

${drawn(
  ask(0, 'blockdev-create', { 'job-id': 'j', options: { driver: 'file', filename: '@DIR@/new', size: SIZE } }),
  ask(500, 'job-dismiss', { id: 'j' }),
)}

## An error, a pause, a resume

With \`stop\` the job pauses; other requests that are under way come home first. It goes on where it was when it is resumed.

${drawn(
  { at: 0, fault: { image: 'copy', errno: 'ENOSPC', ops: ['write'], times: 1 } },
  ask(0, 'blockdev-mirror', { ...MIRROR, 'on-target-error': 'stop' }),
  ask(1000, 'block-job-resume', { device: 'j' }),
  ask(2000, 'block-job-complete', { device: 'j' }),
)}

With \`report\`, which is the default, it ends.

${drawn(
  { at: 0, fault: { image: 'copy', errno: 'ENOSPC', ops: ['write'], times: 1 } },
  ask(0, 'blockdev-mirror', MIRROR),
)}

## Ends by hand

With \`auto-finalize\` and \`auto-dismiss\` off the job waits twice: before it changes the graph, and to be read once more.

${drawn(
  ask(0, 'block-stream', { 'job-id': 'j', device: 'top', 'auto-finalize': false, 'auto-dismiss': false }),
  ask(500, 'job-finalize', { id: 'j' }),
  ask(1000, 'job-dismiss', { id: 'j' }),
)}

## Two in a group

In a transaction with \`completion-mode: grouped\` all jobs end well or none does: when one fails the others are cancelled.

${drawn(
  { at: 0, fault: { image: 'other', errno: 'EIO', ops: ['write'] } },
  ask(0, 'transaction', {
    actions: [backupOf('a', 'top', 'copy', { speed: 65536 }), backupOf('b', 'base', 'other')],
    properties: { 'completion-mode': 'grouped' },
  }),
)}
`;
  await expect(text).toMatchFileSnapshot('../../docs/jobs.md');
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(130);
});
