/** What QEMU's own tests ask of all queries and of object-add and object-del. */
import { describe, expect, test } from 'vitest';
import { commandNamed } from '../../../src/monitor/command.ts';
import { schemaNamed } from '../../../src/monitor/schema/index.ts';
import { profileNamed } from '../../../src/profile/index.ts';
import { Lab } from '../../support/lab.ts';

const REAL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];

interface Failure {
  readonly class: string;
  readonly desc: string;
}

const isFailure = (answer: unknown): answer is Failure =>
  answer !== null && typeof answer === 'object' && 'class' in answer && 'desc' in answer;

/** What a machine without anything has no answer to: devices and accelerators that are not there. */
const REFUSED: Readonly<Record<string, string>> = {
  'query-balloon': 'DeviceNotActive',
  'query-hotpluggable-cpus': 'GenericError',
  'query-sev-capabilities': 'GenericError',
  'query-sgx-capabilities': 'GenericError',
  'query-gic-capabilities': 'GenericError',
  'query-acpi-ospm-status': 'GenericError',
  'query-vm-generation-id': 'GenericError',
};

describe.each(REAL)('%s', (version) => {
  const schema = schemaNamed(profileNamed(version)?.wire.schema ?? '11.1');
  const queries = [...schema.commands.values()].filter((command) => command.name.startsWith('query-'));

  test('every query that is simulated and needs no argument succeeds on an empty machine', () => {
    const lab = new Lab(version, [], { machine: { type: 'none' } });
    const failed: Record<string, string> = {};
    for (const { name } of queries) {
      if (commandNamed(name) === undefined) continue;
      const answer = lab.ask(name);
      if (isFailure(answer) && !/^Parameter '.*' is missing$/.test(answer.desc)) failed[name] = answer.class;
    }
    expect(failed).toEqual(Object.fromEntries(Object.entries(REFUSED).filter(([name]) => schema.commands.has(name))));
  });

  test('object-add is refused without what it needs, and works afterwards', () => {
    const lab = new Lab(version, []);
    const add = (args: object) => lab.ask('object-add', args as never);
    const refused = [
      {},
      { 'qom-type': 'iothread' },
      { id: 'a' },
      { 'qom-type': 'nonsense', id: 'a' },
      { 'qom-type': 'iothread', id: 'a', 'poll-max-ns': 'x' },
      { 'qom-type': 'iothread', id: 'a', nonsense: 1 },
    ];
    for (const args of refused) expect(add(args), JSON.stringify(args)).toMatchObject({ class: 'GenericError' });
    expect(add({ 'qom-type': 'iothread', id: 'a' })).toEqual({});
    expect(add({ 'qom-type': 'iothread', id: 'a' })).toMatchObject({ class: 'GenericError' });
  });

  test('object-del removes what is there, once, and nothing by a misspelt argument', () => {
    const lab = new Lab(version, []);
    lab.qmp('object-add', { 'qom-type': 'iothread', id: 'a' });
    expect(lab.ask('object-del', { id: 'b' })).toMatchObject({ class: 'GenericError' });
    expect(lab.ask('object-del', { ida: 'a' })).toMatchObject({ class: 'GenericError' });
    expect(lab.ask('object-del', { id: 'a' })).toEqual({});
    expect(lab.ask('object-del', { id: 'a' })).toMatchObject({ class: 'GenericError' });
  });

  test('an argument of any type can be missing too', () => {
    const lab = new Lab(version, [{}]);
    const answer = lab.ask('qom-set', { path: '/machine/peripheral/vd0', property: 'serial' });
    expect(answer).toEqual({ class: 'GenericError', desc: "Parameter 'value' is missing" });
  });
});
