/** `--property FILE`: properties that somebody brings. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exploreFile } from '../../src/cli/explore.ts';
import { loadPropertyFile } from '../../src/cli/property-file.ts';
import { replayFile } from '../../src/cli/replay.ts';
import { runFiles } from '../../src/cli/run.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { FakeIo } from '../support/fake-io.ts';
import { put, temporaryFolder } from '../support/files.ts';
import { FULL_ONCE, sends, story, writes } from '../support/stories.ts';

const folder = temporaryFolder();
const scenario = story([FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')], { name: 'brought', properties: [] });
const file = put(folder, 'brought.json', writeScenario(scenario));

const ANSWERED = `
export const answered = {
  name: 'answered-at-once',
  kind: 'always',
  sentence: 'no request is kept',
  initial: {},
  hears: { 'guest-parked': () => 'a request is kept' },
};
export default [
  { name: 'shuts-down', kind: 'sometimes', sentence: 'it ends', initial: {}, hears: { 'vm-stopped': (state) => state } },
];
`;
const brought = put(folder, 'answered.mjs', ANSWERED);

const program = fileURLToPath(new URL('../../bin/blocksim.js', import.meta.url));

const readsTypeScript = Boolean((process.features as { readonly typescript?: string | false }).typescript);

const explorePrinted = (path: string, ...more: readonly string[]) =>
  spawnSync(process.execPath, [program, 'explore', file, '--property', path, ...more], { encoding: 'utf8' });

describe('a file of properties', () => {
  test('is searched for beside others', async () => {
    const io = new FakeIo();
    const options = { property: [brought, 'stop-resume-alternate'], out: folder, qemu: '10.0.13' };
    expect(await exploreFile(file, options, io)).toBe(1);
    expect(io.written).toMatch(/ answered-at-once +violated after \d+ moves: a request is kept\n/);
    expect(io.written).toMatch(/ shuts-down +violated: this never happens, in whatever order\n/);
    expect(io.written).toMatch(/ stop-resume-alternate +holds\n/);
    expect(io.written).toContain(
      `answered-at-once: \`blocksim replay --property ${brought} ${folder}/brought-answered`,
    );
  });

  test('goes with the story that it makes', async () => {
    const story = join(folder, readdirSync(folder).find((name) => name.startsWith('brought-answered')) as string);
    const io = new FakeIo();
    expect(await replayFile(story, { property: [brought] }, io)).toBe(0);
    expect(io.written).toContain('answered-at-once: violated, as it says');
    expect(await replayFile(story, {}, new FakeIo())).toBe(2);
  });

  test('is watched in a run', async () => {
    const io = new FakeIo();
    expect(await runFiles([file], { property: [brought] }, io)).toBe(1);
    expect(io.errors).toMatch(/answered-at-once is violated at 100 ms, line \d+ of the transcript: a request is kept/);
  });

  test('may be TypeScript, and searched with several threads', { timeout: 60_000 }, () => {
    const typed = ANSWERED.replace('initial: {},', 'initial: {} as { readonly parked?: number },');
    const path = put(folder, 'answered.ts', typed);
    for (const threads of ['1', '2']) {
      const { status, stdout, stderr } = explorePrinted(path, '--workers', threads);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/ answered-at-once +violated/);
      expect(status).toBe(1);
    }
  });

  test('may be TypeScript beside a compiler that no program can call', { timeout: 60_000 }, () => {
    const project = join(folder, 'project');
    const compiler = join(project, 'node_modules', 'typescript');
    mkdirSync(compiler, { recursive: true });
    put(compiler, 'package.json', { name: 'typescript', version: '7.0.2', exports: { '.': './version.cjs' } });
    put(compiler, 'version.cjs', 'exports.version = "7.0.2";');
    const explored = explorePrinted(put(project, 'answered.ts', ANSWERED.replace('{}', '{} as object')));
    expect(explored).toMatchObject({ status: 1, stderr: '' });
  });

  // Newer nodes read it themselves, and have words of their own.
  test.runIf(!readsTypeScript)('that is wrong TypeScript is refused with the place', { timeout: 60_000 }, () => {
    const path = put(folder, 'wrong.ts', 'export const one = 1;\nexport const two: = 2;\n');
    const { status, stderr } = explorePrinted(path);
    expect(stderr).toMatch(/^blocksim: --property: .*wrong\.ts: wrong\.ts:2: Type expected\.\n$/);
    expect(status).toBe(2);
  });

  test.each([
    ['export const one = 1;', 'it exports no property, expected objects with name, kind, sentence and hears'],
    ['export const p = { name: "p", kind: "never" };', "property 'p': kind: expected always, eventually or sometimes"],
    ['export const p = { name: "p", kind: "always", sentence: "s" };', "property 'p': initial: expected an object"],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: {}, hears: { stop: 1 } };',
      "property 'p': hears: expected functions by the names of facts",
    ],
    [
      'export const p = { name: "p", kind: "eventually", sentence: "s", initial: {}, hears: {} };',
      "property 'p': atEnd: expected a function, because it is judged there",
    ],
    [
      'export const p = { name: "no-lost-write", kind: "always" };',
      "property 'no-lost-write': blocksim has one of that name, expected another",
    ],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: {}, hears: { "guest-sumbitted": () => ({}) } };',
      "property 'p': hears: no fact is called 'guest-sumbitted', did you mean 'guest-submitted'?",
    ],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: {}, observable: 1, hears: {} };',
      "property 'p': observable: expected true or false",
    ],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: {}, observable: true, hears: { "guest-parked": () => "x" } };',
      "property 'p': observable: it hears 'guest-parked', which no message tells, expected one of monitor-output, event-made, vm-stopped",
    ],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: { at: new Map() }, hears: {} };',
      "property 'p': initial: expected an object of plain data",
    ],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: {}, hears: {} }; export const q = { ...p };',
      "property 'p': there are two of that name, expected one",
    ],
    [
      'export const p = { name: "p", kind: "always", sentence: "s", initial: {}, hears: {}, until: 5 };',
      "property 'p': until: expected a function",
    ],
    ['export const p = ;', ''],
  ])('%s is refused', async (text, sentence) => {
    const path = put(folder, `bad${readdirSync(folder).length}.mjs`, text);
    const { refusal } = await loadPropertyFile(path);
    expect(refusal).toContain(`--property: ${path}: ${sentence}`);
  });

  test.each([
    ['() => { throw new Error("oops"); }', 'oops'],
    ['() => { throw new Error("oops\\nmore"); }', 'oops'],
    ['() => undefined', 'expected a text, or an object of plain data'],
    ['() => { const seen = {}; return Object.assign(seen, { seen }); }', 'expected a text, or an object of plain data'],
    ['() => ({ seen: new Set() })', 'expected a text, or an object of plain data'],
    ['(state) => Object.assign(state, { stops: 1 })', 'Cannot add property stops, object is not extensible'],
  ])('with the step %s is told that it is at fault', async (step, why) => {
    const text = `export const p = { name: "p", kind: "always", sentence: "s", initial: {}, hears: { "vm-stopped": ${step} } };`;
    const path = put(folder, `step${step.length}.mjs`, text);
    for (const command of [exploreFile, (name: string, options: object, io: FakeIo) => runFiles([name], options, io)]) {
      const io = new FakeIo();
      expect(await command(file, { property: [path] }, io)).toBe(2);
      expect(io.errors).toBe(`blocksim: --property: ${path}: property 'p': hears 'vm-stopped': ${why}\n`);
    }
  });

  test.each([
    ['matters', '() => new Map()', 'expected plain data'],
    ['matters', '() => { throw new Error("oops"); }', 'oops'],
    ['until', '() => "soon"', 'expected a time in nanoseconds'],
    ['until', '() => { throw new Error("oops"); }', 'oops'],
    ['atEnd', '() => 5', 'expected a text or undefined'],
  ])('whose %s is %s is told that it is at fault', async (name, step, why) => {
    const text = `export const p = { name: "p", kind: "eventually", sentence: "s", initial: {}, hears: {}, atEnd() {}, ${name}: ${step} };`;
    const path = put(folder, `${name}${step.length}.mjs`, text);
    const io = new FakeIo();
    expect(await exploreFile(file, { property: [path] }, io)).toBe(2);
    expect(io.errors).toBe(`blocksim: --property: ${path}: property 'p': ${name}: ${why}\n`);
  });

  test('may be of a class', async () => {
    const text = `
      class Stops {
        name = 'few-stops'; kind = 'eventually'; sentence = 's'; initial = { stops: 0 };
        hears = { 'vm-stopped': ({ stops }) => ({ stops: stops + 1 }) };
        matters({ stops }) { return Math.min(stops, this.most()); }
        until() { return this.most(); }
        atEnd({ stops }) { return stops < this.most() ? undefined : 'it stops'; }
        most() { return 1; }
      }
      export const few = new Stops();`;
    const io = new FakeIo();
    const options = { property: [put(folder, 'class.mjs', text)], out: folder };
    expect(await exploreFile(file, options, io)).toBe(1);
    expect(io.written).toMatch(/ few-stops +violated after \d+ moves: it stops\n/);
  });

  test('that is observable and asks the machine all the same is told that it is at fault', async () => {
    const hears = '{ "monitor-output": (state, fact, world) => ({ vm: world.vm.state }) }';
    const text = `export const p = { name: "p", kind: "always", sentence: "s", observable: true, initial: {}, hears: ${hears} };`;
    const path = put(folder, 'asks.mjs', text);
    const io = new FakeIo();
    expect(await exploreFile(file, { property: [path] }, io)).toBe(2);
    expect(io.errors).toMatch(/property 'p': hears 'monitor-output': .* \(one that is observable gets no machine\)\n$/);
  });

  test('that is not there is refused', async () => {
    const io = new FakeIo();
    expect(await exploreFile(file, { property: ['./nowhere.ts'] }, io)).toBe(2);
    expect(io.errors).toBe('blocksim: --property: ./nowhere.ts: there is no such file\n');
  });
});
