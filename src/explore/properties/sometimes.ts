/** What a scenario says must happen in some order: properties of a kind of their own. */
import type { Scenario, Sometimes } from '../../scenario/scenario.ts';
import { isEvent } from '../../scenario/trigger.ts';
import { observableProperty, type Property, property } from './property.ts';

/** The properties that a scenario brings itself. */
export const sometimesOf = (scenario: Scenario): readonly Property[] => (scenario.sometimes ?? []).map(propertyOf);

function propertyOf(wanted: Sometimes): Property {
  const { name } = wanted;
  const common = { name, kind: 'sometimes', initial: {} } as const;
  if ('on' in wanted) {
    const sentence = `in some order a client hears ${inWords(wanted.on)}`;
    return observableProperty<object>({
      ...common,
      sentence,
      hears: {
        'monitor-output': (state, { message }) =>
          isEvent(wanted.on, message) ? `a client hears ${inWords(wanted.on)}` : state,
      },
    });
  }
  const { complete, status } = wanted;
  const what = `'${complete}' end${status === undefined ? '' : ` with ${status}`}`;
  return property<object>({
    ...common,
    sentence: `in some order the guest sees ${what}`,
    hears: {
      'guest-completed': (state, { request, status: ended }, world) =>
        world.guestRequests.at(request).tag === complete && (status === undefined || status === ended)
          ? `the guest sees ${what}`
          : state,
    },
  });
}

const inWords = ({ event, ...data }: { readonly event: string }): string =>
  [event, ...Object.entries(data).map(([member, value]) => `${member} ${JSON.stringify(value)}`)].join(', ');
