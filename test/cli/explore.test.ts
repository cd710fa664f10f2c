import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainFile } from '../../src/cli/explain.ts';
import { exploreFile } from '../../src/cli/explore.ts';
import { replayFile } from '../../src/cli/replay.ts';
import { Exploration, explore as explorePlainly } from '../../src/explore/explore.ts';
import { propertyNamed } from '../../src/explore/properties/index.ts';
import { type Property, property } from '../../src/explore/properties/property.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { FakeIo } from '../support/fake-io.ts';
import { put, temporaryFolder } from '../support/files.ts';
import { FULL_ONCE, profile, sends, story, writes } from '../support/stories.ts';

const folder = temporaryFolder();
const failing = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')], { name: 'failing' });
const failingFile = put(folder, 'failing.json', writeScenario(failing));

const named = (name: string) => propertyNamed(name) as Property;

async function explore(options: Parameters<typeof exploreFile>[1], file = failingFile, io = new FakeIo()) {
  const code = await exploreFile(file, options, io);
  return { code, out: io.written, err: io.errors };
}

const AWAY = { at: 0, client: 'a', qmp: { execute: 'cont' } };

describe('explore', () => {
  test('tells what holds', async () => {
    const { code, out } = await explore({ qemu: '10.0.13', property: ['stop-has-io-error', 'stop-resume-alternate'] });
    expect(code).toBe(0);
    expect(out).toMatch(/^failing on QEMU 10\.0\.13: \d+ states, \d+ moves in [\d.]+ s, nothing left to see\n/);
    expect(out).toContain('  stop-has-io-error      holds\n  stop-resume-alternate  holds\n');
  });

  test('tells what is violated, and the order that does it', async () => {
    const { code, out } = await explore({ qemu: '10.0.2', property: ['stop-has-io-error'] });
    expect(code).toBe(1);
    expect(out).toMatch(/ stop-has-io-error {2}violated after \d+ moves: a STOP /);
    expect(out).toMatch(/^stop-has-io-error, with 1 device and 2 steps:\n +ms {2}guest .*\n─+\n/m);
    expect(out).toMatch(/^ +\^ stop-has-io-error: a STOP /m);
  });

  test('writes JSON', async () => {
    const { out } = await explore({
      qemu: '10.0.2',
      format: 'json',
      property: ['stop-has-io-error', 'no-use-after-free'],
    });
    expect(JSON.parse(out)).toEqual({
      scenario: 'failing',
      qemu: '10.0.2',
      exhausted: true,
      states: expect.any(Number),
      transitions: expect.any(Number),
      seconds: expect.any(Number),
      properties: [
        {
          name: 'stop-has-io-error',
          kind: 'always',
          verdict: 'violated',
          sentence: expect.stringMatching(/^a STOP that an I\/O error caused came without /),
          moves: expect.any(Number),
        },
        { name: 'no-use-after-free', kind: 'always', verdict: 'holds' },
      ],
    });
  });

  test('writes counterexamples that replay shows', async () => {
    const out = join(folder, 'found');
    const options = {
      qemu: '10.0.2',
      format: 'json' as const,
      property: ['stop-has-io-error', 'no-request-stranded'],
      out,
    };
    const { code, out: text } = await explore(options);
    expect(code).toBe(1);
    const files = JSON.parse(text).properties.map((property: { counterexample: string }) => property.counterexample);
    expect(files).toEqual(
      readdirSync(out)
        .sort()
        .reverse()
        .map((file) => join(out, file)),
    );
    for (const file of files) {
      const io = new FakeIo();
      expect(await replayFile(file, {}, io)).toBe(0);
      expect(io.written).toMatch(/^\s+\^ (stop-has-io-error|no-request-stranded): /m);
      expect(io.written).toMatch(/violated, as it says: .+; the rule is: .+\n$/);
    }
  });

  test('stops at a bound', async () => {
    const { code, out } = await explore({ qemu: '10.0.13', property: ['stop-has-io-error'], maxStates: 10 });
    expect(code).toBe(3);
    expect(out).toContain('undecided: not every state was seen');
  });

  test('may be confined to orders that are close to the unhurried run', async () => {
    const options = { qemu: '10.0.13', property: ['no-request-stranded'] };
    const told = async (deviations: number) => {
      const { code, out } = await explore({ ...options, deviations }, 'racing-cont');
      return [code, ...out.split('\n')];
    };
    const [code, head, verdict] = await told(0);
    expect(code).toBe(3);
    expect(head).toMatch(/^racing-cont on QEMU 10\.0\.13: \d+ states, \d+ moves in [\d.]+ s, the unhurried run$/);
    expect(verdict).toMatch(/^ {2}no-request-stranded +undecided: not every state was seen$/);
    expect((await told(1)).slice(0, 1)).toEqual([1]);
    const json = await explore(
      { ...options, property: ['stop-has-io-error'], deviations: 1, format: 'json' },
      'racing-cont',
    );
    expect(JSON.parse(json.out)).toMatchObject({
      exhausted: false,
      deviations: 1,
      properties: [{ verdict: 'undecided' }],
    });
    const junit = await explore(
      { ...options, property: ['stop-has-io-error'], deviations: 1, format: 'junit' },
      'racing-cont',
    );
    expect(junit.out).toContain(
      '<skipped message="not every state was seen, but every order with up to 1 deviation from the unhurried run"/>',
    );
    const all = await explore({ ...options, property: ['stop-has-io-error'], deviations: 99 }, 'racing-cont');
    expect(all).toMatchObject({ code: 0, out: expect.stringContaining('nothing left to see') });
  });

  test('sees no more states than it may, or a few', async () => {
    const { out } = await explore({ qemu: '11.1.3', maxStates: 1000, format: 'json' }, 'thin-provisioning');
    expect(JSON.parse(out).states).toBeGreaterThanOrEqual(1000);
    expect(JSON.parse(out).states).toBeLessThan(1100);
  });

  test('tells what it knows when it is interrupted', async () => {
    const { code, out, err } = await explore({ qemu: '10.0.13', maxStates: 1_000_000 }, undefined, interrupted());
    expect([1, 3]).toContain(code);
    expect(out).toMatch(/^failing on QEMU 10\.0\.13: \d+ states/);
    expect(err).toContain('interrupted');
  });

  test('when it is interrupted, what was found is written as it was found', async () => {
    const out = join(folder, 'interrupted');
    const options = { qemu: '10.0.2', property: ['stop-has-io-error', 'no-request-stranded'], out };
    const first = await explore(options, undefined, interrupted());
    const file = join(out, 'failing-no-request-stranded-10.0.2.json');
    expect(first.code).toBe(1);
    expect(first.err).toBe('blocksim: interrupted; this is what is known so far\n');
    expect(first.out).toMatch(/^ {2}stop-has-io-error +undecided: .*\n {2}no-request-stranded +violated: /m);
    expect(first.out).toContain(
      `\n\nno-request-stranded: \`blocksim replay ${file}\` shows it, in the order in which it was found\n`,
    );
    expect(readdirSync(out)).toEqual(['failing-no-request-stranded-10.0.2.json']);
    expect(await replayFile(file, {}, new FakeIo())).toBe(0);
    const second = await explore(options);
    expect(second.out).toMatch(/no-request-stranded +violated after \d+ moves: /);
    expect(second.out).not.toContain('in which it was found');
  });

  test('what was explained before Ctrl-C stays explained', async () => {
    const options = { qemu: '10.0.2', property: ['stop-has-io-error', 'no-request-stranded'] };
    const pieces = new Exploration(failing, profile('10.0.2'), { properties: options.property.map(named) });
    let looks = 0;
    while (pieces.advance(20_000) === undefined) looks++;
    for (; pieces.report().properties[1]?.asFound; looks++) pieces.explainNext();
    expect(pieces.report().properties[0]?.asFound).toBe(true);
    const { out } = await explore(options, undefined, new FakeIo({ patience: looks - 1 }));
    expect(out).toMatch(/^ {2}stop-has-io-error +violated: .*\n {2}no-request-stranded +violated after \d+ moves: /m);
    expect(out).toMatch(/\n\nstop-has-io-error: found in an order of \d+ moves, which --out would have kept\n/);
    expect(out).toMatch(/^no-request-stranded, with 1 device and 2 steps:\n +ms {2}guest /m);
  });

  test.each([
    ['states', { maxStates: 20 }],
    ['seconds', { maxSeconds: 1e-9 }],
  ])('a bound of %s keeps nothing back that was found before', async (what, bound) => {
    const out = join(folder, `bound-${what}`);
    const options = { qemu: '10.0.2', property: ['stop-has-io-error', 'no-request-stranded'], out, ...bound };
    const { code, out: text } = await explore(options);
    expect(code).toBe(1);
    expect(text).toMatch(/^ {2}stop-has-io-error +undecided: .*\n {2}no-request-stranded +violated after \d+ moves: /m);
    const file = join(out, 'failing-no-request-stranded-10.0.2.json');
    expect(text).toContain(`\n\nno-request-stranded: \`blocksim replay ${file}\` shows it\n`);
    expect(await replayFile(file, {}, new FakeIo())).toBe(0);
  });

  test.each([
    ['no such file', {}, join(folder, 'none.json'), /none\.json: there is no such file/],
    ['an unknown property', { property: ['stop-has-error'] }, failingFile, /did you mean 'stop-has-io-error'/],
    ['an unknown version', { qemu: '9.9' }, failingFile, /--qemu: no QEMU is called '9\.9'/],
  ])('refuses %s in one sentence', async (_what, options, file, sentence) => {
    const { code, out, err } = await explore(options, file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('refuses a scenario in which nothing is to be looked for', async () => {
    const file = put(folder, 'nothing.json', writeScenario({ ...failing, properties: [] }));
    const { code, out, err } = await explore({}, file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`blocksim: ${file}: properties: there are none, expected some here or by --property\n`);
    expect((await explore({ property: ['no-use-after-free'], qemu: '10.0.13' }, file)).code).toBe(0);
  });

  test('refuses a step of a client that is not connected', async () => {
    const file = put(folder, 'away.json', { clients: [{ name: 'a', connected: false }], steps: [AWAY] });
    const { code, err } = await explore({}, file);
    expect(code).toBe(2);
    expect(err).toMatch(
      /away\.json:1:\d+: steps\[0\]\.client: "a" is not connected here, expected a 'connect' before\n$/,
    );
  });

  test('writes nothing when everything holds', async () => {
    const out = join(folder, 'nothing');
    await explore({ qemu: '10.0.13', property: ['stop-has-io-error'], out });
    expect(existsSync(out)).toBe(false);
  });
});

describe('explore --out', () => {
  /** A search would be noticed: the first look at the signals fails. */
  class NoSearch extends FakeIo {
    override pause(): Promise<boolean> {
      throw new Error('a search has begun');
    }
  }

  test.each([
    ['a file', failingFile, `${failingFile}: this is a file, expected a folder`],
    ['a folder below a file', join(failingFile, 'a', 'b'), `${failingFile}: this is a file, expected a folder`],
    ['nothing', '', '--out: expected a folder, found nothing'],
  ])('%s is refused before the search', async (_what, out, sentence) => {
    expect(await explore({ qemu: '10.0.2', out }, undefined, new NoSearch())).toEqual({
      code: 2,
      out: '',
      err: `blocksim: ${sentence}\n`,
    });
  });

  test.runIf(process.platform === 'linux').each([
    ['/proc/blocksim/deep', /^blocksim: \/proc\/blocksim: the folder cannot be made \(ENOENT: .*\)\n$/],
    ['/proc', /^blocksim: \/proc: files cannot be written here \(ENOENT: .*\)\n$/],
  ])('%s is refused before the search', async (out, sentence) => {
    const { code, err } = await explore({ qemu: '10.0.2', out }, undefined, new NoSearch());
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  test('looking whether it can be written leaves nothing there, not even a folder above', async () => {
    const [above, kept] = [join(folder, 'above'), join(folder, 'kept')];
    mkdirSync(kept);
    put(kept, 'beside.txt', 'as it was');
    const options = { qemu: '10.0.13', property: ['stop-has-io-error'] };
    expect((await explore({ ...options, out: join(above, 'a', 'b') })).code).toBe(0);
    expect(existsSync(above)).toBe(false);
    expect((await explore({ ...options, out: kept })).code).toBe(0);
    expect(readdirSync(kept)).toEqual(['beside.txt']);
  });

  test('what cannot be written after all is told beside what was found', async () => {
    const out = join(folder, 'taken');
    const file = join(out, 'failing-stop-has-io-error-10.0.2.json');
    mkdirSync(file, { recursive: true });
    const { code, out: text, err } = await explore({ qemu: '10.0.2', property: ['stop-has-io-error'], out });
    expect(code).toBe(2);
    expect(text).toMatch(/stop-has-io-error +violated after \d+ moves: /);
    expect(text).not.toContain('blocksim replay');
    expect(err).toMatch(/^blocksim: .*failing-stop-has-io-error-10\.0\.2\.json: cannot be written \(.*\)\n$/);
  });
});

/** Ctrl-C is pressed at the first occasion. */
function interrupted(): FakeIo {
  return new FakeIo({ patience: 0 });
}

describe('replay', () => {
  const answered = property<{ readonly open: number }>({
    name: 'answered',
    kind: 'eventually',
    sentence: 'the guest gets an answer to whatever it asks for',
    initial: { open: 0 },
    hears: {
      'guest-submitted': ({ open }) => ({ open: open + 1 }),
      'guest-completed': ({ open }) => ({ open: open - 1 }),
    },
    atEnd: ({ open }) => (open === 0 ? undefined : 'a request has no answer'),
  });
  const reaction = { on: { event: 'STOP' }, send: { execute: 'cont' }, after: 50 };
  const full = { event: 'none', iotype: 'write', errno: 28 };
  const round = story([full], [writes(0, 'w0')], { clients: [{ name: 'main', reactions: [reaction] }] });
  const { counterexample } = explorePlainly(round, profile('11.1.3'), { properties: [answered] }).properties[0] ?? {};
  const { expect: _expect, properties: _properties, ...endless } = counterexample as Scenario;

  async function replay(more: object) {
    const io = new FakeIo();
    const code = await replayFile(put(folder, 'endless.json', writeScenario({ ...endless, ...more })), {}, io);
    return { code, last: io.written.trimEnd().split('\n').slice(-2) };
  }

  test('looks whether what is repeated for ever leads back to where it began', async () => {
    const { repeats = 0 } = endless;
    expect(repeats).toBeGreaterThan(2);
    expect(await replay({})).toEqual({
      code: 0,
      last: [
        `the last ${repeats} moves lead back to where they began, and so on for ever`,
        'every move of its order was played',
      ],
    });
    for (const [wrong, moves] of [
      [repeats - 1, `the last ${repeats - 1} moves lead`],
      [1, 'the last move leads'],
    ] as const)
      expect(await replay({ repeats: wrong })).toMatchObject({
        code: 1,
        last: [
          `${moves} elsewhere than to where they began, but it says that they are repeated for ever`,
          expect.anything(),
        ],
      });
  });
});

describe('explain', () => {
  const recording = put(folder, 'recording.jsonl', runScenario(failing, profile('10.0.2')).transcript);

  async function explain(options: Parameters<typeof explainFile>[2], transcript = recording) {
    const io = new FakeIo();
    const code = await explainFile(failingFile, transcript, options, io);
    return { code, out: io.written, err: io.errors };
  }

  test('prints the order as a timeline', async () => {
    const { code, out } = await explain({ qemu: '10.0.2' });
    expect(code).toBe(0);
    expect(out).toMatch(/^QEMU 10\.0\.2: this order of \d+ moves produces the transcript\n/);
    expect(out).toMatch(/^ +ms .*guest .*client/m);
    expect(out).toMatch(/^ +100 +> write/m);
    expect(out).toMatch(/held: stop/);
  });

  test('says nothing of the rest if it was cut short before any way had ended', async () => {
    const { code, out } = await explain({ qemu: '10.0.2', maxStates: 5 });
    expect(out).toMatch(/^QEMU 10\.0\.2: none found before the bound \(\d+ states\)\n$/);
    expect(code).toBe(3);
  });

  test('says how much is explained, what comes next and what was expected', async () => {
    const { code, out } = await explain({ qemu: '10.0.13' });
    const lines = readFileSync(recording, 'utf8').split('\n');
    const [, until, next] = /lines 1 to (\d+) are explained; line (\d+) has/.exec(out) ?? [];
    expect(code).toBe(1);
    expect(Number(next)).toBe(Number(until) + 1);
    expect(lines[Number(next) - 1]).toContain('STOP');
    expect(out).toContain(
      'has\n    {"event":"STOP"}\n  expected next was\n    {"event":"BLOCK_IO_ERROR","data":{"action":"stop"',
    );
  });

  test('says that the machine would have gone on', async () => {
    const lines = readFileSync(recording, 'utf8').trimEnd().split('\n');
    const cut = put(folder, 'cut.jsonl', `${lines.slice(0, -1).join('\n')}\n`);
    const { code, out } = await explain({ qemu: '10.0.2' }, cut);
    expect(code).toBe(1);
    expect(out).toMatch(/ {2}every line is explained, but the machine would also have shown\n {4}\S/);
  });

  /** The recording with each line changed; without those that become undefined. */
  function changed(
    name: string,
    change: (entry: Record<string, unknown>, line: number) => object | object[] | undefined,
  ): string {
    const lines = readFileSync(recording, 'utf8').trimEnd().split('\n');
    const entries = lines.flatMap((text, i) => change(JSON.parse(text), i + 1) ?? []);
    return put(folder, name, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }

  test('names who does what was expected', async () => {
    const asked = changed('asked.jsonl', (entry) => ('send' in entry ? undefined : entry));
    expect((await explain({ qemu: '10.0.2' }, asked)).out).toContain('\n    the client sends {"execute":"cont"}\n');
    const last = readFileSync(recording, 'utf8').trimEnd().split('\n').length;
    const ended = changed('ended.jsonl', (entry, line) =>
      line === last ? [entry, { complete: { device: 'vd0', tag: 'w0', status: 'ok' } }] : entry,
    );
    const { out } = await explain({ qemu: '10.0.2' }, ended);
    expect(out).toMatch(/\n {4}the guest sees vd0 end w0: ok\n {2}expected next was\n {4}\S/);
    const doubled = changed('doubled.jsonl', (entry, line) => (line === 4 ? [entry, entry] : entry));
    expect((await explain({ qemu: '10.0.2' }, doubled)).out).toMatch(
      /\n {4}nothing before \d+ ms, then: script sends cont\n/,
    );
  });

  test.each([
    [
      'requests as objects',
      ({ send, ...entry }) => (send === undefined ? entry : { ...entry, send: JSON.parse(send as string) }),
    ],
    ['no times, other members', ({ time: _time, ...entry }, seq) => ({ seq, ...entry })],
    ['nothing of the guest', (entry) => ('submit' in entry || 'complete' in entry ? undefined : entry)],
  ] as [string, Parameters<typeof changed>[1]][])('takes transcripts with %s', async (name, change) => {
    const other = changed(`${name}.jsonl`, change);
    expect((await explain({ qemu: '10.0.2' }, other)).code).toBe(0);
    expect((await explain({ qemu: '10.0.13' }, other)).code).toBe(1);
  });

  test('takes a last line that is cut as the end', async () => {
    const lines = readFileSync(recording, 'utf8').trimEnd().split('\n');
    const cut = `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 20)}`;
    expect((await explain({ qemu: '10.0.2' }, put(folder, 'cut.jsonl', cut))).code).toBe(0);
  });

  test('refuses times in seconds', async () => {
    const seconds = changed('seconds.jsonl', (entry) =>
      'time' in entry ? { ...entry, time: Number(entry.time) / 1000 } : entry,
    );
    const { code, err } = await explain({ qemu: '10.0.2' }, seconds);
    expect(code).toBe(2);
    expect(err).toMatch(
      /seconds\.jsonl: time: expected milliseconds, but the lines take 0\.\d and their events \d+\n$/,
    );
  });

  test('asks every version', async () => {
    const { code, out } = await explain({ qemu: 'all', format: 'json' });
    expect(code).toBe(0);
    const explained = (JSON.parse(out) as { qemu: string; ended: string }[]).filter(
      ({ ended }) => ended === 'explained',
    );
    expect(explained.map(({ qemu }) => qemu)).toEqual(['10.0.2']);
  });

  test.each([
    ['STOP', 'this is no JSON object, expected a line of a transcript'],
    ['[1]', 'this is no JSON object, expected a line of a transcript'],
    ['{"send": 5}', "send: expected the request's text"],
    ['{"recv": null}', 'recv: expected a QMP message'],
    ['{"recv": {"event": "STOP", "timestamp": 5}}', 'recv: expected a QMP message'],
    ['{"submit": {"device": "vd0"}}', 'submit: expected an object with device, op and tag'],
    ['{"complete": []}', 'complete: expected an object with device, tag and status'],
    [`{"recv": {"return": ${'['.repeat(50_000)}${']'.repeat(50_000)}}}`, 'this is nested too deeply'],
  ])('refuses %.40s', async (line, sentence) => {
    const bad = put(folder, 'bad.jsonl', `{"time": 0}\n${line}\n`);
    const { code, err } = await explain({}, bad);
    expect(code).toBe(2);
    expect(err).toBe(`blocksim: ${bad}:2: ${sentence}\n`);
  });

  test('refuses a transcript of nothing', async () => {
    const { code, err } = await explain({}, put(folder, 'nothing.jsonl', '\n'));
    expect(code).toBe(2);
    expect(err).toMatch(/nothing\.jsonl: the file is empty, expected a transcript\n$/);
  });
});

describe('explore with workers', () => {
  test('comes to the same verdicts as without', async () => {
    const options = { qemu: '10.0.2', format: 'json' as const };
    const read = async (more: object) => JSON.parse((await explore({ ...options, ...more })).out);
    const [alone, together] = [await read({}), await read({ workers: 2, maxStates: 100_000 })];
    expect(together.exhausted).toBe(true);
    const verdicts = ({ properties }: { properties: { name: string; verdict: string; moves?: number }[] }) =>
      properties.map(({ name, verdict, moves }) => [name, verdict, moves]);
    expect(verdicts(together)).toEqual(verdicts(alone));
  });

  test('watches the properties of managers too', async () => {
    const options = { qemu: '11.1.3', maxStates: 100_000 };
    const read = async (workers: number) => (await explore({ ...options, workers }, 'managers/resumes-at-once')).out;
    const told = (out: string) => out.split('\n').slice(1, 3);
    expect(told(await read(2))).toEqual(told(await read(1)));
    expect(told(await read(2))[0]).toMatch(/no-pause-storm +violated/);
  });

  test('finds first what is close to the unhurried run', async () => {
    const options = { qemu: '10.0.2', property: ['stop-has-io-error', 'job-status-legal'], format: 'json' as const };
    const { code, out } = await explore({ ...options, workers: 2, maxStates: 60_000 }, 'job-and-guest-stop');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      deviations: expect.any(Number),
      properties: [{ verdict: 'violated' }, { verdict: 'undecided' }],
    });
  });

  test('leaves undecided what the bound keeps it from seeing', async () => {
    const { code, out, err } = await explore({ qemu: '11.1.3', workers: 2, maxStates: 200 }, 'managers/reconciles');
    expect(err).toBe('');
    expect(out).toMatch(/ pause-ends +undecided: not every state was seen\n/);
    expect(code).toBe(3);
  });
});

describe('a property of managers', () => {
  test('is watched if it is asked for', async () => {
    const { code, out } = await explore({ qemu: '11.1.3', property: ['pause-ends'] }, 'managers/trusts-events-alone');
    expect(out).toMatch(/ pause-ends +violated/);
    expect(code).toBe(1);
    expect((await explore({ property: ['all'], format: 'json' })).out).not.toContain('pause-ends');
  });

  test('is told of in a story that goes round for ever', async () => {
    const out = join(folder, 'storm');
    await explore({ qemu: '11.1.3', property: ['no-pause-storm'], out }, 'managers/resumes-at-once');
    const io = new FakeIo();
    expect(await replayFile(join(out, 'resumes-at-once-no-pause-storm-11.1.3.json'), { maxMoves: 5000 }, io)).toBe(0);
    expect(io.errors).toBe('');
    expect(io.written).toMatch(/the 6 moves above happen 4 more times.*\n.* STOP *\n +\^ no-pause-storm: /);
    expect(io.written).toMatch(
      /\nwhat follows is not drawn: stopped after 5000 moves.*\nno-pause-storm: violated, as it/,
    );
  });
});
