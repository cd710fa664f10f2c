/**
 * The timeline: one line for each move that has something to show, in columns, for the eye. A move that has several things
 * to show in one column takes several lines; stretches that repeat are folded.
 */
import type { Observer, Run } from './run.ts';
import { showFacts } from './timeline-cells.ts';
import { foldRepeats } from './timeline-fold.ts';
import { layOut, type TimelineOptions } from './timeline-layout.ts';
import { addCell, joined, type Line, type Row } from './timeline-row.ts';

/** Watches a run; `draw` shows what it saw. */
export class Timeline implements Observer {
  readonly rows: Row[] = [];
  private lines: Line[] = [];
  private at = 0;
  private time = 0;

  begin(run: Run): void {
    showFacts(run.machine, (column, text, style = 'plain') => {
      this.time = run.time;
      addCell(this.lines, column, { text, style });
    });
    addCell(this.lines, 'state', { text: run.machine.vm.state, style: 'quiet' });
  }

  /** What was said so far belongs to the move before this one. */
  move(run: Run): void {
    this.close();
    this.at = run.moves + 1;
  }

  end(): void {
    this.close();
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
