/**
 * The timeline: one line for each move that has something to show, in columns, for the eye. A move that has several
 * things to show in one column takes several lines; stretches that repeat are folded.
 */
import { Actor, nextReaction } from './actors.ts';
import type { Move } from './moves.ts';
import type { Observer, Run } from './run.ts';
import type { Deed } from './scenario.ts';
import { showFacts } from './timeline-cells.ts';
import { foldRepeats } from './timeline-fold.ts';
import { layOut, type TimelineOptions } from './timeline-layout.ts';
import { addCell, joined, type Line, type Row } from './timeline-row.ts';
import { stepLine } from './timeline-steps.ts';

/** A run, as far as a timeline looks at it. */
export type Watched = Pick<Run, 'machine' | 'time' | 'moves'>;

/** Watches a run; `draw` shows what it saw. */
export class Timeline implements Observer {
  readonly rows: Row[] = [];
  private lines: Line[] = [];
  private at = 0;
  private time = 0;
  /** when the move began whose facts are being collected */
  private since = 0;
  /** where each actor was before the last move, by id */
  private steps = new Map<number, number>();

  begin(run: Watched): void {
    showFacts(run.machine, (column, text, style = 'plain') => {
      this.time = run.time;
      addCell(this.lines, column, { text, style });
    });
    addCell(this.lines, 'state', { text: run.machine.vm.state, style: 'quiet' });
  }

  /** What was said so far belongs to the move before this one. */
  move(run: Watched, { kind, id }: Move): void {
    this.lookAtSteps(run);
    this.close();
    this.at = run.moves + 1;
    this.since = run.time;
    if (kind !== 'reaction') return;
    const reaction = nextReaction(run.machine, run.machine.store.table(Actor).at(id));
    if ('do' in reaction) this.tell(reaction.do);
  }

  end(run: Watched): void {
    this.lookAtSteps(run);
    this.close();
  }

  /** A step that was taken comes before what it caused. */
  private lookAtSteps(run: Watched): void {
    for (const actor of run.machine.store.table(Actor)) {
      const before = this.steps.get(actor.id) ?? 0;
      if (actor.at === before) continue;
      this.steps.set(actor.id, actor.at);
      const step = actor.steps[before];
      if (step !== undefined) this.tell(step);
    }
  }

  private tell(step: Deed): void {
    const line = stepLine(step);
    if (line === undefined) return;
    if (this.lines.length === 0) this.time = this.since;
    this.lines.unshift(line);
  }

  private close(): void {
    if (this.lines.length === 0) return;
    const row: Row = { time: this.time, first: this.at, move: this.at, lines: this.lines };
    this.lines = [];
    const both = joined(this.rows.at(-1), row);
    if (both !== undefined) this.rows.pop();
    this.rows.push(both ?? row);
  }

  /** The drawing: a heading, a line a move, a legend. */
  draw(options: TimelineOptions = {}): string {
    return layOut(foldRepeats(this.rows), options);
  }
}
