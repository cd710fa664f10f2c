/**
 * Every request that a job's files are asked for fails once, under every policy and for both kinds of errno (3.1, 3.4).
 * Whatever comes of it, the guest reads what it wrote, a job that ends well has copied everything, and one that does
 * not leaves a chain with which the same job ends well.
 */
import { describe, expect, test } from 'vitest';
import type { Extents } from '../../src/block/extents.ts';
import type { Io } from '../../src/block/records.ts';
import { completeWorkerRequest, workerRequests } from '../../src/block/workers.ts';
import type { Happening } from '../support/happenings.ts';
import type { JobLife } from '../support/job-life.ts';
import { chainOf, differs, disks, layers, playStory, type Story } from '../support/job-stories.ts';

const K64 = 1 << 16;
const POLICIES = ['report', 'ignore', 'stop', 'enospc'];

const world = { werror: 'stop', format: 'qcow2', targetFormat: 'qcow2' };
const source = [0, 3, 9].map((at) => ({ offset: at * K64, bytes: K64 + 4096 }));
const onDisks = (profile: string) => disks({ profile, ...world, source, target: [{ offset: 5 * K64, bytes: 4096 }] });
const onLayers = (profile: string) =>
  layers({
    profile,
    ...world,
    base: source,
    mid: [{ offset: K64, bytes: K64 }],
    top: [{ offset: 12 * K64, bytes: 4096 }],
  });

const both = (policy: string) => ({ 'on-source-error': policy, 'on-target-error': policy });
const target = { device: 'src', target: 'dst', sync: 'full' };
const mirror = (lab: JobLife, mode: string): Story => ({
  execute: 'blockdev-mirror',
  args: { ...target, 'copy-mode': mode },
  more: {},
  done: () => expect(lab.apart('src', 'dst', mode !== 'background')).toBeUndefined(),
});
const commit = (lab: JobLife, top: string, chain: string): Story => ({
  execute: 'block-commit',
  args: { device: 'top', 'top-node': top, 'base-node': 'base' },
  more: {},
  done: () => expect(lab.difference(top, 'base')).toBeUndefined(),
  over: () => chainOf(lab) === chain,
});

function backup(lab: JobLife): Story {
  let before: Extents = [];
  lab.machine.bus.on('job-status-changed', ({ status }) => {
    if (status === 'created') before = lab.contents('src');
  });
  const done = () => expect(differs(before, lab.contents('dst'))).toBeUndefined();
  return { execute: 'blockdev-backup', args: target, more: {}, done };
}

interface Kind {
  readonly name: string;
  readonly lab: (profile: string) => JobLife;
  readonly story: (lab: JobLife) => Story;
  readonly policies: (policy: string) => Readonly<Record<string, string>>;
}

const KINDS: readonly Kind[] = [
  { name: 'mirror', lab: onDisks, story: (lab) => mirror(lab, 'background'), policies: both },
  { name: 'mirror, write-blocking', lab: onDisks, story: (lab) => mirror(lab, 'write-blocking'), policies: both },
  { name: 'backup', lab: onDisks, story: backup, policies: both },
  {
    name: 'stream',
    lab: onLayers,
    story: (lab) => ({
      execute: 'block-stream',
      args: { device: 'top' },
      more: {},
      over: () => chainOf(lab) === 'top',
    }),
    policies: (policy) => ({ 'on-error': policy }),
  },
  {
    name: 'commit',
    lab: onLayers,
    story: (lab) => commit(lab, 'mid', 'top base'),
    policies: (policy) => ({ 'on-error': policy }),
  },
  {
    name: 'commit of the active layer',
    lab: onLayers,
    story: (lab) => commit(lab, 'top', 'base'),
    policies: (policy) => ({ 'on-error': policy }),
  },
];

/** What the guest writes, before which request of all. */
const GUEST: Readonly<Record<number, Happening>> = {
  2: { kind: 'guest', op: 'write', offset: 4096, bytes: K64 },
  6: { kind: 'guest', op: 'write', offset: 9 * K64, bytes: 4096 },
  9: { kind: 'guest', op: 'write-zeroes', offset: 12 * K64, bytes: K64 },
};

const isAt = (lab: JobLife, io: Io): string =>
  String(lab.machine.nodes.at(io.node).options.filename).replace('@DIR@/', '');

/** A mirror that is ready is told to complete. @returns whether it was */
function complete(lab: JobLife): boolean {
  if (lab.job().status !== 'ready') return false;
  lab.send('job-complete', { id: 'j' });
  return true;
}

/** Serves every request until nothing is left to do; the one of that number fails. @returns how many there were */
function serve(lab: JobLife, failing: number, errno: 'EIO' | 'ENOSPC'): number {
  let completed = false;
  for (let count = 0; ; ) {
    if (lab.step()) continue;
    const [io] = workerRequests(lab.machine);
    if (io === undefined && !completed && complete(lab)) completed = true;
    else if (io === undefined) return count;
    if (io === undefined) continue;
    const written = GUEST[count];
    if (written !== undefined) lab.live([written]);
    if (count === failing) lab.break({ image: isAt(lab, io), ops: [io.op], errno, where: undefined, times: 1 });
    count++;
    completeWorkerRequest(lab.machine, io);
  }
}

describe.each(['7.2.22', '11.1.3'])('%s', (profile) => {
  test.each(KINDS)('$name', ({ lab: make, story, policies }) => {
    const told = new Set<string>();
    const play = (failing: number, errno: 'EIO' | 'ENOSPC', policy: string): number => {
      const lab = make(profile);
      let count = 0;
      const { more, ...rest } = story(lab);
      playStory(lab, { ...rest, more: { ...more, ...policies(policy) } }, () => {
        count = serve(lab, failing, errno);
        lab.check();
      });
      for (const line of lab.told) if (line.startsWith('ERR')) told.add(line);
      return count;
    };
    const requests = play(-1, 'EIO', 'report');
    expect(requests).toBeGreaterThan(2);
    for (const policy of POLICIES)
      for (const errno of ['EIO', 'ENOSPC'] as const)
        for (let failing = 0; failing < requests; failing++) play(failing, errno, policy);
    for (const action of ['report', 'ignore', 'stop'])
      expect([...told].filter((line) => line.includes(action))).not.toEqual([]);
  });
});
