/** Orders of the event loop: rules L-1, L-3, L-4, L-7 of the run-state reference. */
import { describe, expect, test } from 'vitest';
import {
  addBottomHalf,
  addIothread,
  addMainLoop,
  addNotifier,
  again,
  armTimer,
  Context,
  call,
  callOnMain,
  clockOf,
  createCoroutine,
  describeIothread,
  describeMain,
  done,
  enterCoroutine,
  handler,
  iohandlerContext,
  iothreadCanRun,
  type KernelWorld,
  mainCanRun,
  mainContext,
  mainPolls,
  mainThreadBusy,
  next,
  notifyMainLoop,
  poll,
  procedure,
  runIothread,
  runMain,
  Store,
  schedule,
  scheduleBottomHalf,
  timerContext,
  wake,
} from '../../src/kernel/index.ts';

interface World extends KernelWorld {
  readonly log: string[];
  requests: string[];
}

function world(): World {
  const store = new Store();
  const made: World = {
    store,
    loop: addMainLoop({ store }),
    log: [],
    requests: [],
    exitCheck: {
      pending: () => made.requests.length > 0,
      perform: () => made.log.push(`A ${made.requests.shift()}`),
      describe: () => 'exit check',
    },
  };
  return made;
}

const settle = (w: World) => {
  while (runMain(w));
  return w.log.splice(0);
};

const SAY = handler<World>('say', (w, arg) => w.log.push(String(arg)));
const SAY_AND_SCHEDULE = handler<World>('say and schedule', (w, arg) => {
  w.log.push(String(arg));
  schedule(w, mainContext(w), SAY, arg + 100);
});

describe('bottom halves (L-3)', () => {
  test('of one batch run newest first', () => {
    const w = world();
    for (const arg of [1, 2, 3]) schedule(w, mainContext(w), SAY, arg);
    expect(settle(w)).toEqual(['3', '2', '1']);
  });

  test('scheduled by a running one belong to the next batch', () => {
    const w = world();
    schedule(w, mainContext(w), SAY, 1);
    schedule(w, mainContext(w), SAY_AND_SCHEDULE, 2);
    schedule(w, mainContext(w), SAY, 3);
    expect(settle(w)).toEqual(['3', '2', '1', '102']);
  });

  test('one that is pending neither moves nor runs twice', () => {
    const w = world();
    const half = addBottomHalf(w, mainContext(w), SAY, 1);
    scheduleBottomHalf(w, half);
    schedule(w, mainContext(w), SAY, 2);
    scheduleBottomHalf(w, half);
    expect(settle(w)).toEqual(['2', '1']);
  });
});

describe('coroutine wake-ups (L-4)', () => {
  test('run first-in first-out, at the place of the one bottom half that serves them', () => {
    const w = world();
    wake(w, mainContext(w), SAY, 1);
    schedule(w, mainContext(w), SAY, 9);
    wake(w, mainContext(w), SAY, 2);
    expect(settle(w)).toEqual(['9', '1', '2']);
  });

  test('one added before the bottom half has run joins the others', () => {
    const w = world();
    const ADD = handler<World>('add a wake-up', () => wake(w, mainContext(w), SAY, 3));
    wake(w, mainContext(w), SAY, 1);
    schedule(w, mainContext(w), ADD, 0);
    wake(w, mainContext(w), SAY, 2);
    expect(settle(w)).toEqual(['1', '2', '3']);
  });
});

describe('an iteration (L-1)', () => {
  test('goes exit check, main context, iohandler context, main-loop timers, exit check', () => {
    const w = world();
    const ASK = handler<World>('ask for a stop', () => w.requests.push('late'));
    w.requests.push('early');
    schedule(w, mainContext(w), SAY, 1);
    schedule(w, iohandlerContext(w), SAY, 2);
    schedule(w, iohandlerContext(w), ASK, 0);
    armTimer(w, timerContext(w), 0, SAY, 3);
    expect(settle(w)).toEqual(['A early', '1', '2', '3', 'A late']);
  });

  test('skips a context that was not ready when the poll returned', () => {
    const w = world();
    const FILL = handler<World>('fill the other context', () => {
      w.log.push('main');
      schedule(w, iohandlerContext(w), SAY, 2);
      w.requests.push('between');
    });
    schedule(w, mainContext(w), FILL, 0);
    expect(settle(w)).toEqual(['main', 'A between', '2']);
  });

  test('within a context: bottom halves, then notifiers, then timers', () => {
    const w = world();
    armTimer(w, mainContext(w), 0, SAY, 3);
    addNotifier(w, mainContext(w), SAY, 2).set = true;
    schedule(w, mainContext(w), SAY, 1);
    expect(settle(w)).toEqual(['1', '2', '3']);
  });

  test('of several notifiers that one poll finds set the last registered is served first', () => {
    const w = world();
    const notifiers = [1, 2, 3].map((arg) => addNotifier(w, mainContext(w), SAY, arg));
    for (const notifier of notifiers) notifier.set = true;
    expect(settle(w)).toEqual(['3', '2', '1']);
  });

  test('the poll finds what the iohandler context serves later, first registered first', () => {
    const w = world();
    const [one, two, late] = [1, 2, 3].map((arg) => addNotifier(w, iohandlerContext(w), SAY, arg));
    const SET = handler<World>('set another', () => {
      w.log.push('main');
      if (late !== undefined) late.set = true;
      w.requests.push('between');
    });
    schedule(w, mainContext(w), SET, 0);
    for (const notifier of [two, one]) if (notifier !== undefined) notifier.set = true;
    expect(settle(w)).toEqual(['main', '1', '2', 'A between', '3']);
  });

  test('timers fire by due time, first armed first among equals, and never before it', () => {
    const w = world();
    for (const [due, arg] of [
      [20, 1],
      [10, 2],
      [20, 3],
      [30, 4],
    ] as const)
      armTimer(w, mainContext(w), due, SAY, arg);
    expect(mainCanRun(w)).toBe(false);
    clockOf(w).now = 20;
    expect(settle(w)).toEqual(['2', '1', '3']);
  });

  test('a timer that arms itself for now again lets the loop go on', () => {
    const w = world();
    const AGAIN = handler<World>('again', (_, arg) => {
      w.log.push(String(arg));
      if (arg > 0) armTimer(w, mainContext(w), 0, AGAIN, arg - 1);
      if (arg === 2) schedule(w, iohandlerContext(w), SAY, 99);
    });
    armTimer(w, mainContext(w), 0, AGAIN, 2);
    expect(settle(w)).toEqual(['2', '1', '99', '0']);
  });
});

describe('a procedure that polls (L-7)', () => {
  const WAIT = procedure<World, { count: number }>('wait for the log', {
    begin: (w) => {
      w.log.push('begin');
      return next('wait');
    },
    wait: (w, { count }) => (w.log.length < count ? poll('wait') : next('end')),
    end: (w) => {
      w.log.push('end');
      return done();
    },
  });

  test('serves the main context and nothing else', () => {
    const w = world();
    schedule(w, iohandlerContext(w), SAY, 2);
    armTimer(w, timerContext(w), 0, SAY, 3);
    w.requests.push('stop');
    schedule(w, mainContext(w), SAY, 1);
    callOnMain(w, WAIT, { count: 2 });
    expect(settle(w)).toEqual(['begin', '1', 'end', 'A stop', '2', '3']);
  });

  test('blocks the thread while nothing comes', () => {
    const w = world();
    callOnMain(w, WAIT, { count: 2 });
    expect(settle(w)).toEqual(['begin']);
    schedule(w, iohandlerContext(w), SAY, 2);
    expect(mainCanRun(w)).toBe(false);
  });

  test('finishes what is left of the batch it was called from, then its own', () => {
    const w = world();
    const NEST = handler<World>('nest', () => {
      w.log.push('nest');
      schedule(w, mainContext(w), SAY, 5);
      callOnMain(w, WAIT, { count: 4 });
    });
    schedule(w, mainContext(w), SAY, 1);
    schedule(w, mainContext(w), NEST, 0);
    expect(settle(w)).toEqual(['nest', 'begin', '1', '5', 'end']);
  });

  test('looks at its condition only between rounds', () => {
    const w = world();
    for (const arg of [1, 2, 3]) schedule(w, mainContext(w), SAY, arg);
    callOnMain(w, WAIT, { count: 2 });
    expect(settle(w)).toEqual(['begin', '3', '2', '1', 'end']);
  });
});

test('a procedure whose last step has another one called returns when that is over, with its own result', () => {
  const INNER = procedure<World, null>('called at the end', {
    begin(w) {
      w.log.push('inner');
      return done('of the inner one');
    },
  });
  const CALLS_LAST = procedure<World, null>('calls in its last step', {
    begin(w) {
      callOnMain(w, INNER, null);
      w.log.push('middle');
      return done('of the middle one');
    },
  });
  const OUTER = procedure<World, null>('waits for the result', {
    begin: () => call(CALLS_LAST, null, 'end'),
    end(w, _locals, frame) {
      w.log.push(String(frame.result));
      return done();
    },
  });
  const w = world();
  callOnMain(w, OUTER, null);
  expect(settle(w)).toEqual(['middle', 'inner', 'of the middle one']);
});

describe('a coroutine that goes on again', () => {
  const TURNS = procedure<World, null>('three turns', {
    begin(w) {
      w.log.push('turn');
      return w.log.filter((line) => line === 'turn').length < 3 ? again('begin') : done();
    },
  });
  const ENTER = handler<World>('enter', (w) => enterCoroutine(w, createCoroutine(w, 'spinning', TURNS, null)));

  test('takes a move for each turn, and lets nothing in between', () => {
    const w = world();
    schedule(w, mainContext(w), SAY, 1);
    schedule(w, mainContext(w), ENTER, 0);
    runMain(w);
    w.requests.push('stop');
    const seen: number[] = [];
    while (runMain(w)) seen.push(w.log.length);
    expect(w.log).toEqual(['turn', 'turn', 'turn', '1', 'A stop']);
    expect(seen).toEqual([2, 3, 4, 5]);
    expect(mainPolls(w)).toBe(true);
  });

  test('is not forgotten when others say so too', () => {
    const w = world();
    const TWICE = procedure<World, string>('twice', {
      begin(made, name) {
        made.log.push(`${name} 1`);
        return again('end');
      },
      end(made, name) {
        made.log.push(`${name} 2`);
        return done();
      },
    });
    const BOTH = handler<World>('enter both', (made) => {
      for (const name of ['a', 'b']) enterCoroutine(made, createCoroutine(made, name, TWICE, name));
    });
    schedule(w, mainContext(w), BOTH, 0);
    while (runMain(w));
    expect(w.log).toEqual(['a 1', 'b 1', 'a 2', 'b 2']);
  });

  test('keeps the main thread busy', () => {
    const w = world();
    schedule(w, mainContext(w), ENTER, 0);
    runMain(w);
    expect([mainThreadBusy(w), mainCanRun(w), mainPolls(w), describeMain(w)]).toEqual([
      true,
      true,
      false,
      'three turns > begin',
    ]);
    settle(w);
    expect([mainThreadBusy(w), mainCanRun(w)]).toEqual([false, false]);
  });
});

describe('an iothread (L-5)', () => {
  test('goes on itself with a coroutine that it has entered', () => {
    const w = world();
    const thread = addIothread(w, 'io0');
    const TWICE = procedure<World, null>('twice in an iothread', {
      begin: () => again('end'),
      end(made) {
        made.log.push('end');
        return done();
      },
    });
    const ENTER = handler<World>('enter in an iothread', (made) =>
      enterCoroutine(made, createCoroutine(made, 'spinning', TWICE, null)),
    );
    schedule(w, w.store.table(Context).at(thread.context), ENTER, 0);
    runIothread(w, thread);
    expect([mainThreadBusy(w), mainCanRun(w), iothreadCanRun(w, thread)]).toEqual([false, false, true]);
    expect(describeIothread(w, thread)).toBe('io0: twice in an iothread > end');
    expect([runIothread(w, thread), runIothread(w, thread), w.log]).toEqual([true, false, ['end']]);
  });

  test('runs its own context in the same order, independent of the main thread', () => {
    const w = world();
    const thread = addIothread(w, 'iothread0');
    const context = w.store.table(Context).at(thread.context);
    expect(iothreadCanRun(w, thread)).toBe(false);
    armTimer(w, context, 0, SAY, 4);
    for (const arg of [1, 2]) schedule(w, context, SAY, arg);
    wake(w, context, SAY, 3);
    expect(settle(w)).toEqual([]);
    while (runIothread(w, thread));
    expect(w.log).toEqual(['3', '2', '1', '4']);
  });

  test('wakes the main loop by asking for something', () => {
    const w = world();
    const thread = addIothread(w, 'iothread0');
    const STOP = handler<World>('stop from an iothread', () => {
      w.requests.push('stop');
      notifyMainLoop(w);
    });
    schedule(w, w.store.table(Context).at(thread.context), STOP, 0);
    settle(w);
    runIothread(w, thread);
    expect(mainCanRun(w)).toBe(true);
    expect(settle(w)).toEqual(['A stop']);
  });
});
