/** How reading a scenario says no: one sentence, and the place in the file that it is about. */

/** Members and list positions from the top of the file down. */
export type Place = readonly (string | number)[];

/** Nobody outside gets it: whoever has a scenario read or checked turns it into a sentence. */
export class ShapeRefusal extends Error {
  readonly place: Place;
  /** Whether the member's name is at fault rather than its value. */
  readonly aboutName: boolean;
  constructor(place: Place, problem: string, aboutName = false) {
    super(problem);
    this.place = place;
    this.aboutName = aboutName;
  }
}

/** The text itself is not JSON or YAML, or not to be read. `offset` counts UTF-16 units. */
export class TextRefusal extends Error {
  readonly offset: number | undefined;
  constructor(problem: string, offset?: number) {
    super(problem);
    this.offset = offset;
  }
}

/** How deep lists and objects may lie in one another. */
export const DEEPEST = 100;

export const TOO_DEEP = `lists and objects lie more than ${DEEPEST} deep in one another`;

const PLAIN_NAME = /^[\p{L}\p{N}_@.#-]+$/u;

/** `steps[3].qmp.execute`; names that would be misread are quoted. */
export function pathText(place: Place): string {
  return place
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!PLAIN_NAME.test(part) || part.includes('.')) return `[${shorten(JSON.stringify(part))}]`;
      return index === 0 ? shorten(part) : `.${shorten(part)}`;
    })
    .join('');
}

/** Text that is quoted from a file, cut so that a sentence stays one. */
export function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** What a value is, in words: `the number 5`, `a list`. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `the text ${shorten(JSON.stringify(value))}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : String(value);
}

/** Whatever a file's name or members may hold, a refusal is one line. */
export function oneLine(sentence: string): string {
  return sentence.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
