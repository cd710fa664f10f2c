/** The schema against what the binaries tell of theirs (4.5), and its notation. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { schemaNamed } from '../../src/monitor/schema/index.ts';
import { commandList, introspection } from '../../src/monitor/schema/introspection.ts';
import { typeNamed } from '../../src/monitor/schema/model.ts';
import { readSchema } from '../../src/monitor/schema/notation.ts';
import type { SchemaName } from '../../src/profile/index.ts';

/** One line of JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join()}}`;
}

const hashOf = (value: unknown) => createHash('sha256').update(canonical(value)).digest('hex');

// SHA-256 of the canonical form of what each binary answered.
const ANSWERS: readonly (readonly [SchemaName, entries: number, schema: string, commands: number, list: string])[] = [
  [
    '7.2',
    1051,
    '549df9dd4eba573a864842f7c9f1a52a2a9ae511fb70a118597edb4c91a4f655',
    216,
    '6cbb785a6c9ea4f6200a29f25e194113f6bb9c7a5566f59ef8fab77596895a6c',
  ],
  [
    '10.0',
    1172,
    '45b4b063e162cf7fa23fccde532f3e5cdcd2fa281a8409493302d4703a25110d',
    233,
    '4c6d4db51cc4ce40c5a1c5d96ced597178960b3bc1b92f89a7e9fa7207ce0438',
  ],
  [
    '10.0.13',
    1177,
    '3287916f1d46d4262ec956db575b0f632b78baf83403566b8c72b8e41d0d9b42',
    233,
    '4c6d4db51cc4ce40c5a1c5d96ced597178960b3bc1b92f89a7e9fa7207ce0438',
  ],
  [
    '11.1',
    1230,
    '884b5ef74e5624bc9e6555c8583b6e035d3ee096aadac1ac016ddc1ac25c1cc5',
    242,
    '6bb22173deb4e469ee5af34723620dee91fd74c29532813edbe748c734a46aff',
  ],
];

describe.each(ANSWERS)('schema %s', (name, entries, schemaHash, commands, listHash) => {
  const schema = schemaNamed(name);

  test('query-qmp-schema answers what the binary answers', () => {
    const reply = introspection(schema);
    expect(reply).toHaveLength(entries);
    expect(hashOf(reply)).toBe(schemaHash);
  });

  test('query-commands answers what the binary answers', () => {
    const reply = commandList(schema);
    expect(reply).toHaveLength(commands);
    expect(reply[0]).toEqual({ name: 'device_add' });
    expect(hashOf(reply)).toBe(listHash);
  });

  test('every type that is named exists', () => {
    for (const [, type] of schema.types) {
      if (type.kind === 'object') {
        for (const part of [...type.members, ...(type.variants ?? []), ...(type.unbuilt ?? [])]) resolve(part.type);
      }
      if (type.kind === 'alternate') type.branches.forEach(resolve);
    }
    for (const command of schema.commands.values()) [command.arguments, command.returns].forEach(resolve);
    for (const event of schema.events.values()) resolve(event.data);
  });

  test('integer types of the wire checks are shown as int', () => {
    const told = introspection(schema).filter((info) => info['meta-type'] === 'builtin');
    expect(told.map((info) => info.name).sort()).toEqual(['any', 'bool', 'int', 'null', 'number', 'str']);
  });

  function resolve(type: string): void {
    const found = typeNamed(schema, type);
    if (found.kind === 'array') resolve(found.element);
  }
});

test('members of BLOCK_IO_ERROR in schema order (4.5)', () => {
  const members = (name: SchemaName) => {
    const type = schemaNamed(name).types.get(schemaNamed(name).events.get('BLOCK_IO_ERROR')!.data);
    return type?.kind === 'object' ? type.members.map((m) => m.name + (m.optional ? '?' : '')) : [];
  };
  const old = ['device', 'node-name?', 'operation', 'action', 'nospace?', 'reason'];
  expect(members('7.2')).toEqual(old);
  expect(members('10.0')).toEqual(['qom-path', ...old]);
});

describe('the notation', () => {
  const text = `
    command go@cd oob !unstable@d (where: str@a, how?: [Way]@bcd!deprecated) -> Went
    event GONE Went
    enum Way { fast slow!deprecated@c by-night@ab }
    object Went(way: Way) by way { fast: Far, by-night@ab }
    object Far(km: uint32)`;

  test('what is younger or older than the version is left out', () => {
    expect([...readSchema(text, 'a').commands]).toEqual([]);
    const schema = readSchema(text, 'd');
    expect(schema.commands.get('go')).toMatchObject({ oob: true, features: ['unstable'], returns: 'Went' });
    expect(schema.types.get('go()')).toMatchObject({
      members: [{ name: 'how', type: '[Way]', optional: true, features: ['deprecated'] }],
    });
    expect(schema.types.get('Way')).toMatchObject({ values: [{ name: 'fast' }, { name: 'slow', features: [] }] });
    expect(schema.types.get('Went')).toMatchObject({ tag: 'way', variants: [{ case: 'fast', type: 'Far' }] });
    expect(readSchema(text, 'c').types.get('Way')).toMatchObject({ values: [{}, { features: ['deprecated'] }] });
  });

  test.each(['struct X(a: int)', 'object X(a int)', 'enum X { a'])('%s is refused', (bad) => {
    expect(() => readSchema(bad, 'a')).toThrow(/schema: /);
  });
});
