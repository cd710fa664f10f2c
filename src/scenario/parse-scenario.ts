/** Text into a scenario, or into one sentence that says where and why not. */
import { checkMeaning } from './check-scenario.ts';
import { oneLine, pathText, ShapeRefusal, TextRefusal } from './refusal.ts';
import type { Scenario } from './scenario.ts';
import { readScenario } from './scenario-shape.ts';
import { lineAndColumn, type ReadText, readText } from './scenario-text.ts';

/** What else a scenario must be like. */
export interface ParseOptions {
  /** Names that `qemu` may have; any when absent. */
  readonly profiles?: readonly string[];
  /** Names that `properties` and `expect` may use; any when absent. */
  readonly properties?: readonly string[];
  /**
   * Refuse what is in vain: what clients do while they are not connected, faults of a storage that is not there.
   * Recordings may have it.
   */
  readonly refuseVain?: boolean;
}

/** The scenario, or in one sentence why there is none. */
export type ParseResult =
  | { readonly scenario: Scenario; readonly refusal?: never }
  | { readonly refusal: string; readonly scenario?: never };

/**
 * Reads a scenario file, JSON or YAML.
 * @param text what the file holds
 * @param file its name, for the sentence; one that ends in `.json` must hold JSON
 * @returns the scenario, or a refusal: `FILE:LINE:COLUMN: MEMBER: what is wrong and what was expected`
 */
export function parseScenario(text: string, file: string, options: ParseOptions = {}): ParseResult {
  let read: ReadText | undefined;
  try {
    read = readText(text, file);
    const scenario = readScenario(read.value, nameFrom(file));
    checkMeaning(scenario, options);
    return { scenario };
  } catch (error) {
    return { refusal: oneLine(sentence(error, text, file, read)) };
  }
}

function sentence(error: unknown, text: string, file: string, read: ReadText | undefined): string {
  if (error instanceof TextRefusal) return `${at(file, text, error.offset)}: ${error.message}`;
  if (!(error instanceof ShapeRefusal)) throw error;
  const path = error.place.length === 0 ? '' : ` ${pathText(error.place)}:`;
  return `${at(file, text, read?.locate(error.place, error.aboutName))}:${path} ${error.message}`;
}

function at(file: string, text: string, offset: number | undefined): string {
  return offset === undefined ? file : `${file}:${lineAndColumn(text, offset)}`;
}

/** A scenario without name is called like its file. */
function nameFrom(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.(?:json|ya?ml)$/i, '') || 'scenario';
}
