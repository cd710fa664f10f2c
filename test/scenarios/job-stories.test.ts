/** Jobs beside guests, drains, errors and other clients: what must be seen in each story. */
import { describe, expect, test } from 'vitest';
import { nodeNamed } from '../../src/block/graph.ts';
import { play, seen } from '../support/shipped.ts';

const ALL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];

type Message = Readonly<Record<string, unknown>>;
interface Line {
  readonly time: number;
  readonly client?: string;
  readonly recv?: Message;
}

const lines = (name: string, version: string): Line[] =>
  play(name, version)
    .transcript.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** Events of jobs, in the reference's notation: `1000 S:standby`, `1000 ERR(write,stop)`, `1000 COMPLETED`. */
function jobEvents(name: string, version: string, job: string, client?: string): string[] {
  return lines(name, version).flatMap(({ time, client: who, recv }) => {
    const data = (recv?.data ?? {}) as Message;
    if ((data.device ?? data.id) !== job || (client ?? who) !== who) return [];
    const at = `${Math.floor(time)} `;
    if (recv?.event === 'JOB_STATUS_CHANGE') return `${at}S:${String(data.status)}`;
    if (recv?.event === 'BLOCK_JOB_ERROR') return `${at}ERR(${String(data.operation)},${String(data.action)})`;
    return `${at}${String(recv?.event).replace('BLOCK_JOB_', '')}${data.error === undefined ? '' : ' with error'}`;
  });
}

/** What each query returned, in order: lists only. */
const lists = (name: string, version: string): Message[][] =>
  lines(name, version).flatMap(({ recv }) => (Array.isArray(recv?.return) ? [recv.return as Message[]] : []));

/** The node that the guest's disk is on in the end. */
function guestIsOn(name: string, version: string): string {
  const { machine } = play(name, version);
  const [backend] = [...machine.backends].filter((each) => each.qdev !== '');
  return machine.nodes.at(backend?.root ?? -1).name;
}

const from = (list: readonly string[], time: number): string[] =>
  list.filter((each) => Number.parseInt(each, 10) >= time);

describe('ready-standby-flicker', () => {
  const name = 'ready-standby-flicker';

  test.each(ALL)('on %s each drain takes the job to standby and back', (version) => {
    const events = jobEvents(name, version, 'copy', 'main');
    for (const time of [1000, 2000]) {
      const there = events.filter((each) => each.startsWith(`${time} `));
      expect(there.slice(0, 2)).toEqual([`${time} S:standby`, `${time} S:ready`]);
      expect(there.at(-1)).toBe(`${time} S:ready`);
    }
    expect(events.filter((each) => each.endsWith(' READY'))).toHaveLength(1);
  });

  test.each(ALL)('on %s who asks after the first standby hears that the job is ready', (version) => {
    expect(lists(name, version)).toMatchObject([[{ device: 'copy', status: 'ready', ready: true }]]);
  });

  test.each(ALL)('on %s completing it in standby acts when it is resumed', (version) => {
    const events = from(jobEvents(name, version, 'copy', 'main'), 3000);
    expect(events.slice(0, 2)).toEqual(['3000 S:standby', '3500 S:ready']);
    expect(events).toContain('3500 COMPLETED');
    expect(guestIsOn(name, version)).toBe('target');
  });
});

describe('target-dies-in-soft-cancel', () => {
  const name = 'target-dies-in-soft-cancel';

  test.each(ALL)('on %s the cancel ends in standby, a resume does too, and force gets rid of the job', (version) => {
    const events = from(jobEvents(name, version, 'copy'), 1000);
    expect(events).toEqual([
      ...['1000 ERR(write,stop)', '1000 S:standby'],
      ...['1500 S:ready', '1500 ERR(write,stop)', '1500 S:standby'],
      ...['2500 S:ready', '2500 ERR(write,stop)', '2500 S:standby'],
      ...['3500 S:ready', '3500 S:aborting', '3500 CANCELLED', '3500 S:concluded', '3500 S:null'],
    ]);
  });

  test.each(ALL)('on %s another soft cancel is refused', (version) => {
    expect(seen(name, version)).toContain("2000 refused: The block job for device 'copy' is currently paused");
  });

  test.each(ALL)('on %s the guest never notices', (version) => {
    expect(seen(name, version).filter((each) => /STOP|BLOCK_IO_ERROR/.test(each))).toEqual([]);
  });
});

describe('job-and-guest-stop', () => {
  const name = 'job-and-guest-stop';

  test.each(ALL)('on %s both stop in the same moment', (version) => {
    expect(jobEvents(name, version, 'copy')).toContain('1000 ERR(write,stop)');
    expect(seen(name, version)).toEqual(expect.arrayContaining(['1000 write error, stop', '1000 STOP']));
  });

  test.each(ALL)('on %s cont makes the job look healthy, and it stays paused', (version) => {
    const [[before], [after]] = lists(name, version) as [Message[], Message[]];
    expect(before).toMatchObject({ status: 'standby', paused: true, 'io-status': 'nospace' });
    expect(after).toMatchObject({ status: 'standby', paused: true, 'io-status': 'ok' });
  });

  test.each(ALL)('on %s the resumed job gets to its end', (version) => {
    expect(seen(name, version)).toContain('2600 w1 ok');
    expect(jobEvents(name, version, 'copy')).toContain('4500 COMPLETED');
  });
});

describe('enospc-inside-pivot', () => {
  const name = 'enospc-inside-pivot';

  test.each(ALL)('on %s the pivot succeeds while the machine is stopped', (version) => {
    const events = seen(name, version);
    expect(events.indexOf('1000 STOP')).toBeGreaterThan(events.indexOf('1000 write error, stop'));
    expect(events.indexOf('1000 BLOCK_JOB_COMPLETED')).toBeGreaterThan(events.indexOf('1000 STOP'));
    expect(guestIsOn(name, version)).toBe('base');
  });

  test.each(ALL)('on %s cont repeats the request on the base, though no room was made', (version) => {
    expect(seen(name, version)).toEqual(expect.arrayContaining(['2500 w0 ok', '3000 r0 ok']));
  });

  test.each(ALL)('on %s the layer that was left can still be asked for, to no use', (version) => {
    expect(seen(name, version)).toContain('1600 done');
    expect(nodeNamed(play(name, version).machine, 'top')).toBeDefined();
  });
});

describe('backup-error-hits-guest', () => {
  const name = 'backup-error-hits-guest';

  test.each(ALL)("on %s the guest's write stops the machine, and goes through once the target can write", (version) => {
    const events = seen(name, version);
    expect(events).toEqual(expect.arrayContaining(['1500 write error, stop', '1500 STOP', '3000 w0 ok']));
    expect(jobEvents(name, version, 'b0').some((each) => each.includes('ERR'))).toBe(false);
  });

  test('on 11.1.3 break-snapshot lets the write through, and nobody hears of the broken backup', () => {
    expect(seen(name, '11.1.3')).toContain('1000 w1 ok');
    expect(lists(name, '11.1.3')[0]).toMatchObject([{ device: 'b1', 'io-status': 'ok' }, { device: 'b0' }]);
  });

  test.each(['7.2.22', '10.0.2', '10.0.13'])('%s knows no break-snapshot', (version) => {
    expect(seen(name, version)).toContain("100 refused: Parameter 'on-cbw-error' is unexpected");
  });
});

describe('mirror-never-converges', () => {
  const name = 'mirror-never-converges';

  test.each(ALL)('on %s the copy in the background is behind by more than it has to come, and not ready', (version) => {
    const [[chase]] = lists(name, version) as [Message[]];
    expect(chase).toMatchObject({ device: 'chase', ready: false, status: 'running' });
    expect(Number(chase?.len) - Number(chase?.offset)).toBeGreaterThan(1048576);
    expect(Number(chase?.len)).toBeGreaterThan(4194304);
  });

  test.each(ALL)('on %s write-blocking gets there under the same writes', (version) => {
    const [, [pace]] = lists(name, version) as [Message[], Message[]];
    expect(pace).toMatchObject({ device: 'pace', ready: true });
    expect(jobEvents(name, version, 'pace')).toContain('7200 COMPLETED');
    expect(guestIsOn(name, version)).toBe('second');
  });
});

describe('two-monitors-one-cancels', () => {
  const name = 'two-monitors-one-cancels';

  test.each(ALL)('on %s the completion is refused, and then finds no job', (version) => {
    expect(seen(name, version).filter((each) => each.includes('refused'))).toEqual([
      "1300 refused: The active block job 'copy' cannot be completed",
      "2000 refused: Block job 'copy' not found",
    ]);
  });

  test.each(ALL)('on %s COMPLETED comes to both, and the guest has not moved', (version) => {
    const ends = lines(name, version).filter(({ recv }) => recv?.event === 'BLOCK_JOB_COMPLETED');
    expect(ends.map(({ client }) => client)).toEqual(['main', 'admin']);
    expect(guestIsOn(name, version)).toBe('source');
  });
});

describe('force-cancel-aborts', () => {
  test.each(ALL)('on %s a soft cancel completes and force does not', (version) => {
    const ends = ['soft', 'hard'].flatMap((job) => jobEvents('force-cancel-aborts', version, job).slice(-3));
    expect(ends).toEqual([
      ...['1000 COMPLETED', '1000 S:concluded', '1000 S:null'],
      ...['3000 CANCELLED', '3000 S:concluded', '3000 S:null'],
    ]);
    expect(guestIsOn('force-cancel-aborts', version)).toBe('source');
  });
});

describe('concluded-job-left-behind', () => {
  const name = 'concluded-job-left-behind';

  test.each(ALL)('on %s the id is taken until the job is dismissed', (version) => {
    expect(seen(name, version).filter((each) => each.includes('refused'))).toEqual([
      "2000 refused: Job ID 'move' already in use",
      "2500 refused: Job 'move' in state 'concluded' cannot accept command verb 'cancel'",
    ]);
    expect(jobEvents(name, version, 'move')).toEqual(expect.arrayContaining(['3000 S:null', '3500 READY']));
  });
});
