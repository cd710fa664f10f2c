import type { IoStatus } from '../../block/error-policy.ts';
import { ioStatusAfter } from '../../block/error-policy.ts';
import type { Machine } from '../../machine.ts';
import { property } from './property.ts';

interface State {
  /** what each backend's io-status should be, by id; absent: ok */
  readonly expected: { readonly [backend: number]: IoStatus };
}

/** The first backend whose io-status is not what its errors make it. */
function wrong(state: State, world: Machine): string | undefined {
  for (const [id, expected] of Object.entries(state.expected)) {
    const backend = world.backends.get(Number(id));
    if (backend === undefined || backend.ioStatus === expected) continue;
    const name = backend.name !== '' ? backend.name : backend.qdev;
    return `the io-status of ${name} is ${backend.ioStatus}, but its errors make it ${expected}`;
  }
  return undefined;
}

/** 1.5 and R-32. Looked at whenever a client could have asked: when a reply goes out, when the VM stops, at the end. */
export const ioStatusFirstError = property<State>({
  name: 'io-status-first-error',
  kind: 'always',
  sentence:
    "between resets a backend's io-status is the class of the first stopping error (severity rule where the profile says so), and never ok after such an error was announced",
  initial: { expected: {} },
  hears: {
    'block-io-error': (state, { backend, action, errno }, world) => {
      if (action !== 'stop') return state;
      const before = state.expected[backend] ?? 'ok';
      const after = ioStatusAfter(before, errno, world.profile.block.ioStatusRule);
      return { expected: { ...state.expected, [backend]: after } };
    },
    // The only way back to ok is a reset.
    'io-status-changed': (state, { backend }, world) =>
      world.backends.at(backend).ioStatus === 'ok' ? { expected: { ...state.expected, [backend]: 'ok' } } : state,
    'monitor-output': (state, { message }, world) =>
      'return' in message || 'error' in message ? (wrong(state, world) ?? state) : state,
  },
  atEnd: wrong,
});
