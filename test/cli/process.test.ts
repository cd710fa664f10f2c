/** The command as a process: what only a process shows. Everything else is tested by calling the commands. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MAX_MOVES } from '../../src/scenario/run.ts';
import { put, temporaryFolder } from '../support/files.ts';
import { shippedText } from '../support/shipped.ts';

const bin = fileURLToPath(new URL('../../bin/blocksim.js', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const folder = temporaryFolder();
const scenario = put(folder, 'story.yaml', shippedText('paused-without-reason'));

function blocksim(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', input });
  return { status, stdout, stderr };
}

describe('usage', () => {
  test.each([
    [['ruin'], "blocksim: unknown command 'ruin' (Did you mean run?)\n"],
    [['fuzz'], "blocksim: unknown command 'fuzz', --help tells what there is\n"],
    [['run'], "blocksim: missing required argument 'scenario'\n"],
    [['run', ''], "blocksim: expected a file's name, found nothing\n"],
    [['run', '--out', '', scenario], 'blocksim: --out: expected a folder, found nothing\n'],
    [
      ['explore', 'thin-provisionin'],
      "blocksim: thin-provisionin: there is no such file, and no such scenario, did you mean 'thin-provisioning'?\n",
    ],
    [
      ['serve', '--qmp', 'stdio', 'nothing-of-the-kind'],
      "blocksim: nothing-of-the-kind: there is no such file, and no such scenario, 'blocksim list scenarios' tells those that come along\n",
    ],
    [
      ['explain', '-', '-'],
      'blocksim: -: the standard input cannot be both, expected a file for the scenario or the transcript\n',
    ],
    [
      ['serve', '--qmp', 'stdio', '--control', 'stdio'],
      'blocksim: stdio: it is given twice, expected one port there\n',
    ],
    [
      ['serve', '--qmp', 'stdio', '--record', 'x', '--save', 'x'],
      'blocksim: x: the transcript and the scenario cannot both go there, expected two files\n',
    ],
    [['run', '--sede', '5', scenario], "blocksim: unknown option '--sede' (Did you mean --seed?)\n"],
    [
      ['run', '--format', 'xml', scenario],
      "blocksim: option '--format <format>' argument 'xml' is invalid. Allowed choices are timeline, jsonl, json.\n",
    ],
    [
      ['run', '--max-moves', '0', scenario],
      "blocksim: option '--max-moves <n>' argument '0' is invalid. Expected a whole number from 1 to 9007199254740991.\n",
    ],
    [
      ['explore', '--deviations', '1', '--workers', '2', scenario],
      "blocksim: option '--deviations <n>' cannot be used with option '--workers <n>'\n",
    ],
    [
      ['explore', '--deviations', '-1', scenario],
      "blocksim: option '--deviations <n>' argument '-1' is invalid. Expected a whole number from 0 to 9007199254740991.\n",
    ],
    [
      ['explore', '--max-seconds', '-0.5', scenario],
      "blocksim: option '--max-seconds <n>' argument '-0.5' is invalid. Expected seconds, a number above 0 and up to 1000000000.\n",
    ],
  ])('%j is told in a sentence', (args, stderr) => expect(blocksim(args)).toEqual({ status: 2, stdout: '', stderr }));

  test('without a command there is help, and code 2', () => {
    const { status, stderr } = blocksim([]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Usage: blocksim /);
  });

  test('a fraction of a second is a bound too', () =>
    expect(blocksim(['explore', '--max-seconds', '0.000001', '--max-states', '1', scenario]).status).toBe(3));

  test('help is no error', () => {
    const { status, stdout } = blocksim(['run', '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: blocksim run /);
    expect(stdout).toMatch(new RegExp(`--max-moves.*\\(default:\\s+${MAX_MOVES}\\)`, 's'));
  });

  test('it says which version it is', () =>
    expect(blocksim(['--version'])).toEqual({ status: 0, stdout: `blocksim ${version}\n`, stderr: '' }));

  test.each(['--help', 'list profiles', `run ${scenario}`])('%s: whoever has read enough may leave', (args) => {
    const line = `"$0" "$1" ${args} | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, bin], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
  });
});

test.runIf(existsSync('/dev/full')).each(['list profiles', `run ${scenario}`, `explore ${scenario}`])(
  '%s: a full disk is told in a sentence',
  (args) => {
    const line = `"$0" "$1" ${args} > /dev/full; echo $? >&2`;
    const { stderr } = spawnSync('bash', ['-c', line, process.execPath, bin], { encoding: 'utf8' });
    expect(stderr).toBe('blocksim: the output cannot be written (ENOSPC)\n2\n');
  },
);

describe('run', () => {
  test('reads the standard input and ends with the code of what it found', () => {
    const { status, stdout, stderr } = blocksim(
      ['run', '--qemu', '10.0.2', '--property', 'all', '-'],
      shippedText('worst-case-stop-lost'),
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^{"version"/);
    expect(stderr).toMatch(/^blocksim: -: stop-has-io-error is violated at 490 ms, line 6 /);
  });

  test.runIf(process.platform === 'linux')('says where a folder cannot be made', () => {
    const args = [bin, 'run', '--out', '/proc/blocksim/deep', scenario];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^blocksim: \/proc\/blocksim: the folder cannot be made \(ENOENT: .*\)\n$/);
  });

  test('ends quietly when nobody reads on', () => {
    const files = `${scenario} `.repeat(200);
    const command = `"${process.execPath}" "${bin}" run ${files} | head -c 100 | wc -c; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect(stdout.trim().split(/\s+/)).toEqual(['100', '0']);
    expect(stderr).toBe('');
  });

  test('is told of Ctrl-C', () => {
    const files = `${scenario} `.repeat(3000);
    const command = `"${process.execPath}" "${bin}" run ${files} > /dev/null & sleep 1; kill -INT $!; wait $!; echo $?`;
    // A shell's background process ignores SIGINT unless job control is on.
    const { stdout, stderr } = spawnSync('bash', ['-mc', command], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('130');
    expect(stderr).toMatch(/blocksim: interrupted in .*, \d+ of 3000 scenarios were played\n$/);
  });
});

test('list profiles is a list', () => {
  const { status, stdout } = blocksim(['list', 'profiles']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^11\.1\.3 .* The default\.$/m);
});
