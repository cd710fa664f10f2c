/** Verdicts for machines that read test results: JUnit's XML, and annotations on GitHub. */
import type { ExploreReport, PropertyReport } from '../explore/explore.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 cannot hold are left out. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** A JUnit file: a suite for each report, a case for each property; undecided ones count as skipped. */
export function junit(reports: readonly ExploreReport[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${reports.map(suite).join('')}</testsuites>\n`;
}

function suite({ scenario, qemu, properties }: ExploreReport): string {
  const count = (verdict: string) => properties.filter((property) => property.verdict === verdict).length;
  const name = xml(`${scenario} on QEMU ${qemu}`);
  const head = `tests="${properties.length}" failures="${count('violated')}" skipped="${count('undecided')}"`;
  return `  <testsuite name="${name}" ${head}>\n${properties.map((property) => testCase(name, property)).join('')}  </testsuite>\n`;
}

function testCase(suiteName: string, { name, verdict, sentence = '', counterexample }: PropertyReport): string {
  const open = `    <testcase classname="${suiteName}" name="${xml(name)}"`;
  if (verdict === 'holds') return `${open}/>\n`;
  if (verdict === 'undecided')
    return `${open}>\n      <skipped message="not every state was seen"/>\n    </testcase>\n`;
  const order = xml((counterexample?.order ?? []).join('\n'));
  return `${open}>\n      <failure message="${xml(sentence)}">${order}</failure>\n    </testcase>\n`;
}

/** In the value of a workflow command, and in that of one of its properties. */
const command = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const commandProperty = (text: string): string => command(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * Annotations of a scenario's file, one a line: an error for each violated property, a warning for each undecided one.
 * @param file the scenario file, as the repository calls it
 */
export function githubAnnotations({ qemu, properties }: ExploreReport, file: string): string {
  return properties
    .filter(({ verdict }) => verdict !== 'holds')
    .map(({ name, verdict, sentence = 'not every state was seen' }) => {
      const kind = verdict === 'violated' ? 'error' : 'warning';
      const title = commandProperty(`${name} ${verdict} on QEMU ${qemu}`);
      return `::${kind} file=${commandProperty(file)},title=${title}::${command(sentence)}\n`;
    })
    .join('');
}
