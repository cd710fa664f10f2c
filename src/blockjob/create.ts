/** blockdev-create's job: makes an image file, or formats a node (3.4). Not a block job: no BLOCK_JOB_* events. */
import { ERRNO, strerror } from '../block/errno.ts';
import { addBackend, nodeNamed, removeBackend, skipFilters } from '../block/graph.ts';
import { imageAt, imageTable, resizeImage } from '../block/images.ts';
import { ALL, CONSISTENT_READ, RESIZE, setPermissions, WRITE } from '../block/permissions.ts';
import { formatQcow2 } from '../block/qcow2/image.ts';
import { type Answer, answer, refuse } from '../block/refusal.ts';
import { truncateNode } from '../block/truncate.ts';
import {
  defineRecord,
  done,
  handler,
  json,
  mainContext,
  next,
  procedure,
  type RecordOf,
  schedule,
  suspend,
} from '../kernel/index.ts';
import { defineJobDriver, type JobArgs } from './driver.ts';
import { createJob, goOn } from './job.ts';
import { askedOf, askNode } from './job-io.ts';
import { cannotCreate, createFile } from './new-image.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

export type CreateOptions = Readonly<Record<string, unknown>>;

export const CreateJob = defineRecord('create-job', { options: json<CreateOptions>({}) });
export type CreateJob = RecordOf<typeof CreateJob>;

const optionsOf = (world: JobWorld, { job }: JobArgs): CreateOptions =>
  world.store.table(CreateJob).at(world.jobs.at(job).stateId).options;

function fail(world: JobWorld, args: JobArgs, words: string, errno: number) {
  const job = world.jobs.at(args.job);
  job.error = words;
  job.current = 1;
  return done(-errno);
}

/** What the job waited for has been done elsewhere. */
const GO_ON = handler<JobWorld>('create goes on', (world, id) => {
  const job = world.jobs.get(id);
  if (job !== undefined) goOn(world, job);
});

const RUN = procedure<JobWorld, JobArgs>('create', {
  begin(world, args) {
    world.jobs.at(args.job).total = 1;
    if (optionsOf(world, args).driver === 'file') return next('file');
    // Looking up a node from a coroutine is the main loop's business since 8.1.
    if (!world.profile.job.createLooksUpInLoop) return next('format');
    schedule(world, mainContext(world), GO_ON, args.job);
    return suspend('format');
  },
  file(world, args) {
    const path = String(optionsOf(world, args).filename);
    const words = cannotCreate(world, path);
    if (words !== undefined) return fail(world, args, words, ERRNO.ENOENT);
    createFile(world, path, 0);
    schedule(world, mainContext(world), RESIZE_LATER, args.job);
    return suspend('resize');
  },
  resize(world, args) {
    const { filename, size } = optionsOf(world, args);
    // On the wire a size is unsigned.
    if (Number(size) < 0 || Number(size) >= 2 ** 63)
      return fail(world, args, `Could not resize file: ${strerror(ERRNO.EINVAL)}`, ERRNO.EINVAL);
    const image = imageAt(world, String(filename));
    if (image !== undefined) resizeImage(world, image, Number(size));
    world.jobs.at(args.job).current = 1;
    return done(0);
  },
  format(world, args, frame) {
    const { file, size } = optionsOf(world, args);
    const node = nodeNamed(world, String(file));
    if (node === undefined)
      return fail(world, args, `Cannot find device='${String(file)}' nor node-name='${String(file)}'`, ERRNO.EINVAL);
    const user = addBackend(world, { root: node.id, user: 'tool' });
    const inTheWay = setPermissions(world, user, CONSISTENT_READ | WRITE | RESIZE, ALL);
    removeBackend(world, user);
    if (inTheWay !== undefined) return fail(world, args, inTheWay.desc, ERRNO.EPERM);
    if (Number(size) % 512 !== 0) return fail(world, args, 'Image size must be a multiple of 512 bytes', ERRNO.EINVAL);
    truncateNode(world, node, 0);
    const { coroutine } = world.jobs.at(args.job);
    return askNode(world, frame, coroutine, node.id, { op: 'write', offset: 0, bytes: HEADER }, 'written');
  },
  written(world, args, frame) {
    const { ret } = askedOf(frame);
    if (ret < 0) return fail(world, args, `Could not write qcow2 header: ${strerror(-ret)}`, -ret);
    // The new image is opened once, to see that it can be.
    schedule(world, mainContext(world), GO_ON, args.job);
    return suspend('formatted');
  },
  formatted(world, args) {
    const { file, size, 'backing-file': backingFile, 'backing-fmt': backingFormat } = optionsOf(world, args);
    const node = nodeNamed(world, String(file));
    const leaf = node === undefined ? undefined : skipFilters(world, node);
    const image = leaf?.driver === 'file' ? imageTable(world).get(leaf.stateId) : undefined;
    // What was written is not there when it is read back.
    if (image === undefined) return fail(world, args, 'Image is not in qcow2 format', ERRNO.EINVAL);
    formatQcow2(world, image, {
      size: Number(size),
      ...(backingFile === undefined ? {} : { backingFile: String(backingFile) }),
      ...(backingFormat === undefined ? {} : { backingFormat: String(backingFormat) }),
    });
    if (leaf !== undefined) leaf.size = Math.ceil(image.size / 512) * 512;
    world.jobs.at(args.job).current = 1;
    return done(0);
  },
});

const HEADER = 65536;

/** One hop for the worker thread, one for the news of it. */
const RESIZE_LATER = handler<JobWorld>('new file gets its size', (world, id) =>
  schedule(world, mainContext(world), GO_ON, id),
);

export const CREATE = defineJobDriver({
  name: 'create',
  type: 'create',
  blockJob: false,
  run: RUN,
  free(world, job) {
    world.store.table(CreateJob).remove(world.store.table(CreateJob).at(job.stateId));
  },
});

const DRIVERS: readonly string[] = ['file', 'qcow2'];

/** A create job that still has to be started; it is always dismissed by hand. */
export function createCreate(world: JobWorld, name: string, options: CreateOptions): Answer<Job> {
  if (!DRIVERS.includes(String(options.driver))) return refuse('Driver does not support blockdev-create');
  const created = createJob(world, { name, driver: CREATE, autoDismiss: false });
  if (created.refusal !== undefined) return created;
  const job = created.value;
  job.stateId = world.store.table(CreateJob).add({ options }).id;
  return answer(job);
}
