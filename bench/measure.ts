/** How everything here is measured: medians of several samples, ratios within one run. */

export const median = (samples: readonly number[]): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
};

/** Median wall time of a task in milliseconds, after warm-up. */
export function time(task: () => void, samples = 9, warmUp = 3): number {
  for (let i = 0; i < warmUp; i++) task();
  return median(
    Array.from({ length: samples }, () => {
      const start = performance.now();
      task();
      return performance.now() - start;
    }),
  );
}

/** Median times of two tasks whose samples alternate, so that both meet the same machine. */
export function race(one: () => void, other: () => void, samples = 9): readonly [number, number] {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < samples + 2; i++)
    [one, other].forEach((task, which) => {
      const start = performance.now();
      task();
      if (i >= 2) times[which as 0 | 1].push(performance.now() - start);
    });
  return [median(times[0]), median(times[1])];
}

export interface Figure {
  readonly what: string;
  readonly value: string;
  /** what we aim at, or nothing */
  readonly goal?: string;
}

export const figure = (what: string, value: string, goal?: string): Figure =>
  goal === undefined ? { what, value } : { what, value, goal };
