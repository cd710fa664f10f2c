/** The kernel's face to the floors above. */
export { Bug, bug } from './bug.ts';
export { Bus } from './bus.ts';
export { Clock, clockOf, MILLISECOND, now, SECOND, stamp } from './clock.ts';
export {
  addBottomHalf,
  addContext,
  addNotifier,
  armTimer,
  BottomHalf,
  Context,
  cancelTimer,
  Notifier,
  nextDue,
  schedule,
  scheduleBottomHalf,
  Timer,
  wake,
} from './context.ts';
export { callHandler, type Handler, handler, type Named, remember } from './handler.ts';
export { hashData, hashNumber, hashOnce, hashText, mix } from './hash.ts';
export { without } from './list.ts';
export {
  addIothread,
  addMainLoop,
  callOnMain,
  describeIothread,
  describeMain,
  iohandlerContext,
  iothreadCanRun,
  iothreads,
  type MainLoop,
  mainCanRun,
  mainContext,
  mainPolls,
  mainThreadBusy,
  nextOnMain,
  notifyMainLoop,
  removeIothread,
  runIothread,
  runMain,
  timerContext,
} from './loop.ts';
export { onceEach } from './once.ts';
export {
  again,
  Coroutine,
  call,
  createCoroutine,
  done,
  enterCoroutine,
  Frame,
  isEntered,
  next,
  type Outcome,
  type Procedure,
  placeIn,
  poll,
  procedure,
  procedureNamed,
  push,
  type RunningFrame,
  runHalves,
  type Step,
  suspend,
} from './procedure.ts';
export { pick, RandomState, seedState } from './random.ts';
export {
  callback,
  code,
  counted,
  deadline,
  defineRecord,
  derived,
  flag,
  type Initial,
  json,
  NONE,
  number,
  type RecordKind,
  type RecordOf,
  ref,
  shared,
  sharedApart,
  sharedReads,
  sharedWrites,
  text,
  unhashed,
} from './record.ts';
export { type Dump, Store, Table } from './store.ts';
export { MAIN_CONTEXT, mainThread, Thread } from './thread.ts';
export { bitFor, TOUCH, TOUCH_ALL } from './touch.ts';
export type { ExitCheck, KernelWorld } from './world.ts';
