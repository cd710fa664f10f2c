/** What a scenario's members must be to one another: names that exist, times in order. */
import { nodeNames } from './block-options.ts';
import { checkStorage } from './check-storage.ts';
import { suggest } from './nearest.ts';
import type { ParseOptions } from './parse-scenario.ts';
import { describe, type Place, ShapeRefusal } from './refusal.ts';
import { MAIN_CLIENT, type Scenario, type ScenarioDevice, type Step } from './scenario.ts';

/** Throws ShapeRefusal for the first thing that cannot be. */
export function checkMeaning(scenario: Scenario, options: ParseOptions): void {
  checkNames(scenario, options);
  checkImages(scenario);
  checkDevices(scenario);
  checkSteps(scenario);
  if (options.refuseVain === true) {
    checkConnections(scenario);
    checkReplies(scenario);
    checkStorage(scenario);
  }
  const { repeats = 0, order = [] } = scenario;
  if (repeats > order.length)
    throw new ShapeRefusal(['repeats'], `expected as many moves as 'order' has at most, found ${repeats}`);
}

function unique(names: readonly string[], placeOf: (index: number) => Place, what: string): void {
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const first = seen.get(name);
    if (first !== undefined) {
      throw new ShapeRefusal(placeOf(index), `${what} ${quote(name)} exists already, expected a name of its own`);
    }
    seen.set(name, index);
  }
}

const quote = (name: string) => describe(name).slice('the text '.length);

function known(name: string, names: readonly string[], place: Place, what: string): void {
  if (!names.includes(name))
    throw new ShapeRefusal(place, `no ${what} is called ${quote(name)}, ${suggest(name, names)}`);
}

function checkNames(scenario: Scenario, { profiles, properties }: ParseOptions): void {
  if (profiles !== undefined) {
    if (scenario.qemu !== undefined) known(scenario.qemu, profiles, ['qemu'], 'profile');
    for (const [index, { qemu }] of (scenario.expect ?? []).entries()) {
      if (qemu !== undefined) known(qemu, profiles, ['expect', index, 'qemu'], 'profile');
    }
  }
  const brought = (scenario.sometimes ?? []).map((each) => each.name);
  unique(brought, (index) => ['sometimes', index, 'name'], 'something that must happen in some order called');
  const tags = scenario.steps.flatMap((step) => ('io' in step ? step.io.map(({ tag }) => tag) : []));
  for (const [index, wanted] of (scenario.sometimes ?? []).entries())
    if ('complete' in wanted) known(wanted.complete, tags, ['sometimes', index, 'complete'], 'request');
  if (properties === undefined) return;
  for (const [index, each] of brought.entries())
    if (properties.includes(each))
      throw new ShapeRefusal(['sometimes', index, 'name'], 'blocksim has a property of that name');
  for (const [index, name] of (scenario.properties ?? []).entries()) {
    known(name, properties, ['properties', index], 'property');
  }
  for (const [index, { property }] of (scenario.expect ?? []).entries()) {
    known(property, [...properties, ...brought], ['expect', index, 'property'], 'property');
  }
}

function checkImages({ images, pools }: Scenario): void {
  const names = images.map((image) => image.name);
  unique(names, (index) => ['images', index, 'name'], 'an image');
  const poolNames = pools.map((pool) => pool.name);
  unique(poolNames, (index) => ['pools', index, 'name'], 'a pool');
  for (const [index, image] of images.entries()) {
    const place = ['images', index];
    if (image.name.includes('/') && !image.name.startsWith('/'))
      throw new ShapeRefusal([...place, 'name'], "expected a name without '/', or a whole path");
    if (image.pool !== undefined) known(image.pool, poolNames, [...place, 'pool'], 'pool');
    if (image.backing !== undefined) {
      if (image.format === 'raw')
        throw new ShapeRefusal([...place, 'backing'], 'a raw image has no backing file', true);
      known(image.backing, names.slice(0, index), [...place, 'backing'], 'image before this one');
    } else if (image.backing_format !== undefined) {
      throw new ShapeRefusal([...place, 'backing_format'], "expected 'backing' beside it", true);
    }
    for (const [number, { offset, bytes }] of image.write.entries()) {
      if (offset + bytes <= image.size) continue;
      throw new ShapeRefusal([...place, 'write', number], `ends beyond the image's ${image.size} bytes`);
    }
  }
}

const isController = (device: ScenarioDevice) => device.driver.startsWith('virtio-scsi');

function checkDevices({ device: devices, blockdev, drive }: Scenario): void {
  const ids = devices.map((device) => device.id);
  unique(ids, (index) => ['device', index, 'id'], 'a device');
  const driveIds = drive.map((options) => options.id);
  unique(driveIds, (index) => ['drive', index, 'id'], 'a drive');
  const backends = [...driveIds, ...nodeNames(blockdev), ...nodeNames(drive)];
  for (const [index, device] of devices.entries()) {
    const place = ['device', index];
    if (typeof device.drive === 'string') known(device.drive, backends, [...place, 'drive'], 'drive or node');
    if (!device.driver.startsWith('scsi-') || device.bus === undefined) continue;
    const controllers = devices.slice(0, index).filter(isController);
    const buses = controllers.map((controller) => `${controller.id}.0`);
    known(String(device.bus), buses, [...place, 'bus'], 'SCSI bus of a controller before this device');
  }
}

/** Devices may be added on the way: by a command, or by text that nobody has read yet. */
function addedDevices(steps: readonly Step[]): { readonly ids: string[]; readonly unread: boolean } {
  const ids: string[] = [];
  let unread = false;
  for (const step of steps) {
    if ('qmp' in step && 'execute' in step.qmp) {
      const { execute, arguments: options = {} } = step.qmp;
      if (execute === 'device_add' && typeof options.id === 'string') ids.push(options.id);
      if (execute === 'human-monitor-command') unread = true;
    }
    if ('raw' in step || 'hmp' in step) unread ||= ('raw' in step ? step.raw : step.hmp).includes('device_add');
  }
  return { ids, unread };
}

function checkSteps(scenario: Scenario): void {
  const { steps } = scenario;
  const added = addedDevices(steps);
  const disks = [...scenario.device.filter((each) => !isController(each)).map((each) => each.id), ...added.ids];
  const controllers = scenario.device.filter(isController).map((each) => each.id);
  const pools = scenario.pools.map((pool) => pool.name);
  for (const [number, { reactions }] of scenario.clients.entries())
    for (const [index, reaction] of reactions.entries())
      if ('do' in reaction && 'pool' in reaction.do)
        known(reaction.do.pool.name, pools, ['clients', number, 'reactions', index, 'do', 'pool', 'name'], 'pool');
  const clients = [...new Set([MAIN_CLIENT, ...scenario.clients.map((client) => client.name)])];
  unique(
    scenario.clients.map((client) => client.name),
    (index) => ['clients', index, 'name'],
    'a client',
  );
  let last = 0;
  for (const [index, step] of steps.entries()) {
    const place = ['steps', index];
    if (step.at < last) {
      throw new ShapeRefusal(
        [...place, 'at'],
        `expected a time from ${last} on, because steps are in order, found ${step.at}`,
      );
    }
    last = step.at;
    if ('client' in step && step.client !== undefined) known(step.client, clients, [...place, 'client'], 'client');
    if ('connect' in step) known(step.connect, clients, [...place, 'connect'], 'client');
    if ('disconnect' in step) known(step.disconnect, clients, [...place, 'disconnect'], 'client');
    if ('pool' in step) known(step.pool.name, pools, [...place, 'pool', 'name'], 'pool');
    if (!('io' in step)) continue;
    for (const [number, { device }] of step.io.entries()) {
      const at = [...place, 'io', number, 'device'];
      if (controllers.includes(device))
        throw new ShapeRefusal(at, `${quote(device)} is a controller, expected a disk on it`);
      if (!added.unread) known(device, disks, at, 'disk');
    }
  }
  if (scenario.end < last) {
    throw new ShapeRefusal(['end'], `expected a time from ${last} on, when the last step is, found ${scenario.end}`);
  }
}

/**
 * A client sends while it is connected: what it says otherwise nobody hears. A step that may be left out may be there.
 */
function checkConnections({ clients, steps }: Scenario): void {
  const away = new Set(clients.filter(({ connected }) => !connected).map(({ name }) => name));
  const unsure = new Set(steps.flatMap((step) => (step.maybe === true ? comesOrGoes(step) : [])));
  for (const [index, step] of steps.entries()) {
    const place = ['steps', index];
    if ('connect' in step) {
      if (!away.delete(step.connect) && !unsure.has(step.connect)) throw connectedAlready(step.connect, place);
    } else if ('disconnect' in step) {
      refuseAbsent(away, step.disconnect, [...place, 'disconnect']);
      if (step.maybe !== true) away.add(step.disconnect);
    } else if ('qmp' in step || 'raw' in step) {
      const { client = MAIN_CLIENT } = step;
      refuseAbsent(away, client, step.client === undefined ? place : [...place, 'client']);
    } else if ('hmp' in step) refuseAbsent(away, MAIN_CLIENT, [...place, 'hmp']);
  }
}

/** A reply has the id of a command that the client has sent: to another one nobody ever gets. */
function checkReplies({ clients, steps }: Scenario): void {
  for (const [number, { name, reactions }] of clients.entries()) {
    const own = steps.filter(
      (step) => ('qmp' in step || 'raw' in step || 'bytes' in step) && (step.client ?? MAIN_CLIENT) === name,
    );
    // Whoever sends text of his own may send any id.
    if (own.some((step) => !('qmp' in step))) continue;
    const sent = [
      ...own.flatMap((step) => ('qmp' in step ? [step.qmp.id] : [])),
      ...reactions.flatMap((reaction) => ('send' in reaction ? [reaction.send.id] : [])),
    ].flatMap((id) => (id === undefined ? [] : [JSON.stringify(id)]));
    for (const [index, { on }] of reactions.entries()) {
      if (!('id' in on) || on.id === undefined || 'event' in on) continue;
      if (sent.includes(JSON.stringify(on.id))) continue;
      const place = ['clients', number, 'reactions', index, 'on', 'id'];
      throw new ShapeRefusal(place, `${quote(name)} sends no command with id ${JSON.stringify(on.id)}, expected one`);
    }
  }
}

const comesOrGoes = (step: Step): readonly string[] =>
  'connect' in step ? [step.connect] : 'disconnect' in step ? [step.disconnect] : [];

const connectedAlready = (client: string, place: Place): ShapeRefusal =>
  new ShapeRefusal(
    [...place, 'connect'],
    `${quote(client)} is connected already, expected 'connected: false' on the client or a 'disconnect' before`,
  );

function refuseAbsent(away: ReadonlySet<string>, client: string, place: Place): void {
  if (away.has(client))
    throw new ShapeRefusal(place, `${quote(client)} is not connected here, expected a 'connect' before`);
}
