/** A depth-first search in one go. */
import type { Model } from '../../src/explore/model.ts';
import { DepthFirst, type Found, type SearchOptions, sliceOf, within } from '../../src/explore/search.ts';

/** Searches until everything is seen, a property is broken or a limit is reached. */
export function search(model: Model, options: SearchOptions = {}): Found {
  const run = new DepthFirst(model, options);
  const ended = within(run, options, () => run.advance(sliceOf(options)));
  const { states, transitions, deepest, tableBytes, wrong } = run;
  return { ended, states, transitions, deepest, tableBytes, wrong, path: ended === 'wrong' ? run.path : [] };
}
