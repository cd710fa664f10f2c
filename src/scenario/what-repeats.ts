/** Why a run does not come to an end, in words. */
import { describeMain } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';

/** How far back it looks, in lines of the transcript. */
const RECENT = 1000;

/** `STOP came 500 times in the last 1000 lines of the transcript` */
export function whatRepeats(machine: Machine, lines: readonly string[]): string {
  const recent = lines.slice(-RECENT);
  const counts = new Map<string, number>();
  for (const line of recent) {
    const event = /"event": "(\w+)"/.exec(line)?.[1];
    if (event !== undefined) counts.set(event, (counts.get(event) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most?.[0] === 'BLOCK_JOB_ERROR' && most[1] >= 10) return jobRepeats(recent);
  if (most !== undefined && most[1] >= 10)
    return `${most[0]} came ${most[1]} times in the last ${recent.length} lines of the transcript`;
  return `nobody hears of it, the main loop is at '${describeMain(machine)}'`;
}

/** A job that ignores an error which stays, or that somebody resumes into it again and again. */
function jobRepeats(recent: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of recent) {
    if (!line.includes('"event": "BLOCK_JOB_ERROR"')) continue;
    const [device, operation, action] = ['device', 'operation', 'action'].map(
      (member) => new RegExp(`"${member}": "([^"]*)"`).exec(line)?.[1] ?? '',
    );
    const what = `the job '${device}' repeats a ${operation} that fails again and again (action ${action})`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most === undefined
    ? ''
    : `${most[0]}: BLOCK_JOB_ERROR came ${most[1]} times in the last ${recent.length} lines of the transcript`;
}
