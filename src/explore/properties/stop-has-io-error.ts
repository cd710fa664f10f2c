import { type Clients, type EventMessage, forEachClient, isStopError } from './clients.ts';
import { observableProperty } from './property.ts';

interface Client {
  /** it came while it was unknown what had been told before */
  readonly late: boolean;
  /** a BLOCK_IO_ERROR with action stop has come since the last RESUME */
  readonly told: boolean;
}

interface State {
  /** an I/O error is behind the STOP that is being told */
  readonly byError: boolean;
  readonly clients: Clients<Client>;
}

const WRONG = 'a STOP that an I/O error caused came without a BLOCK_IO_ERROR (action stop) since the last RESUME';

const each = (byError: boolean) =>
  forEachClient<Client>(
    (late) => ({ late, told: false }),
    (client, event) => step(client, event, byError),
  );
const afterError = each(true);
const otherwise = each(false);

/** T-5, T-7: a rate limit that holds back the reason but not the STOP. */
export const stopHasIoError = observableProperty<State>({
  name: 'stop-has-io-error',
  kind: 'always',
  sentence:
    'at each client, a STOP that an I/O error caused comes after a BLOCK_IO_ERROR with action stop that the same client received since the last RESUME',
  initial: { byError: false, clients: [] },
  hears: {
    // `running`: the pair STOP and RESUME of a cont that met a filled slot.
    'vm-stopped': (state, fact) => ({ ...state, byError: fact.state === 'io-error' || fact.state === 'running' }),
    'monitor-output': (state, heard) => {
      const { byError, clients } = state;
      const after = (byError ? afterError : otherwise)(clients, heard);
      if (typeof after === 'string') return after;
      return after === clients ? state : { byError, clients: after };
    },
  },
});

function step(client: Client, event: EventMessage, byError: boolean): Client | string {
  if (isStopError(event)) return client.told ? client : { ...client, told: true };
  if (event.event === 'RESUME') return { late: false, told: false };
  return event.event === 'STOP' && byError && !client.told && !client.late ? WRONG : client;
}
