/** `blocksim demo`: the founding story on the version that had the defect and on the one that mended it. */
import { propertyNamed } from '../explore/properties/index.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import { type Profile, profileNamed } from '../profile/index.ts';
import { runScenario } from '../scenario/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../scenario/timeline.ts';
import { loadScenario, SCENARIO_FOLDER } from './input.ts';
import { FINE, type Io, refuse } from './io.ts';
import { type SideLine, sideBySide } from './side-by-side.ts';

const STORY = 'paused-without-reason';
const BEFORE = '10.0.2';
const AFTER = '10.0.13';

/** Writes the story. @returns the exit code */
export function demo(io: Io): number {
  const loaded = loadScenario(`${SCENARIO_FOLDER}${STORY}.yaml`);
  if (loaded.refusal !== undefined) return refuse(io, loaded.refusal);
  const before = play(loaded.value, profileNamed(BEFORE) as Profile);
  const after = play(loaded.value, profileNamed(AFTER) as Profile);
  io.out(INTRODUCTION);
  for (const { profile, timeline, notes } of [before, after]) {
    io.out(`\nQEMU ${profile.name}\n\n`);
    io.out(timeline.draw({ columns: io.columns, colour: io.colour, notes }));
  }
  const width = Math.floor((Math.min(io.columns, 100) - 4) / 2);
  io.out(`\nWhat the client sees\n\n`);
  io.out(sideBySide(clientLines(before), clientLines(after), width));
  io.out(CONCLUSION);
  return FINE;
}

const INTRODUCTION = `A guest writes to a thin disk that has run full, and werror=stop pauses the VM. A manager resumes it
too soon: the same write fails again, within a second of the first time. Then there is room.
`;

const CONCLUSION = `
On QEMU ${BEFORE} the second STOP has no reason: its BLOCK_IO_ERROR waits for the rate limit and comes
700 ms after it. A manager that looks for the reason when the VM pauses (libvirt does) finds none.
${AFTER} has the fix.

Try next
  npx blocksim list scenarios                          the other stories
  npx blocksim run scenarios/resume-livelock.yaml --qemu ${BEFORE} --property all
  npx blocksim explore scenarios/racing-cont.yaml      every order of its moves
`;

interface Played {
  readonly profile: Profile;
  readonly timeline: Timeline;
  readonly notes: readonly { readonly move: number; readonly text: string }[];
}

function play(scenario: Scenario, profile: Profile): Played {
  const timeline = new Timeline();
  const watch = watchProperties([propertyNamed('stop-has-io-error') ?? []].flat());
  runScenario(scenario, profile, { observers: [timeline, watch] });
  const notes = watch.violations.map(({ move }) => ({ move, text: 'this STOP has no reason' }));
  return { profile, timeline, notes };
}

/** What the client did and got, with times; a STOP under a note is marked. */
function clientLines({ profile, timeline, notes }: Played): SideLine[] {
  const lines = timeline.rows.flatMap(({ time, first, move, lines: cells }) =>
    cells.flatMap(({ client, monitor }) => {
      if (client === undefined) return [];
      const marked = client.text === 'STOP' && notes.some((note) => first <= note.move && note.move <= move);
      const late = monitor?.text.startsWith('late') === true ? `   ${monitor.text}` : '';
      const key = `${String(time).padStart(5)}  ${client.text}`;
      return [{ key, text: `${key}${late}${marked ? '   <- why?' : ''}` }];
    }),
  );
  return [{ key: 'head', text: `  QEMU ${profile.name}` }, ...lines];
}
