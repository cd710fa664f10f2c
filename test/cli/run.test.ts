import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replayFile } from '../../src/cli/replay.ts';
import { runFiles } from '../../src/cli/run.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { FakeIo } from '../support/fake-io.ts';
import { put, temporaryFolder } from '../support/files.ts';
import { shipped } from '../support/shipped.ts';
import { FULL_ONCE, profile, sends, story, writes } from '../support/stories.ts';

const folder = temporaryFolder();
const failing = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')], { name: 'failing' });
const failingFile = put(folder, 'failing.json', writeScenario(failing));
const endless = story(
  [{ event: 'none', iotype: 'write', errno: 28 }],
  [writes(0, 'w'), ...Array.from({ length: 50 }, (_, i) => sends(i * 10 + 10, 'cont'))],
  {
    name: 'endless',
  },
);
const endlessFile = put(folder, 'endless.json', writeScenario(endless));
const broken = put(folder, 'broken.json', '{"steps": [}');
const refused = put(folder, 'refused.json', { blockdev: [{ driver: 'null-co', 'node-name': '5' }], steps: [] });

async function run(files: readonly string[], options: Parameters<typeof runFiles>[1] = {}, io = new FakeIo()) {
  const code = await runFiles(files, options, io);
  return { code, out: io.written, err: io.errors };
}

describe('run', () => {
  test('writes a transcript to a pipe', async () => {
    const { code, out, err } = await run([failingFile], { qemu: '10.0.2' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(runScenario(failing, profile('10.0.2')).transcript);
  });

  test('draws a timeline on a terminal', async () => {
    const { out } = await run([failingFile], {}, new FakeIo({ terminal: true }));
    expect(out).toMatch(/^failing on QEMU 11\.1\.3\n +ms {2}guest /);
  });

  test('writes one JSON object a scenario', async () => {
    const { out } = await run([failingFile, endlessFile], { format: 'json', qemu: '10.0.13' });
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ scenario: 'failing', qemu: '10.0.13', ended: 'end', time: 700, violations: [] });
    expect(first.transcript[0]).toEqual({ version: { micro: 13, minor: 0, major: 10 } });
    expect(second.scenario).toBe('endless');
  });

  test('takes the version from the file if the command line names none', async () => {
    const old = put(folder, 'old.json', writeScenario({ ...failing, qemu: '7.2.22' }));
    expect((await run([old])).out).toContain('"major": 7}');
    expect((await run([old], { qemu: '10.0.2' })).out).toContain('"major": 10}');
  });

  test('finds what a property forbids, and where', async () => {
    const { code, err } = await run([failingFile], { qemu: '10.0.2', property: ['stop-has-io-error'] });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^blocksim: .*failing\.json: stop-has-io-error is violated at 400 ms, line 8 of the transcript: /,
    );
    expect((await run([failingFile], { qemu: '10.0.13', property: ['all'] })).code).toBe(0);
  });

  test('draws what it finds under the line where it happened', async () => {
    const { out } = await run([failingFile], { qemu: '10.0.2', property: ['all'], format: 'timeline' });
    expect(out).toMatch(/io-error +STOP\n +\^ stop-has-io-error: /);
  });

  test('stops at a bound', async () => {
    const { code, out, err } = await run([endlessFile], { maxMoves: 500 });
    expect(code).toBe(3);
    expect(err).toMatch(/^blocksim: .*endless\.json: stopped after 500 moves at \d+ of \d+ ms: .*\n$/);
    expect(out).toMatch(/^{"version"/);
  });

  test('plays the same with the same seed', async () => {
    const one = await run([endlessFile], { seed: -5 });
    expect(one).toEqual(await run([endlessFile], { seed: -5 }));
  });
});

describe('a job that ignores an error which stays', () => {
  const size = 1048576;
  const job = { 'job-id': 'copy', 'on-source-error': 'ignore', 'on-target-error': 'ignore' };
  const copy = { ...job, device: 'top', target: 'other', sync: 'full' };
  const commit = { 'job-id': 'copy', device: 'top', 'base-node': 'base', 'on-error': 'ignore' };

  /** A disk on top of another, a third to copy to, and one of them broken for good. */
  const livelock = (execute: string, args: object, image: string, op: string) =>
    put(folder, 'livelock.json', {
      name: 'livelock',
      images: [
        { name: 'base', format: 'raw', size, write: [{ offset: 0, bytes: size, pattern: 1 }] },
        {
          name: 'top',
          format: 'qcow2',
          size,
          backing: 'base',
          backing_format: 'raw',
          write: [{ offset: 0, bytes: 65536, pattern: 2 }],
        },
        { name: 'other', format: 'raw', size },
      ],
      blockdev: [
        { driver: 'raw', 'node-name': 'base', file: { driver: 'file', filename: '@DIR@/base' } },
        { driver: 'qcow2', 'node-name': 'top', file: { driver: 'file', filename: '@DIR@/top' }, backing: 'base' },
        { driver: 'raw', 'node-name': 'other', file: { driver: 'file', filename: '@DIR@/other' } },
      ],
      steps: [
        { at: 0, fault: { image, errno: 'EIO', ops: [op] } },
        { at: 100, qmp: { execute, arguments: args } },
      ],
      end: 2000,
    });

  test.each([
    ['blockdev-mirror', copy, 'base', 'read'],
    ['blockdev-mirror', copy, 'other', 'write'],
    ['blockdev-backup', copy, 'base', 'read'],
    ['blockdev-backup', copy, 'other', 'write'],
    ['block-commit', commit, 'top', 'read'],
    ['block-commit', commit, 'base', 'write'],
  ])('%s %j of %s: the run ends at its bound and says that the job repeats a %s', async (execute, args, image, op) => {
    const { code, err } = await run([livelock(execute, args, image, op)], { maxMoves: 3000, format: 'timeline' });
    expect(code).toBe(3);
    expect(err).toMatch(
      new RegExp(
        `^blocksim: .*livelock.json: stopped after 3000 moves at [\\d.]+ of 2000 ms: the job 'copy' repeats a ${op} ` +
          String.raw`that fails again and again \(action ignore\): BLOCK_JOB_ERROR came \d+ times in the last \d+ lines `,
      ),
    );
  });

  test('the timeline folds what it repeats', async () => {
    const file = livelock('blockdev-mirror', copy, 'other', 'write');
    const { out } = await run([file], { maxMoves: 3000, format: 'timeline' });
    expect(out.split('\n').length).toBeLessThan(40);
    expect(out).toMatch(/above happens? \d{3,} more times/);
    expect(out).toContain('write EIO: ignore');
  });
});

describe('run --out', () => {
  test('writes a file for each scenario, and nothing else', async () => {
    const out = join(folder, 'new', 'deep');
    const { code, out: written } = await run([failingFile, endlessFile], { out, qemu: '10.0.2' });
    expect({ code, written }).toEqual({ code: 0, written: '' });
    expect(readdirSync(out).sort()).toEqual(['endless.jsonl', 'failing.jsonl']);
    const text = readFileSync(join(out, 'failing.jsonl'), 'utf8');
    expect(text).toBe(runScenario(failing, profile('10.0.2')).transcript);
  });

  test('goes on after a bad scenario, and says 2 at the end', async () => {
    const out = join(folder, 'some');
    const { code, err } = await run([broken, 'nowhere.json', refused, failingFile], { out });
    expect(code).toBe(2);
    expect(readdirSync(out)).toEqual(['failing.jsonl']);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^blocksim: .*broken\.json:1:12: /),
      'blocksim: nowhere.json: there is no such file',
      expect.stringMatching(/^blocksim: .*refused\.json: blockdev\[0\]: Invalid node-name: '5'$/),
    ]);
  });

  test('refuses two scenarios of one name', async () => {
    const { code, err } = await run([failingFile, failingFile], { out: join(folder, 'twice') });
    expect(code).toBe(2);
    expect(err).toMatch(/name: 'failing' is the name of .*failing\.json too/);
  });

  test('writes no names that leave the folder', async () => {
    const out = join(folder, 'safe');
    const file = put(folder, 'odd.json', writeScenario({ ...failing, name: '../../odd/name' }));
    await run([file], { out });
    expect(readdirSync(out)).toEqual(['.._.._odd_name.jsonl']);
  });

  test('says when it cannot write', async () => {
    const file = put(folder, 'a-file', 'x');
    const { code, err } = await run([failingFile], { out: file });
    expect(code).toBe(2);
    expect(err).toBe(`blocksim: ${file}: this is a file, expected a folder\n`);
  });

  test('leaves nothing half written when it fails', async () => {
    const out = join(folder, 'taken');
    mkdirSync(join(out, 'failing.jsonl'), { recursive: true });
    const { code, err } = await run([failingFile], { out });
    expect(code).toBe(2);
    expect(err).toMatch(/^blocksim: .*taken\/failing\.jsonl: cannot be written \(EISDIR: /);
    expect(readdirSync(out)).toEqual(['failing.jsonl']);
  });
});

describe('Ctrl-C', () => {
  test('ends a run of many files with what was done', async () => {
    const out = join(folder, 'interrupted');
    const io = new FakeIo({ patience: 1 });
    const { code, err } = await run([failingFile, endlessFile], { out }, io);
    expect(code).toBe(130);
    expect(readdirSync(out)).toEqual(['failing.jsonl']);
    expect(err).toMatch(/^blocksim: interrupted in .*endless\.json, 1 of 2 scenarios were played\n$/);
  });

  test('shows how far a single run came', async () => {
    const { code, out } = await run([endlessFile], {}, new FakeIo({ patience: 0 }));
    expect(code).toBe(130);
    expect(out).toMatch(/^{"version"/);
  });
});

describe('bad usage', () => {
  test.each([
    [{ qemu: '10.0.3' }, /^blocksim: --qemu: no QEMU is called '10\.0\.3', did you mean '10\.0\.\d+'\?\n$/],
    [
      { property: ['stop-has-io-eror'] },
      /no property is called 'stop-has-io-eror', did you mean 'stop-has-io-error'\?/,
    ],
  ])('%j is refused in a sentence', async (options, sentence) => {
    const { code, out, err } = await run([failingFile], options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
  });

  test('a folder is no file', async () => {
    expect((await run([folder])).err).toBe(`blocksim: ${folder}: this is a folder, expected a file\n`);
  });

  test('any text at all gives one sentence that names the file', async () => {
    const piece = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('steps:\n- at: 0\n', '{', '[', '"', ': '),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), fc.constantFrom('x.json', 'x.yaml'), async (pieces, name) => {
        const file = put(folder, name, pieces.join(''));
        const { code, err } = await run([file]);
        expect([0, 2]).toContain(code);
        if (code === 2) expect(err).toMatch(new RegExp(`^blocksim: ${file}[^\\n]*\\n$`));
        expect(err).not.toMatch(/defect|\n {4}at /);
      }),
      { numRuns: 300 },
    );
  });
});

describe('replay', () => {
  const replay = async (file: string, options: Parameters<typeof replayFile>[1] = {}) => {
    const io = new FakeIo();
    const code = await replayFile(file, options, io);
    return { code, out: io.written, err: io.errors };
  };
  const order = shipped('racing-cont-order');
  const orderFile = put(folder, 'order.json', writeScenario(order));

  test('says that a counterexample shows what it claims', async () => {
    const { code, out } = await replay(orderFile);
    expect(code).toBe(0);
    expect(out).toMatch(
      /\nno-request-stranded: violated, as it says: the VM runs and .* stays parked; the rule is: while the VM runs, .*\nstop-has-io-error: holds, as it says\n$/,
    );
  });

  test('says when it does not', async () => {
    const expected = [{ property: 'no-request-stranded', verdict: 'holds' as const }];
    const { code, out } = await replay(put(folder, 'wrong.json', writeScenario({ ...order, expect: expected })));
    expect(code).toBe(1);
    expect(out).toMatch(/\nno-request-stranded: violated, but it says holds: .*; the rule is: .*\n$/);
  });

  test('plays a recording that claims nothing', async () => {
    const { expect: _claims, ...silent } = order;
    const { code, out } = await replay(put(folder, 'silent.json', writeScenario(silent)));
    expect(code).toBe(0);
    expect(out).toMatch(/\nevery move of its order was played\n$/);
  });

  test('refuses an order that does not fit, and names the nearest move', async () => {
    const other = writeScenario({ ...order, order: ['time passes to 100 ms', 'client main sends cant'] });
    const { code, err } = await replay(put(folder, 'other.json', other));
    expect(code).toBe(2);
    expect(err).toMatch(
      /order\[1\]: 'client main sends cant' cannot happen here, did you mean 'client main sends cont'\?\n$/,
    );
  });

  test('refuses a scenario that is no recording', async () => {
    const { code, err } = await replay(failingFile);
    expect(code).toBe(2);
    expect(err).toMatch(/failing\.json: it has no 'order', /);
  });

  test('stops at a bound', async () => expect((await replay(orderFile, { maxMoves: 5 })).code).toBe(3));
});
