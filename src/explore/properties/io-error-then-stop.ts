import type { MadeEvent } from '../../monitor/records.ts';
import { isStopError } from './clients.ts';
import { observableProperty } from './property.ts';

/** Times are when events were made, in microseconds: one that was held back comes late. */
interface State {
  readonly stopped: number;
  readonly resumed: number;
  readonly ended: boolean;
  /** when the error was made that waits for its STOP; -1: none does */
  readonly waiting: number;
}

/** A STOP may come before the error that caused it, if a rate limit held the error back. */
export const ioErrorThenStop = observableProperty<State>({
  name: 'io-error-then-stop',
  kind: 'eventually',
  sentence: 'a BLOCK_IO_ERROR with action stop, made while the VM runs, is followed by a STOP',
  initial: { stopped: -1, resumed: 0, ended: false, waiting: -1 },
  hears: {
    'event-made': (state, made) => step(state, made),
  },
  // In a machine events are heard in the order in which they are made.
  matters: ({ stopped, resumed, ended, waiting }) => [resumed > stopped, ended, waiting >= 0],
  atEnd: (state) =>
    state.waiting < 0 ? undefined : 'a BLOCK_IO_ERROR with action stop was made while the VM ran, and no STOP followed',
});

function step(state: State, made: MadeEvent): State {
  if (made.event === 'STOP') return { ...state, stopped: made.stamp, waiting: -1 };
  if (made.event === 'RESUME') return { ...state, resumed: made.stamp };
  if (made.event === 'SHUTDOWN') return { ...state, ended: true };
  const ran = state.resumed > state.stopped && made.stamp >= state.resumed;
  return isStopError(made) && ran && !state.ended && state.waiting < 0 ? { ...state, waiting: made.stamp } : state;
}
