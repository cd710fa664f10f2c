/** The versions whose schemas and object trees were recorded. A profile of another version uses one of these. */

/** The letters by which recorded data says what it is part of: `@bcd` is 10.0.2 and later. */
export const LETTERS = { '7.2': 'a', '10.0': 'b', '10.0.13': 'c', '11.1': 'd' } as const;

/** What such a version is called. */
export type SchemaName = keyof typeof LETTERS;
/** What stands for it in recorded data. */
export type VersionLetter = (typeof LETTERS)[SchemaName];
