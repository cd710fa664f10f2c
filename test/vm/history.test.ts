/**
 * What versions before 7.2 did otherwise: the rows of 1.1 and 2.1 in section 6, and the paragraph on 1.1's stop path at
 * the end of section 7 of the block reference. No binary of that age was asked; this is what their sources say.
 */
import { describe, expect, test } from 'vitest';
import { freezeStorage, setFault, thawStorage } from '../../src/scenario/host-steps.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { failing, Lab } from '../support/lab.ts';

const ENOSPC = 28;
const EIO = 5;

const stopping = (profile: string, disks = 1, rules = [failing(ENOSPC)]) =>
  new Lab(
    profile,
    Array.from({ length: disks }, () => ({ rules, werror: 'stop' })),
  );

/** Two disks on image files, so that their storage can be frozen and made to fail. */
const ON_FILES: Partial<Scenario> = {
  images: ['a', 'b'].map((name) => ({ name, format: 'raw' as const, size: 1 << 20, write: [] })),
  blockdev: ['a', 'b'].map((name, i) => ({ driver: 'file', 'node-name': `dbg${i}`, filename: `@DIR@/${name}` })),
  device: [0, 1].map((i) => ({
    driver: 'virtio-blk-device',
    id: `vd${i}`,
    drive: `dbg${i}`,
    werror: 'stop',
    rerror: 'stop',
  })),
};

/** vd0 fails while a request of vd1 is held up, which will fail too when the storage comes back. */
function failsWhileOtherIsSlow(profile: string): Lab {
  const lab = new Lab(profile, [], ON_FILES);
  setFault(lab.machine, { fault: { image: 'a', errno: 'ENOSPC' } } as never);
  setFault(lab.machine, { fault: { image: 'b', errno: 'EIO' } } as never);
  freezeStorage(lab.machine, { freeze: { image: 'b' } } as never);
  return lab.io(['vd1', 'write', 0, 'b']).io(['vd0', 'write', 0, 'a']);
}

const thaw = (lab: Lab): Lab => {
  thawStorage(lab.machine, { thaw: { image: 'b' } } as never);
  return lab.settle();
};

describe('until 1.5 an error stops the VM inside the completion (R-28, R-32)', () => {
  test.each(['1.1', '1.3'])(
    '%s: STOP waits for what is in flight; what fails meanwhile is told before it and stops nothing again',
    (profile) => {
      const lab = failsWhileOtherIsSlow(profile);
      expect(lab.seen()).toEqual(['E write stop vd0']);
      // the new state is there before anybody hears of it
      expect(lab.state).toBe('io-error');
      thaw(lab);
      expect(lab.seen()).toEqual(['E write stop vd1', 'STOP']);
      expect([lab.ioStatus('vd0'), lab.ioStatus('vd1')]).toEqual(['nospace', 'failed']);
    },
  );

  test('2.2 tells STOP first, through the slot', () => {
    const lab = failsWhileOtherIsSlow('2.2');
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP']);
    thaw(lab);
    expect(lab.seen()).toEqual(['E write stop vd1']);
    expect(lab.state).toBe('io-error');
  });

  const twoErrors = [failing(EIO, 'write', { once: true }), failing(ENOSPC)];
  const twice = (profile: string) =>
    stopping(profile, 1, twoErrors).io(['vd0', 'write', 0, 'a'], ['vd0', 'write', 4096, 'b']);

  test('of two errors on one disk the innermost is recorded, that is the later one', () => {
    const lab = twice('1.1');
    expect(lab.seen()).toEqual(['E write stop vd0', 'E write stop vd0', 'STOP']);
    expect(lab.ioStatus()).toBe('nospace');
  });

  test('since 2.1 it is the first one', () => {
    const lab = twice('2.2');
    expect(lab.seen()).toEqual(['E write stop vd0', 'E write stop vd0', 'STOP']);
    expect(lab.ioStatus()).toBe('failed');
  });

  test.each([
    ['1.1', 'ok'],
    ['2.2', 'nospace'],
  ])('%s: when STOP is told the io-status is %s', (profile, status) => {
    const lab = stopping(profile);
    const found: string[] = [];
    lab.machine.bus.on('vm-stopped', () => found.push(lab.ioStatus()));
    lab.io(['vd0', 'write', 0, 'a']);
    expect([found, lab.ioStatus()]).toEqual([[status], 'nospace']);
  });
});

describe('stop', () => {
  const busy = (profile: string) => {
    const lab = new Lab(profile, [], ON_FILES);
    freezeStorage(lab.machine, { freeze: { image: 'b' } } as never);
    return lab.io(['vd1', 'write', 0, 'b']);
  };

  test('1.1 tells STOP when all is drained and flushed', () => {
    const lab = busy('1.1').qmp('stop');
    expect(lab.seen()).toEqual([]);
    thaw(lab);
    expect(lab.seen()).toEqual(['STOP', 'ret']);
  });

  test('2.2 tells it before', () => {
    const lab = busy('2.2').qmp('stop');
    expect(lab.seen()).toEqual(['STOP']);
    thaw(lab);
    expect(lab.seen()).toEqual(['ret']);
  });

  test.each([
    ['1.1', ['ret']],
    ['2.2', []],
  ])('%s: of a VM that is stopped already %j is said before the storage comes back', (profile, said) => {
    const lab = new Lab(profile, [], ON_FILES).qmp('stop');
    freezeStorage(lab.machine, { freeze: { image: 'b' } } as never);
    lab.io(['vd1', 'write', 0, 'b']);
    lab.seen();
    lab.qmp('stop');
    expect(lab.seen()).toEqual(said);
  });
});

describe('cont', () => {
  test.each(['1.1', '2.2'])('%s: disks go again in the order in which they were registered (R-35, R-36)', (profile) => {
    const lab = stopping(profile, 3).io(['vd0', 'write', 0, 'a'], ['vd1', 'write', 0, 'b'], ['vd2', 'write', 0, 'c']);
    lab.seen();
    lab.qmp('cont');
    expect(lab.seen().filter((line) => line.startsWith('E'))).toEqual([0, 1, 2].map((i) => `E write stop vd${i}`));
  });

  test.each([
    ['1.1', 'running'],
    ['2.2', 'running'],
    ['7.2.22', 'io-error'],
  ])('%s: RESUME is told when the state is %s (R-41)', (profile, state) => {
    const lab = stopping(profile).io(['vd0', 'write', 0, 'a']);
    const found: string[] = [];
    lab.machine.bus.on('vm-resumed', () => found.push(lab.state));
    lab.qmp('cont');
    expect(found).toEqual([state]);
  });

  test.each(['1.1', '2.2'])('%s: every disk is reset, however it was made (R-44)', (profile) => {
    for (const named of [false, true]) {
      const rules = [failing(ENOSPC, 'write', { once: true })];
      const lab = new Lab(profile, [{ rules, werror: 'stop', named }]).io(['vd0', 'write', 0, 'a']);
      expect(lab.ioStatus()).toBe('nospace');
      lab.qmp('cont');
      expect([lab.ioStatus(), lab.completed()]).toEqual(['ok', ['a ok']]);
    }
  });

  test('1.1 has no slot that a racing cont could find filled: the VM is stopped when it comes (R-42)', () => {
    const lab = stopping('1.1', 1, [failing(EIO, 'write', { once: true })]);
    lab.io(['vd0', 'write', 0, 'a']).qmp('cont');
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP', 'RESUME', 'ret']);
    expect(lab.completed()).toEqual(['a ok']);
  });
});

describe('reset and quit', () => {
  test.each(['1.1', '2.2'])('%s: a reset leaves io-error as it is', (profile) => {
    const lab = stopping(profile).io(['vd0', 'write', 0, 'a']);
    lab.seen();
    lab.qmp('system_reset');
    expect([lab.seen(), lab.state]).toEqual([['ret', 'RESET'], 'io-error']);
  });

  test.each(['1.1', '2.2'])('%s: the answer to quit comes before SHUTDOWN, which has no data', (profile) => {
    const lab = stopping(profile);
    const messages: unknown[] = [];
    lab.machine.bus.on('monitor-output', ({ message }) => messages.push(Object.keys(message)));
    lab.qmp('quit');
    expect(messages).toEqual([['return'], ['timestamp', 'event']]);
  });
});

describe('what BLOCK_IO_ERROR tells (section 7)', () => {
  const members = (profile: string) => {
    const lab = stopping(profile);
    let data: unknown;
    lab.machine.bus.on('monitor-output', ({ message }) => {
      if (message.event === 'BLOCK_IO_ERROR') data = message.data;
    });
    lab.io(['vd0', 'write', 0, 'a']);
    return data;
  };
  const bare = { device: 'vd0', operation: 'write', action: 'stop' };

  test.each(['1.1', '1.3', 'rfc-2014-rate-limit'])('%s: device, operation, action', (profile) => {
    expect(members(profile)).toEqual(bare);
  });

  test('2.2: nospace and reason too', () => {
    expect(members('2.2')).toEqual({ ...bare, nospace: true, reason: 'No space left on device' });
  });

  test('the alternative of 2014: one dict with both', () => {
    expect(members('rfc-2014-error-details')).toEqual({
      ...bare,
      'error-details': { reason: 'enospc', message: 'No space left on device' },
    });
  });
});

describe('the rate limit by type (5.2, 5.5)', () => {
  test('a) two disks failing together: the second is told a second later', () => {
    const lab = stopping('rfc-2014-rate-limit', 2).io(['vd0', 'write', 0, 'a'], ['vd1', 'write', 0, 'b']);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP']);
    lab.advance(1000);
    expect(lab.seen()).toEqual(['E write stop vd1']);
  });

  test('a) it is lost if the first fails again before', () => {
    const lab = stopping('rfc-2014-rate-limit', 2).io(['vd0', 'write', 0, 'a'], ['vd1', 'write', 0, 'b']);
    lab.seen();
    lab.advance(100).io(['vd0', 'write', 512, 'c']).advance(2000);
    expect(lab.seen()).toEqual(['E write stop vd0']);
  });

  test.each(['1.1', '2.2'])('%s does not limit it', (profile) => {
    const lab = stopping(profile).io(['vd0', 'write', 0, 'a']);
    for (let i = 0; i < 3; i++) lab.advance(10).qmp('cont');
    expect(lab.seen().filter((line) => line.startsWith('E'))).toHaveLength(4);
  });
});

describe('the wire (4.1, 4.2, 4.5, 4.6)', () => {
  const answers = (profile: string, ...texts: string[]): unknown[] => {
    const lab = new Lab(profile, []);
    const messages: unknown[] = [];
    lab.machine.bus.on('monitor-output', ({ message }) => messages.push(message));
    for (const text of texts) lab.line(text);
    return messages;
  };

  test('1.1 has a class for each error, and its parts as data', () => {
    expect(
      answers(
        '1.1',
        '{"execute": "foo", "id": 7}',
        '{"execute": "device_del"}',
        '{"execute": "query-status", "arguments": {"x": 1}}',
        '{"execute": 5, "id": 7}',
        '{"foo": 5, "execute": "stop"}',
        '{"arguments": {}}',
        '[]',
        '{"a":}',
        '{"execute": "device_del", "arguments": {"id": "nope"}}',
      ),
    ).toEqual([
      { error: { class: 'CommandNotFound', desc: 'The command foo has not been found', data: { name: 'foo' } }, id: 7 },
      { error: { class: 'MissingParameter', desc: "Parameter 'id' is missing", data: { name: 'id' } } },
      { error: { class: 'InvalidParameter', desc: "Invalid parameter 'x'", data: { name: 'x' } } },
      // errors of the member check have lost the id (4.2)
      {
        error: {
          class: 'QMPBadInputObjectMember',
          desc: "QMP input object member 'execute' expects 'string'",
          data: { member: 'execute', expected: 'string' },
        },
      },
      {
        error: {
          class: 'QMPExtraInputObjectMember',
          desc: "QMP input object member 'foo' is unexpected",
          data: { member: 'foo' },
        },
      },
      {
        error: { class: 'QMPBadInputObject', desc: "Expected 'execute' in QMP input", data: { expected: 'execute' } },
      },
      { error: { class: 'QMPBadInputObject', desc: "Expected 'object' in QMP input", data: { expected: 'object' } } },
      { error: { class: 'JSONParsing', desc: 'Invalid JSON syntax', data: {} } },
      { error: { class: 'DeviceNotFound', desc: "Device 'nope' not found", data: { device: 'nope' } } },
    ]);
  });

  test.each(['1.3', '2.2'])('%s has the few classes of today and no data', (profile) => {
    expect(answers(profile, '{"execute": "foo", "id": 7}', '{"execute": "device_del"}')).toEqual([
      { error: { class: 'CommandNotFound', desc: 'The command foo has not been found' }, id: 7 },
      { error: { class: 'GenericError', desc: "Parameter 'id' is missing" } },
    ]);
  });

  test.each(['1.1', '2.2'])('%s: out of place is not found, before negotiation and after (M-3)', (profile) => {
    const lab = new Lab(profile, [], { raw_negotiation: true });
    lab.qmp('query-status').qmp('qmp_capabilities').qmp('qmp_capabilities');
    expect(lab.seen()).toEqual([
      'The command query-status has not been found',
      'ret',
      'The command qmp_capabilities has not been found',
    ]);
  });

  test.each([
    ['1.1', undefined],
    ['1.3', ['BLOCK_IO_ERROR', 'STOP', 'RESUME']],
    ['2.2', ['BLOCK_IO_ERROR', 'STOP', 'RESUME']],
    ['7.2.22', undefined],
  ])('%s: query-events', (profile, names) => {
    const answer = new Lab(profile, []).ask('query-events');
    if (names === undefined) expect(answer).toMatchObject({ class: 'CommandNotFound' });
    else for (const name of names) expect(answer).toContainEqual({ name });
  });

  test.each(['1.1', '2.2'])('%s: query-status tells of single steps', (profile) => {
    expect(new Lab(profile, []).ask('query-status')).toEqual({ running: true, singlestep: false, status: 'running' });
  });
});
