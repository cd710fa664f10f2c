/** `info ...`: what queries tell, in words (4.6). */
import { queryBlockStats } from '../../block/block-stats.ts';
import { type Info, queryBlock, queryNamedBlockNodes } from '../../block/node-info.ts';
import { jobsNewestFirst } from '../../blockjob/job.ts';
import { type Arguments, commandNamed } from '../command.ts';
import { monitorLabel } from '../label.ts';
import { cpuOf } from '../qom/tree.ts';
import type { MonitorWorld } from '../world.ts';
import { blockText } from './block-text.ts';
import { defineInfo } from './command.ts';
import { statsTable } from './stats-text.ts';

/** What a query without arguments answers. */
function answer(world: MonitorWorld, query: string): unknown {
  const reply = commandNamed(query)?.(world, {}, -1);
  return reply !== undefined && 'return' in reply ? reply.return : undefined;
}

defineInfo('status', '', (world) => {
  const { state } = world.vm;
  if (state === 'running') return 'VM status: running\n';
  return state === 'paused' ? 'VM status: paused\n' : `VM status: paused (${state})\n`;
});

defineInfo('version', '', (world) => {
  const { version, wire } = world.profile;
  return `${version.major}.${version.minor}.${version.micro}${wire.package}\n`;
});

defineInfo('name', '', (world) => (world.vm.name === '' ? '' : `${world.vm.name}\n`));

defineInfo('uuid', '', (world) => `${world.vm.uuid}\n`);

defineInfo('kvm', '', () => 'kvm support: disabled\n');

defineInfo('cpus', '', (world) =>
  (answer(world, 'query-cpus-fast') as readonly Arguments[])
    .map((cpu) => {
      const model = cpu['qom-type'] === undefined ? '' : ` model=${cpuOf(world).model}`;
      return `* CPU #${String(cpu['cpu-index'])}: thread_id=${String(cpu['thread-id'])}${model}\n`;
    })
    .join(''),
);

const THREAD_LINES = ['poll-max-ns', 'poll-grow', 'poll-shrink', 'poll-weight', 'aio-max-batch'];

defineInfo('iothreads', '', (world) =>
  (answer(world, 'query-iothreads') as readonly Arguments[])
    .map((thread) => {
      const lines = THREAD_LINES.filter((name) => thread[name] !== undefined);
      const rest = lines.map((name) => `  ${name}=${String(thread[name])}\n`).join('');
      return `${String(thread.id)}:\n  thread_id=${String(thread['thread-id'])}\n${rest}`;
    })
    .join(''),
);

defineInfo('chardev', '', (world) =>
  [...world.monitors]
    .map(({ id, connected }) => `${monitorLabel(id)}: filename=${connected ? '' : 'disconnected:'}unix:\n`)
    .reverse()
    .join(''),
);

defineInfo('block-jobs', '', (world) => {
  const jobs = jobsNewestFirst(world).filter((job) => job.blockJob && job.name !== '');
  if (jobs.length === 0) return 'No active jobs\n';
  return jobs
    .map(({ type, name, current, total, speed }) => {
      const who = type === 'stream' ? `Streaming device ${name}` : `Type ${type}, device ${name}`;
      return `${who}: Completed ${current} of ${total} bytes, speed limit ${speed} bytes/s\n`;
    })
    .join('');
});

defineInfo('block', 'nodes:-n,verbose:-v,device:B?', (world, { nodes, verbose, device }) => {
  const isVerbose = verbose === true;
  const backends = nodes === true ? [] : queryBlock(world);
  const named = backends.filter((info) => device === undefined || info.device === device);
  if (nodes !== true && (device === undefined || named.length > 0))
    return named.map((info) => separated(backends, info) + blockText(info, info.inserted as Info, isVerbose)).join('');
  const all = queryNamedBlockNodes(world, false);
  return all
    .filter((info) => device === undefined || info['node-name'] === device)
    .map((info) => separated(all, info) + blockText(undefined, info, isVerbose))
    .join('');
});

/** An empty line before all but the first of a list, also when the others are not shown. */
const separated = (list: readonly Info[], item: Info): string => (list[0] === item ? '' : '\n');

defineInfo('blockstats', '', (world) => statsTable(queryBlockStats(world, false), world.profile.wire.blockStatsTable));
