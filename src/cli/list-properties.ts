import { everyProperty } from '../explore/properties/index.ts';
import type { Listed } from './list.ts';

/** What `--property` may name. */
export const listProperties = (): Listed[] =>
  everyProperty.map(({ name, kind, sentence, observable }) => ({
    name,
    sentence,
    text: `${kind}: ${sentence}`,
    more: { kind, observable },
  }));
