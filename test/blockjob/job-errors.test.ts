/** docs/job-errors.md: every policy, job and direction, as the proposal of 2012, 1.3 and now treat them. */
import { expect, test } from 'vitest';
import { CASES, type Case, outcome } from '../support/job-errors.ts';

const VERSIONS = ['rfc-2012-job-errors', '1.3', '11.1.3'];
const POLICIES = ['report', 'ignore', 'stop', 'enospc', 'auto'];

/** One row, or two where lack of room is another thing. */
function rows(each: Case, policy: string): string[] {
  const of = (errno: string) => VERSIONS.map((version) => outcome(version, each, policy, errno));
  const [other, room] = [of('EIO'), of('ENOSPC')];
  const row = (errno: string, cells: readonly string[]) =>
    `| ${each.job} | ${each.operation} | \`${policy}\` | ${errno} | ${cells.join(' | ')} |`;
  const same = other.every((text, i) => text.replaceAll('failed', 'nospace') === room[i]);
  if (same)
    return [
      row(
        'any',
        other.map((text) => text.replaceAll('failed', 'failed or nospace')),
      ),
    ];
  return [row('ENOSPC', room), row('other', other)];
}

// After a change that is meant: npx vitest run test/blockjob/job-errors.test.ts -u, and look at what has changed.
test('docs/job-errors.md tells what comes of every failing request', async () => {
  const table = CASES.flatMap((each) => POLICIES.flatMap((policy) => rows(each, policy)));
  const text = `# Errors of jobs

Each cell was played: a job of the kind starts on a disk with \`rerror=stop,werror=stop\`, one of its requests fails, and later the
job is resumed if it is paused. A cell tells what its client hears in BLOCK_JOB_ERROR (\`operation: action\`), whose io-status it
finds at the pause, and how the job goes on: READY, COMPLETED, COMPLETED with an \`error\`, or CANCELLED. The guest runs on in all
of them. A dash: the version has no such command. The table is made by the test suite.

| job | fails | policy | errno | \`rfc-2012-job-errors\` | \`1.3\` | \`11.1.3\` |
|---|---|---|---|---|---|---|
${table.join('\n')}

## What to know beside the table

- \`stop\` pauses the job and never the machine. The event documentation of 2012 promised a STOP after it; none ever came.
- \`ignore\` tries again, except in stream, which goes on with the next chunk, ends with the first error and leaves the backing
  file where it is. When the error persists, mirror, commit and backup try for ever; \`run\` then ends with exit status 3.
- \`enospc\` is \`stop\` for ENOSPC and \`report\` for all else. \`auto\` is the same thing for jobs; it came in 2.7.
- A failing write of stream is told as a read: reading and writing are one request there.
- A commit of the active layer is a mirror to the base, with \`on-error\` for both sides; it came in 2.0.
- A mirror that is ready stays so after an error. Up to 2.11 it went back to work (in 1.3 after errors at the target alone),
  could not be completed meanwhile, and told BLOCK_JOB_READY again when it had caught up.
- An error while a backup copies around a guest's write is the guest's, not the job's; see the scenario
  \`backup-error-hits-guest\`.

## 2012 and later

| | \`rfc-2012-job-errors\` | \`1.3\` | since 2.7 |
|---|---|---|---|
| \`stop\` and \`enospc\` ask of the source's device | \`rerror=stop\`, and \`werror=stop\` or \`enospc\` | that it keeps an io-status: \`rerror=stop\`, or \`werror=stop\` or \`enospc\` | nothing |
| refused otherwise | \`Invalid parameter 'on-error'\` or \`'on-source-error'\` | the same | |
| an error at the target sets the io-status of | the target | the job and the target | the job |
| of several errors io-status keeps | the worse: ok, nospace, failed | the first | the first |
| a reported error ends the job with | BLOCK_JOB_CANCELLED | BLOCK_JOB_COMPLETED and \`error\` | BLOCK_JOB_COMPLETED and \`error\` |
| \`resume\` resets | both io-statuses | both io-statuses | the job's |

Where the text and the code of the proposal disagree, \`rfc-2012-job-errors\` follows the text:

- The text ranks ok below nospace below failed. The code compared the numbers of the enum, in which nospace is the greatest, so
  that nospace would have overwritten failed.
- The text ends a reported error in BLOCK_JOB_CANCELLED. The code went on to BLOCK_JOB_COMPLETED with an error, as 1.3 does.
- The text asks for policies that stop on both sides. The code asked only whether the device keeps an io-status, which one of
  them is enough for.

No client can see the io-status of a target: it has no name, so no query shows it. The proposal came with pausing, resuming and
mirrors, so these commands are there; \`block-commit\` came later. In 1.3 it took no policy, always ended at the first error, and
told nothing but its end.
`;
  await expect(text).toMatchFileSnapshot('../../docs/job-errors.md');
});

test('a persistent error under ignore is told again and again, and the job does not end', () => {
  const each = CASES.find(({ job, operation }) => job === 'mirror' && operation === 'write') as Case;
  expect(outcome('11.1.3', each, 'ignore', 'EIO', 3)).toBe('write: ignore; write: ignore; write: ignore; READY');
});
