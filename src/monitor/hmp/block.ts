/** Lines about drives, nodes and jobs (4.6). */
import { DRAIN_BACKEND } from '../../block/drain.ts';
import { openDrive } from '../../block/drive.ts';
import { parseDrivePolicy } from '../../block/error-policy.ts';
import { backendNamed, dropIfUnused, nodeNamed, removeBackend, setRoot } from '../../block/graph.ts';
import { blocked, openNode } from '../../block/open.ts';
import type { Backend } from '../../block/records.ts';
import { call, done, next, type Procedure, procedure } from '../../kernel/index.ts';
import { checkValue } from '../check-arguments.ts';
import { type Arguments, refuse } from '../command.ts';
import type { JsonObject } from '../json-value.ts';
import { schemaNamed } from '../schema/index.ts';
import type { MonitorWorld } from '../world.ts';
import { defineHumanCommand, type Outcome, showing } from './command.ts';
import { viaQmp } from './machine.ts';
import { nested, type OptionTree, readOptions } from './options.ts';

/** A mistake; before 11.1 some lines tell theirs without saying that it is one. */
export function mistake(world: MonitorWorld, desc: string): string {
  return world.profile.wire.hmpErrorPrefix === 'all' ? `Error: ${desc}\n` : `${desc}\n`;
}

defineHumanCommand('block_resize', 'device:B,size:o', (world, args, monitor) =>
  viaQmp(world, 'block_resize', args, monitor),
);

defineHumanCommand('eject', 'force:-f,device:B', (world, args, monitor) => viaQmp(world, 'eject', args, monitor));

defineHumanCommand('commit', 'device:B', (world, { device }) => {
  if (device === 'all') return '';
  const backend = backendNamed(world, String(device));
  if (backend === undefined) return mistake(world, `Device '${String(device)}' not found`);
  return backend.root === -1
    ? mistake(world, `Device '${String(device)}' has no medium`)
    : refuse('blocksim does not simulate the command commit');
});

const IO_LIMITS = ['bps', 'bps_rd', 'bps_wr', 'iops', 'iops_rd', 'iops_wr'];

defineHumanCommand(
  'block_set_io_throttle',
  `device:B,${IO_LIMITS.map((name) => `${name}:l`).join(',')}`,
  (world, args, monitor) => {
    // One word for both: a drive's name, else a device's id.
    const { device, ...limits } = args;
    const who = backendNamed(world, String(device)) === undefined ? { id: device } : { device };
    return viaQmp(world, 'block_set_io_throttle', { ...who, ...limits }, monitor);
  },
);

const jobLine = (verb: string, spec: string): void =>
  defineHumanCommand(`block_job_${verb.replace('-', '_')}`, spec, (world, args, monitor) =>
    viaQmp(world, `block-job-${verb}`, args, monitor),
  );

jobLine('cancel', 'force:-f,device:B');
jobLine('complete', 'device:B');
jobLine('pause', 'device:B');
jobLine('resume', 'device:B');
jobLine('set-speed', 'device:B,speed:o');

defineHumanCommand('block_stream', 'device:B,speed:o?,base:s?', (world, args, monitor) =>
  viaQmp(world, 'block-stream', { ...args, 'job-id': args.device, 'on-error': 'report' }, monitor),
);

/** Interfaces by number, as the refusal names them. */
const INTERFACES = ['none', 'ide', 'scsi', 'floppy', 'pflash', 'mtd', 'sd', 'virtio', 'xen'];

defineHumanCommand('drive_add', 'node:-n,pci_addr:s,opts:s', (world, { node, opts }) => {
  const options = readOptions(String(opts), 'driver');
  return node === true ? addNode(world, options) : addDrive(world, options);
});

function addNode(world: MonitorWorld, options: Readonly<Record<string, string>>): Outcome {
  if (options['node-name'] === undefined) return mistake(world, "'node-name' needs to be specified");
  const opened = openNode(world, typed(nested(options)), { root: true, texts: true });
  return opened.refusal === undefined ? '' : mistake(world, opened.refusal.desc);
}

function addDrive(world: MonitorWorld, options: Readonly<Record<string, string>>): Outcome {
  const { if: bus = 'ide', id, ...others } = options;
  if (id !== undefined && !/^[a-zA-Z][-a-zA-Z0-9._]*$/.test(id))
    return (
      "Parameter 'id' expects an identifier\n" +
      "Identifiers consist of letters, digits, '-', '.', '_', starting with a letter.\n"
    );
  if (id !== undefined && backendNamed(world, id) !== undefined) return `Duplicate ID '${id}' for drive\n`;
  const kind = INTERFACES.indexOf(bus);
  if (kind < 0) return mistake(world, `unsupported bus type '${bus}'`);
  for (const option of ['werror', 'rerror'] as const) {
    const parsed = others[option] === undefined ? undefined : parseDrivePolicy(option, others[option], bus);
    if (parsed?.error !== undefined) return mistake(world, parsed.error);
  }
  if (kind > 0) return mistake(world, `Can't hot-add drive to type ${kind}`);
  if (others.file === undefined && others.driver === undefined && Object.keys(others).some((name) => !isOfDrive(name)))
    return mistake(world, 'Must specify either driver or file');
  const unknown = unknownOption(world, others);
  if (unknown !== undefined) return mistake(world, unknown);
  const opened = openDrive(world, { ...typed(nested(others)), ...(id === undefined ? {} : { id }) });
  return opened.refusal === undefined ? 'OK\n' : mistake(world, opened.refusal.desc);
}

/** An option that the driver does not have, in QEMU's words; a wrong policy is told before. */
function unknownOption(world: MonitorWorld, options: Readonly<Record<string, string>>): string | undefined {
  if (options.werror !== undefined || options.rerror !== undefined) return undefined;
  const driver = options.driver ?? options.format;
  if (driver === undefined) return undefined;
  const own = Object.entries(options).filter(([name]) => name === 'file' || !isOfDrive(name));
  const node = { ...typed(nested(Object.fromEntries(own))), driver, 'node-name': 'drive' };
  const checked = checkValue(schemaNamed(world.profile.wire.schema), 'BlockdevOptions', node as JsonObject);
  const name = 'error' in checked ? /^Parameter '(.*)' is unexpected$/.exec(checked.error.desc)?.[1] : undefined;
  if (name === undefined) return undefined;
  return options.file === undefined
    ? `Block protocol '${driver}' doesn't support the option '${name}'`
    : `Block format '${driver}' does not support the option '${name}'`;
}

/** What an empty drive may have. */
const isOfDrive = (name: string): boolean =>
  /^(media|cache|werror|rerror|readonly|read-only|format|stats-account-.*|throttling\..*)$/.test(name);

const NUMBERS = /^-?\d+$/;

/** Numbers and switches are what they look like; names that look like them stay text. */
function typed(tree: OptionTree): Arguments {
  const value = (name: string, given: string | OptionTree): unknown => {
    if (typeof given === 'object') return typed(given);
    if (['node-name', 'filename', 'driver', 'file', 'werror', 'rerror'].includes(name)) return given;
    if (given === 'on') return true;
    if (given === 'off') return name === 'detect-zeroes' ? given : false;
    return NUMBERS.test(given) ? Number(given) : given;
  };
  return Object.fromEntries(Object.entries(tree).map(([name, given]) => [name, value(name, given)]));
}

defineHumanCommand('drive_del', 'id:B', (world, { id }, monitor) => {
  const name = String(id);
  if (nodeNamed(world, name) !== undefined) {
    const reply = viaQmp(world, 'blockdev-del', { 'node-name': name }, monitor);
    return 'error' in reply ? mistake(world, reply.error.desc) : reply;
  }
  const backend = backendNamed(world, name);
  if (backend === undefined) return mistake(world, `Device '${name}' not found`);
  const root = world.nodes.get(backend.root);
  const busy = root === undefined ? undefined : blocked(world, root);
  return busy === undefined ? showing(DRIVE_DEL, { backend: backend.id }) : mistake(world, busy.desc);
});

/** The medium goes; a drive that a device still uses lives on without name, and reports every error (5.3). */
const DRIVE_DEL: Procedure<{ readonly backend: number }> = procedure<MonitorWorld, { readonly backend: number }>(
  'drive_del',
  {
    drain: (_world, { backend }) => call(DRAIN_BACKEND, { backend }, 'remove'),
    remove(world, { backend: id }) {
      const backend: Backend = world.backends.at(id);
      // An iothread may have taken another request meanwhile.
      if (backend.inFlight > 0) return next('drain');
      const root = world.nodes.get(backend.root);
      setRoot(world, backend, undefined);
      dropIfUnused(world, root);
      backend.name = '';
      if (backend.user === 'device') {
        backend.rerror = 'report';
        backend.werror = 'report';
      } else removeBackend(world, backend);
      return done('');
    },
  },
);
