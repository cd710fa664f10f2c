/** YAML by the `yaml` package, with its refusals cut to one sentence and its dangers bounded. */
import { Composer, type CST, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser } from 'yaml';
import { DEEPEST, type Place, TextRefusal, TOO_DEEP } from './refusal.ts';

/** YAML takes the library about a second a megabyte, so its bound is lower than JSON's. */
export const LONGEST_YAML = 4 * 1024 * 1024;
const MOST_ALIASES = 100;
/** The parser's stack also holds the document and the scalar it is reading. */
const DEEPEST_STACK = DEEPEST + 2;

/** Refusals that say more in the words used for JSON. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the member that starts here is given twice',
  NON_STRING_KEY: "expected a member's name, found something else",
};

export interface YamlText {
  readonly value: unknown;
  /** Where a value, or a member's name, starts in the text; that of the nearest enclosing thing when it has no own. */
  locate(place: Place, isName: boolean): number | undefined;
}

/** Reads one YAML document that is the whole text. Throws TextRefusal. */
export function readYaml(text: string): YamlText {
  if (text.length > LONGEST_YAML) {
    throw new TextRefusal(
      `YAML of more than ${LONGEST_YAML / 1024 / 1024} MiB is not read, expected JSON of that size`,
    );
  }
  const document = compose(text);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined)
    throw new TextRefusal(OWN_WORDS[problem.code] ?? inOneLine(problem.message), problem.pos[0]);
  return { value: toValue(document), locate: (place, isName) => locate(document, place, isName) };
}

function compose(text: string): Document.Parsed {
  try {
    const composer = new Composer({ prettyErrors: false, stringKeys: true });
    const [document, another] = composer.compose(tokens(text), true, text.length);
    if (another !== undefined) {
      throw new TextRefusal('a second document starts here, expected one scenario in a file', another.range[0]);
    }
    if (document === undefined) throw new TextRefusal('the file is empty, expected a scenario');
    return document;
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The library composes recursively and would take the whole process down, so depth is bounded before it does. */
function* tokens(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST_STACK) throw new TextRefusal(TOO_DEEP, offset);
    offset = parser.offset;
  }
  yield* parser.end();
}

function toValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The library refuses aliases that grow out of hand, or lead nowhere, by throwing. */
function asRefusal(error: unknown): TextRefusal {
  if (error instanceof TextRefusal) return error;
  const message = inOneLine(error instanceof Error ? error.message : '');
  if (message.startsWith('excessive alias count')) {
    return new TextRefusal(`its aliases stand for too much, expected at most ${MOST_ALIASES} repetitions`);
  }
  return new TextRefusal(error instanceof ReferenceError ? message : `this YAML cannot be read: ${message}`);
}

function inOneLine(message: string): string {
  const sentence = message.replaceAll(/\s+/g, ' ').trim();
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function locate(document: Document.Parsed, place: Place, isName: boolean): number | undefined {
  let node: unknown = document.contents;
  let offset = rangeOf(node);
  for (const [depth, part] of place.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
      if (pair === undefined) return offset;
      const wantsName = isName && depth === place.length - 1;
      offset = (wantsName ? rangeOf(pair.key) : (rangeOf(pair.value) ?? rangeOf(pair.key))) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = rangeOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function rangeOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
