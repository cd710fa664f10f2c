/**
 * Every request in the recordings of real QEMUs, through parser, request check and writer. What these refuse, QEMU must
 * have refused with the same reply; what QEMU refused in words that are theirs, they must refuse.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { JSON_DIALECTS } from '../../src/monitor/json-dialect.ts';
import { feed, type JsonItem, startParser } from '../../src/monitor/json-stream.ts';
import type { JsonValue } from '../../src/monitor/json-value.ts';
import { type Writable, writeJson } from '../../src/monitor/json-writer.ts';
import { checkCommand, parseRequest, type RequestId } from '../../src/monitor/request.ts';
import { schemaNamed } from '../../src/monitor/schema/index.ts';
import { type Profile, profileNamed } from '../../src/profile/index.ts';
import { parsed, utf8 } from './json-helpers.ts';

const conformance = fileURLToPath(new URL('../conformance', import.meta.url));

type Entry = { readonly send?: string; readonly recv?: { readonly [member: string]: JsonValue } };

/** The lines of a recording: each request with the reply that came for it. */
function exchanges(file: string): { request: string; reply: { readonly [member: string]: JsonValue } | undefined }[] {
  const entries = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
  return entries.flatMap(({ send }, i) => {
    if (send === undefined) return [];
    const next = entries.findIndex((entry, j) => j > i && entry.send !== undefined);
    const answers = entries.slice(i + 1, next < 0 ? undefined : next);
    return [{ request: send, reply: answers.find(({ recv }) => recv && !('event' in recv))?.recv }];
  });
}

/** The wire half of a monitor: what it says by itself, or nothing if the command would run. */
class Wire {
  private readonly profile: Profile;
  private parser = startParser();
  private negotiating = true;

  constructor(profile: Profile) {
    this.profile = profile;
  }

  /** @returns the refusal's text; undefined if the request may run */
  request(text: string): string | undefined {
    const { state, items } = feed(this.parser, utf8(`${text}\n`), JSON_DIALECTS[this.profile.wire.jsonErrors]);
    this.parser = state;
    expect(items).toHaveLength(1);
    return this.refusal(items[0]!);
  }

  private refusal(item: JsonItem): string | undefined {
    if ('error' in item) return refused({ class: 'GenericError', desc: item.error }, {});
    const form = parseRequest(item.value, false);
    if (form.kind === 'error') return refused({ ...form.error }, form.id);
    const checked = checkCommand(schemaNamed(this.profile.wire.schema), form, this.negotiating);
    if (checked.kind === 'error') return refused({ ...checked.error }, form.id);
    this.negotiating = false;
    return undefined;
  }
}

const refused = (error: Writable, id: RequestId) => writeJson({ error, ...id });

/** Words that only parser and checks use. */
const OURS =
  /^(\d+:\d+: )?JSON |^QMP input|^Invalid parameter type|^Parameter '.*' (is missing|is unexpected|does not accept|expects u?int)|^The command .* has not been found|^Expecting cap/;

describe.each(readdirSync(`${conformance}/transcripts`))('QEMU %s', (version) => {
  const profile = profileNamed(version)!;
  const recordings = readdirSync(`${conformance}/transcripts/${version}`).filter((file) => !file.includes('.alt.'));

  test.each(recordings)('%s', (file) => {
    const scenario = JSON.parse(readFileSync(`${conformance}/scenarios/${file.replace('.jsonl', '.json')}`, 'utf8'));
    const wire = new Wire(profile);
    if (!scenario.raw_negotiation) wire.request('{"execute": "qmp_capabilities"}');
    for (const { request, reply } of exchanges(`${conformance}/transcripts/${version}/${file}`)) {
      const said = wire.request(request);
      if (said !== undefined) expect(parsed(said)).toEqual(parsed(JSON.stringify(reply)));
      else if (reply !== undefined && 'error' in reply)
        expect((reply.error as { desc: string }).desc).not.toMatch(OURS);
    }
  });
});
