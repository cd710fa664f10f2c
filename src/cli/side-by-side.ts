/** Two lists of lines beside each other, equal lines on one line. */

export interface SideLine {
  /** Lines with equal keys stand beside each other. */
  readonly key: string;
  readonly text: string;
}

/** @param width of each side */
export function sideBySide(left: readonly SideLine[], right: readonly SideLine[], width: number): string {
  const side = (line: SideLine | undefined): string => (line?.text ?? '').slice(0, width);
  return align(left, right)
    .map(([a, b]) => `${side(a).padEnd(width)}    ${side(b)}`.trimEnd())
    .concat('')
    .join('\n');
}

type Pair = readonly [left: SideLine | undefined, right: SideLine | undefined];

/** The longest common subsequence decides which lines are pairs. */
function align(left: readonly SideLine[], right: readonly SideLine[]): Pair[] {
  const common = left.map(() => right.map(() => 0));
  const length = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      (common[i] as number[])[j] =
        left[i]?.key === right[j]?.key ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [a, b] = [left[i], right[j]];
    if (a !== undefined && a.key === b?.key) {
      pairs.push([a, b]);
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && length(i + 1, j) > length(i, j + 1)))
      pairs.push([left[i++], undefined]);
    else pairs.push([undefined, right[j++]]);
  }
  return pairs;
}
