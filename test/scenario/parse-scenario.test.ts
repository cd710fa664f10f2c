import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { managerNames, shippedNames, shippedText } from '../support/shipped.ts';

const folder = fileURLToPath(new URL('../conformance/scenarios/', import.meta.url));
const fixtures = readdirSync(folder).filter((file) => file.endsWith('.json'));
const textOf = (file: string) => readFileSync(folder + file, 'utf8');

/** The scenario, or a failure that shows the refusal. */
function accepted(value: unknown, file = 's.json') {
  const result = parseScenario(typeof value === 'string' ? value : JSON.stringify(value), file);
  if (result.refusal !== undefined) throw new Error(result.refusal);
  return result.scenario;
}
const refused = (text: string, file = 's.json') => parseScenario(text, file).refusal;
/** The refusal without the file's name and the position. */
const complaint = (value: unknown) => refused(JSON.stringify(value))?.replace(/^s\.json(?::\d+:\d+)?: /, '');

const DISK = {
  blockdev: [{ driver: 'null-co', 'node-name': 'n0' }],
  device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'n0' }],
};
const WRITE = { device: 'vd0', op: 'write', offset: 0, bytes: 512, tag: 't0' };

describe('the recorded scenarios', () => {
  test('there are some', () => expect(fixtures.length).toBeGreaterThan(100));

  test.each(fixtures)('%s is accepted, and nothing of it is lost', (file) => {
    const scenario = accepted(textOf(file), file);
    const original = JSON.parse(textOf(file)) as Record<string, unknown>;
    for (const [member, value] of Object.entries(original)) {
      expect(scenario[member as keyof typeof scenario]).toMatchObject(value as object);
    }
  });

  test('each, written and read again, is the same', () => {
    for (const file of fixtures) {
      const scenario = accepted(textOf(file), file);
      expect(accepted(writeScenario(scenario), file)).toEqual(scenario);
    }
  });
});

describe('the forms a file may have', () => {
  test('YAML of the same shape is the same scenario', () => {
    const yaml = `
name: one-write
blockdev:
  - {driver: null-co, node-name: n0}   # no image needed
device:
  - driver: virtio-blk-device
    id: vd0
    drive: n0
steps:
  - at: 0
    io: [{device: vd0, op: write, offset: 0, bytes: 512, tag: t0}]
end: 10
`;
    expect(accepted(yaml, 'one-write.yaml')).toEqual(
      accepted({ name: 'one-write', ...DISK, steps: [{ at: 0, io: [WRITE] }], end: 10 }),
    );
  });

  test('anchors may save writing', () => {
    const yaml = 'steps:\n  - {at: 0, qmp: &again {execute: query-status}}\n  - {at: 5, qmp: *again}\n';
    expect(accepted(yaml, 'a.yaml').steps[1]).toEqual({ at: 5, qmp: { execute: 'query-status' } });
  });

  test('what starts like JSON but is YAML is YAML, unless the name says JSON', () => {
    expect(accepted('{steps: []}', 'flow.yaml').steps).toEqual([]);
    expect(accepted('{"steps": [],}', 'nowhere').steps).toEqual([]);
    expect(refused('{"steps": [],}')).toBe(`s.json:1:14: expected a member's name in double quotes, found "}"`);
  });

  test('a byte order mark does no harm', () => {
    expect(accepted('\ufeff{"steps": []}').steps).toEqual([]);
    expect(accepted('\ufeffsteps: []', 's.yaml').steps).toEqual([]);
  });

  test('a scenario without a name is called like its file', () => {
    expect(accepted({ steps: [] }, 'cases/early-stop.json').name).toBe('early-stop');
    expect(accepted('steps: []', 'late.yml').name).toBe('late');
  });

  test('a run without an end goes on for a while after the last step', () => {
    expect(accepted({ steps: [{ at: 700, qmp: { execute: 'stop' } }] }).end).toBe(1000);
  });

  test('an image knows the format below it', () => {
    const images = [
      { name: 'base', format: 'raw', size: 1024 },
      { name: 'top', format: 'qcow2', size: 1024, backing: 'base' },
    ];
    expect(accepted({ images }).images[1]).toMatchObject({ backing: 'base', backing_format: 'raw' });
  });

  test('members may be called anything in commands, even __proto__', () => {
    const text = '{"steps": [{"at": 0, "qmp": {"execute": "x", "arguments": {"__proto__": {"a": 1}}}}]}';
    expect(JSON.stringify(accepted(text).steps[0])).toContain('"__proto__":{"a":1}');
  });

  test('a file with everything in it', () => {
    const everything = {
      name: 'everything',
      description: 'a story',
      qemu: '10.0.2',
      pools: [{ name: 'thin', capacity: 1 << 20 }],
      images: [
        { name: 'a.img', format: 'raw', size: 1 << 20, pool: 'thin', write: [{ offset: 0, bytes: 512, pattern: 7 }] },
      ],
      blockdev: [
        {
          driver: 'blkdebug',
          'node-name': 'dbg0',
          image: { driver: 'file', filename: '@DIR@/a.img' },
          'inject-error': [{ event: 'none', iotype: 'write', errno: 28, maybe: true }],
          'set-state': [{ event: 'pwritev', new_state: 2 }],
        },
      ],
      drive: [{ id: 'd0', format: 'raw', file: { driver: 'null-co' }, werror: 'stop', cache: { writeback: true } }],
      device: [
        { driver: 'virtio-blk-device', id: 'vd0', drive: 'dbg0', werror: 'stop' },
        { driver: 'virtio-scsi-device', id: 's0' },
        { driver: 'scsi-hd', id: 'sd0', drive: 'd0', bus: 's0.0', lun: 0 },
      ],
      clients: [
        { name: 'main', reactions: [{ on: { event: 'STOP' }, send: { execute: 'cont' }, times: 2, after: 5 }] },
        { name: 'watcher', negotiate: false, connected: false },
      ],
      steps: [
        { at: 0, io: [WRITE, { device: 'sd0', op: 'flush', tag: 't1' }] },
        { at: 1, qmp: { execute: 'query-block', id: [1] }, maybe: true },
        { at: 1.5, qmp: { 'exec-oob': 'query-yank' }, client: 'watcher' },
        { at: 2, raw: '{', reply: false, client: 'main' },
        { at: 3, hmp: 'info block' },
        { at: 4, guest_reset: true },
        { at: 5, connect: 'watcher' },
        { at: 6, disconnect: 'watcher' },
        { at: 7, pool: { name: 'thin', extend_to: 1 << 21 } },
        { at: 8, pool: { name: 'thin', capacity: 0 } },
        { at: 9, signal: 'SIGTERM' },
      ],
      end: 100,
      raw_negotiation: true,
      properties: ['stop-has-io-error'],
      expect: [{ property: 'stop-has-io-error', verdict: 'violated', qemu: '10.0.2' }],
      order: ['guest kicks vd0'],
    };
    const scenario = accepted(everything);
    expect(scenario).toMatchObject(everything);
    expect(scenario.clients[1]).toEqual({ name: 'watcher', negotiate: false, connected: false, reactions: [] });
    expect(accepted(writeScenario(scenario))).toEqual(scenario);
  });
});

describe('text that is no scenario', () => {
  test.each([
    ['', 's.json: the file is empty, expected a scenario'],
    [' \n\t', 's.json: the file is empty, expected a scenario'],
    ['{}', 's.json:1:1: the scenario is empty, expected steps at least'],
    ['[]', 's.json:1:1: expected an object with the members of a scenario, found a list'],
    ['"x"', 's.json:1:1: expected an object with the members of a scenario, found the text "x"'],
    ['\u0000\u0001ELF', 's.json:1:1: this is not UTF-8 text, expected a scenario in JSON or YAML'],
    ['{"name": "\ufffd"}', 's.json:1:11: this is not UTF-8 text, expected a scenario in JSON or YAML'],
    ['{', "s.json:1:2: expected a member's name in double quotes, found the end of the file"],
    ['{"name": "x"', "s.json:1:13: expected ',' or '}' in an object, found the end of the file"],
    ['{"name": "x\n', 's.json:1:10: a text that starts here has a line end or control character in it'],
    ['{"name": "x', 's.json:1:10: a text that starts here has no closing quote'],
    ['{\n  "name": "x"\n  "steps": []\n}', `s.json:3:3: expected ',' or '}' in an object, found "\\""`],
    ['{"name" "x"}', `s.json:1:9: expected ':' after a member's name, found "\\""`],
    ['{"steps": [1 2]}', `s.json:1:14: expected ',' or ']' in a list, found "2"`],
    ['{"steps": tru}', 's.json:1:11: expected a value, found "tru"'],
    ['{"end": 010}', 's.json:1:9: expected a number, found "010"'],
    ['{"name": "a\\qb"}', 's.json:1:12: a text has the unknown escape \\q'],
    ['{"name": "\\u12"}', 's.json:1:11: a text has the unknown escape \\u'],
    ['{"steps": []} // done', 's.json:1:15: expected the end of the file, found "//"'],
    ['{"steps": [],\n "steps": []}', 's.json:2:2: the member "steps" is given twice'],
    [`${'['.repeat(200_000)}`, 's.json:1:101: lists and objects lie more than 100 deep in one another'],
  ])('%.40j', (text, sentence) => {
    expect(refused(text)).toBe(sentence);
  });

  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]}, `.repeat(9)}]`),
  ].join('\n');
  test.each([
    ['hello', 's.yaml:1:1: expected an object with the members of a scenario, found the text "hello"'],
    ['name: x\nsteps: []\nname: y\n', 's.yaml:3:1: the member that starts here is given twice'],
    ['? [a]\n: b\n', "s.yaml:1:3: expected a member's name, found something else"],
    ['name: x\n---\nname: y\n', 's.yaml:2:1: a second document starts here, expected one scenario in a file'],
    ['name: "x', 's.yaml:1:9: missing closing "quote'],
    ['name: a: b', 's.yaml:1:7: nested mappings are not allowed in compact mappings'],
    ['name: !!nope x', 's.yaml:1:7: unresolved tag: tag:yaml.org,2002:nope'],
    ['steps: *nobody', 's.yaml: unresolved alias (the anchor must be set before the alias): nobody'],
    ['end: .inf', `s.yaml:1:6: end: expected milliseconds, a number from 0 to ${1e12}, found the number Infinity`],
    [bomb, 's.yaml: its aliases stand for too much, expected at most 100 repetitions'],
    [
      'blockdev:\n  - &a {driver: raw, file: *a}',
      's.yaml:2:28: blockdev[0].file: lists and objects lie more than 100 deep in one another',
    ],
    ['- '.repeat(200_000), 's.yaml:1:203: lists and objects lie more than 100 deep in one another'],
    ['[{'.repeat(100_000), 's.yaml:1:102: lists and objects lie more than 100 deep in one another'],
  ])('as YAML: %.40j', (text, sentence) => {
    expect(refused(text, 's.yaml')).toBe(sentence);
  });

  test('a file beyond all measure is not read', () => {
    expect(refused(' '.repeat(64 * 1024 * 1024 + 1))).toBe(
      's.json: the file has more than 64 MiB, expected a scenario',
    );
    expect(refused(`name: ${'x'.repeat(4 * 1024 * 1024)}`, 's.yaml')).toBe(
      's.yaml: YAML of more than 4 MiB is not read, expected JSON of that size',
    );
  });

  test('a refusal is one line whatever the file holds', () => {
    expect(refused('{"a\\nb\\u2028": 1}', 'odd\nname.json')).toBe(
      'odd name.json:1:2: ["a\\nb "]: unknown member, expected one of name, description, qemu, machine, object, images, ' +
        'pools, blockdev, drive, device, clients, steps, end, start_paused, raw_negotiation, properties, sometimes, expect, ' +
        'order, repeats',
    );
  });
});

describe('members of the wrong shape', () => {
  test('the place is told in the file and in the scenario', () => {
    const text = '{\n  "steps": [\n    {"at": 0, "qmp": {"execute": 5}}\n  ]\n}';
    expect(refused(text)).toBe('s.json:3:34: steps[0].qmp.execute: expected text, found the number 5');
    const yaml = 'steps:\n  - at: 0\n    qmp:\n      execute: 5\n';
    expect(refused(yaml, 's.yaml')).toBe('s.yaml:4:16: steps[0].qmp.execute: expected text, found the number 5');
  });

  test('a misspelt member is named where it stands', () => {
    expect(refused('{"name": "x",\n "stpes": []}')).toBe("s.json:2:2: stpes: unknown member, did you mean 'steps'?");
    expect(refused('steps:\n  - {at: 0, ioo: []}', 's.yaml')).toBe(
      "s.yaml:2:13: steps[0].ioo: unknown member, did you mean 'io'?",
    );
  });

  test('a missing member is told at what lacks it', () => {
    expect(refused('{"steps": [\n  {"qmp": {"execute": "stop"}}]}')).toBe(
      `s.json:2:3: steps[0].at: missing, expected milliseconds, a number from 0 to ${1e12}`,
    );
  });

  test.each([
    [{ Name: 'x' }, "Name: unknown member, did you mean 'name'?"],
    [{ rawNegotiation: true }, "rawNegotiation: unknown member, did you mean 'raw_negotiation'?"],
    [{ name: '' }, 'name: expected a name, found the text ""'],
    [{ steps: {} }, 'steps: expected a list of steps, found an object'],
    [{ steps: null }, 'steps: expected a list of steps, found null'],
    [{ steps: [5] }, 'steps[0]: expected a step, found the number 5'],
    [
      { steps: [{ at: 0 }] },
      'steps[0]: the step does nothing, expected one of io, qmp, raw, hmp, signal, guest_reset, connect, disconnect, ' +
        'pool, image, bytes, kick, fault, heal, freeze, thaw, folder, guest_boot, guest_shutdown, guest_suspend',
    ],
    [
      { steps: [{ at: 0, raw: 'x', qmp: { execute: 'stop' } }] },
      "steps[0].raw: the step does 'qmp' already, expected a step of its own",
    ],
    [{ steps: [{ at: 0, io: [], client: 'main' }] }, "steps[0].client: not for a step that does 'io'"],
    [{ steps: [{ at: 0, hmp: 'x', reply: false }] }, "steps[0].reply: not for a step that does 'hmp'"],
    [{ steps: [{ at: 0, qmp: 'stop' }] }, 'steps[0].qmp: expected a QMP command object, found the text "stop"'],
    [{ steps: [{ at: 0, qmp: {} }] }, 'steps[0].qmp.execute: missing, expected text'],
    [
      { steps: [{ at: 0, qmp: { execute: 'x', args: {} } }] },
      'steps[0].qmp.args: unknown member, expected one of execute, exec-oob, arguments, id',
    ],
    [
      { steps: [{ at: 0, qmp: { execute: 'x', arguments: [] } }] },
      'steps[0].qmp.arguments: expected an object, found a list',
    ],
    [
      { steps: [{ at: 0, qmp: { execute: 'x', 'exec-oob': 'x' } }] },
      "steps[0].qmp.exec-oob: expected either 'execute' or 'exec-oob', found both",
    ],
    [
      { steps: [{ at: 0, qmp: { execute: 'x', arguments: { size: 2 ** 60 } } }] },
      'steps[0].qmp.arguments.size: this number cannot be kept exactly, send it in a raw step',
    ],
    [{ steps: [{ at: 0, guest_reset: false }] }, 'steps[0].guest_reset: expected true'],
    [
      { steps: [{ at: 0, signal: 'SIGTREM' }] },
      `steps[0].signal: no signal is called "SIGTREM", did you mean 'SIGTERM'?`,
    ],
    [{ steps: [{ at: 0, pool: { name: 'p' } }] }, "steps[0].pool: expected either 'extend_to' or 'capacity'"],
    [
      { steps: [{ at: -1, raw: '' }] },
      `steps[0].at: expected milliseconds, a number from 0 to ${1e12}, found the number -1`,
    ],
    [
      { ...DISK, steps: [{ at: 0, io: [{ ...WRITE, op: 'wirte' }] }] },
      `steps[0].io[0].op: no op is called "wirte", did you mean 'write'?`,
    ],
    [
      { ...DISK, steps: [{ at: 0, io: [{ ...WRITE, offset: 100 }] }] },
      'steps[0].io[0].offset: expected bytes, a multiple of 512, found the number 100',
    ],
    [
      { ...DISK, steps: [{ at: 0, io: [{ ...WRITE, offset: -512 }] }] },
      'steps[0].io[0].offset: expected bytes, a whole number of at least 0, found the number -512',
    ],
    [
      { ...DISK, steps: [{ at: 0, io: [{ ...WRITE, bytes: 0 }] }] },
      'steps[0].io[0].bytes: expected bytes, a whole number from 512 to 2147483648, found the number 0',
    ],
    [
      { ...DISK, steps: [{ at: 0, io: [{ ...WRITE, tag: undefined }] }] },
      'steps[0].io[0].tag: missing, expected a name',
    ],
    [
      { images: [{ name: 'a', format: 'qcow', size: 0 }] },
      `images[0].format: no format is called "qcow", did you mean 'qcow2'?`,
    ],
    [
      { images: [{ name: 'a', format: 'raw', size: 100 }] },
      'images[0].size: expected bytes, a multiple of 512, found the number 100',
    ],
    [
      { clients: [{ name: 'x', reactions: [{ on: {}, send: { execute: 'cont' } }] }] },
      'clients[0].reactions[0].on: expected one of event, return, error, greeting',
    ],
    [
      { expect: [{ property: 'x', verdict: 'true' }] },
      'expect[0].verdict: no verdict is called "true", expected one of holds, violated',
    ],
    [{ blockdev: [{ 'node-name': 'n0' }] }, 'blockdev[0].driver: missing, expected a name'],
    [{ blockdev: [{ driver: 'raw' }] }, 'blockdev[0].file: missing, expected a node or the name of one'],
    [
      { blockdev: [{ driver: 'raw', file: { driver: 'blkdebug' } }] },
      'blockdev[0].file.image: missing, expected a node or the name of one',
    ],
    [
      { blockdev: [{ driver: 'null-co', nodename: 'n0' }] },
      "blockdev[0].nodename: unknown member, did you mean 'node-name'?",
    ],
    [
      { blockdev: [{ driver: 'qcow2', file: { driver: 'file', filname: 'x' } }] },
      "blockdev[0].file.filname: unknown member, did you mean 'filename'?",
    ],
    [
      { blockdev: [{ driver: 'blkdebug', image: 'n0', 'inject-error': [{ event: 'none', error: 5 }] }] },
      "blockdev[0].inject-error[0].error: unknown member, did you mean 'errno'?",
    ],
    [
      { blockdev: [{ driver: 'blkdebug', image: 'n0', 'inject-error': [{ event: 'none', errno: 'ENOSPC' }] }] },
      `blockdev[0].inject-error[0].errno: expected an error's number, such as 28 for ENOSPC, found the text "ENOSPC"`,
    ],
    [
      { blockdev: [{ driver: 'blkdebug', image: 'n0', 'inject-error': [{ event: 'write_iao' }] }] },
      `blockdev[0].inject-error[0].event: no event is called "write_iao", did you mean 'write_aio'?`,
    ],
    [
      { blockdev: [{ driver: 'blkdebug', image: 'n0', 'inject-error': [{ event: 'none', maybe: true }] }] },
      'blockdev[0].inject-error[0].maybe: a rule that may be absent needs a node-name on its node',
    ],
    [
      { drive: [{ id: 'd0', format: 'raw', werorr: 'stop' }] },
      "drive[0].werorr: unknown member, did you mean 'werror'?",
    ],
    [
      { device: [{ driver: 'virtio-blk-device', id: 'v', derive: 'n0' }] },
      "device[0].derive: unknown member, did you mean 'drive'?",
    ],
    [{ device: [{ driver: 'virtio-blk-device' }] }, 'device[0].id: missing, expected a name'],
  ])('%#: %j', (value, sentence) => {
    expect(complaint(value)).toBe(sentence);
  });
});

describe('members that do not fit one another', () => {
  const images = [{ name: 'a', format: 'raw', size: 1024 }];
  test.each([
    [
      {
        steps: [
          { at: 5, raw: '' },
          { at: 4, raw: '' },
        ],
      },
      'steps[1].at: expected a time from 5 on, because steps are in order, found 4',
    ],
    [{ steps: [{ at: 5, raw: '' }], end: 4 }, 'end: expected a time from 5 on, when the last step is, found 4'],
    [{ images: [...images, ...images] }, 'images[1].name: an image "a" exists already, expected a name of its own'],
    [
      { images: [{ name: 'a/b', format: 'raw', size: 0 }] },
      "images[0].name: expected a name without '/', or a whole path",
    ],
    [{ images: [{ ...images[0], backing: 'b' }] }, 'images[0].backing: a raw image has no backing file'],
    [
      { images: [...images, { name: 'b', format: 'qcow2', size: 0, backing: 'c' }] },
      'images[1].backing: no image before this one is called "c", did you mean \'a\'?',
    ],
    [{ images: [{ ...images[0], backing_format: 'raw' }] }, "images[0].backing_format: expected 'backing' beside it"],
    [{ images: [{ ...images[0], pool: 'p' }] }, 'images[0].pool: no pool is called "p", there is none'],
    [
      { images: [{ ...images[0], write: [{ offset: 512, bytes: 1024, pattern: 1 }] }] },
      "images[0].write[0]: ends beyond the image's 1024 bytes",
    ],
    [
      { images, blockdev: [{ driver: 'file', filename: '@DIR@/disk.img' }] },
      'blockdev[0].filename: no image is called "disk.img", expected a',
    ],
    [
      { device: [...DISK.device, ...DISK.device], blockdev: DISK.blockdev },
      'device[1].id: a device "vd0" exists already, expected a name of its own',
    ],
    [
      { ...DISK, device: [{ driver: 'virtio-blk-device', id: 'v', drive: 'n00' }] },
      `device[0].drive: no drive or node is called "n00", did you mean 'n0'?`,
    ],
    [
      {
        ...DISK,
        device: [
          { driver: 'virtio-scsi-device', id: 's0' },
          { driver: 'scsi-hd', id: 'd', drive: 'n0', bus: 's1.0' },
        ],
      },
      `device[1].bus: no SCSI bus of a controller before this device is called "s1.0", did you mean 's0.0'?`,
    ],
    [
      { ...DISK, steps: [{ at: 0, io: [{ ...WRITE, device: 'vda' }] }] },
      `steps[0].io[0].device: no disk is called "vda", did you mean 'vd0'?`,
    ],
    [
      { device: [{ driver: 'virtio-scsi-device', id: 's0' }], steps: [{ at: 0, io: [{ ...WRITE, device: 's0' }] }] },
      'steps[0].io[0].device: "s0" is a controller, expected a disk on it',
    ],
    [{ steps: [{ at: 0, raw: '', client: 'second' }] }, 'steps[0].client: no client is called "second", expected main'],
    [
      { steps: [{ at: 0, pool: { name: 'thin', capacity: 1 } }] },
      'steps[0].pool.name: no pool is called "thin", there is none',
    ],
    [
      { clients: [{ name: 'x' }, { name: 'x' }] },
      'clients[1].name: a client "x" exists already, expected a name of its own',
    ],
  ])('%#: %j', (value, sentence) => {
    expect(complaint(value)).toBe(sentence);
  });

  test('a disk that a step plugs in may be used', () => {
    const plug = { execute: 'device_add', arguments: { driver: 'virtio-blk-device', id: 'late', drive: 'n0' } };
    const io = [{ ...WRITE, device: 'late' }];
    expect(
      complaint({
        steps: [
          { at: 0, qmp: plug },
          { at: 1, io },
        ],
      }),
    ).toBeUndefined();
    expect(
      complaint({
        steps: [
          { at: 0, hmp: 'device_add virtio-blk-device,id=late' },
          { at: 1, io },
        ],
      }),
    ).toBeUndefined();
    expect(
      complaint({
        steps: [
          { at: 0, hmp: 'info block' },
          { at: 1, io },
        ],
      }),
    ).toMatch(/no disk is called "late"/);
  });

  test('names of profiles and properties are checked against those there are', () => {
    const known = { profiles: ['10.0.2', '11.1.3'], properties: ['stop-has-io-error'] };
    const check = (value: unknown) => parseScenario(JSON.stringify(value), 's.json', known).refusal;
    expect(check({ qemu: '10.0.2', properties: ['stop-has-io-error'] })).toBeUndefined();
    expect(check({ qemu: '10.0.3' })).toMatch(/qemu: no profile is called "10.0.3", did you mean '10.0.2'\?$/);
    expect(check({ properties: ['stop-has-ioerror'] })).toMatch(
      /properties\[0\]: .*did you mean 'stop-has-io-error'\?$/,
    );
    expect(check({ expect: [{ property: 'x', verdict: 'holds' }] })).toMatch(
      /expect\[0\]\.property: no property is called/,
    );
  });
});

describe('whatever comes in', () => {
  const SENTENCE = /^[^\n]+: [^\n]+$/;
  const survives = (text: string, file: string) => {
    const result = parseScenario(text, file);
    if (result.refusal !== undefined) expect(result.refusal).toMatch(SENTENCE);
    else expect(accepted(writeScenario(result.scenario), file)).toEqual(result.scenario);
  };
  const file = fc.constantFrom('f.json', 'f.yaml', 'f');

  test('random JSON is a scenario or refused', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), file, survives));
  });

  test('random text is a scenario or refused', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), file, survives), { numRuns: 300 });
    const yamlish = fc.array(
      fc.constantFrom(
        '- ',
        ': ',
        '\n',
        '  ',
        '&a ',
        '*a',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '? ',
        '| ',
        '!!map ',
        'steps',
        'at',
        '0',
        '---\n',
        '#',
        '%',
        '<<',
      ),
    );
    fc.assert(
      fc.property(yamlish, file, (parts, name) => survives(parts.join(''), name)),
      { numRuns: 500 },
    );
  });

  test('good scenarios with a member changed are accepted or refused', () => {
    const strange = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, -1, 2 ** 60, 0.5, '', 'x', [], {}));
    const good = fc.constantFrom(...fixtures).map((name) => JSON.parse(textOf(name)) as object);
    fc.assert(
      fc.property(
        good,
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        strange,
        file,
        (scenario, path, value, name) => {
          let target = scenario as Record<string, unknown>;
          for (const choice of path) {
            const key = Object.keys(target)[choice % Object.keys(target).length]!;
            const next = target[key];
            if (next === null || typeof next !== 'object' || Object.keys(next).length === 0 || choice === path.at(-1)) {
              target[key] = value;
              break;
            }
            target = next as Record<string, unknown>;
          }
          survives(JSON.stringify(scenario), name);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('good scenarios with a piece of text cut out or put in are accepted or refused', () => {
    const edit = fc.record({
      name: fc.constantFrom(...fixtures),
      at: fc.nat(),
      cut: fc.nat(20),
      put: fc.string({ unit: 'binary', maxLength: 5 }),
    });
    fc.assert(
      fc.property(edit, file, ({ name, at, cut, put }, as) => {
        const text = textOf(name);
        const start = at % text.length;
        survives(text.slice(0, start) + put + text.slice(start + cut), as);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [[{ qmp: 'a' }], `steps[0].client: "a" is not connected here, expected a 'connect' before`],
    [[{ raw: 'a' }], `steps[0].client: "a" is not connected here, expected a 'connect' before`],
    [[{ disconnect: 'a' }], `steps[0].disconnect: "a" is not connected here, expected a 'connect' before`],
    [
      [{ disconnect: 'main' }, { qmp: 'main' }],
      `steps[1].client: "main" is not connected here, expected a 'connect' be`,
    ],
    [
      [{ disconnect: 'main' }, { hmp: 'info' }],
      `steps[1].hmp: "main" is not connected here, expected a 'connect' befo`,
    ],
    [
      [{ connect: 'a' }, { disconnect: 'a' }, { qmp: 'a' }],
      `steps[2].client: "a" is not connected here, expected a 'co`,
    ],
    [
      [{ connect: 'main' }],
      `steps[0].connect: "main" is connected already, expected 'connected: false' on the client or a 'disconnect' before`,
    ],
    [[{ connect: 'a' }, { connect: 'a' }], 'steps[1].connect: "a" is connected already, expected'],
    [[{ connect: 'a' }, { qmp: 'a' }, { disconnect: 'a' }, { connect: 'a' }, { raw: 'a' }], undefined],
    [[{ disconnect: 'main', maybe: true }, { qmp: 'main' }, { connect: 'main' }], undefined],
    [[{ connect: 'a', maybe: true }, { qmp: 'a' }, { connect: 'a' }], undefined],
  ])('%j: who is asked to look whether clients are connected does', (does, sentence) => {
    const steps = does.map((step) => {
      if ('qmp' in step) return { at: 0, client: step.qmp, qmp: { execute: 'cont' } };
      return 'raw' in step ? { at: 0, client: step.raw, raw: '{}' } : { at: 0, ...step };
    });
    const text = JSON.stringify({ clients: [{ name: 'a', connected: false }], steps });
    expect(parseScenario(text, 's.json').refusal).toBeUndefined();
    const { refusal } = parseScenario(text, 's.json', { refuseVain: true });
    if (sentence === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(sentence);
  });

  test.each([
    [[], [], `clients[0].reactions[0].on.id: "a" sends no command with id "q1", expected one`],
    [[{ client: 'main', qmp: { execute: 'cont', id: 'q1' } }], [], '"a" sends no command with id "q1"'],
    [[{ client: 'a', qmp: { execute: 'cont', id: 'q1' } }], [], undefined],
    [[], [{ on: { event: 'STOP' }, send: { execute: 'cont', id: 'q1' } }], undefined],
    [[{ client: 'a', raw: '{"execute": "cont", "id": "q1"}' }], [], undefined],
  ])('%j %j: who asks is told of an id in no reply', (does, more, sentence) => {
    const waits = { on: { error: {}, id: 'q1' }, send: { execute: 'query-status' } };
    const clients = [{ name: 'a', reactions: [waits, ...more] }];
    const text = JSON.stringify({ clients, steps: does.map((step) => ({ at: 0, ...step })) });
    expect(parseScenario(text, 's.json').refusal).toBeUndefined();
    const { refusal } = parseScenario(text, 's.json', { refuseVain: true });
    if (sentence === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(sentence);
  });

  test.each([
    [{ steps: [{ at: 0, heal: 'vd1' }] }, 'steps[0].heal: no fault is called "vd1", expected broken'],
    [
      { steps: [{ at: 0, freeze: { device: 'vd1' } }] },
      `steps[0].freeze.device: no device is called "vd1", did you mean 'vd0'?`,
    ],
    [
      { steps: [{ at: 0, thaw: { node: 'dsk' } }] },
      `steps[0].thaw.node: no node is called "dsk", did you mean 'disk'?`,
    ],
    [
      { steps: [{ at: 0, fault: { image: 'e.raw', errno: 'EIO' } }] },
      `steps[0].fault.image: no image is called "e.raw", did you mean 'd.raw'?`,
    ],
    [
      {
        steps: [
          { at: 0, heal: 'broken' },
          { at: 0, thaw: true },
          { at: 0, freeze: { image: 'd.raw' } },
        ],
      },
      undefined,
    ],
    [
      {
        steps: [
          { at: 0, qmp: { execute: 'blockdev-add' } },
          { at: 0, freeze: { node: 'new' } },
        ],
      },
      undefined,
    ],
  ])('a storage that nobody has named is not broken in vain: %j', (story, sentence) => {
    const text = JSON.stringify({
      images: [{ name: 'd.raw', format: 'raw', size: 512 }],
      blockdev: [{ driver: 'raw', 'node-name': 'disk', file: { driver: 'file', filename: '@DIR@/d.raw' } }],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'disk' }],
      clients: [
        {
          name: 'main',
          reactions: [{ on: { event: 'STOP' }, do: { fault: { node: 'disk', errno: 'EIO', name: 'broken' } } }],
        },
      ],
      ...story,
    });
    const { refusal } = parseScenario(text, 's.json', { refuseVain: true });
    if (sentence === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(sentence);
    expect(parseScenario(text, 's.json').refusal).toBeUndefined();
  });

  test('in no scenario that was recorded or is shipped does anybody speak to nobody', () => {
    for (const file of fixtures)
      expect(parseScenario(textOf(file), file, { refuseVain: true }).refusal).toBeUndefined();
    for (const name of [...shippedNames, ...managerNames])
      expect(parseScenario(shippedText(name), `${name}.yaml`, { refuseVain: true }).refusal).toBeUndefined();
  });
});
