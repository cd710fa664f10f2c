import { expect, test } from 'vitest';
import { parseBlkdebugConfig } from '../../src/block/blkdebug-config.ts';

const read = (text: string, delayNs = true) => parseBlkdebugConfig(text, { delayNs });
const NONE = { 'inject-error': [], 'set-state': [] };

test('groups may repeat, and keep their order', () => {
  const text = `# two faults and a state machine
[inject-error]
event = "pwritev"
errno = "28"
once = "on"
sector = "16"

[set-state]
event = "pwritev"
state = "1"
new_state = "2"
[inject-error]
event = "none"
iotype = "write-zeroes"
immediately = "off"
delay-ns = "1000"
`;
  expect(read(text)).toEqual({
    config: {
      'inject-error': [
        { event: 'pwritev', errno: 28, once: true, sector: 16 },
        { event: 'none', iotype: 'write-zeroes', immediately: false, 'delay-ns': 1000 },
      ],
      'set-state': [{ event: 'pwritev', state: 1, new_state: 2 }],
    },
  });
});

test('a file without groups has no rules', () => {
  expect(read('')).toEqual({ config: NONE });
  expect(read('\n# nothing\n')).toEqual({ config: NONE });
});

test.each([
  ['0x1c', 28],
  ['010', 8],
  ['-3', -3],
  [' 5', 5],
  ['4294967301', 5],
])('the number %j is read as %j', (text, errno) => {
  expect(read(`[inject-error]\nevent = "none"\nerrno = "${text}"\n`).config?.['inject-error'][0]?.errno).toBe(errno);
});

test('what follows a value does not matter, nor do a missing last line end and a name for the group', () => {
  const one = { config: { ...NONE, 'inject-error': [{ event: 'none' }] } };
  expect(read('[inject-error]\n  event   =  "none"  trailing\n')).toEqual(one);
  expect(read('[inject-error "x"] y\nevent = "none')).toEqual(one);
  expect(read('[inject-error]\nevent = "pwritev"\nevent = "none"\n')).toEqual(one);
});

test('a state change without new state leads to state 0', () => {
  expect(read('[set-state]\nevent = "none"\n').config?.['set-state']).toEqual([{ event: 'none', new_state: 0 }]);
});

test.each([
  ['   \n', 'parse error'],
  ['event = "none"\n', 'no group defined'],
  ['  [inject-error]\nevent = "none"\n', 'no group defined'],
  ['[nope]\nx = "1"\n', "There is no option group 'nope'"],
  ['[ inject-error]\n', "There is no option group ' inject-error'"],
  ['[inject-error x]\n', "There is no option group 'inject-error x'"],
  ['[inject-error]\nfoo = "1"\n', "Invalid parameter 'foo'"],
  ['[inject-error]\nfoo = "1"\nerrno = "abc"\n', "Parameter 'errno' expects a number"],
  ['[inject-error]\nevent="none"\n', `Invalid parameter 'event="none"'`],
  ['[inject-error]\n  # not a comment\n', "Invalid parameter '#'"],
  ['[inject-error]\n', 'Missing event name for rule'],
  ['[inject-error]\nevent = none\n', 'invalid parameter value: '],
  ['[inject-error]\nevent = "zzz"\n', 'invalid parameter value: zzz'],
  ['[inject-error]\nevent = "none"\niotype = "zzz"\n', 'invalid parameter value: zzz'],
  ['[inject-error]\nevent = "none"\nerrno = "5k"\n', "Parameter 'errno' expects a number"],
  ['[inject-error]\nevent = "none"\nerrno = "5 "\n', "Parameter 'errno' expects a number"],
  ['[inject-error]\nevent = "none"\nonce = "ON"\n', "Parameter 'once' expects 'on' or 'off'"],
  [
    '[inject-error]\nevent = "none"\nerrno = "99999999999999999999"\n',
    "Value '99999999999999999999' is too large for parameter 'errno'",
  ],
  ['[set-state]\nevent = "none"\nstate = "x"\n', "Parameter 'state' expects a number"],
  ['[set-state]\nnew_state = "2"\n', 'Missing event name for rule'],
  ['[inject-error "x"]\nevent = "none"\n[inject-error "x"]\nevent = "none"\n', "Duplicate ID 'x' for inject-error"],
  ['[inject-error "1x"]\nevent = "none"\n', "Parameter 'id' expects an identifier"],
])('%j is refused', (text, error) => {
  expect(read(text)).toEqual({ error });
});

test('delay-ns is unknown to versions without it', () => {
  const text = '[inject-error]\nevent = "none"\ndelay-ns = "5"\n';
  expect(read(text, false)).toEqual({ error: "Invalid parameter 'delay-ns'" });
});
