/** What management software asks before it starts a machine: types of machines, CPUs, options (4.5). */
import { boardOf } from '../../vm/board.ts';
import { defineCommand, refuse } from '../command.ts';
import { isKnownType } from '../qom/types.ts';
import { COMMAND_LINE_OPTIONS } from '../schema/data/command-line.ts';
import { cpuList, machineList } from '../schema/data/machines.ts';
import type { SchemaName } from '../schema/index.ts';
import type { MonitorWorld } from '../world.ts';

const schemaName = (world: MonitorWorld): SchemaName => world.profile.wire.schema;

defineCommand('query-machines', (world) => ({ return: machineList(schemaName(world)) }));

defineCommand('query-cpu-definitions', () => ({ return: cpuList() }));

/** The letters of the versions in the data. */
const LETTERS: { readonly [name in SchemaName]: string } = { '7.2': 'a', '10.0': 'b', '10.0.13': 'c', '11.1': 'd' };
const TYPES: Readonly<Record<string, string>> = { s: 'string', b: 'boolean', n: 'number', z: 'size' };

interface OptionInfo {
  readonly option: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
}

function optionList(letter: string): OptionInfo[] {
  const lines = COMMAND_LINE_OPTIONS.trim().replaceAll('\n  ', ' ').split('\n');
  return lines.flatMap((line) => {
    const [head = '', ...items] = line.split(' ');
    const [option = '', versions = letter] = head.split('@');
    if (!versions.includes(letter)) return [];
    const parameters = items.flatMap((item) => {
      const [, name = '', type = '', only = letter] = /^(.*):([sbnz])(?:@(\w+))?$/.exec(item) ?? [];
      return only.includes(letter) ? [{ name, type: TYPES[type] ?? '' }] : [];
    });
    return [{ option: option === '-' ? '' : option, parameters }];
  });
}

defineCommand('query-command-line-options', (world, { option }) => {
  const all = optionList(LETTERS[schemaName(world)]);
  if (option === undefined) return { return: all };
  const found = all.filter((one) => one.option === option);
  return found.length === 0 ? refuse(`invalid option name: ${String(option)}`) : { return: found };
});

/** Properties of types are told for devices only, by device-list-properties; all other types have none to tell. */
defineCommand('qom-list-properties', (world, { typename }) =>
  isKnownType(world, String(typename))
    ? { return: [] }
    : refuse(`Class '${String(typename)}' not found`, 'DeviceNotFound'),
);

defineCommand('query-memory-size-summary', (world) => ({
  return: { 'base-memory': world.vm.machine === '' ? 0 : boardOf(world).memory, 'plugged-memory': 0 },
}));

/** What needs KVM, or hardware of a kind that is not there. */
defineCommand('query-cpu-model-expansion', () => refuse('CPU models are not simulated'));
defineCommand('query-sev-capabilities', () => refuse('KVM not enabled'));
defineCommand('query-sgx-capabilities', () => refuse('SGX is not enabled in KVM'));
defineCommand('query-gic-capabilities', () => refuse('GIC hardware is not available on this target'));
