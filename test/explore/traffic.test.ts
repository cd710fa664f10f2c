/** The forms in which others write QMP traffic down. */
import { describe, expect, test } from 'vitest';
import { LineRefusal } from '../../src/explore/recorded.ts';
import { readTraffic } from '../../src/explore/traffic.ts';

const STOP = '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}';
const escaped = JSON.stringify(STOP);

/** What a log tells: of each machine the messages' lines and first words. */
function told(...lines: string[]): string[] {
  return readTraffic(lines.join('\n')).machines.flatMap(({ source, messages }) =>
    messages.map(({ line, client, sent, received }) => {
      const whose = Object.values(source ?? {}).concat(client === '' ? [] : [client]);
      const what = sent?.execute ?? received?.event ?? Object.keys(received ?? {})[0];
      return [...whose, `${line}:${sent === undefined ? '' : '> '}${what}`].join(' ');
    }),
  );
}

describe('a message may be written', () => {
  test.each([
    ['bare', STOP],
    ['in a transcript', `{"time": 3, "recv": ${STOP}}`],
    ['with CRLF', `${STOP}\r`],
    ['after a time and an arrow', `10:00:01.5 <- ${STOP}`],
    ["after a word of Python's logging", `DEBUG:qemu.qmp.qmp_client.vm:<-- ${STOP}`],
    ['in JSON of a logger', `{"level": "debug", "msg": ${escaped}}`],
    ['in colours', `\u001b[0;1;31m${STOP.replace('event', '\u001b[01;31m\u001b[Kevent\u001b[m\u001b[K')}\u001b[0m`],
    ['quoted in logfmt', `time="10:00" level=debug msg=${escaped} subsystem=qmp`],
  ])('%s', (_how, line) => expect(told(line)).toEqual(['1:STOP']));

  test('over several lines', () =>
    expect(
      told(
        'DEBUG:vm:--> {',
        '  "execute": "stop"',
        '}',
        'DEBUG:vm:<-- {',
        '  "event": "STOP",',
        '  "data": {',
        '  }',
        '}',
      ),
    ).toEqual(['1:> stop', '4:STOP']));
});

describe('what libvirt logs', () => {
  const mark = `QEMU_MONITOR_RECV_EVENT: mon=0xa event=${STOP}`;
  test.each([
    ['in its own file', `2026-03-01 10:00:00.123+0000: 812: info : qemuMonitorJSONIOProcessLine:203 : ${mark}`],
    ['in colours', `\u001b[1m12: info : \u001b[31mQEMU_MONITOR_\u001b[m${mark.slice('QEMU_MONITOR_'.length)}\u001b[0m`],
    ['through journald', `Mar 01 10:00:00 host libvirtd[812]: ${mark}`],
    ['through syslog', `Mar  1 10:00:00 host libvirtd: 812: info : qemuMonitorJSONIOProcessLine:203 : ${mark}`],
    [
      'through virt-launcher',
      JSON.stringify({
        component: 'virt-launcher',
        msg: mark,
        subcomponent: 'libvirt',
        timestamp: '2026-03-01T10:00:00.123Z',
      }),
    ],
    [
      'through docker',
      JSON.stringify({ log: `2026-03-01 10:00:00.123+0000: 812: info : ${mark}\n`, stream: 'stderr' }),
    ],
  ])('%s', (_how, line) => expect(told('other things', line, '{"event": "not here"}')).toEqual(['0xa 2:STOP']));

  test('is put in the order of its times', () => {
    const at = (ms: number, what: string) =>
      `2026-03-01 10:00:00.${ms}+0000: 1: info : x : QEMU_MONITOR_RECV_EVENT: mon=0xa event={"event": "${what}"}`;
    const shuffled = [at(300, 'C'), at(100, 'A'), at(200, 'B'), at(200, 'b')];
    expect(told(...shuffled)).toEqual(['0xa 2:A', '0xa 3:B', '0xa 4:b', '0xa 1:C']);
    expect(readTraffic(shuffled.join('\n')).notes).toEqual([expect.stringMatching(/^2: this was written before /)]);
    expect(told(...shuffled.toSorted().toReversed())).toEqual(['0xa 4:A', '0xa 3:B', '0xa 2:b', '0xa 1:C']);
  });
});

describe('what virsh qemu-monitor-event prints', () => {
  test('with and without times, domain by domain', () =>
    expect(
      told(
        "2026-03-01 10:00:00.123+0000: event STOP for domain 'a': <null>",
        "event RESUME at 12.000345 for domain 'b': <null>",
        "2026-03-01 10:00:00.124+0000: event BLOCK_IO_ERROR for domain 'a': {",
        '  "action": "stop"',
        '}',
        'events received: 3',
      ),
    ).toEqual(['a 1:STOP', 'a 3:BLOCK_IO_ERROR', 'b 2:RESUME']));

  test('has the time at which the event was made', () => {
    const { machines } = readTraffic("event RESUME at 12.000345 for domain 'b': <null>\n");
    expect(machines[0]?.messages[0]?.received).toEqual({
      event: 'RESUME',
      timestamp: { seconds: 12, microseconds: 345 },
    });
  });
});

describe('transcripts', () => {
  test('out of order are put in the order of their times', () =>
    expect(told(`{"time": 2, "recv": ${STOP}}`, '{"time": 1, "send": "{\\"execute\\": \\"stop\\"}"}')).toEqual([
      '2:> stop',
      '1:STOP',
    ]));

  test('one after the other are two', () => {
    const run = ['{"version": {}}', `{"time": 5, "recv": ${STOP}}`];
    expect(readTraffic([...run, ...run].join('\n')).machines.map(({ messages }) => messages.length)).toEqual([1, 1]);
  });
});

describe('a log that is cut', () => {
  test('is read between its first and last line', () => {
    const log = readTraffic(`seconds": 1}, "event": "STOP"}\n${STOP}\n{"timestamp": {"sec`);
    expect(log.machines).toEqual([expect.objectContaining({ late: true })]);
    expect(log.machines[0]?.messages.map(({ line }) => line)).toEqual([2]);
    expect(log.cut).toBe(true);
    expect(log.notes.map((note) => note.slice(0, 2))).toEqual(['1:', '3:']);
  });

  test.each([
    [
      'text',
      `${STOP}\nnot a message\n${STOP}`,
      '2: this is not JSON, expected a line of a transcript or a QMP message',
    ],
    ['half a message', `${STOP}\n{"event": "ST\n${STOP}`, '2: this is not a whole QMP message, expected one in JSON'],
    [
      'half of one in a log',
      `x ${STOP}\nx {"event": "ST\nx ${STOP}`,
      '2: this is not a whole QMP message, expected one in JSON',
    ],
  ])('in the middle by %s is refused', (_what, text, sentence) => {
    expect(() => readTraffic(text)).toThrow(new LineRefusal(sentence));
  });

  test('at the end of a line is whole', () => {
    expect(readTraffic(`${STOP}\n${STOP}`)).toMatchObject({ cut: false, notes: [] });
  });
});
