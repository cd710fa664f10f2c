/** blockdev-create: a job that makes an image file, or formats a node as one. It is no block job: nobody can slow it. */

import { UNKNOWN } from '../block/contents.ts';
import { ERRNO, strerror } from '../block/errno.ts';
import { write } from '../block/extents.ts';
import { nodeOrBackendRoot, skipFilters } from '../block/graph.ts';
import { addImage, type Image, imageAt, imageTable, setContents } from '../block/images.ts';
import { formatQcow2 } from '../block/qcow2/image.ts';
import type { Node } from '../block/records.ts';
import { type Answer, answer, refuse } from '../block/refusal.ts';
import { defineRecord, done, json, next, procedure, type RecordOf, text } from '../kernel/index.ts';
import { defineJobDriver, type JobArgs } from './driver.ts';
import { createJob } from './job.ts';
import { askedOf, askNode } from './job-io.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

export interface FileOptions {
  readonly filename: string;
  readonly size: number;
}

export interface Qcow2Options {
  readonly file: string;
  readonly size: number;
  readonly 'backing-file'?: string;
  readonly 'backing-fmt'?: string;
}

export const CreateJob = defineRecord('create-job', {
  driver: text<'file' | 'qcow2'>('file'),
  options: json<FileOptions | Qcow2Options | null>(null),
});
type CreateJob = RecordOf<typeof CreateJob>;

const stateOf = (world: JobWorld, { job }: JobArgs): CreateJob =>
  world.store.table(CreateJob).at(world.jobs.at(job).stateId);

/** Header and tables of an empty image. */
const QCOW2_START = 4 * 65536;

const RUN = procedure<JobWorld, JobArgs>('create', {
  begin(world, args) {
    world.jobs.at(args.job).total = 1;
    return next(stateOf(world, args).driver);
  },
  file(world, args) {
    const { filename, size } = stateOf(world, args).options as FileOptions;
    return failed(world, args, createFile(world, filename, size));
  },
  qcow2(world, args, frame) {
    const { file, size } = stateOf(world, args).options as Qcow2Options;
    if (size % 512 !== 0) return failed(world, args, 'Image size must be a multiple of 512 bytes');
    const node = nodeOrBackendRoot(world, file);
    if (node === undefined) return failed(world, args, `Cannot find device='${file}' nor node-name='${file}'`);
    const content = write([], 0, QCOW2_START, UNKNOWN);
    const request = { op: 'write', offset: 0, bytes: QCOW2_START, content } as const;
    return askNode(world, frame, world.jobs.at(args.job).coroutine, node.id, request, 'format');
  },
  format(world, args, frame) {
    const { ret } = askedOf(frame);
    if (ret < 0) return failed(world, args, `Could not write qcow2 header: ${strerror(-ret)}`);
    const options = stateOf(world, args).options as Qcow2Options;
    const node = nodeOrBackendRoot(world, options.file);
    const image = node === undefined ? undefined : imageBelow(world, node);
    const header = {
      size: options.size,
      backingFile: options['backing-file'] ?? '',
      backingFormat: options['backing-fmt'] ?? '',
    };
    if (image === undefined) return failed(world, args, 'This node holds no file that blocksim could format');
    return failed(
      world,
      args,
      formatQcow2(world, image, header) ? undefined : `Could not write qcow2 header: ${strerror(ERRNO.ENOSPC)}`,
    );
  },
});

/** The one step of progress is made either way. */
function failed(world: JobWorld, { job: id }: JobArgs, why: string | undefined) {
  const job = world.jobs.at(id);
  job.current = 1;
  if (why === undefined) return done(0);
  job.error = why;
  return done(-ERRNO.EINVAL);
}

/** A file that is there already is emptied. */
function createFile(world: JobWorld, filename: string, size: number): string | undefined {
  const image = imageAt(world, filename);
  if (image === undefined) addImage(world, filename, size);
  else {
    image.qcow2 = null;
    image.map = null;
    image.format = 'raw';
    setContents(world, image, [], size);
  }
  return undefined;
}

/** The file that a node's data ends up in. */
function imageBelow(world: JobWorld, from: Node): Image | undefined {
  const node = skipFilters(world, from);
  return node.driver === 'file' ? imageTable(world).at(node.stateId) : undefined;
}

export const CREATE = defineJobDriver({
  name: 'create',
  type: 'create',
  blockJob: false,
  run: RUN,
  free(world, job) {
    world.store.table(CreateJob).remove(world.store.table(CreateJob).at(job.stateId));
  },
});

/** A create job that still has to be started. It stays until it is dismissed. */
export function createCreate(world: JobWorld, name: string, options: Readonly<Record<string, unknown>>): Answer<Job> {
  const driver = String(options.driver);
  if (driver !== 'file' && driver !== 'qcow2')
    return ['null-co', 'null-aio', 'raw', 'blkdebug', 'throttle', 'copy-on-read'].includes(driver)
      ? refuse('Driver does not support blockdev-create')
      : refuse(`blocksim does not create images of driver ${driver}`);
  const created = createJob(world, { name: name === '' ? undefined : name, driver: CREATE, autoDismiss: false });
  if (created.refusal !== undefined) return created;
  created.value.stateId = world.store.table(CreateJob).add({
    driver,
    options: options as unknown as FileOptions | Qcow2Options,
  }).id;
  return answer(created.value);
}
