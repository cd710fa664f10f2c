/** Steps of the host that concern a storage or a fault that nobody has named: they would be in vain. */
import { nodeNames } from './block-options.ts';
import { suggest } from './nearest.ts';
import { describe, type Place, ShapeRefusal } from './refusal.ts';
import { type Deed, type Scenario, type Storage, storageName } from './scenario.ts';

interface Placed {
  readonly deed: Deed;
  readonly place: Place;
}

/** Throws ShapeRefusal for the first of them. What commands may have added is given the benefit of the doubt. */
export function checkStorage(scenario: Scenario): void {
  const deeds = deedsOf(scenario);
  const commanded = deeds.some(({ deed }) => 'hmp' in deed || 'raw' in deed || 'bytes' in deed || adds(deed));
  const names = { ...namesIn(scenario), fault: deeds.flatMap(({ deed }) => faultName(deed)) };
  const known = (name: string, kind: keyof typeof names, place: Place): void => {
    if (names[kind].includes(name)) return;
    const called = describe(name).slice('the text '.length);
    throw new ShapeRefusal(place, `no ${kind} is called ${called}, ${suggest(name, names[kind])}`);
  };
  for (const { deed, place } of deeds) {
    if ('heal' in deed && deed.heal !== true) known(deed.heal, 'fault', [...place, 'heal']);
    if (commanded) continue;
    for (const [member, storage] of storagesOf(deed))
      for (const kind of ['device', 'node', 'image'] as const) {
        const name = (storage as Readonly<Record<string, unknown>>)[kind];
        if (typeof name === 'string') known(name, kind, [...place, member, kind]);
      }
  }
}

function deedsOf({ steps, clients }: Scenario): Placed[] {
  return [
    ...steps.map((deed, index) => ({ deed, place: ['steps', index] })),
    ...clients.flatMap(({ reactions }, number) =>
      reactions.flatMap((reaction, index): Placed[] =>
        'do' in reaction
          ? [{ deed: reaction.do, place: ['clients', number, 'reactions', index, 'do'] }]
          : [{ deed: { qmp: reaction.send }, place: ['clients', number, 'reactions', index] }],
      ),
    ),
  ];
}

/** Commands that may make something with a name. */
const adds = (deed: Deed): boolean =>
  'qmp' in deed && !/^(?:query-|cont$|stop$|quit$|system_|block-job-|job-)/.test(commandOf(deed.qmp));

const commandOf = (command: { readonly execute?: string; readonly 'exec-oob'?: string }): string =>
  command.execute ?? command['exec-oob'] ?? '';

const namesIn = (scenario: Scenario) => ({
  device: [...scenario.device, ...scenario.drive].map(({ id }) => id),
  node: [...nodeNames(scenario.blockdev), ...nodeNames(scenario.drive)],
  image: [
    ...scenario.images.map(({ name }) => name),
    ...scenario.steps.flatMap((step) => ('image' in step ? step.image.name : [])),
  ],
});

/** What heals a fault: its own name, or that of its storage. */
function faultName(deed: Deed): string[] {
  if (!('fault' in deed)) return [];
  const { fault } = deed;
  return [fault.name ?? storageName(fault)];
}

function storagesOf(deed: Deed): readonly (readonly [string, Storage])[] {
  if ('fault' in deed) return [['fault', deed.fault]];
  if ('freeze' in deed) return [['freeze', deed.freeze]];
  return 'thaw' in deed && deed.thaw !== true ? [['thaw', deed.thaw]] : [];
}
