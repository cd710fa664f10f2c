/** Verdicts for machines that read test results: JUnit's XML, and annotations on GitHub. */
import { closeOrders, type ExploreReport } from '../explore/explore.ts';
import { type PropertyReport, WITHOUT_END } from '../explore/findings.ts';
import type { TrafficVerdict } from '../explore/traffic-verdict.ts';
import { scenarioYaml } from './yaml.ts';

/** What a recorded log showed, of one machine. */
export interface TrafficReport {
  /** the log, as the repository calls it */
  readonly file: string;
  /** which of several machines */
  readonly machine?: string;
  readonly properties: readonly TrafficVerdict[];
}

type Report = ExploreReport | TrafficReport;

interface Case {
  readonly name: string;
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly sentence: string;
  /** a scenario that shows it, or all the lines that do */
  readonly details: string;
  readonly line?: number | undefined;
  /** all places */
  readonly found?: TrafficVerdict['violations'];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 cannot hold are left out. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** In an attribute a line end is a space to whoever reads it. */
const attribute = (text: string): string => xml(text).replaceAll('\n', '&#10;');

/** A JUnit file: a suite for each report, a case for each property; undecided ones count as skipped. */
export function junit(reports: readonly Report[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${reports.map(suite).join('')}</testsuites>\n`;
}

function suite(report: Report): string {
  const cases = casesOf(report);
  const count = (verdict: string) => cases.filter((each) => each.verdict === verdict).length;
  const name = attribute(nameOf(report));
  const head = `tests="${cases.length}" failures="${count('violated')}" skipped="${count('undecided')}"`;
  return `  <testsuite name="${name}" ${head}>\n${cases.map((each) => testCase(name, each)).join('')}  </testsuite>\n`;
}

const nameOf = (report: Report): string =>
  'file' in report
    ? `${report.file}${report.machine === undefined ? '' : ` (${report.machine})`}`
    : `${report.scenario} on QEMU ${report.qemu}`;

const casesOf = (report: Report): readonly Case[] =>
  'file' in report ? report.properties.map(ofTraffic) : report.properties.map((each) => ofSearch(each, report));

function ofSearch(property: PropertyReport, report: ExploreReport): Case {
  const { name, verdict, unjudged, sentence = '', counterexample } = property;
  if (verdict === 'undecided') return { name, verdict, sentence: unjudged ? WITHOUT_END : howFar(report), details: '' };
  return { name, verdict, sentence, details: counterexample === undefined ? '' : scenarioYaml(counterexample) };
}

function howFar({ deviations }: ExploreReport): string {
  const close = deviations === undefined ? '' : `, but ${closeOrders(deviations)}`;
  return `not every state was seen${close}`;
}

function ofTraffic({ name, verdict, line, sentence = '', violations = [] }: TrafficVerdict): Case {
  if (verdict === 'undecided') return { name, verdict, line, sentence: `the log is cut, and ${sentence}`, details: '' };
  const details = violations.map((each) => `line ${each.line}: ${each.sentence}`).join('\n');
  return { name, verdict, line, sentence, details, ...(violations.length === 0 ? {} : { found: violations }) };
}

function testCase(suiteName: string, { name, verdict, sentence, details }: Case): string {
  const open = `    <testcase classname="${suiteName}" name="${attribute(name)}"`;
  if (verdict === 'holds') return `${open}/>\n`;
  const message = `message="${attribute(sentence)}"`;
  const inner = verdict === 'undecided' ? `<skipped ${message}/>` : `<failure ${message}>${xml(details)}</failure>`;
  return `${open}>\n      ${inner}\n    </testcase>\n`;
}

/** In the value of a workflow command, and in that of one of its properties. */
const command = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const commandProperty = (text: string): string => command(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * Annotations of a file, one a line: an error for each violated property, a warning for each undecided one. Those of a
 * recorded log are at the lines that show it.
 * @param file the scenario file, as the repository calls it; a log's report knows its own
 */
export function githubAnnotations(report: TrafficReport): string;
export function githubAnnotations(report: ExploreReport, file: string): string;
export function githubAnnotations(report: Report, file = 'file' in report ? report.file : ''): string {
  const where = 'file' in report ? '' : ` on QEMU ${report.qemu}`;
  return casesOf(report)
    .filter(({ verdict }) => verdict !== 'holds')
    .flatMap((each) => each.found?.map((found) => ({ ...each, ...found })) ?? each)
    .map(({ name, verdict, sentence, line }) => {
      const kind = verdict === 'violated' ? 'error' : 'warning';
      const place = line === undefined ? '' : `,line=${line}`;
      const title = commandProperty(`${name} ${verdict}${where}`);
      return `::${kind} file=${commandProperty(file)}${place},title=${title}::${command(sentence)}\n`;
    })
    .join('');
}
