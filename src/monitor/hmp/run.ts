/** Running a line of the human monitor (4.6): what it says is always text, its mistakes included. */
import { call, done, type Procedure, procedure, procedureNamed } from '../../kernel/index.ts';
import { type Blocking, blocking, type Reply } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { readArguments } from './arguments.ts';
import { type HumanCommand, humanCommandNamed, infoNamed, type Outcome } from './command.ts';
import { qemuKnows, qemuKnowsInfo } from './known.ts';
import './block.ts';
import './info.ts';
import './machine.ts';
import './qemu-io.ts';

/** Lines end as on a terminal. */
const shown = (text: string): string => text.replaceAll('\n', '\r\n');

/** A command's reply in words: success says nothing, a refusal what is wrong. */
function inWords(outcome: string | Reply | null): string {
  if (typeof outcome === 'string') return outcome;
  return outcome !== null && 'error' in outcome ? `Error: ${outcome.error.desc}\n` : '';
}

interface Waiting {
  readonly procedure: string;
  readonly locals: unknown;
}

/** A line whose command takes more than one turn. */
const LINE: Procedure<Waiting> = procedure<MonitorWorld, Waiting>('human monitor line', {
  run: (_world, { procedure: name, locals }) => call(procedureNamed(name), locals, 'say'),
  say: (_world, _locals, frame) => done({ return: shown(inWords(frame.result as string | Reply | null)) }),
});

/** Runs a line; the reply's value is what it says. */
export function runLine(world: MonitorWorld, line: string, monitor: number): Reply | Blocking {
  const outcome = outcomeOf(world, line, monitor);
  return typeof outcome !== 'string' && 'procedure' in outcome
    ? blocking(LINE, { procedure: outcome.procedure.name, locals: outcome.locals })
    : { return: shown(inWords(outcome)) };
}

function outcomeOf(world: MonitorWorld, line: string, monitor: number): Outcome {
  const [, name = '', rest = ''] = /^\s*(\S*)(.*)$/s.exec(line) ?? [];
  if (name === 'info') return infoOutcome(world, rest, monitor);
  const command = humanCommandNamed(name);
  if (command !== undefined) return run(world, command, name, rest, monitor);
  return qemuKnows(name, world.profile.wire.schema) ? unsimulated(name) : `unknown command: '${name}'\n`;
}

function infoOutcome(world: MonitorWorld, text: string, monitor: number): Outcome {
  const [, name = '', rest = ''] = /^\s*(\S*)(.*)$/s.exec(text) ?? [];
  const info = infoNamed(name);
  if (info !== undefined) return run(world, info, `info ${name}`, rest, monitor);
  return name === '' || qemuKnowsInfo(name, world.profile.wire.schema)
    ? unsimulated(`info ${name}`.trim())
    : `unknown command: 'info ${name}'\n`;
}

const unsimulated = (name: string): string => `Error: blocksim does not simulate the command ${name}\n`;

function run(world: MonitorWorld, command: HumanCommand, typed: string, rest: string, monitor: number): Outcome {
  const read = readArguments(rest, command.names, command.parameters);
  return 'refusal' in read
    ? `${read.refusal}Try "help ${typed}" for more information\n`
    : command.run(world, read.values, monitor);
}
