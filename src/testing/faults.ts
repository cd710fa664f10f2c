/** Fault plans: rules of blkdebug nodes, and what the host does to image files and pools while the machine runs. */
import { ERRNO, type ErrnoName } from '../block/errno.ts';
import {
  imageOf,
  isObject,
  type Json,
  type JsonObject,
  type Scenario,
  type Step,
  type Storage,
} from '../scenario/scenario.ts';
import { type Arbitrary, type Fc, flag, inTime, optional, PAUSES, printedAs, said } from './fast-check.ts';
import { disksOf, faultyNodes, type NodeRules, nodesOfHeaders, type Plan, pick } from './plan.ts';
import { yaml } from './yaml.ts';

/** What may fail, and how often. */
export interface FaultShape {
  /** how many inject-error rules at most; 3 if not said */
  readonly rules?: number;
  /** how many set-state rules at most; 1 if not said */
  readonly states?: number;
  /** how many steps of the host at most; 3 if not said */
  readonly steps?: number;
  /** the errors there may be; EIO and ENOSPC if not said */
  readonly errnos?: readonly ErrnoName[];
  /** events that arm rules; `none`, and some that drivers raise, if not said */
  readonly events?: readonly string[];
  /** milliseconds that may lie between two steps */
  readonly pauses?: readonly number[];
  /** a search may leave each rule and each step out */
  readonly maybe?: boolean;
}

/**
 * @param fc fast-check, as the test suite has it
 * @param on the scenario to which the plan will be added: its blkdebug nodes get rules, its image files and pools fail.
 * Where it has none, there is nothing of that kind. What freezes thaws in the end.
 */
export const faultPlans = (fc: Fc, { on, ...shape }: FaultShape & { readonly on: Scenario }): Arbitrary<Plan> =>
  faults(fc, shape).map((wish) => printedAs(fc, wish(on), (plan) => yaml({ ...plan } as unknown as JsonObject)));

/** A wish becomes a plan when it is known what there is. */
export type Wish = (scenario: Scenario) => Plan;

/** `none` is raised when the node opens, so that such a rule is always armed. */
const EVENTS = ['none', 'none', 'none', 'write_aio', 'read_aio', 'pwritev', 'flush_to_disk', 'cluster_alloc'] as const;
const FIRST_SECTORS = 64;

export function faults(fc: Fc, shape: FaultShape): Arbitrary<Wish> {
  const { rules = 3, states = 1, steps = 3, maybe = false } = shape;
  return fc
    .record({
      rules: fc.array(rule(fc, shape), { maxLength: rules }),
      states: fc.array(change(fc, shape), { maxLength: states }),
      steps: fc.array(hostStep(fc, shape), { maxLength: steps }),
    })
    .map(
      (wish): Wish =>
        (scenario) => ({ rules: placed(scenario, wish, maybe), steps: hostSteps(scenario, wish.steps, maybe) }),
    );
}

interface RuleWish {
  readonly node: number;
  readonly rule: JsonObject;
}

const rule = (fc: Fc, shape: FaultShape): Arbitrary<RuleWish> =>
  fc
    .record({
      node: fc.nat(7),
      event: fc.constantFrom(...(shape.events ?? EVENTS)),
      iotype: fc.constantFrom('write', 'write', 'read', 'flush', 'discard', 'write-zeroes', undefined),
      errno: errno(fc, shape).map((name) => ERRNO[name]),
      state: optional(fc, 1, 2),
      sector: fc.oneof(fc.constant(undefined), fc.constant(undefined), fc.nat(FIRST_SECTORS)),
      once: flag(fc),
      immediately: flag(fc),
    })
    .map(({ node, ...members }) => ({ node, rule: said(members) as JsonObject }));

const change = (fc: Fc, shape: FaultShape): Arbitrary<RuleWish> =>
  fc
    .record({
      node: fc.nat(7),
      event: fc.constantFrom(...(shape.events ?? EVENTS)),
      state: optional(fc, 1, 2),
      new_state: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ node, ...members }) => ({ node, rule: said(members) as JsonObject }));

const errno = (fc: Fc, { errnos = ['ENOSPC', 'EIO'] }: FaultShape): Arbitrary<ErrnoName> => fc.constantFrom(...errnos);

interface Rules {
  readonly rules: readonly RuleWish[];
  readonly states: readonly RuleWish[];
}

function placed(scenario: Scenario, { rules, states }: Rules, maybe: boolean): readonly NodeRules[] {
  const nodes = faultyNodes(scenario);
  const holdsHeader = nodesOfHeaders(scenario);
  return nodes.flatMap((node): NodeRules[] => {
    const own = (wishes: readonly RuleWish[]) =>
      wishes.filter((wish) => pick(nodes, wish.node) === node).map((wish) => wish.rule);
    const injected = own(rules).map((each) => ({
      ...(holdsHeader.has(node) ? sparingHeader(each) : each),
      ...(maybe ? { maybe } : {}),
    }));
    const changed = own(states);
    if (injected.length + changed.length === 0) return [];
    return [
      {
        node,
        ...(injected.length === 0 ? {} : { 'inject-error': injected }),
        ...(changed.length === 0 ? {} : { 'set-state': changed }),
      },
    ];
  });
}

/** What would keep the image from being opened is armed when the guest reads or writes. */
function sparingHeader(rule: JsonObject): JsonObject {
  const { event, iotype } = rule;
  if (event !== 'none' || (iotype !== undefined && iotype !== 'read')) return rule;
  return { ...rule, event: iotype === 'read' ? 'read_aio' : 'write_aio' };
}

interface HostWish {
  readonly pause: number;
  readonly does: 'fault' | 'heal' | 'freeze' | 'thaw' | 'pool';
  readonly where: number;
  readonly errno: ErrnoName;
  readonly ops: 'read' | 'write' | 'flush' | undefined;
  readonly sector: number | undefined;
  readonly times: number | undefined;
  readonly all: boolean;
  readonly bytes: number;
}

const hostStep = (fc: Fc, shape: FaultShape): Arbitrary<HostWish> =>
  fc.record({
    pause: fc.constantFrom(...(shape.pauses ?? PAUSES)),
    does: fc.constantFrom('fault', 'fault', 'heal', 'freeze', 'thaw', 'pool'),
    where: fc.nat(7),
    errno: errno(fc, shape),
    ops: fc.constantFrom('write', 'read', 'flush', undefined),
    sector: optional(fc, 0, 8),
    times: optional(fc, 1, 2),
    all: fc.boolean(),
    bytes: fc.constantFrom(1 << 21, 1 << 18, 0),
  });

function hostSteps(scenario: Scenario, wishes: readonly HostWish[], maybe: boolean): readonly Step[] {
  const storages = storagesOf(scenario);
  const faulty = new Set<string>();
  const steps = inTime(wishes, (wish, at): Step | undefined => {
    const step = hostAction(scenario, pick(storages, wish.where), wish, faulty);
    return step === undefined ? undefined : ({ at, ...step, ...(maybe ? { maybe } : {}) } as Step);
  });
  // A storage that hangs for ever says nothing about anybody else.
  const frozen = steps.some((step) => 'freeze' in step) && !isThawed(steps.at(-1));
  return frozen ? [...steps, { at: (steps.at(-1)?.at ?? 0) + THAWING, thaw: true }] : steps;
}

const isThawed = (last: Step | undefined): boolean => last !== undefined && 'thaw' in last && last.thaw === true;

/** Longer than a client waits for a reply. */
const THAWING = 2500;

/** @param faulty the storages that have faults, which only they can heal */
function hostAction(scenario: Scenario, on: Storage | undefined, wish: HostWish, faulty: Set<string>) {
  if (wish.does === 'pool') {
    const pool = pick(scenario.pools, wish.where);
    if (pool === undefined) return undefined;
    const change = wish.all ? { extend_to: pool.capacity + wish.bytes } : { capacity: wish.bytes };
    return { pool: { name: pool.name, ...change } };
  }
  if (on === undefined) return undefined;
  const ops = wish.ops === undefined ? {} : { ops: [wish.ops] };
  const [name = ''] = Object.values(on);
  switch (wish.does) {
    case 'heal':
      return faulty.size === 0 ? undefined : { heal: wish.all || !faulty.has(name) ? true : name };
    case 'freeze':
      return { freeze: { ...on, ...ops } };
    case 'thaw':
      return { thaw: wish.all ? true : on };
    default: {
      faulty.add(name);
      const place = wish.sector === undefined ? {} : { offset: wish.sector * 512, bytes: 4096 };
      return { fault: { ...on, ...ops, errno: wish.errno, ...place, ...said({ times: wish.times }) } };
    }
  }
}

/** What a host can break: image files, and disks that lie in one. */
function storagesOf(scenario: Scenario): readonly Storage[] {
  const disks = disksOf(scenario).filter(({ drive }) => liesInFile(scenario, drive));
  return [...scenario.images.map(({ name }) => ({ image: name })), ...disks.map(({ id }) => ({ device: id }))];
}

export function liesInFile({ blockdev, drive }: Scenario, root: string): boolean {
  const seen = new Set<Json>();
  const within = (value: Json | undefined): boolean => {
    const options = typeof value === 'string' ? named(value) : value;
    if (options === undefined || !isObject(options) || seen.has(options)) return false;
    seen.add(options);
    if (typeof options.filename === 'string') return imageOf(options.filename) !== undefined;
    return within(options.file) || within(options.image);
  };
  const named = (name: string): JsonObject | undefined =>
    blockdev.find((node) => node['node-name'] === name) ?? drive.find(({ id }) => id === name);
  return within(root);
}
