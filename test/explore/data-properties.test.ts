/** Properties about what disks hold. */
import { describe, expect, test } from 'vitest';
import { empty, pattern, write } from '../../src/block/extents.ts';
import { Image, setContents } from '../../src/block/images.ts';
import { explore } from '../../src/explore/explore.ts';
import { properties } from '../../src/explore/properties/index.ts';
import { noLostWrite } from '../../src/explore/properties/no-lost-write.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { type Observer, type Run, runScenario } from '../../src/scenario/run.ts';
import { profile } from '../support/stories.ts';

const MIB = 1048576;

/** A disk in a file, a second file to copy to, and what is done. */
function play(steps: readonly object[], device: object = {}, observers: readonly Observer[] = []) {
  const images = ['a.raw', 'b.raw'].map((name) => ({ name, format: 'raw', size: MIB }));
  const blockdev = images.map(({ name }) => ({
    driver: 'raw',
    'node-name': name[0],
    file: { driver: 'file', filename: `@DIR@/${name}` },
  }));
  const forgets = { driver: 'null-co', 'node-name': 'n', size: MIB, 'read-zeroes': true };
  const vd0 = { driver: 'virtio-blk-device', id: 'vd0', drive: 'a', ...device };
  const text = JSON.stringify({ images, blockdev: [...blockdev, forgets], device: [vd0], steps, end: 3000 });
  const { scenario, refusal } = parseScenario(text, 'x.json');
  if (scenario === undefined) throw new Error(refusal);
  const watch = watchProperties(properties);
  return { scenario, ...runScenario(scenario, profile('11.1.3'), { observers: [watch, ...observers] }) };
}

const io = (at: number, op: string, tag: string, offset = 0, bytes = 4096) => ({
  at,
  io: [{ device: 'vd0', op, offset, bytes, tag }],
});
const mirror = (at: number, device = 'a') => ({
  at,
  qmp: { execute: 'blockdev-mirror', arguments: { 'job-id': 'm', device, target: 'b', sync: 'full' } },
});
const complete = (at: number) => ({ at, qmp: { execute: 'job-complete', arguments: { id: 'm' } } });

describe('no-lost-write', () => {
  const broken = (...args: Parameters<typeof play>) => play(...args).violations.map(({ property }) => property);

  test('writes that are read back are fine', () => {
    expect(broken([io(0, 'write', 'w0'), io(100, 'write', 'w1', 2048), io(200, 'read', 'r0')])).toEqual([]);
  });

  test('a failed write that the guest is told succeeded is lost', () => {
    const fault = { at: 0, fault: { image: 'a.raw', ops: ['write'], errno: 'EIO' } };
    expect(broken([fault, io(100, 'write', 'w0')], { werror: 'ignore' })).toEqual(['no-lost-write']);
    expect(broken([fault, io(100, 'write', 'w0')], { werror: 'report' })).toEqual([]);
  });

  test('a disk that forgets loses nothing, also when a mirror of it takes its place', () => {
    const moved = [mirror(100, 'n'), complete(500)];
    expect(broken([io(0, 'write', 'w0'), ...moved, io(900, 'read', 'r0')], { drive: 'n' })).toEqual([]);
    const { machine } = play([...moved, io(900, 'write', 'w1')], { drive: 'n' });
    expect(machine.nodes.at(machine.backends.at(machine.devices.at(0).backend).root).name).toBe('b');
  });

  test('it is found when the guest reads', () => {
    const fault = { at: 0, fault: { image: 'a.raw', ops: ['write'], errno: 'EIO', times: 1 } };
    const { violations } = play([fault, io(100, 'write', 'w0'), io(900, 'read', 'r0')], { werror: 'ignore' });
    expect(violations).toMatchObject([{ property: 'no-lost-write', time: 900 }]);
  });

  test('of two writes to the same bytes that are on their way together either may stay', () => {
    const both = [
      { device: 'vd0', op: 'write', offset: 0, bytes: 4096, tag: 'w0' },
      { device: 'vd0', op: 'write', offset: 0, bytes: 4096, tag: 'w1' },
    ];
    expect(broken([{ at: 0, io: both }, io(500, 'read', 'r0')])).toEqual([]);
  });

  // The guest is told of the one that was submitted last first, whichever came last to the file.
  test('so it is in every order in which the two may end', () => {
    const steps = [
      io(0, 'write', 'w0'),
      { at: 0, io: [{ device: 'vd0', op: 'write', offset: 0, bytes: 4096, tag: 'w1' }] },
    ];
    const story = play(steps).scenario;
    const { properties: told, exhausted } = explore(story, profile('11.1.3'), { properties: [noLostWrite] });
    expect({ exhausted, verdict: told[0]?.verdict }).toEqual({ exhausted: true, verdict: 'holds' });
  });

  test('zeroes that were written are read back, discarded bytes may be anything', () => {
    const steps = [
      io(0, 'write', 'w0'),
      io(100, 'write-zeroes', 'z0'),
      io(200, 'write', 'w1'),
      io(300, 'discard', 'd0'),
    ];
    expect(broken([...steps, io(400, 'read', 'r0')])).toEqual([]);
  });
});

describe('mirror-target-equals-source', () => {
  const writing = [io(0, 'write', 'w0'), mirror(100), io(500, 'write', 'w1', 65536), complete(1000)];

  /** Spoils a byte of the target when the mirror is ready. */
  const spoil: Observer = {
    begin(run: Run) {
      const { bus, store } = run.machine;
      bus.on('block-job-ready', () => {
        const image = store.table(Image).find((each) => each.path.endsWith('b.raw'));
        if (image !== undefined) setContents(run.machine, image, write(empty(), 8192, 512, pattern(1)));
      });
    },
  };

  test('a mirror that copied everything is fine', () => {
    const { violations, transcript } = play(writing);
    expect(violations).toEqual([]);
    expect(transcript).toContain('"event": "BLOCK_JOB_COMPLETED"');
  });

  test('a byte that differs is found when the mirror ends', () => {
    const { violations } = play(writing, {}, [spoil]);
    expect(violations[0]).toMatchObject({ property: 'mirror-target-equals-source', time: 1000 });
    expect(violations[0]?.sentence).toMatch(/^the mirror 'm' ends well, and byte \d+ of its target is another one$/);
  });

  test('a mirror that was cancelled promises nothing', () => {
    const cancel = { at: 1000, qmp: { execute: 'job-cancel', arguments: { id: 'm' } } };
    expect(play([...writing.slice(0, 3), cancel], {}, [spoil]).violations).toEqual([]);
  });
});
