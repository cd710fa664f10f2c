import { simulatedCommands } from '../monitor/command.ts';
import '../monitor/commands/index.ts';
import { COMMAND_SENTENCES, OTHER_COMMAND } from './command-sentences.ts';
import type { Listed } from './list.ts';

/** The QMP commands that blocksim simulates. */
export const listCommands = (): Listed[] =>
  simulatedCommands().map((name) => ({ name, sentence: COMMAND_SENTENCES[name] ?? OTHER_COMMAND }));
