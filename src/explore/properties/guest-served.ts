import { isManaged } from './pause-ends.ts';
import { property } from './property.ts';

interface State {
  /** requests that an error has held up, in words, by id */
  readonly held: { readonly [request: number]: string };
}

const without = ({ held }: State, { request }: { readonly request: number }): State => {
  const { [request]: _gone, ...rest } = held;
  return { held: rest };
};

/** A VM that is resumed again and again runs, but whoever only resumes it has not served the guest. */
export const guestServed = property<State>({
  name: 'guest-served',
  kind: 'eventually',
  sentence: 'while a client is connected that reacts to anything, a guest request that an error held up ends',
  ofClients: true,
  initial: { held: {} },
  hears: {
    'guest-parked'({ held }, { request }, world) {
      const { op, tag, device } = world.guestRequests.at(request);
      return { held: { ...held, [request]: `${op} '${tag}' in ${world.devices.at(device).name}` } };
    },
    'guest-completed': without,
    'guest-dropped': without,
  },
  atEnd({ held }, world) {
    const left = Object.values(held);
    if (left.length === 0 || world.vm.exited || !isManaged(world)) return undefined;
    return `${left.join(', ')} ${left.length === 1 ? 'has' : 'have'} no answer`;
  },
});
