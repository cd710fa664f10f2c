import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFiles } from '../../src/cli/check.ts';
import { properties } from '../../src/explore/properties/index.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { FakeIo } from '../support/fake-io.ts';
import { put, temporaryFolder } from '../support/files.ts';
import { shipped } from '../support/shipped.ts';
import { profile } from '../support/stories.ts';

const folder = temporaryFolder();
const transcript = (name: string, version: string) =>
  put(folder, `${name}-${version}.jsonl`, runScenario(shipped(name), profile(version)).transcript);

function check(files: readonly string[], options: Parameters<typeof checkFiles>[1] = {}) {
  const io = new FakeIo();
  return { code: checkFiles(files, options, io), out: io.written, err: io.errors };
}

describe('check', () => {
  test('finds the line of a transcript that breaks a property', () => {
    const file = transcript('paused-without-reason', '10.0.2');
    const { code, out } = check([file]);
    expect(code).toBe(1);
    expect(out.split('\n')).toContainEqual(
      expect.stringMatching(/-10\.0\.2\.jsonl:8: stop-has-io-error is violated: /),
    );
    expect(out).toContain(`${file}: stop-resume-alternate holds\n`);
  });

  test('finds nothing where nothing is', () => {
    const { code, out } = check([transcript('paused-without-reason', '10.0.13')]);
    expect(code).toBe(0);
    expect(out).not.toContain('violated');
  });

  test('writes JSON', () => {
    const { out } = check([transcript('paused-without-reason', '10.0.2')], {
      format: 'json',
      property: ['stop-has-io-error'],
    });
    expect(JSON.parse(out)).toMatchObject({
      properties: [{ name: 'stop-has-io-error', verdict: 'violated', line: 8 }],
    });
  });

  test('writes what CI reads: one JUnit file for all logs, an annotation at each line', () => {
    const [bad, good] = [transcript('paused-without-reason', '10.0.2'), transcript('paused-without-reason', '10.0.13')];
    const junit = check([bad, good], { format: 'junit', property: ['stop-has-io-error'] });
    expect(junit.code).toBe(1);
    expect(junit.out.match(/<\?xml/g)).toHaveLength(1);
    expect(junit.out).toContain(`<testsuite name="${bad}" tests="1" failures="1" skipped="0">`);
    expect(junit.out).toContain(`<testsuite name="${good}" tests="1" failures="0" skipped="0">`);
    const annotations = check([bad, good], { format: 'github' }).out;
    expect(annotations.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringMatching(/^::error file=.*-10\.0\.2\.jsonl,line=8,title=stop-has-io-error violated::a STOP /),
    ]);
  });

  test('reads bare messages, one a line', () => {
    const file = put(
      folder,
      'bare.log',
      '{"QMP": {}}\r\n{"execute": "cont"}\n{"event": "RESUME"}\n{"event": "RESUME"}\n',
    );
    expect(check([file]).out).toContain(`${file}:4: stop-resume-alternate is violated`);
  });

  test.each([
    ['text', 'hello\n', /text\.log:1: this is not JSON, expected a line of a transcript or a QMP message$/],
    ['a list', '{"event": "STOP"}\n[]\n', /a list\.log:2: expected a JSON object$/],
    ['nothing', '\n\n', /nothing\.log: there is no QMP message in it, expected /],
    ['other JSON', '{"a": 1}\n', /other JSON\.log: there is no QMP message in it, expected /],
  ])('refuses %s', (name, text, sentence) => {
    const { code, err } = check([put(folder, `${name}.log`, text)]);
    expect(code).toBe(2);
    expect(err.trimEnd()).toMatch(sentence);
  });

  test('any text at all gives verdicts or one sentence that names the file', () => {
    const names = new Set(properties.filter(({ observable }) => observable).map(({ name }) => name));
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(
        '{"event": "STOP"}',
        '{"event": "JOB_STATUS_CHANGE", "data": null}',
        '{"event": "BLOCK_IO_ERROR", "timestamp": 5, "data": {"action": "stop"}}',
        '{"recv": {"event": 7}}',
        '{"send": "null"}',
        '{"return": [], "error": 1}',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const file = put(folder, 'any.log', lines.join('\n'));
        const { code, out, err } = check([file]);
        if (code === 2) expect(err).toMatch(/^blocksim: [^\n]*any\.log[^\n]*\n$/);
        else expect(new Set(out.match(/(?<=any\.log(?::\d+)?: )\S+/g))).toEqual(names);
      }),
      { numRuns: 300 },
    );
  });

  test('finds all that is wrong, each in its line', () => {
    const file = put(
      folder,
      'all.log',
      '{"execute": "cont"}\n{"event": "STOP"}\n{"event": "RESUME"}\n{"event": "STOP"}\n{"event": "STOP"}\n{"event": "STOP"}\n',
    );
    const { out } = check([file], { property: ['stop-has-io-error', 'stop-resume-alternate'] });
    const lines = [...out.matchAll(/all\.log:(\d+): (\S+) is violated/g)].map(([, line, name]) => `${name} ${line}`);
    expect(lines).toEqual([
      'stop-has-io-error 2',
      'stop-has-io-error 4',
      'stop-resume-alternate 5',
      'stop-resume-alternate 6',
    ]);
    const [first] = JSON.parse(check([file], { format: 'json' }).out).properties;
    expect(first).toMatchObject({ line: 2, violations: [{ line: 2 }, { line: 4 }] });
  });

  test('leaves open what would have come after the end of a log that is cut', () => {
    const file = put(
      folder,
      'cut.log',
      '{"event": "RESUME"}\n{"event": "BLOCK_IO_ERROR", "data": {"action": "stop"}}\n{"event": "ST',
    );
    const { code, out, err } = check([file]);
    expect(code).toBe(3);
    expect(out).toMatch(/cut\.log:2: io-error-then-stop is undecided: the log is cut, and a BLOCK_IO_ERROR /);
    expect(out).toMatch(/cut\.log: stop-has-io-error holds/);
    expect(err).toMatch(/cut\.log:3: this is not a whole QMP message, expected one in JSON; it is left out/);
  });

  test.each([
    ['gzip', [0x1f, 0x8b, 8, 0], /compressed with gzip, expected text; `zcat FILE/],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0], /UTF-16, expected UTF-8; `iconv/],
  ])('refuses %s and says what to do', (name, bytes, sentence) => {
    const { code, err } = check([put(folder, `${name}.log`, Buffer.from(bytes))]);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  test('checks the others when one is bad', () => {
    const { code, out } = check(['nowhere.log', transcript('two-disks', '11.1.3')]);
    expect(code).toBe(2);
    expect(out).toContain('stop-has-io-error holds');
  });

  test('refuses a property that traffic does not show', () => {
    const { code, err } = check([], { property: ['no-use-after-free'] });
    expect(code).toBe(2);
    expect(err).toMatch(/'no-use-after-free' cannot be told from traffic/);
  });
});

describe("libvirt's debug log", () => {
  const line = (code: string) => `2026-03-01 10:00:00.123+0000: 812: info : qemuMonitorJSONIOProcessLine:203 : ${code}`;
  const event = (monitor: string, name: string, data?: object) =>
    line(
      `QEMU_MONITOR_RECV_EVENT: mon=${monitor} event=${JSON.stringify({ timestamp: { seconds: 1, microseconds: 2 }, event: name, ...(data === undefined ? {} : { data }) })}`,
    );
  const sent = (monitor: string, execute: string) =>
    `${line(`QEMU_MONITOR_SEND_MSG: mon=${monitor} msg={"execute":"${execute}","id":"libvirt-1"}\r`)}\n fd=-1`;
  const reply = (monitor: string) =>
    line(`QEMU_MONITOR_RECV_REPLY: mon=${monitor} reply={"return": {}, "id": "libvirt-1"}`);
  const noise = [
    line('QEMU_MONITOR_IO_PROCESS: mon=0xa buf={"event": "STOP"} len=17'),
    line('qemuProcessHandleStop:600 : Transitioned guest vm1 to paused state'),
  ];
  const log = (name: string, lines: readonly string[]) => put(folder, name, `${lines.join('\n')}\n`);
  const hello = (monitor: string) => [sent(monitor, 'qmp_capabilities'), reply(monitor)];

  test('is read machine by machine', () => {
    const error = { device: '', operation: 'write', action: 'stop' };
    const file = log('libvirtd.log', [
      ...hello('0xa'),
      ...hello('0xb'),
      ...noise,
      event('0xa', 'BLOCK_IO_ERROR', error),
      event('0xb', 'STOP'),
      event('0xa', 'STOP'),
    ]);
    const { code, out } = check([file], { property: ['stop-has-io-error'] });
    expect(code).toBe(1);
    expect(out).toContain(`${file}: stop-has-io-error holds (monitor 0xa)\n`);
    expect(out).toMatch(/libvirtd\.log:10: stop-has-io-error is violated \(monitor 0xb\): a STOP /);
    const lines = check([file], { format: 'json' }).out.trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text).monitor)).toEqual(['0xa', '0xb']);
  });

  test('that begins in the middle blames nobody for what came before it', () => {
    const { code, out } = check([
      log('rotated.log', [event('0xa', 'STOP'), sent('0xa', 'cont'), event('0xa', 'RESUME')]),
    ]);
    expect({ code, violated: out.includes('violated') }).toEqual({ code: 0, violated: false });
  });

  test('knows a STOP that was asked for', () => {
    const { code } = check([
      log('asked.log', [...hello('0xa'), sent('0xa', 'stop'), event('0xa', 'STOP'), reply('0xa')]),
    ]);
    expect(code).toBe(0);
  });

  test('tells machines apart that had the same address one after the other', () => {
    const life = [...hello('0xa'), event('0xa', 'RESUME')];
    const { out } = check([log('twice.log', [...life, ...life, event('0xa', 'STOP')])], {
      property: ['stop-has-io-error', 'stop-resume-alternate'],
    });
    expect(out).toContain('stop-resume-alternate holds (monitor 0xa from line 1)\n');
    expect(out).toContain('stop-resume-alternate holds (monitor 0xa from line 5)\n');
    expect(out).toMatch(/twice\.log:9: stop-has-io-error is violated \(monitor 0xa from line 5\): /);
  });

  test('is refused where an event is cut, unless it is the last', () => {
    const torn = line('QEMU_MONITOR_RECV_EVENT: mon=0xa event={"timest');
    const { code, err } = check([log('torn.log', [...hello('0xa'), torn, event('0xa', 'RESUME')])]);
    expect(code).toBe(2);
    expect(err).toMatch(/torn\.log:4: this is not a whole QMP message, expected one in JSON\n$/);
    const last = check([log('end.log', [...hello('0xa'), event('0xa', 'RESUME'), event('0xa', 'STOP'), torn])]);
    expect(last.code).toBe(1);
    expect(last.out).toMatch(/end\.log:5: stop-has-io-error is violated: /);
    expect(last.err).toMatch(/end\.log:6: this is not a whole QMP message.* left out/);
  });

  test('may have its replies and requests cut: syslog does that', () => {
    const { code } = check([
      log('syslog.log', [
        ...hello('0xa'),
        sent('0xa', 'query-qmp-schema'),
        line('QEMU_MONITOR_RECV_REPLY: mon=0xa reply={"return": [{"name": "que'),
        line('QEMU_MONITOR_SEND_MSG: mon=0xa msg={"execute":"stop","id":"lib'),
        event('0xa', 'STOP'),
        reply('0xa'),
      ]),
    ]);
    expect(code).toBe(0);
  });
});

describe('recordings of real QEMUs', () => {
  const recordings = fileURLToPath(new URL('../conformance/transcripts/', import.meta.url));
  const all = (version: string) =>
    readdirSync(join(recordings, version)).map((file) => join(recordings, version, file));

  test.each(['7.2.22', '10.0.13', '11.1.3'])('%s breaks nothing', (version) => {
    const { code, out } = check(all(version));
    expect(out.split('\n').filter((line) => line.includes('violated'))).toEqual([]);
    expect(code).toBe(0);
  });

  test('10.0.2 stops without a reason in some of them, and breaks nothing else', () => {
    const { out } = check(all('10.0.2'));
    const violated = out.split('\n').filter((line) => line.includes('violated'));
    expect(violated.length).toBeGreaterThan(4);
    expect(violated.filter((line) => !line.includes('stop-has-io-error'))).toEqual([]);
  });
});
