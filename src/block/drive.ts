/** Legacy `-drive` (1.2, 5.1): a named backend with error policies, and a node that belongs to it. */
import { NONE } from '../kernel/index.ts';
import { attachThrottling } from './backend-throttle.ts';
import { driverNamed, type Options } from './driver.ts';
import { parseDrivePolicy } from './error-policy.ts';
import { addBackend, dropIfUnused, nodeNamed } from './graph.ts';
import { imageAt } from './images.ts';
import { badDriveId } from './node-name.ts';
import { openNode } from './open.ts';
import { ALL, CONSISTENT_READ } from './permissions.ts';
import { protocolOf } from './protocol.ts';
import type { Backend } from './records.ts';
import { type Refusal, refuse } from './refusal.ts';
import { configFromDrive } from './throttle-options.ts';
import { type ThrottleConfig, throttlingEnabled } from './throttle-state.ts';
import type { BlockWorld } from './world.ts';

export type DriveOpened =
  | { readonly backend: Backend; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly backend?: never };

/** Members of a -drive that are not for the node. */
const DRIVE_ONLY = [
  'id',
  'if',
  'media',
  'format',
  'werror',
  'rerror',
  'cache',
  'throttling',
  'stats-account-failed',
  'stats-account-invalid',
  'readonly',
  'copy-on-read',
  'snapshot',
];

/** What `cache=` stands for: write cache of the guest's disk, host cache bypassed, flushes ignored. */
const CACHE_MODES: Readonly<Record<string, readonly [writeback: boolean, direct: boolean, noFlush: boolean]>> = {
  writeback: [true, false, false],
  none: [true, true, false],
  off: [true, true, false],
  writethrough: [false, false, false],
  directsync: [false, true, false],
  unsafe: [true, false, true],
};

/** Opens a drive whose options are a nested object, `if=none` implied. A drive without `file` and `driver` is empty. */
export function openDrive(world: BlockWorld, options: Options): DriveOpened {
  const id = String(options.id ?? 'none0');
  const bad = badDriveId(world, id);
  if (bad !== undefined) return refuse(bad);
  const policies = readPolicies(options);
  if ('refusal' in policies) return policies;
  const throttling = configFromDrive((options.throttling ?? {}) as Options);
  if (throttling.error !== undefined) return refuse(throttling.error);
  const cache = readCache(options.cache);
  if (typeof cache === 'string') return refuse(cache);
  let root = NONE;
  if (options.file !== undefined || options.driver !== undefined) {
    const own = nodeOptions(world, options, cache.node);
    if (typeof own === 'string') return refuse(own);
    const opened = openNode(world, own, {
      root: false,
      texts: true,
      readOnly: options.readonly === true || options['read-only'] === true,
    });
    if (opened.refusal !== undefined) return opened;
    root = opened.node.id;
  }
  if (nodeNamed(world, id) !== undefined) {
    dropIfUnused(world, world.nodes.get(root));
    return refuse(`Device name '${id}' conflicts with an existing node name`);
  }
  const backend = addBackend(world, { name: id, root, ...policies.values, writeCache: cache.writeback });
  // Whether its node is writable is no concern of the drive's until a device has it.
  backend.perm = CONSISTENT_READ;
  backend.shared = ALL;
  accountAsTold(world, backend, options);
  throttleAsTold(world, backend, options, throttling.config);
  return { backend };
}

function readPolicies(options: Options) {
  const bus = String(options.if ?? 'none');
  const values: { rerror?: Backend['rerror']; werror?: Backend['werror'] } = {};
  for (const option of ['werror', 'rerror'] as const) {
    if (options[option] === undefined) continue;
    const parsed = parseDrivePolicy(option, String(options[option]), bus);
    if (parsed.error !== undefined) return refuse(parsed.error);
    values[option] = parsed.value;
  }
  return { values };
}

/** `cache` as one word, or as the object of its members. */
function readCache(given: unknown) {
  if (given === undefined) return { writeback: true, node: {} };
  if (typeof given === 'string') {
    const mode = CACHE_MODES[given];
    if (mode === undefined) return 'invalid cache option';
    return { writeback: mode[0], node: { direct: mode[1], 'no-flush': mode[2] } };
  }
  const { writeback, ...node } = given as Options;
  return { writeback: writeback !== false, node };
}

/** The options of the node: the drive's own without what is the backend's. @returns why there are none, as a text */
function nodeOptions(world: BlockWorld, options: Options, cache: Options): Options | string {
  const own = Object.fromEntries(Object.entries(options).filter(([name]) => !DRIVE_ONLY.includes(name)));
  const { file } = options;
  const driver = String(options.driver ?? options.format ?? guessFormat(world, file));
  const isName = typeof file === 'string' && driverNamed(driver)?.childOption === 'file';
  if (!isName || nodeNamed(world, file) !== undefined) return { ...own, cache, driver };
  const protocol = protocolOf(file);
  return 'refusal' in protocol ? protocol.refusal : { ...own, cache, driver, file: protocol.options };
}

function guessFormat(world: BlockWorld, file: unknown): string {
  const path = typeof file === 'string' ? file : String((file as Options | undefined)?.filename ?? '');
  return imageAt(world, path)?.format ?? 'raw';
}

function accountAsTold(world: BlockWorld, backend: Backend, options: Options): void {
  const account = world.accounts.at(backend.accounting);
  account.accountFailed = options['stats-account-failed'] !== false;
  account.accountInvalid = options['stats-account-invalid'] !== false;
}

function throttleAsTold(world: BlockWorld, backend: Backend, options: Options, config: ThrottleConfig): void {
  if (!throttlingEnabled(config)) return;
  const group = (options.throttling as Options).group;
  attachThrottling(world, backend, group === undefined ? backend.name : String(group), config);
}
