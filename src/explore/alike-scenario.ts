/** Whether a scenario and the properties that are asked for ever look at what tells requests apart; see alike.ts. */
import type { Json, Scenario } from '../scenario/scenario.ts';
import { everyProperty as ours } from './properties/index.ts';
import type { Property } from './properties/property.ts';

/** Commands that neither change what lies under a disk nor tell of places on it. */
export const QUIET_COMMANDS: readonly string[] = [
  'cont',
  'stop',
  'system_reset',
  'quit',
  'query-status',
  'query-version',
  'query-block',
];

/** Steps by which no storage fails. */
export const QUIET_STEPS: readonly string[] = ['io', 'kick', 'qmp', 'guest_reset', 'guest_shutdown', 'signal'];

/** Nothing fails for its place or tells of it: no steps and commands but these, no rule for a sector, no pool. */
export function looksAway(
  { order, steps, clients, pools, blockdev, drive }: Scenario,
  properties: readonly Property[],
  quietSteps: readonly string[],
  quietCommands: readonly string[],
): boolean {
  const reactions = clients.flatMap((client) => client.reactions);
  const commands = [
    ...steps.flatMap((step) => ('qmp' in step ? step.qmp : [])),
    ...reactions.flatMap((reaction) => ('send' in reaction ? reaction.send : [])),
  ];
  return (
    order === undefined &&
    pools.length === 0 &&
    reactions.every((reaction) => 'send' in reaction) &&
    steps.every((step) => quietSteps.some((member) => member in step)) &&
    commands.every((command) => 'execute' in command && quietCommands.includes(command.execute)) &&
    !namesSectors([...blockdev, ...drive]) &&
    properties.every((property) => property.observable || ours.includes(property))
  );
}

const namesSectors = (value: Json): boolean => mentions(value, (member) => member === 'sector');

/** Whether a member of this name, or with this value, is anywhere in it. */
export const mentions = (value: Json, wanted: (member: string, value: Json) => boolean): boolean =>
  value !== null &&
  typeof value === 'object' &&
  (Array.isArray(value)
    ? value.some((each) => mentions(each, wanted))
    : Object.entries(value).some(([member, each]) => wanted(member, each) || mentions(each, wanted)));
