import { type Clients, forEachClient } from './clients.ts';
import { observableProperty } from './property.ts';

interface Client {
  readonly last: string;
}

/** Section 3, "not possible". */
export const stopResumeAlternate = observableProperty<Clients<Client>>({
  name: 'stop-resume-alternate',
  kind: 'always',
  sentence: 'no client sees two STOPs without a RESUME between, or two RESUMEs without a STOP',
  initial: [],
  hears: {
    'monitor-output': forEachClient<Client>(
      () => ({ last: '' }),
      (client, { event }) => {
        if (event !== 'STOP' && event !== 'RESUME') return client;
        if (client.last !== event) return { last: event };
        return `a second ${event} came without a ${event === 'STOP' ? 'RESUME' : 'STOP'} between`;
      },
    ),
  },
});
