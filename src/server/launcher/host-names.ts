/** Files of the host in the options of nodes and drives, and in what a client asks for. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { hasProtocol } from '../../block/protocol.ts';
import type { ScenarioImage } from '../../scenario/scenario.ts';
import { hostImages } from './host-image.ts';

/** The pool that the host's image files take their room from. */
export const HOST_POOL = 'host';
/** Its size in bytes, if nobody gives another. */
export const HOST_CAPACITY = 2 ** 50;

/** Every name of a host's file below. */
function fileNames(value: unknown, isFile = false): string[] {
  if (typeof value === 'string') return isFile && !hasProtocol(value) ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'file' && typeof inner === 'string'
      ? inner.includes('/') || 'id' in (value as object)
        ? fileNames(inner, true)
        : []
      : fileNames(inner, name === 'filename'),
  );
}

/** The images that options name, as far as the host has them. */
export function imagesOf(options: readonly unknown[]): ScenarioImage[] {
  const found = new Map<string, ScenarioImage>();
  for (const name of options.flatMap((one) => fileNames(one)))
    for (const image of hostImages(resolve(name), HOST_POOL)) if (!found.has(image.name)) found.set(image.name, image);
  return [...found.values()];
}

/** The same options with whole paths, which is what images are called by. */
export function absolute<T>(value: T, isFile = false): T {
  if (typeof value === 'string') return (isFile && !hasProtocol(value) ? resolve(value) : value) as T;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => absolute(item)) as T;
  const isDrive = 'id' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      absolute(inner as unknown, name === 'filename' || (isDrive && name === 'file' && typeof inner === 'string')),
    ]),
  ) as T;
}

/** Images of the host that a request names, so that they are known before it is read. */
export const imagesIn = (text: string): ScenarioImage[] => imagesOf(namedFiles(text));

/** The folders of the files that it names, and what it names that is a folder itself. */
export const foldersIn = (text: string): string[] =>
  namedFiles(text).flatMap(({ filename }) => [dirname(filename), filename].filter(isFolder));

function namedFiles(text: string): { filename: string }[] {
  const names: { filename: string }[] = [];
  for (const match of text.matchAll(/"(?:filename|file|target|snapshot-file)"\s*:\s*("\/(?:[^"\\]|\\.)*")/g))
    try {
      names.push({ filename: JSON.parse(match[1] ?? '""') as string });
    } catch {
      // No JSON text: the machine will say so.
    }
  return names;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
