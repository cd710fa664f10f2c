/** What the process is and knows: version, name, commands (4.5). */
import { boardOf } from '../../vm/board.ts';
import { defineCommand } from '../command.ts';
import { schemaNamed } from '../schema/index.ts';
import { commandList, introspection } from '../schema/introspection.ts';
import { versionOf } from '../session.ts';
import type { MonitorWorld } from '../world.ts';

defineCommand('query-version', (world) => ({ return: versionOf(world) }));

defineCommand('query-name', (world) => ({ return: world.vm.name === '' ? {} : { name: world.vm.name } }));

defineCommand('query-uuid', (world) => ({ return: { UUID: world.vm.uuid } }));

defineCommand('query-kvm', (world) => ({ return: { enabled: boardOf(world).accel === 'kvm', present: true } }));

defineCommand('query-accelerators', () => ({ return: { enabled: 'tcg', present: ['kvm', 'mshv', 'qtest', 'tcg'] } }));

defineCommand('query-target', () => ({ return: { arch: 'x86_64' } }));

const schemaOf = (world: MonitorWorld) => schemaNamed(world.profile.wire.schema);

defineCommand('query-commands', (world) => ({
  return: commandList(schemaOf(world)).filter(({ name }) => !world.profile.wire.missingCommands.includes(name)),
}));

defineCommand('query-qmp-schema', (world) => ({ return: introspection(schemaOf(world)) }));

defineCommand('query-events', (world) => ({ return: [...schemaOf(world).events.keys()].map((name) => ({ name })) }));
