/** docs/commands.md lists what can be asked for, and what QEMU has and blocksim refuses. */
import { expect, test } from 'vitest';
import { COMMAND_SENTENCES } from '../../../src/cli/command-sentences.ts';
import '../../../src/machine.ts';
import { simulatedCommands } from '../../../src/monitor/command.ts';
import { schemaNamed } from '../../../src/monitor/schema/index.ts';
import { profiles } from '../../../src/profile/index.ts';
import { Client, machineOf } from '../../support/client.ts';

const REAL = profiles.filter(({ name }) => /^(7|10|11)\./.test(name));
const commandsOf = (schema: (typeof REAL)[number]['wire']['schema']) => [...schemaNamed(schema).commands.keys()];
const everywhere = new Set(REAL.flatMap(({ wire }) => commandsOf(wire.schema)));

/** The versions that have a command, if not all do. */
function versions(command: string): string {
  const having = REAL.filter(({ wire }) => commandsOf(wire.schema).includes(command)).map(({ name }) => name);
  return having.length === REAL.length ? '' : having.join(', ');
}

const simulated = simulatedCommands();
const refused = [...everywhere].filter((name) => !simulated.includes(name)).sort();

test('docs/commands.md tells which commands are simulated and which are not', async () => {
  const rows = simulated.map((name) => `| \`${name}\` | ${versions(name)} | ${COMMAND_SENTENCES[name] ?? ''} |`);
  const others = refused.map((name) => (versions(name) === '' ? `\`${name}\`` : `\`${name}\` (${versions(name)})`));
  const text = `# QMP commands

A command that a version does not have is not found there, as in QEMU. \`query-qmp-schema\` and \`query-commands\` tell what QEMU
tells, whether blocksim simulates a command or not. The list is made by the test suite.

## Simulated

| command | only in | does |
|---|---|---|
${rows.join('\n')}

## Not simulated

These are answered with a GenericError, \`blocksim does not simulate the command NAME\`, once their arguments have been checked:

${others.join(',\n')}.

## Human monitor

\`human-monitor-command\` runs \`block_job_cancel\`, \`block_job_complete\`, \`block_job_pause\`, \`block_job_resume\`,
\`block_job_set_speed\`, \`block_resize\`, \`block_set_io_throttle\`, \`block_stream\`, \`commit all\`, \`cont\`, \`device_add\`,
\`device_del\`, \`drive_add\`, \`drive_del\`, \`eject\`, \`object_add\`, \`object_del\`, \`qemu-io\` (I/O, breakpoints and \`sleep\`),
\`qom-get\`, \`qom-list\`, \`qom-set\`, \`quit\`, \`stop\`, \`system_powerdown\`, \`system_reset\`, \`system_wakeup\`, and \`info\` about
\`block\`, \`block-jobs\`, \`blockstats\`, \`chardev\`, \`cpus\`, \`iothreads\`, \`kvm\`, \`name\`, \`status\`, \`uuid\` and \`version\`. Other
lines that QEMU knows are refused with an error of the same kind.
`;
  await expect(text).toMatchFileSnapshot('../../../docs/commands.md');
});

test('every command that is simulated exists in some version, or did once', () => {
  expect(simulated.filter((name) => !everywhere.has(name))).toEqual(['query-events']);
});

test('what is not simulated says so, in each version that has it', () => {
  for (const { name: version, wire } of REAL) {
    const client = new Client(machineOf(version));
    for (const command of refused.filter((name) => commandsOf(wire.schema).includes(name))) {
      const reply = client.ask(command);
      const missing = /^GenericError: Parameter '.*' is missing$/;
      if (typeof reply !== 'string' || !missing.test(reply))
        expect(reply).toBe(`GenericError: blocksim does not simulate the command ${command}`);
    }
  }
});
