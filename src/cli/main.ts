/**
 * The command line. Each command's code is loaded when it is called: a list must not wait for a simulator. What lists
 * the profiles is small, and here, because each file that is loaded apart takes its time too.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Listed, writeList, writeText } from './list.ts';
import { listProfiles } from './list-profiles.ts';

const BAD_USAGE = 2;

const program = new Command('blocksim')
  .description("A deterministic simulator of QEMU's block-layer error handling.")
  .helpCommand(false)
  .configureOutput({
    writeOut: writeText,
    outputError: (text, write) => write(`blocksim: ${oneLine(text)}\n`),
  })
  .option('--version', 'which blocksim this is')
  .on('option:version', () => {
    writeText(`blocksim ${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version}\n`);
    throw new CommanderError(0, 'blocksim.version', '');
  })
  .exitOverride()
  .showHelpAfterError(false);

/** Commander's messages may take two lines; ours never do. */
const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/^unknown \w+ '[^']*'$/, '$&, --help tells what there is');

/** A whole number from `least` on. */
const whole = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
};

/** Seconds, with a fraction if wanted. */
const seconds = (text: string): number => {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= 1_000_000_000) return value;
  throw new InvalidArgumentError('Expected seconds, a number above 0 and up to 1000000000.');
};

const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** The streams, loaded by those who need more than to write a text. */
const io = async () => (await import('./io.ts')).processIo();

/** Remembers the exit code: the process ends by itself once everything is written. */
const exit = async (code: Promise<number> | number): Promise<void> => {
  process.exitCode = await code;
};

const SCENARIO = 'a scenario file, a name of `blocksim list scenarios`, or - for the standard input';
const qemu = (more = '') =>
  new Option(
    '--qemu <version>',
    `which QEMU, see \`blocksim list profiles\`${more} (default: the scenario's own, else the newest)`,
  );
const textOr = (...others: string[]) =>
  new Option('--format <format>', 'how to write it').choices(['text', ...others, 'json']).default('text');
const seed = () =>
  new Option('--seed <n>', 'choose among the moves at random, by this number (default: play unhurried)').argParser(
    whole(-(2 ** 31), 2 ** 31 - 1),
  );
const maxMoves = () =>
  new Option('--max-moves <n>', 'stop after so many moves, exit code 3 (default: 100000)').argParser(
    whole(1, Number.MAX_SAFE_INTEGER),
  );
const maxStates = () =>
  new Option('--max-states <n>', 'stop after so many states, exit code 3').argParser(whole(1, Number.MAX_SAFE_INTEGER));
const property = (otherwise: string, what = 'a property, `all`, or those of a module') =>
  new Option('--property <name>', `check ${what}; may be repeated (default: ${otherwise})`).argParser(collect);

program
  .command('run')
  .description('play scenarios')
  .argument('<scenario...>', `${SCENARIO}, several if wanted`)
  .addOption(qemu())
  .addOption(
    new Option(
      '--format <format>',
      'how to write it (default: timeline on a terminal without --out, else jsonl)',
    ).choices(['timeline', 'jsonl', 'json']),
  )
  .option('--out <folder>', 'write FOLDER/NAME.jsonl (.txt, .json) for each scenario')
  .addOption(seed())
  .addOption(maxMoves())
  .addOption(property('none'))
  .action(async (files: string[], options) => exit((await import('./run.ts')).runFiles(files, options, await io())));

program
  .command('explore')
  .description('search every order of what may happen in a scenario')
  .argument('<scenario>', SCENARIO)
  .addOption(qemu())
  .addOption(property('those that the scenario names, else all'))
  .addOption(maxStates())
  .addOption(new Option('--max-seconds <n>', 'stop after so many seconds, exit code 3').argParser(seconds))
  .addOption(
    new Option(
      '--deviations <n>',
      'only orders with so many deviations from the unhurried run; what they leave undecided is exit code 3',
    )
      .argParser(whole(0, Number.MAX_SAFE_INTEGER))
      .conflicts('workers'),
  )
  .addOption(new Option('--workers <n>', 'search with so many threads (default: 1)').argParser(whole(1, 64)))
  .addOption(textOr('junit', 'github'))
  .option('--out <folder>', 'write a runnable scenario for each violated property')
  .action(async (file: string, options) => exit((await import('./explore.ts')).exploreFile(file, options, await io())));

program
  .command('replay')
  .description('play a counterexample or a recording and say whether it shows what it claims')
  .argument('<file>', 'a scenario with `order`')
  .addOption(qemu())
  .addOption(maxMoves())
  .addOption(
    new Option('--property <file>', 'a module with properties that the file names; may be repeated').argParser(collect),
  )
  .action(async (file: string, options) => exit((await import('./replay.ts')).replayFile(file, options, await io())));

program
  .command('explain')
  .description('find an order of moves in which the simulator produces a recorded transcript')
  .argument('<scenario>', SCENARIO)
  .argument('<transcript>', 'what was recorded; - is the standard input')
  .addOption(qemu(', or `all`'))
  .addOption(maxStates())
  .addOption(textOr())
  .action(async (scenario: string, transcript: string, options) =>
    exit((await import('./explain.ts')).explainFile(scenario, transcript, options, await io())),
  );

program
  .command('check')
  .description('check recorded QMP traffic')
  .argument('<log...>', 'transcripts, QMP messages, debug logs of libvirt; - is the standard input')
  .addOption(textOr('junit', 'github'))
  .addOption(property('all', 'a property that can be told from traffic, or `all`'))
  .action(async (files: string[], options) =>
    exit((await import('./check.ts')).checkFiles(files, options, await io())),
  );

program
  .command('demo')
  .description('show the founding story on two versions')
  .action(async () => exit((await import('./demo.ts')).demo(await io())));

program
  .command('serve')
  .description('serve QMP on sockets, live')
  .argument('[scenario]', `${SCENARIO} (default: a machine with two disks)`)
  .requiredOption('--qmp <address>', 'unix:PATH, tcp:HOST:PORT, stdio or fd:N; may be repeated', collect)
  .option('--control <address>', 'where the control channel listens: the same kinds of address')
  .addOption(qemu())
  .addOption(
    new Option('--clock <mode>', 'how virtual time passes (default: wall)').choices(['wall', 'virtual', 'stepped']),
  )
  .option('--record <file>', 'write the transcript while it grows')
  .option('--save <file>', 'write the run as a scenario when it ends')
  .option('--allow-remote', 'let other machines connect to tcp addresses')
  .action(async (scenario: string | undefined, options) =>
    exit((await import('./serve.ts')).serveCommand(scenario, options, await io())),
  );

const list = program.command('list').description('list what there is').helpCommand(false);
const listed = (name: string, description: string, items: () => readonly Listed[] | Promise<readonly Listed[]>) =>
  list
    .command(name)
    .description(description)
    .addOption(textOr())
    .action(async ({ format }: { format: 'text' | 'json' }) => writeList(await items(), format));

listed('profiles', 'QEMU versions and patches', listProfiles);
listed('properties', 'what can be checked', async () => (await import('./list-properties.ts')).listProperties());
listed('commands', 'QMP commands that are simulated', async () => (await import('./list-commands.ts')).listCommands());
listed('scenarios', 'scenarios that come along', async () => (await import('./list-scenarios.ts')).listScenarios());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE;
}
