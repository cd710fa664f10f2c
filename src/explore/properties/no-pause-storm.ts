import { now, SECOND } from '../../kernel/index.ts';
import { property } from './property.ts';

interface State {
  /** stops by I/O errors since the second began */
  readonly stops: number;
  /** when it ends, in nanoseconds */
  readonly ends: number;
}

/** As often in a second may several disks fail together; who resumes too soon makes it hundreds. */
const MOST = 5;

export const noPauseStorm = property<State>({
  name: 'no-pause-storm',
  kind: 'always',
  sentence: `I/O errors do not stop the VM more than ${MOST} times within a second`,
  ofClients: true,
  initial: { stops: 0, ends: 0 },
  matters: ({ stops }) => stops,
  until: ({ ends }) => ends,
  hears: {
    'vm-stopped'({ stops, ends }, { state }, world) {
      if (state !== 'io-error') return { stops, ends };
      const at = now(world);
      if (at >= ends) return { stops: 1, ends: at + SECOND };
      return stops < MOST ? { stops: stops + 1, ends } : `I/O errors stop the VM ${MOST + 1} times within a second`;
    },
  },
});
