/** The canonical lines of a transcript, one list for each step of the scenario. */
export function normalize(text: string): string[][];

/** Where two transcripts first differ, in words; nothing when a client and a guest could not tell them apart. */
export function difference(expected: string, actual: string): string | undefined;
