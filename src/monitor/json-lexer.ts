/** The monitor's tokens: what a byte means in each state of the lexer (4.3). */

export type LexerState =
  | 'start'
  | 'recovery'
  | 'dq-string'
  | 'dq-escape'
  | 'sq-string'
  | 'sq-escape'
  | 'minus'
  | 'zero'
  | 'digits'
  | 'point'
  | 'fraction'
  | 'exponent'
  | 'exponent-sign'
  | 'exponent-digits'
  | 'keyword';

export type TokenKind = 'punctuation' | 'string' | 'integer' | 'float' | 'keyword' | 'stray';

/** What a byte does: it leads to a state, ends a token with itself, or shows that the token ended before it. */
export type Verdict =
  | { readonly to: LexerState }
  | { readonly ends: TokenKind }
  | { readonly before: TokenKind }
  | { readonly resume: true };

const to = (state: LexerState): Verdict => ({ to: state });
const STRAY: Verdict = { ends: 'stray' };
const INTEGER_BEFORE: Verdict = { before: 'integer' };
const FLOAT_BEFORE: Verdict = { before: 'float' };
const KEYWORD_BEFORE: Verdict = { before: 'keyword' };
const STRING_ENDS: Verdict = { ends: 'string' };
const PUNCTUATION: Verdict = { ends: 'punctuation' };
/** Recovery is over and this byte is looked at afresh. */
const RESUME: Verdict = { resume: true };

const DQ = to('dq-string');
const SQ = to('sq-string');
const DIGITS = to('digits');
const ZERO = to('zero');
const POINT = to('point');
const FRACTION = to('fraction');
const EXPONENT = to('exponent');
const EXPONENT_SIGN = to('exponent-sign');
const EXPONENT_DIGITS = to('exponent-digits');
const KEYWORD = to('keyword');
const START = to('start');
const MINUS = to('minus');
const RECOVERY = to('recovery');
const DQ_ESCAPE = to('dq-escape');
const SQ_ESCAPE = to('sq-escape');

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number) => byte >= 0x61 && byte <= 0x7a;
const isExponent = (byte: number) => byte === 0x65 || byte === 0x45;
const isSign = (byte: number) => byte === 0x2b || byte === 0x2d;
const isSpace = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
const isPunctuation = (byte: number) => '[]{}:,'.includes(String.fromCharCode(byte));
/** Bytes that may stand inside a string; what they mean together is the parser's business. */
export const inString = (byte: number) => byte >= 0x20 && byte <= 0xfd;

function startRule(byte: number): Verdict {
  if (isSpace(byte)) return START;
  if (isPunctuation(byte)) return PUNCTUATION;
  if (byte === 0x22) return DQ;
  if (byte === 0x27) return SQ;
  if (byte === 0x30) return ZERO;
  if (isDigit(byte)) return DIGITS;
  if (byte === 0x2d) return MINUS;
  return isLetter(byte) ? KEYWORD : STRAY;
}

function recoveryRule(byte: number): Verdict {
  const ends = (byte < 0x20 && byte !== 0x09) || byte >= 0xfe || isPunctuation(byte);
  return ends ? RESUME : RECOVERY;
}

function stringRule(quote: number, self: Verdict, escaped: Verdict): (byte: number) => Verdict {
  return (byte) => {
    if (byte === quote) return STRING_ENDS;
    if (byte === 0x5c) return escaped;
    return inString(byte) ? self : STRAY;
  };
}

/** QEMU knows no `0e1`: that is a 0, a keyword and a 1. */
function afterZero(byte: number): Verdict {
  if (isDigit(byte)) return STRAY;
  return byte === 0x2e ? POINT : INTEGER_BEFORE;
}

function afterDigits(byte: number): Verdict {
  if (isDigit(byte)) return DIGITS;
  if (byte === 0x2e) return POINT;
  return isExponent(byte) ? EXPONENT : INTEGER_BEFORE;
}

const RULES: { readonly [state in LexerState]: (byte: number) => Verdict } = {
  start: startRule,
  recovery: recoveryRule,
  'dq-string': stringRule(0x22, DQ, DQ_ESCAPE),
  'dq-escape': (byte) => (inString(byte) ? DQ : STRAY),
  'sq-string': stringRule(0x27, SQ, SQ_ESCAPE),
  'sq-escape': (byte) => (inString(byte) ? SQ : STRAY),
  minus: (byte) => (byte === 0x30 ? ZERO : isDigit(byte) ? DIGITS : STRAY),
  zero: afterZero,
  digits: afterDigits,
  point: (byte) => (isDigit(byte) ? FRACTION : STRAY),
  fraction: (byte) => (isDigit(byte) ? FRACTION : isExponent(byte) ? EXPONENT : FLOAT_BEFORE),
  exponent: (byte) => (isDigit(byte) ? EXPONENT_DIGITS : isSign(byte) ? EXPONENT_SIGN : STRAY),
  'exponent-sign': (byte) => (isDigit(byte) ? EXPONENT_DIGITS : STRAY),
  'exponent-digits': (byte) => (isDigit(byte) ? EXPONENT_DIGITS : FLOAT_BEFORE),
  keyword: (byte) => (isLetter(byte) ? KEYWORD : KEYWORD_BEFORE),
};

function row(rule: (byte: number) => Verdict): readonly Verdict[] {
  return Array.from({ length: 256 }, (_, byte) => rule(byte));
}

const TABLE = Object.fromEntries(Object.entries(RULES).map(([state, rule]) => [state, row(rule)])) as {
  readonly [state in LexerState]: readonly Verdict[];
};

/** What a byte does in a state. */
export function verdict(state: LexerState, byte: number): Verdict {
  return TABLE[state][byte]!;
}
