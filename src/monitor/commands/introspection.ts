/** What management software asks before it starts a machine: types of machines, CPUs, options (4.5). */
import { LETTERS, type SchemaName } from '../../profile/index.ts';
import { boardOf } from '../../vm/board.ts';
import { defineCommand, refuse } from '../command.ts';
import { cpuDefinitions, cpuFlags, expandCpu, isCpuModel } from '../qom/cpus.ts';
import { objectProperties } from '../qom/recorded.ts';
import { isKnownType } from '../qom/types.ts';
import { COMMAND_LINE_OPTIONS } from '../schema/data/command-line.ts';
import { machineList } from '../schema/data/machines.ts';
import type { MonitorWorld } from '../world.ts';

const schemaName = (world: MonitorWorld): SchemaName => world.profile.wire.schema;

defineCommand('query-machines', (world) => ({ return: machineList(schemaName(world)) }));

defineCommand('query-cpu-definitions', (world) => ({ return: cpuDefinitions(schemaName(world)) }));

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

const CPU_PROPERTIES = [
  { name: 'unavailable-features', type: 'strList' },
  { name: 'family', type: 'int' },
  { name: 'model', type: 'int' },
  { name: 'stepping', type: 'int' },
  { name: 'vendor', type: 'string' },
  { name: 'model-id', type: 'string' },
];

const asFlag = (name: string) => ({ name, type: 'bool' });

/** Told for the types that management software looks at; the others have nothing to tell. */
defineCommand('qom-list-properties', (world, { typename }) => {
  const type = String(typename);
  if (!isKnownType(world, type)) return refuse(`Class '${type}' not found`, 'DeviceNotFound');
  const cpu = /^(.*)-x86_64-cpu$/.exec(type)?.[1];
  return {
    return:
      cpu !== undefined && isCpuModel(schemaName(world), cpu)
        ? [...CPU_PROPERTIES, ...Object.keys(cpuFlags(schemaName(world), cpu, {}, false)).map(asFlag)]
        : objectProperties(world, type),
  };
});

defineCommand('query-memory-size-summary', (world) => ({
  return: { 'base-memory': world.vm.machine === '' ? 0 : boardOf(world).memory, 'plugged-memory': 0 },
}));

/** Of the models that management software asks for; a static expansion is of `base`. */
defineCommand('query-cpu-model-expansion', (world, { type, model }) => {
  const { name, props = {} } = model as { readonly name: string; readonly props?: Readonly<Record<string, unknown>> };
  const schema = schemaName(world);
  if (!isCpuModel(schema, name)) return refuse(`CPU model '${name}' not found`);
  const isStatic = type === 'static';
  const expanded = expandCpu(schema, name, props, isStatic);
  if (expanded === undefined) return refuse(`blocksim does not simulate the expansion of CPU model '${name}'`);
  return { return: { model: { name: isStatic ? 'base' : name, props: expanded } } };
});

/** What needs KVM, or hardware of a kind that is not there. */
defineCommand('query-sev-capabilities', () => refuse('KVM not enabled'));
defineCommand('query-sgx-capabilities', () => refuse('SGX is not enabled in KVM'));
defineCommand('query-gic-capabilities', () => refuse('GIC hardware is not available on this target'));
