import { describe, expect, test } from 'vitest';
import { properties } from '../../src/explore/properties/index.ts';
import { LineRefusal, RecordedCheck, readRecordedLine } from '../../src/explore/recorded.ts';

let clock = 0;
const event = (name: string, data?: object, at?: number) => {
  clock = at ?? clock + 1;
  return { timestamp: { seconds: 0, microseconds: clock }, event: name, ...(data === undefined ? {} : { data }) };
};
const stopError = (at?: number) => event('BLOCK_IO_ERROR', { action: 'stop', device: 'd' }, at);
const recv = (message: object, client?: string) =>
  JSON.stringify({ time: 0, recv: message, ...(client ? { client } : {}) });
const send = (execute: string) => JSON.stringify({ time: 0, send: JSON.stringify({ execute }) });
const job = (id: string, status: string) => recv(event('JOB_STATUS_CHANGE', { id, status }));
const done = recv({ return: {} });

/** The properties that a recording breaks, with the line of each. */
function broken(...lines: string[]): string[] {
  const check = new RecordedCheck(properties.filter((property) => property.observable));
  for (const [i, line] of lines.entries()) {
    const message = readRecordedLine(line, i + 1);
    if (message !== undefined) check.hear(message);
  }
  return check.end().map(({ property, line }) => `${property}:${line}`);
}

describe('stop-has-io-error', () => {
  test('a STOP after its error is fine', () => expect(broken(recv(stopError()), recv(event('STOP')))).toEqual([]));

  test('a STOP out of nowhere is not', () => expect(broken(recv(event('STOP')))).toEqual(['stop-has-io-error:1']));

  test('an error before the last RESUME explains nothing', () => {
    const lines = [recv(stopError()), recv(event('STOP')), recv(event('RESUME')), recv(event('STOP'))];
    expect(broken(...lines)).toEqual(['stop-has-io-error:4']);
  });

  test('an error that was only reported explains nothing', () => {
    const reported = recv(event('BLOCK_IO_ERROR', { action: 'report', device: 'd' }));
    expect(broken(reported, recv(event('STOP')))).toEqual(['stop-has-io-error:2']);
  });

  test('a stop command explains the STOP while it runs, and not afterwards', () => {
    expect(broken(send('stop'), recv(event('STOP')), done)).toEqual([]);
    expect(broken(send('stop'), done, recv(event('STOP')))).toEqual(['stop-has-io-error:3']);
  });

  test('a stop command is still running when a reply out of band comes', () => {
    const [stop, oob] = [
      { execute: 'stop', id: 1 },
      { 'exec-oob': 'query-yank', id: 2 },
    ].map((sent) => JSON.stringify({ send: sent })) as [string, string];
    const [first, second] = [1, 2].map((id) => recv({ return: {}, id })) as [string, string];
    expect(broken(stop, oob, second, recv(event('STOP')), first)).toEqual([]);
    expect(broken(stop, oob, first, recv(event('STOP')), second)).toEqual(['stop-has-io-error:4']);
  });

  test('a panic explains the STOP until the next RESUME', () => {
    const panic = [recv(event('GUEST_PANICKED', {})), recv(event('STOP'))];
    expect(broken(...panic)).toEqual([]);
    expect(broken(...panic, recv(event('RESUME')), recv(event('STOP')))).toEqual(['stop-has-io-error:4']);
  });

  test('a migration or a snapshot stops the VM some time after its reply', () => {
    for (const command of ['migrate', 'snapshot-save'])
      expect(broken(send(command), done, recv(event('STOP')))).toEqual([]);
  });

  test('each STOP is judged by itself, and each client', () => {
    const stop = [recv(event('STOP'), 'main'), recv(event('STOP'), 'second')];
    const resume = [recv(event('RESUME'), 'main'), recv(event('RESUME'), 'second')];
    const error = [recv(stopError(), 'main')];
    expect(broken(...stop, ...resume, ...error, ...stop)).toEqual([
      'stop-has-io-error:1',
      'stop-has-io-error:2',
      'stop-has-io-error:7',
    ]);
  });

  test('each client has to be told', () => {
    const told = [stopError(), event('STOP')];
    const lines = told.flatMap((message) => [recv(message, 'main'), recv(message, 'second')]);
    expect(broken(...lines)).toEqual([]);
    expect(broken(lines[0] as string, lines[2] as string, lines[3] as string)).toEqual(['stop-has-io-error:3']);
  });

  test('an event is the same at each client, whoever was read first', () => {
    const both = (message: object) => [recv(message, 'main'), recv(message, 'second')];
    const paused = [...both(stopError()), ...both(event('STOP')), ...both(event('RESUME'))];
    const [main, second] = both(event('STOP')) as [string, string];
    expect(broken(...paused, send('stop'), second, main, done)).toEqual([]);
    expect(broken(...paused, send('stop'), main, done, second)).toEqual([]);
    expect(broken(...paused, second, main)).toEqual(['stop-has-io-error:7', 'stop-has-io-error:8']);
  });

  test('it does not matter who of several clients stays', () => {
    const paused = [stopError(), event('STOP'), event('RESUME')].map((message) => recv(message, 'second'));
    const error = recv(event('RESUME'), 'first');
    expect(broken(error, ...paused, recv(event('STOP'), 'second'))).toEqual(['stop-has-io-error:5']);
    expect(broken(error, ...paused, recv(stopError(), 'second'))).toEqual(['io-error-then-stop:5']);
  });

  test('a client that was greeted later may have missed the error', () => {
    expect(broken(recv({ QMP: {} }), recv(event('STOP')))).toEqual([]);
  });
});

describe('stop-resume-alternate', () => {
  test('STOP and RESUME in turn are fine', () =>
    expect(broken(send('stop'), recv(event('STOP')), done, recv(event('RESUME')))).toEqual([]));

  test('two STOPs are not', () => {
    expect(broken(send('stop'), recv(event('STOP')), recv(event('STOP')))).toEqual(['stop-resume-alternate:3']);
  });

  test('two RESUMEs are not', () => {
    expect(broken(recv(event('RESUME')), recv(event('RESUME')))).toEqual(['stop-resume-alternate:2']);
  });
});

describe('io-error-then-stop', () => {
  test('an error without STOP is found at the end, in its own line', () =>
    expect(broken(recv(stopError()), recv({ return: {} }))).toEqual(['io-error-then-stop:1']));

  test('an error that was made before the STOP and told after it is fine', () => {
    clock = 100;
    expect(
      broken(recv(stopError(10)), recv(event('STOP', undefined, 20)), recv(event('RESUME', undefined, 30))),
    ).toEqual([]);
    const late = [recv(event('STOP', undefined, 20)), recv(stopError(10))];
    expect(broken(send('stop'), ...late)).toEqual([]);
  });

  test('an error while the VM is stopped needs no STOP', () =>
    expect(broken(send('stop'), recv(event('STOP')), done, recv(stopError()))).toEqual([]));

  test('an error after SHUTDOWN needs no STOP', () =>
    expect(broken(recv(event('SHUTDOWN', {})), recv(stopError()))).toEqual([]));
});

describe('job-status-legal', () => {
  test('a life of a job is fine, twice', () => {
    const life = [
      'created',
      'running',
      'paused',
      'running',
      'ready',
      'standby',
      'ready',
      'waiting',
      'pending',
      'concluded',
      'null',
    ];
    expect(broken(...[...life, ...life].map((status) => job('j', status)))).toEqual([]);
  });

  test.each([
    ['running', 'pending'],
    ['paused', 'aborting'],
    ['concluded', 'running'],
    ['ready', 'running'],
    ['null', 'running'],
  ])('%s to %s is not', (from, to) => expect(broken(job('j', from), job('j', to))).toEqual(['job-status-legal:2']));

  test('jobs are told apart, also those called like members of objects', () => {
    expect(broken(job('a', 'concluded'), job('b', 'running'))).toEqual([]);
    expect(broken(job('__proto__', 'running'), job('constructor', 'created'), job('__proto__', 'ready'))).toEqual([]);
  });

  test('after a wrong one the next is judged from there, and once', () => {
    const statuses = ['created', 'ready', 'standby', 'ready', 'running', 'ready', 'null'];
    expect(broken(...statuses.map((status) => job('j', status)))).toEqual([
      'job-status-legal:2',
      'job-status-legal:5',
      'job-status-legal:7',
    ]);
  });

  test('a status that does not exist is not', () => expect(broken(job('j', 'done'))).toEqual(['job-status-legal:1']));
});

describe('a line', () => {
  test.each([
    ['nothing of interest', '{"version": {}}', undefined],
    ['what the guest did', '{"time": 1, "submit": {"device": "vd0"}}', undefined],
    ['a bare event', '{"event": "STOP"}', { line: 7, client: '', received: { event: 'STOP' } }],
    ['a bare request', '{"execute": "stop"}', { line: 7, client: '', sent: { execute: 'stop' } }],
    ['text that was no request', '{"send": "{bad"}', { line: 7, client: '', sent: {} }],
  ])('may hold %s', (_what, text, expected) => expect(readRecordedLine(text, 7)).toEqual(expected));

  test.each(['not json', '[]', '5', 'null', '"text"'])('%s is refused', (text) =>
    expect(() => readRecordedLine(text, 1)).toThrow(LineRefusal),
  );
});
