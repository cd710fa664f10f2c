/**
 * The timeline: one line for each move that has something to show, in columns, for the eye. A move that has several things
 * to show in one column takes several lines; stretches that repeat are folded.
 */
import type { Observer, Run } from './run.ts';
import { showFacts } from './timeline-cells.ts';
import { foldRepeats } from './timeline-fold.ts';
import { layOut, type TimelineOptions } from './timeline-layout.ts';
import { addCell, type Line, type Row } from './timeline-row.ts';

/** Watches a run; `draw` shows what it saw. */
export class Timeline implements Observer {
  readonly rows: Row[] = [];
  private lines: Line[] = [];
  private at = 0;

  begin(run: Run): void {
    showFacts(run.machine, (column, text, style = 'plain') => addCell(this.lines, column, { text, style }));
    addCell(this.lines, 'run state', { text: run.machine.vm.state, style: 'quiet' });
  }

  /** What was said so far belongs to the move before this one, and time has not passed since. */
  move(run: Run): void {
    this.close(run);
    this.at = run.moves + 1;
  }

  end(run: Run): void {
    this.close(run);
  }

  private close(run: Run): void {
    if (this.lines.length === 0) return;
    this.rows.push({ time: run.time, move: this.at, lines: this.lines });
    this.lines = [];
  }

  /** The drawing: a heading, a line a move, a legend. */
  draw(options: TimelineOptions = {}): string {
    return layOut(foldRepeats(this.rows), options);
  }
}
