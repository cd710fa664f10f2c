/** Checking properties on a run. */
import type { Facts } from '../../machine.ts';
import type { Observer, Run, Violation } from '../../scenario/run.ts';
import type { Judged, Property } from './property.ts';

/** An observer that reports each property at most once: when it is first broken. */
export function watchProperties(
  properties: readonly Property[],
): Observer & { readonly violations: readonly Violation[] } {
  const violations: Violation[] = [];
  // One run cannot break what only some order must show.
  const watches = properties
    .filter(({ kind }) => kind !== 'sometimes')
    .map((property) => new Watch(property, violations));
  return {
    violations,
    begin: (run) => {
      for (const watch of watches) watch.begin(run);
    },
    end: (run) => {
      for (const watch of watches) watch.end(run);
    },
  };
}

class Watch {
  private readonly property: Property;
  private readonly violations: Violation[];
  private state: object;
  private broken = false;

  constructor(property: Property, violations: Violation[]) {
    this.property = property;
    this.violations = violations;
    this.state = property.initial;
  }

  begin(run: Run): void {
    for (const name of Object.keys(this.property.hears) as (keyof Facts)[]) {
      const step = this.property.hears[name] as (state: object, fact: unknown, world: object) => Judged<object>;
      run.machine.bus.on(name, (fact: unknown) => {
        if (!this.broken) this.judge(run, step(this.state, fact, run.machine));
      });
    }
  }

  /** Judged only if nothing more will happen: a run that was cut off says nothing about `eventually`. */
  end(run: Run): void {
    if (this.broken || run.ended === 'bound') return;
    const sentence = this.property.atEnd?.(this.state, run.machine);
    if (sentence !== undefined) this.judge(run, sentence);
  }

  private judge(run: Run, judged: Judged<object>): void {
    if (typeof judged !== 'string') {
      this.state = judged;
      return;
    }
    this.broken = true;
    this.violations.push({
      property: this.property.name,
      sentence: judged,
      time: run.time,
      line: run.transcript.lines.length,
      move: run.moves,
    });
  }
}
