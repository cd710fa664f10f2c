/**
 * blkdebug's rules: events arm them, requests run into the armed ones (block-and-devices 4.1). A pure model: states are
 * immutable plain data, each function gives the next state, and the very same object when nothing changed.
 */

/** What a rule may be restricted to. */
export type BlkdebugIoType = 'read' | 'write' | 'write-zeroes' | 'discard' | 'flush' | 'block-status';

export const BLKDEBUG_IO_TYPES: readonly BlkdebugIoType[] = [
  'read',
  'write',
  'write-zeroes',
  'discard',
  'flush',
  'block-status',
];

/** All events there are, in QEMU's order. */
export const BLKDEBUG_EVENTS: readonly string[] = `
  l1_update l1_grow_alloc_table l1_grow_write_table l1_grow_activate_table l2_load l2_update l2_update_compressed
  l2_alloc_cow_read l2_alloc_write read_aio read_backing_aio read_compressed write_aio write_compressed vmstate_load
  vmstate_save cow_read cow_write reftable_load reftable_grow reftable_update refblock_load refblock_update
  refblock_update_part refblock_alloc refblock_alloc_hookup refblock_alloc_write refblock_alloc_write_blocks
  refblock_alloc_write_table refblock_alloc_switch_table cluster_alloc cluster_alloc_bytes cluster_free flush_to_os
  flush_to_disk pwritev_rmw_head pwritev_rmw_after_head pwritev_rmw_tail pwritev_rmw_after_tail pwritev pwritev_zero
  pwritev_done empty_image_prepare l1_shrink_write_table l1_shrink_free_l2_clusters cor_write cluster_alloc_space none
`
  .trim()
  .split(/\s+/);

/** A rule of an `inject-error` list, members as the option names say. */
export interface InjectErrorOptions {
  readonly event: string;
  /** The state in which the rule can be armed; 0 or absent: any. */
  readonly state?: number;
  /** The one kind of request it hits; absent: all but block-status. */
  readonly iotype?: BlkdebugIoType;
  /** A positive error number, 5 (EIO) when absent; 0 lets the request pass. */
  readonly errno?: number;
  /** Hits only requests that cover this 512-byte sector; -1 or absent: any. */
  readonly sector?: number;
  readonly once?: boolean;
  readonly immediately?: boolean;
  readonly 'delay-ns'?: number;
}

/** A rule of a `set-state` list. */
export interface SetStateOptions {
  readonly event: string;
  readonly state?: number;
  readonly new_state: number;
}

export interface BlkdebugOptions {
  readonly 'inject-error'?: readonly InjectErrorOptions[];
  readonly 'set-state'?: readonly SetStateOptions[];
}

interface RuleBase {
  /** Birth number within its node; never used again. */
  readonly id: number;
  readonly event: string;
  /** 0: any state. */
  readonly state: number;
}

export interface InjectErrorRule extends RuleBase {
  readonly action: 'inject-error';
  readonly iotype: BlkdebugIoType | null;
  readonly errno: number;
  readonly sector: number | null;
  readonly once: boolean;
  readonly immediately: boolean;
  readonly delayNs: number;
}

export interface SetStateRule extends RuleBase {
  readonly action: 'set-state';
  readonly newState: number;
}

export interface SuspendRule extends RuleBase {
  readonly action: 'suspend';
  readonly tag: string;
}

export type BlkdebugRule = InjectErrorRule | SetStateRule | SuspendRule;

/** A request that sleeps at a breakpoint. One that met several breakpoints is listed once for each. */
export interface SuspendedRequest {
  readonly tag: string;
  readonly request: number;
}

export interface BlkdebugState {
  /** The state machine's state; 1 at first. */
  readonly state: number;
  /** The rules of each event, newest pushed first. */
  readonly rules: Readonly<Record<string, readonly BlkdebugRule[]>>;
  /** The armed rules, in the order of their definition. */
  readonly active: readonly InjectErrorRule[];
  /** Requests asleep at breakpoints, newest first. */
  readonly suspended: readonly SuspendedRequest[];
  readonly nextId: number;
}

/** What differs between versions; the profile says which. */
export interface BlkdebugBehaviour {
  /** A rule with errno 0 is consumed by `once` (and may delay); otherwise it lets requests pass and stays for ever. */
  readonly errnoZeroConsumed: boolean;
  /** The option `delay-ns` exists. */
  readonly delayNs: boolean;
}

/** What an armed rule does to a request. errno 0: the request proceeds to the image once the delay is over. */
export interface BlkdebugFault {
  /** Positive, or 0. */
  readonly errno: number;
  /** Answered in the same breath; otherwise after one reschedule, which makes completion first-in first-out (2.2). */
  readonly immediately: boolean;
  readonly delayNs: number;
  readonly rule: InjectErrorRule;
}

/** What `checkRequest` says when an armed rule hits. */
export interface BlkdebugHit {
  readonly state: BlkdebugState;
  readonly fault: BlkdebugFault;
}

const NO_RULES: readonly BlkdebugRule[] = Object.freeze([]);
const NONE_ACTIVE: readonly InjectErrorRule[] = Object.freeze([]);
const NONE_SUSPENDED: readonly SuspendedRequest[] = Object.freeze([]);

function injectRule(options: InjectErrorOptions, id: number): InjectErrorRule {
  const { sector = -1 } = options;
  return {
    id,
    action: 'inject-error',
    event: options.event,
    state: options.state ?? 0,
    iotype: options.iotype ?? null,
    errno: options.errno ?? 5,
    sector: sector === -1 ? null : sector,
    once: options.once ?? false,
    immediately: options.immediately ?? false,
    delayNs: options['delay-ns'] ?? 0,
  };
}

function setStateRule(options: SetStateOptions, id: number): SetStateRule {
  return { id, action: 'set-state', event: options.event, state: options.state ?? 0, newState: options.new_state };
}

/** The state of a node that has just been opened: all rules pushed, state 1, and the event `none` raised. */
export function openBlkdebug(options: BlkdebugOptions = {}): BlkdebugState {
  const inject = (options['inject-error'] ?? []).map(injectRule);
  const setState = (options['set-state'] ?? []).map((rule, index) => setStateRule(rule, inject.length + index));
  const pushed: BlkdebugRule[] = [...inject, ...setState];
  const rules: Record<string, BlkdebugRule[]> = {};
  for (const rule of pushed) {
    rules[rule.event] ??= [];
    rules[rule.event]?.unshift(rule);
  }
  const opened = { state: 1, rules, active: NONE_ACTIVE, suspended: NONE_SUSPENDED, nextId: pushed.length };
  return raiseEvent(opened, 'none');
}

/**
 * The state after an event was raised on the node. Events fail nothing by themselves: they arm the inject-error rules
 * that match (replacing those armed before, if any match), may change the state, and may suspend the request that
 * raised them, which then is in `suspended` (see `isSuspended`).
 * @param request whoever raised the event, needed only to be suspended
 */
export function raiseEvent(current: BlkdebugState, event: string, request = 0): BlkdebugState {
  const rules = current.rules[event];
  if (rules === undefined || rules.length === 0) return current;
  const matching = rules.filter((rule) => rule.state === 0 || rule.state === current.state);
  if (matching.length === 0) return current;
  let { state, active, suspended } = current;
  const armed: InjectErrorRule[] = [];
  const woken: SuspendRule[] = [];
  for (const rule of matching) {
    if (rule.action === 'inject-error') armed.unshift(rule);
    else if (rule.action === 'set-state')
      state = rule.newState; // newest first: the earliest definition has the last word
    else woken.push(rule);
  }
  if (armed.length > 0 && !sameRules(armed, active)) active = armed;
  for (const { tag } of woken) suspended = [{ tag, request }, ...suspended];
  if (state === current.state && active === current.active && woken.length === 0) return current;
  const left =
    woken.length === 0 ? current.rules : without(current.rules, event, (rule) => woken.includes(rule as SuspendRule));
  return { ...current, state, active, suspended, rules: left };
}

/** The state as if the inject-error rule of that index had never been written. */
export function withoutRule(current: BlkdebugState, id: number): BlkdebugState {
  const rules = Object.fromEntries(
    Object.entries(current.rules).map(([event, list]) => [event, list.filter((rule) => rule.id !== id)]),
  );
  return { ...current, rules, active: current.active.filter((rule) => rule.id !== id) };
}

function sameRules(left: readonly BlkdebugRule[], right: readonly BlkdebugRule[]): boolean {
  return left.length === right.length && left.every((rule, index) => rule.id === right[index]?.id);
}

function without(
  rules: BlkdebugState['rules'],
  event: string,
  gone: (rule: BlkdebugRule) => boolean,
): BlkdebugState['rules'] {
  return { ...rules, [event]: (rules[event] ?? NO_RULES).filter((rule) => !gone(rule)) };
}

/** Whether a rule hits a request. A sector never matches a request without length, such as a flush. */
function hits(rule: InjectErrorRule, iotype: BlkdebugIoType, offset: number, bytes: number): boolean {
  if (rule.iotype === null ? iotype === 'block-status' : rule.iotype !== iotype) return false;
  if (rule.sector === null) return true;
  const at = rule.sector * 512;
  return bytes > 0 && offset <= at && at < offset + bytes;
}

/** The armed rule that a request would run into: of those that match, the one defined first. Changes nothing. */
export function armedRule(
  current: BlkdebugState,
  iotype: BlkdebugIoType,
  offset: number,
  bytes: number,
): InjectErrorRule | undefined {
  const { active } = current;
  for (let i = 0; i < active.length; i++) {
    const rule = active[i]!;
    if (hits(rule, iotype, offset, bytes)) return rule;
  }
  return undefined;
}

/** What happens to a request that enters the node; undefined when it passes to the image and nothing changes. */
export function checkRequest(
  current: BlkdebugState,
  iotype: BlkdebugIoType,
  offset: number,
  bytes: number,
  behaviour: BlkdebugBehaviour,
): BlkdebugHit | undefined {
  const rule = armedRule(current, iotype, offset, bytes);
  if (rule === undefined) return undefined;
  if (rule.errno === 0 && !behaviour.errnoZeroConsumed) return undefined;
  const { errno, immediately } = rule;
  const delayNs = behaviour.delayNs ? rule.delayNs : 0;
  return { state: rule.once ? dropRule(current, rule) : current, fault: { errno, immediately, delayNs, rule } };
}

function dropRule(current: BlkdebugState, gone: InjectErrorRule): BlkdebugState {
  return {
    ...current,
    active: current.active.filter((rule) => rule.id !== gone.id),
    rules: without(current.rules, gone.event, (rule) => rule.id === gone.id),
  };
}

/** Sets a one-shot breakpoint (`break EVENT TAG`); undefined when there is no such event. */
export function addBreakpoint(current: BlkdebugState, event: string, tag: string): BlkdebugState | undefined {
  if (!BLKDEBUG_EVENTS.includes(event)) return undefined;
  const rule: SuspendRule = { id: current.nextId, action: 'suspend', event, state: 0, tag };
  const rules = { ...current.rules, [event]: [rule, ...(current.rules[event] ?? NO_RULES)] };
  return { ...current, rules, nextId: current.nextId + 1 };
}

/** What resuming did: `woken` lists requests that no breakpoint holds any more, in the order in which they go on. */
export interface ResumeResult {
  readonly state: BlkdebugState;
  readonly woken: readonly number[];
}

/** Lets the newest request suspended under a tag go on (`resume TAG`); undefined when there is none. */
export function resumeRequest(current: BlkdebugState, tag: string): ResumeResult | undefined {
  const index = current.suspended.findIndex((entry) => entry.tag === tag);
  const entry = current.suspended[index];
  if (entry === undefined) return undefined;
  const suspended = current.suspended.filter((_, position) => position !== index);
  const held = suspended.some((other) => other.request === entry.request);
  return { state: { ...current, suspended }, woken: held ? [] : [entry.request] };
}

/**
 * Removes all breakpoints with a tag and lets all requests suspended under it go on (`remove_break TAG`); undefined
 * when there is neither.
 */
export function removeBreakpoint(current: BlkdebugState, tag: string): ResumeResult | undefined {
  const isGone = (rule: BlkdebugRule) => rule.action === 'suspend' && rule.tag === tag;
  const events = Object.keys(current.rules).filter((event) => current.rules[event]?.some(isGone));
  const rules = events.reduce((left, event) => without(left, event, isGone), current.rules);
  let state: BlkdebugState = events.length === 0 ? current : { ...current, rules };
  const woken: number[] = [];
  for (let next = resumeRequest(state, tag); next !== undefined; next = resumeRequest(state, tag)) {
    state = next.state;
    woken.push(...next.woken);
  }
  return state === current ? undefined : { state, woken };
}

/** Whether a breakpoint holds this request. */
export function isSuspended(current: BlkdebugState, request: number): boolean {
  return current.suspended.some((entry) => entry.request === request);
}

/** Whether some request sleeps under this tag (`wait_break TAG` waits for that). */
export function hasSuspended(current: BlkdebugState, tag: string): boolean {
  return current.suspended.some((entry) => entry.tag === tag);
}

/** The node options that limit request sizes, in bytes; 0 or absent: the image's own. */
export interface BlkdebugLimits {
  readonly align?: number;
  readonly 'max-transfer'?: number;
  readonly 'opt-write-zero'?: number;
  readonly 'max-write-zero'?: number;
  readonly 'opt-discard'?: number;
  readonly 'max-discard'?: number;
}

/** The refusal of limits that cannot be met, undefined when all can. */
export function blkdebugLimitsError(limits: BlkdebugLimits, imageAlignment = 1): string | undefined {
  const value = (name: keyof BlkdebugLimits) => limits[name] ?? 0;
  const align = value('align');
  const sane = (bytes: number) => bytes >= 0 && bytes < 0x7fffffff;
  if (align !== 0 && (!sane(align) || (align & (align - 1)) !== 0))
    return `Cannot meet constraints with align ${align}`;
  const unit = Math.max(align, imageAlignment);
  const checks: readonly (readonly [keyof BlkdebugLimits, number])[] = [
    ['max-transfer', unit],
    ['opt-write-zero', unit],
    ['max-write-zero', Math.max(value('opt-write-zero'), unit)],
    ['opt-discard', unit],
    ['max-discard', Math.max(value('opt-discard'), unit)],
  ];
  const bad = checks.find(([name, multiple]) => !sane(value(name)) || value(name) % multiple !== 0);
  return bad === undefined ? undefined : `Cannot meet constraints with ${bad[0]} ${value(bad[0])}`;
}
