import { properties } from '../explore/properties/index.ts';
import type { Listed } from './list.ts';

/** What `--property` may name. */
export const listProperties = (): Listed[] =>
  properties.map(({ name, kind, sentence, observable }) => ({
    name,
    sentence,
    text: `${kind}: ${sentence}`,
    more: { kind, observable },
  }));
