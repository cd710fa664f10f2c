/** What a person waits for before anything happens. */
import { spawnSync } from 'node:child_process';
import { type Figure, figure, race } from './measure.ts';

const node = (...args: string[]): void => {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
};

export function benchStartUp(): Figure[] {
  const [list, nothing] = race(
    () => node('bin/blocksim.js', 'list', 'profiles'),
    () => node('-e', '0'),
    41,
  );
  return [
    figure('node -e 0, ms', nothing.toFixed(1)),
    figure('blocksim list profiles, of that', (list / nothing).toFixed(2), '1.25'),
  ];
}
