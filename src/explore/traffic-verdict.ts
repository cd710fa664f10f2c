/** What recorded traffic shows of properties. */
import type { Property } from './properties/property.ts';
import { RecordedCheck } from './recorded.ts';
import type { Traffic } from './traffic.ts';

/** A place where traffic breaks a property; lines count from 1. */
export interface TrafficViolation {
  readonly line: number;
  readonly sentence: string;
}

/** What traffic says of one property. */
export interface TrafficVerdict {
  readonly name: string;
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** where it is violated first, and why; or where it is left open */
  readonly line?: number;
  readonly sentence?: string;
  /** all places where it is violated */
  readonly violations?: readonly TrafficViolation[];
}

/** @param cut the log ends too early: what it leaves open may have happened all the same */
export function judgeTraffic(
  properties: readonly Property[],
  { messages, late }: Traffic,
  cut: boolean,
): readonly TrafficVerdict[] {
  const check = new RecordedCheck(properties, { late });
  for (const message of messages) check.hear(message);
  const open = cut ? check.unfulfilled() : [];
  const broken = check.end().filter((violation) => !open.some(({ property }) => property === violation.property));
  return properties.map(({ name }): TrafficVerdict => {
    const violations = broken
      .filter(({ property }) => property === name)
      .map(({ line, sentence }) => ({ line, sentence }));
    if (violations.length > 0) return { name, verdict: 'violated', ...violations[0], violations };
    const left = open.find(({ property }) => property === name);
    if (left !== undefined) return { name, verdict: 'undecided', line: left.line, sentence: left.sentence };
    return { name, verdict: 'holds' };
  });
}
