/** The text of a scenario file: JSON or YAML, into plain values whose places in the text can be told. */
import { readJson } from './json-text.ts';
import { type Place, TextRefusal } from './refusal.ts';
import { readYaml } from './yaml-text.ts';

/** A scenario file longer than this many characters is refused unread. */
export const LONGEST_TEXT = 64 * 1024 * 1024;

export interface ReadText {
  readonly value: unknown;
  /** Offset of a value, or of a member's name, in the text. */
  locate(place: Place, isName: boolean): number | undefined;
}

/** Reads the text of a file; its name tells whether anything but JSON is meant. Throws TextRefusal. */
export function readText(text: string, file: string): ReadText {
  if (text.length > LONGEST_TEXT) {
    throw new TextRefusal(`the file has more than ${LONGEST_TEXT / 1024 / 1024} MiB, expected a scenario`);
  }
  const content = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  if (content.trim() === '') throw new TextRefusal('the file is empty, expected a scenario');
  refuseBinary(content);
  const looksLikeJson = /^\s*[{[]/.test(content);
  if (/\.json$/i.test(file) || looksLikeJson) {
    try {
      return { value: readJson(content), locate: (place, isName) => locateJson(content, place, isName) };
    } catch (error) {
      if (/\.json$/i.test(file) || !(error instanceof TextRefusal)) throw error;
      return readFlowYaml(content, file, error);
    }
  }
  return readYaml(content);
}

/** Text that starts like JSON may be YAML's flow form; when it is neither, the refusal fits the file's name. */
function readFlowYaml(text: string, file: string, asJson: TextRefusal): ReadText {
  try {
    return readYaml(text);
  } catch (error) {
    throw /\.ya?ml$/i.test(file) ? error : asJson;
  }
}

function refuseBinary(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const index = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/);
  if (index !== -1) throw new TextRefusal('this is not UTF-8 text, expected a scenario in JSON or YAML', index);
}

/** Reads the text once more, this time with an eye on places: only done to refuse it. */
function locateJson(text: string, place: Place, isName: boolean): number | undefined {
  let found: number | undefined;
  let depth = -1;
  readJson(text, (at, offset, name) => {
    const whole = at.length === place.length && name === isName;
    const encloses = at.length < place.length && !name && at.length > depth;
    if ((!whole && !encloses) || !at.every((part, index) => part === place[index])) return;
    found = offset;
    depth = at.length;
  });
  return found;
}

/** `LINE:COLUMN` of an offset, both counted from 1. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `${line}:${offset - start + 1}`;
}
