/** What management software asks before it starts a machine (4.5), against what the recorded versions answered. */
import { describe, expect, test } from 'vitest';
import { Lab } from '../../support/lab.ts';

interface Named {
  readonly name: string;
}

interface Model {
  readonly model: { readonly name: string; readonly props: Readonly<Record<string, unknown>> };
}

/** How much of everything each version has. */
const COUNTS = [
  ['7.2.22', { types: 753, cpus: 132, machines: 59, features: 327 }],
  ['10.0.2', { types: 836, cpus: 154, machines: 65, features: 390 }],
  ['10.0.13', { types: 836, cpus: 154, machines: 65, features: 390 }],
  ['11.1.3', { types: 894, cpus: 189, machines: 41, features: 415 }],
] as const;

describe.each(COUNTS)('%s', (version, counts) => {
  const lab = new Lab(version, [], { machine: { type: 'none' } });
  const list = (command: string, args: object = {}) => lab.ask(command, args as never) as unknown as readonly Named[];
  const namesOf = (command: string, args: object = {}) => list(command, args).map(({ name }) => name);

  test('has as many types, CPU models and machine types', () => {
    expect(namesOf('qom-list-types', { abstract: true })).toHaveLength(counts.types);
    expect(namesOf('query-cpu-definitions')).toHaveLength(counts.cpus);
    expect(namesOf('query-machines')).toHaveLength(counts.machines);
  });

  test('tells concrete types by what they derive from', () => {
    const disks = namesOf('qom-list-types', { implements: 'ide-device' });
    expect(disks).toEqual(expect.arrayContaining(['ide-cd', 'ide-hd']));
    expect(disks).not.toContain('ide-device');
    expect(namesOf('qom-list-types', { implements: 'x86_64-cpu' })).toHaveLength(counts.cpus);
  });

  test.each([
    ['PIIX4_PM', 'disable_s3'],
    ['ICH9-LPC', 'disable_s4'],
    ['virtio-net-pci', 'rss'],
    ['virtio-blk-pci-transitional', 'werror'],
    ['ide-cd', 'rerror'],
    ['pcie-root-port', 'hotplug'],
  ])('the device %s has a property %s', (typename, name) => {
    expect(namesOf('device-list-properties', { typename })).toContain(name);
  });

  test('a device of one generation cannot be told which', () => {
    expect(namesOf('device-list-properties', { typename: 'virtio-scsi-pci-non-transitional' })).not.toContain(
      'disable-legacy',
    );
  });

  test('objects have properties, and abstract or foreign types are no devices', () => {
    expect(namesOf('qom-list-properties', { typename: 'memory-backend-file' })).toContain('pmem');
    expect(namesOf('qom-list-properties', { typename: 'max-x86_64-cpu' })).toContain('migratable');
    expect(lab.ask('qom-list-properties', { typename: 'nonsense' })).toMatchObject({ class: 'DeviceNotFound' });
    expect(lab.ask('device-list-properties', { typename: 'nonsense' })).toMatchObject({ class: 'DeviceNotFound' });
    expect(lab.ask('device-list-properties', { typename: 'pci-device' })).toMatchObject({ class: 'GenericError' });
  });

  test('a static expansion tells the features of the software CPU, with those that are asked for', () => {
    const expand = (name: string, type: string, props = {}) =>
      (lab.ask('query-cpu-model-expansion', { type, model: { name, props } } as never) as unknown as Model).model;
    const { name, props } = expand('max', 'static', { avx2: false });
    expect([name, Object.keys(props).length]).toEqual(['base', counts.features]);
    expect([props.sse2, props.avx2, props.vmx]).toEqual([true, false, false]);
    expect(expand('max', 'full').props).toMatchObject({ migratable: true, 'sse4-1': true });
    expect(lab.ask('query-cpu-model-expansion', { type: 'full', model: { name: 'nonsense' } } as never)).toMatchObject({
      desc: "CPU model 'nonsense' not found",
    });
  });
});

test('what a model misses differs between versions', () => {
  const missing = (version: string, model: string) => {
    const lab = new Lab(version, []);
    const found = lab.ask('query-cpu-definitions') as unknown as readonly (Named & {
      readonly 'unavailable-features': readonly string[];
    })[];
    return [...(found.find(({ name }) => name === model)?.['unavailable-features'] ?? ['?'])].sort();
  };
  expect(missing('11.1.3', 'Nehalem')).toEqual([]);
  expect(missing('7.2.22', 'Westmere-IBRS')).toEqual(['spec-ctrl']);
  expect(missing('7.2.22', 'phenom')).toEqual(['fxsr-opt']);
  expect(missing('10.0.2', 'host')).toEqual(['kvm']);
});

test('the CPUs of a machine are of the model that was asked for', () => {
  const lab = new Lab('11.1.3', [], { machine: { type: 'q35', cpu: 'Westmere,-sse4.2,pcid=on' } });
  const [cpu] = lab.ask('query-cpus-fast') as unknown as readonly { readonly 'qom-path': string }[];
  const get = (property: string) => lab.ask('qom-get', { path: cpu!['qom-path'], property });
  expect([get('type'), get('sse4.1'), get('sse4.2')]).toEqual(['Westmere-x86_64-cpu', true, false]);
  // The software CPU has none.
  expect([get('pcid'), get('unavailable-features')]).toEqual([false, []]);
});

test('a balloon tells the memory that it leaves to the guest', () => {
  const machine = { type: 'pc', memory: 1 << 26, idle: [{ driver: 'virtio-balloon-pci', id: 'b' }] };
  const lab = new Lab('10.0.13', [], { machine });
  expect(lab.ask('query-balloon')).toEqual({ actual: 1 << 26 });
  expect(lab.ask('balloon', { value: 1 << 20 })).toEqual({});
  expect(lab.ask('balloon', { value: 0 })).toMatchObject({ desc: "Parameter 'value' expects a size" });
  const property = 'guest-stats-polling-interval';
  expect(lab.ask('qom-set', { path: '/machine/peripheral/b', property, value: 5 })).toEqual({});
  expect(lab.ask('qom-set', { path: '/machine/peripheral/b', property, value: -5 })).toMatchObject({
    desc: 'timer value must be greater than zero',
  });
  expect(lab.ask('qom-get', { path: '/machine/peripheral/b', property: 'guest-stats' })).toMatchObject({
    'last-update': 0,
  });
});
