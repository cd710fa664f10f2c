/**
 * How a generation of QEMU's JSON parser words and places its complaints (4.3). A profile names one of `JSON_DIALECTS`.
 */
export interface JsonDialect {
  /** parse errors start with `LINE:COLUMN: ` of the offending token */
  readonly positions: boolean;
  /**
   * message-end: an error is told when the brackets of its message balance, and only the first one;
   * at-once: it is told at the offending token, and the rest of the message is skipped in silence
   */
  readonly told: 'message-end' | 'at-once';
  /** any-value: an object's key is parsed as any value, then found not to be a string; string: only a string will do */
  readonly keys: 'any-value' | 'string';
  readonly texts: JsonTexts;
}

/** What is said of a token that cannot stand where it stands; without the common prefix. */
export interface JsonTexts {
  readonly badKey: string;
  readonly missingKey: string;
  readonly missingColon: string;
  readonly objectSeparator: string;
  readonly listSeparator: string;
}

const classic: JsonDialect = {
  positions: false,
  told: 'message-end',
  keys: 'any-value',
  texts: {
    badKey: 'key is not a string in object',
    missingKey: 'expecting value',
    missingColon: 'missing : in object pair',
    objectSeparator: 'expected separator in dict',
    listSeparator: 'expected separator in list',
  },
};

const positions: JsonDialect = {
  positions: true,
  told: 'at-once',
  keys: 'string',
  texts: {
    badKey: 'expecting key',
    missingKey: 'expecting key',
    missingColon: "expecting ':'",
    objectSeparator: "expected ',' or '}'",
    listSeparator: "expected ',' or ']'",
  },
};

export const JSON_DIALECTS = { classic, positions } as const;
