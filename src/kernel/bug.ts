/** A defect of blocksim itself: thrown, never answered. Bad input from a person and refusals are other things. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Throws a {@link Bug}; for what cannot happen unless blocksim is wrong. */
export function bug(message: string): never {
  throw new Bug(message);
}
