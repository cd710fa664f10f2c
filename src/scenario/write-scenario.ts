/** A scenario as the text of a file, without the members that say nothing. */
import type { Scenario, ScenarioClient, ScenarioImage } from './scenario.ts';

/** Lists that are the same whether empty or absent. */
const FILLED_IN = ['images', 'pools', 'blockdev', 'drive', 'device', 'clients', 'steps'];
const sizeOf = (value: unknown) => (Array.isArray(value) ? value.length : 1);

/** JSON that `parseScenario` reads back to the same scenario. */
export function writeScenario(scenario: Scenario): string {
  const file = {
    ...scenario,
    images: scenario.images.map(imageMember),
    clients: scenario.clients.map(clientMember),
  };
  const said = Object.entries(file).filter(([member, value]) => !(FILLED_IN.includes(member) && sizeOf(value) === 0));
  return `${layOut(Object.fromEntries(said), 0)}\n`;
}

function imageMember({ write, ...image }: ScenarioImage): object {
  return write.length === 0 ? image : { ...image, write };
}

function clientMember({ name, negotiate, connected, reactions }: ScenarioClient): object {
  return {
    name,
    ...(negotiate ? {} : { negotiate }),
    ...(connected ? {} : { connected }),
    ...(reactions.length === 0 ? {} : { reactions }),
  };
}

/** What fits on a line stands on a line; the rest is taken apart. */
function layOut(value: unknown, indent: number): string {
  const line = inLine(value);
  if (line.length + indent <= 110 || value === null || typeof value !== 'object') return line;
  const inner = ' '.repeat(indent + 2);
  const outer = ' '.repeat(indent);
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + layOut(item, indent + 2)).join(',\n')}\n${outer}]`;
  }
  const members = Object.entries(value).map(
    ([name, item]) => `${inner}${JSON.stringify(name)}: ${layOut(item, indent + 2)}`,
  );
  return `{\n${members.join(',\n')}\n${outer}}`;
}

function inLine(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}: ${inLine(item)}`)
    .join(', ')}}`;
}
