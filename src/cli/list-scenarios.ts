import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { loadScenario, SCENARIO_FOLDER } from './input.ts';
import type { Listed } from './list.ts';

/** The first sentence of a description. */
const firstSentence = (text: string): string =>
  /^.*?[.!?](?=\s|$)/s.exec(text)?.[0].replaceAll(/\s+/g, ' ') ?? text.trim();

/** The scenarios that come with blocksim, by the names that other commands take: those of folders with the folder's. */
export function listScenarios(): Listed[] {
  const all = readdirSync(SCENARIO_FOLDER, { recursive: true, encoding: 'utf8' });
  const files = all.filter((file) => /\.(?:ya?ml|json)$/.test(file)).map((file) => file.replaceAll('\\', '/'));
  const listed = files.map((file) => {
    const { value: scenario, refusal } = loadScenario(SCENARIO_FOLDER + file);
    if (scenario === undefined) return { name: file, sentence: refusal ?? '' };
    return {
      name: join(dirname(file), scenario.name),
      sentence: firstSentence(scenario.description ?? ''),
      more: { file: SCENARIO_FOLDER + file },
    };
  });
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}
