/** Properties that somebody brings: what a module exports. */
import { statSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { propertyNames } from '../explore/properties/index.ts';
import { confined, OBSERVABLE_FACTS, type Property, unobservableFact } from '../explore/properties/property.ts';
import { suggest } from '../scenario/nearest.ts';
import type { Loaded } from '../server/read-input.ts';
import { FACT_NAMES } from './fact-names.ts';
import { isPropertyFile, PropertyRefusal } from './run.ts';

/** What a property file holds. */
export async function loadPropertyFile(file: string): Promise<Loaded<readonly Property[]>> {
  const path = resolve(file);
  const refuse = (why: string) => ({ refusal: `--property: ${file}: ${why}` });
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) return refuse('there is no such file');
  if (!there.isFile()) return refuse('expected a file with a module');
  if (/\.[mc]?ts$/.test(path) && !readTypeScript(path))
    return refuse(
      `node ${process.versions.node} cannot read it, expected JavaScript, or the package typescript before 7 beside it, or node 22.18 and later`,
    );
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await import(pathToFileURL(path).href);
  } catch (error) {
    return refuse(firstLine(error));
  }
  const found = Object.values(exported).flat().filter(looksLikeProperty);
  if (found.length === 0) return refuse('it exports no property, expected objects with name, kind, sentence and hears');
  for (const one of found) {
    const wrong = whatIsWrong(one);
    if (wrong !== undefined) return refuse(`property '${String(one.name)}': ${wrong}`);
  }
  const names = found.map(({ name }) => name as string);
  const twice = names.find((name, i) => found[names.indexOf(name)] !== found[i]);
  if (twice !== undefined) return refuse(`property '${twice}': there are two of that name, expected one`);
  return { value: found.map((one) => guarded(confined(one as unknown as Property), file)) };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** What each function must return. */
const STEP = {
  expected: 'a text, or an object of plain data',
  fits: (value: unknown) => typeof value === 'string' || (isObject(value) && isPlain(value)),
};
const MATTERS = { expected: 'plain data', fits: (value: unknown) => isPlain(value) };
const UNTIL = {
  expected: 'a time in nanoseconds',
  fits: (value: unknown) => typeof value === 'number' && !Number.isNaN(value),
};
const AT_END = {
  expected: 'a text or undefined',
  fits: (value: unknown) => value === undefined || typeof value === 'string',
};

/** The same with functions whose failures are told as theirs, and whose states a search can compare. */
function guarded(property: Property, file: string): Property {
  const call = (what: string, { expected, fits }: typeof STEP, step: () => unknown): unknown => {
    const refusal = (why: string) =>
      new PropertyRefusal(`--property: ${file}: property '${property.name}': ${what}: ${why}`);
    let value: unknown;
    try {
      value = step();
    } catch (error) {
      const why = firstLine(error);
      throw refusal(
        property.observable && why.includes('undefined') ? `${why} (one that is observable gets no machine)` : why,
      );
    }
    if (!fits(value)) throw refusal(`expected ${expected}`);
    return frozen(value);
  };
  const { initial, hears, matters, until, atEnd } = property;
  const steps = Object.entries(hears).map(([fact, step]) => [
    fact,
    (...args: readonly unknown[]) =>
      call(`hears '${fact}'`, STEP, () => (step as (...all: unknown[]) => unknown)(...args)),
  ]);
  return {
    ...property,
    observable: property.observable === true,
    initial: frozen(initial),
    hears: Object.fromEntries(steps),
    ...(matters && { matters: (state: object) => call('matters', MATTERS, () => matters.call(property, state)) }),
    ...(until && { until: (state: object) => call('until', UNTIL, () => until.call(property, state)) as number }),
    ...(atEnd && {
      atEnd: (...args: Parameters<typeof atEnd>) =>
        call('atEnd', AT_END, () => atEnd.apply(property, args)) as string | undefined,
    }),
  };
}

/** A search comes back to states it has left, so whoever changes one in place is told that it must not. */
function frozen<V>(value: V): V {
  if (isObject(value) && !Object.isFrozen(value))
    for (const inner of Object.values(Object.freeze(value))) frozen(inner);
  return value;
}

/** What JSON can say, so that equal states look equal. */
function isPlain(value: unknown, within: readonly unknown[] = []): boolean {
  if (!isObject(value))
    return value === undefined || ['string', 'number', 'boolean'].includes(typeof value) || value === null;
  const kind: unknown = Object.getPrototypeOf(value);
  if (within.includes(value) || !(Array.isArray(value) || kind === Object.prototype || kind === null)) return false;
  return Object.values(value).every((inner) => isPlain(inner, [...within, value]));
}

type Candidate = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Candidate => typeof value === 'object' && value !== null;

const looksLikeProperty = (value: unknown): value is Candidate => isObject(value) && 'name' in value && 'kind' in value;

/** What a module cannot be trusted to have right; in a sentence. */
function whatIsWrong(candidate: Candidate): string | undefined {
  const { name, kind, sentence, observable, initial, hears, matters, until, atEnd } = candidate;
  if (typeof name !== 'string' || name === '' || isPropertyFile(name))
    return 'expected a name without dots and slashes';
  if (propertyNames.includes(name)) return 'blocksim has one of that name, expected another';
  if (kind !== 'always' && kind !== 'eventually' && kind !== 'sometimes')
    return `kind: expected always, eventually or sometimes, found ${JSON.stringify(kind)}`;
  if (typeof sentence !== 'string') return 'sentence: expected what it says, as text';
  if (!isObject(initial) || !isPlain(initial)) return 'initial: expected an object of plain data';
  if (!isObject(hears) || Object.values(hears).some((step) => typeof step !== 'function'))
    return 'hears: expected functions by the names of facts';
  const unknown = Object.keys(hears).find((fact) => !FACT_NAMES.includes(fact));
  if (unknown !== undefined) return `hears: no fact is called '${unknown}', ${suggest(unknown, FACT_NAMES)}`;
  if (observable !== undefined && typeof observable !== 'boolean') return 'observable: expected true or false';
  const seen = observable === true ? unobservableFact({ hears }) : undefined;
  if (seen !== undefined)
    return `observable: it hears '${seen}', which no message tells, expected one of ${OBSERVABLE_FACTS.join(', ')}`;
  if (matters !== undefined && typeof matters !== 'function') return 'matters: expected a function';
  if (until !== undefined && typeof until !== 'function') return 'until: expected a function';
  if (atEnd !== undefined && typeof atEnd !== 'function') return 'atEnd: expected a function';
  return kind === 'eventually' && atEnd === undefined
    ? 'atEnd: expected a function, because it is judged there'
    : undefined;
}

let reading = false;

/** Lets this process import TypeScript, if it can. What is called typescript from 7 on has no such file. */
function readTypeScript(path: string): boolean {
  const { typescript } = process.features as { readonly typescript?: string | false };
  if (reading || (typescript !== undefined && typescript !== false)) return true;
  for (const from of [path, import.meta.url]) {
    try {
      const compiler = createRequire(from).resolve('typescript/lib/typescript.js');
      register(`data:text/javascript,${encodeURIComponent(LOADER)}`, { data: compiler, parentURL: import.meta.url });
      reading = true;
      return true;
    } catch {
      // It is not there; perhaps it is elsewhere.
    }
  }
  return false;
}

/** Takes the types out of what is imported. Runs in a thread of its own, where nothing of ours is. */
const LOADER = `
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
let typescript;
export const initialize = (compiler) => { typescript = createRequire(compiler)(compiler); };
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !/\\.[mc]?ts$/.test(new URL(url).pathname)) return next(url, context);
  const { flattenDiagnosticMessageText, ModuleKind, ScriptTarget, transpileModule } = typescript;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, verbatimModuleSyntax: true };
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const options = { compilerOptions, fileName: fileURLToPath(url), reportDiagnostics: true };
  const { outputText, diagnostics } = transpileModule(text, options);
  const wrong = diagnostics.find(({ file }) => file !== undefined);
  if (wrong !== undefined) {
    const { line } = wrong.file.getLineAndCharacterOfPosition(wrong.start);
    const why = flattenDiagnosticMessageText(wrong.messageText, ' ');
    throw new SyntaxError(basename(options.fileName) + ':' + (line + 1) + ': ' + why);
  }
  return { format: 'module', source: outputText, shortCircuit: true };
}
`;
