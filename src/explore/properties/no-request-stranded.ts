import type { Machine } from '../../machine.ts';
import { property } from './property.ts';

interface State {
  /** parked requests in words, by id */
  readonly parked: { readonly [request: number]: string };
}

const without = (state: State, { request }: { readonly request: number }): State => {
  if (!(request in state.parked)) return state;
  const { [request]: _gone, ...parked } = state.parked;
  return { parked };
};

function describe(world: Machine, id: number): string {
  const request = world.guestRequests.at(id);
  return `${request.op} '${request.tag}' in ${world.devices.at(request.device).name}`;
}

/** a cont that overtakes the stop leaves the request where it is, and nobody will ask for it again. */
export const noRequestStranded = property<State>({
  name: 'no-request-stranded',
  kind: 'eventually',
  sentence: 'while the VM runs, no guest request stays parked in a device for ever',
  initial: { parked: {} },
  hears: {
    'guest-parked': (state, { request }, world) => ({
      parked: { ...state.parked, [request]: describe(world, request) },
    }),
    'guest-retried': without,
    'guest-completed': without,
    'guest-dropped': without,
  },
  atEnd(state, world) {
    const left = Object.values(state.parked);
    if (left.length === 0 || world.vm.exited || world.vm.state !== 'running') return undefined;
    return `the VM runs and ${left.join(', ')} ${left.length === 1 ? 'stays' : 'stay'} parked`;
  },
});
