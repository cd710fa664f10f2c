/** "Did you mean": the known name that a misspelt one is closest to. */
import { shorten } from './refusal.ts';

/** How many letters must be inserted, deleted, replaced or swapped with a neighbour to get from one text to another. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}

const folded = (name: string) => name.toLowerCase().replaceAll(/[-_ ]/g, '');

/** The nearest of the known names, undefined when none is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 60) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.round(name.length * 0.4)) + 0.5;
  for (const candidate of known) {
    const distance = Math.min(editDistance(name, candidate), editDistance(folded(name), folded(candidate)) + 0.25);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The most names that are offered as the whole of one that breaks off. */
const MOST_WHOLE = 3;

/** `did you mean 'io'?` when something begins so or is near, otherwise what there is. */
export function suggest(name: string, known: readonly string[]): string {
  const whole = name === '' ? [] : known.filter((candidate) => candidate.startsWith(name));
  if (whole.length > 0 && whole.length <= MOST_WHOLE)
    return `did you mean ${whole.map((candidate) => `'${candidate}'`).join(' or ')}?`;
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean '${near}'?`;
  if (known.length === 0) return 'there is none';
  return `expected ${known.length === 1 ? '' : 'one of '}${known.map(shorten).join(', ')}`;
}
