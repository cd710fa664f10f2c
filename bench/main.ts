// Measures what people wait for. Numbers are milliseconds a task, the median over the samples.
import { spawnSync } from 'node:child_process';
import { Bench } from 'tinybench';

const node = (...args: string[]): void => {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
};

const bench = new Bench({ time: 0, iterations: 30, warmup: true, warmupTime: 0, warmupIterations: 3 });
bench
  .add('node -e 0', () => node('-e', '0'))
  .add('blocksim list profiles', () => node('bin/blocksim.js', 'list', 'profiles'))
  .add('blocksim run, one scenario', () =>
    node('bin/blocksim.js', 'run', '--format', 'jsonl', 'test/conformance/scenarios/guest1-7-00.json'),
  );

await bench.run();
console.table(
  bench.tasks.map((task) => {
    const { result } = task;
    if (result.state === 'errored') throw result.error;
    return { task: task.name, ms: result.state === 'completed' ? result.latency.p50.toFixed(2) : result.state };
  }),
);
