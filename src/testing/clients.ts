/** How clients behave: what they answer events and replies with, what they send unasked, when they come and go. */
import {
  type HostDeed,
  type JsonObject,
  MAIN_CLIENT,
  type QmpCommand,
  type ScenarioClient,
  type Step,
  type Trigger,
} from '../scenario/scenario.ts';
import { type Arbitrary, type Fc, inTime, optional, PAUSES, printedAs, said } from './fast-check.ts';
import { type Plan, pick } from './plan.ts';
import { yaml } from './yaml.ts';

/** What random clients may do. */
export interface ClientShape {
  /** how many clients beside `main` at most; 1 if not said */
  readonly others?: number;
  /** how many reactions a client has at most; 2 if not said */
  readonly reactions?: number;
  /** how many steps all clients together take at most; 4 if not said */
  readonly steps?: number;
  /** events that may be answered */
  readonly events?: readonly string[];
  /** commands that may be sent; text is a command without arguments */
  readonly commands?: readonly (string | QmpCommand)[];
  /** milliseconds that may lie between two steps, or between an event and its answer */
  readonly pauses?: readonly number[];
  /** clients beside `main` come and go; true if not said */
  readonly comeAndGo?: boolean;
}

/** Never so often that a run has no end: a client that answers at once does it a few times only. */
const MOST_TIMES = 3;
const EVENTS = ['STOP', 'BLOCK_IO_ERROR', 'RESUME', 'BLOCK_JOB_READY', 'BLOCK_JOB_ERROR', 'JOB_STATUS_CHANGE'] as const;
export const COMMANDS: readonly string[] = ['cont', 'stop', 'query-status'];

/**
 * @param fc fast-check, as the test suite has it
 * @returns plans with the clients' reactions and steps, which fit any scenario that has no clients by these names:
 * `main`, `client1`, `client2`...
 */
export const clients = (fc: Fc, shape: ClientShape = {}): Arbitrary<Plan> =>
  behaviour(fc, shape).map((plan) => printedAs(fc, plan, (made) => yaml({ ...made } as unknown as JsonObject)));

export function behaviour(fc: Fc, shape: ClientShape): Arbitrary<Plan> {
  const { others = 1, steps = 4 } = shape;
  return fc
    .record({
      main: reactions(fc, shape),
      others: fc.array(other(fc, shape), { maxLength: others }),
      steps: fc.array(clientStep(fc, shape), { maxLength: steps }),
    })
    .map((wish) => {
      const made: ScenarioClient[] = wish.others.map((client, index) => ({ name: `client${index + 1}`, ...client }));
      const main = { name: MAIN_CLIENT, negotiate: true, connected: true, reactions: wish.main };
      return { clients: wish.main.length === 0 ? made : [main, ...made], steps: clientSteps(made, wish.steps) };
    });
}

type Reactions = ScenarioClient['reactions'];

function other(fc: Fc, shape: ClientShape): Arbitrary<Omit<ScenarioClient, 'name'>> {
  const { comeAndGo = true } = shape;
  return fc.record({
    negotiate: fc.constantFrom(true, true, false),
    connected: comeAndGo ? fc.constantFrom(true, false) : fc.constant(true),
    reactions: reactions(fc, shape),
  });
}

const command = (fc: Fc, { commands = COMMANDS }: ClientShape): Arbitrary<QmpCommand> =>
  fc.constantFrom(...commands.map((one) => (typeof one === 'string' ? { execute: one } : one)));

function reactions(fc: Fc, shape: ClientShape): Arbitrary<Reactions> {
  const { reactions: most = 2, events = EVENTS, commands = COMMANDS, pauses = PAUSES } = shape;
  if (most === 0 || commands.length === 0 || events.length === 0) return fc.constant([]);
  const pause = fc.constantFrom(...pauses);
  const one = fc
    .record({
      on: trigger(fc, events),
      does: deed(fc, shape),
      after: fc.oneof({ withCrossShrink: true }, pause, fc.array(pause, { minLength: 2, maxLength: 3 })),
      times: optional(fc, 1, 2, MOST_TIMES),
    })
    .map(({ on, does, after, times }): Reactions[number] => {
      const atOnce = typeof after === 'number' ? after === 0 : after.includes(0);
      return { on, ...does, after, ...said({ times: times ?? (atOnce ? MOST_TIMES : undefined) }) };
    });
  return fc.array(one, { maxLength: most });
}

/** An event for the most part. */
const trigger = (fc: Fc, events: readonly string[]): Arbitrary<Trigger> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constantFrom(...events).map((event) => ({ event })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('io-error', 'paused', 'running').map((status) => ({ return: { status } })),
    },
    { weight: 1, arbitrary: fc.constant({ error: {} }) },
    { weight: 1, arbitrary: fc.constant({ greeting: true } as const) },
  );

/** A command for the most part; to somebody who has just come, the one that he has to send first. */
const deed = (fc: Fc, shape: ClientShape): Arbitrary<{ readonly send: QmpCommand } | { readonly do: HostDeed }> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: command(fc, shape).map((send) => ({ send })) },
    { weight: 1, arbitrary: fc.constant({ send: { execute: 'qmp_capabilities' } }) },
    { weight: 1, arbitrary: fc.constantFrom<HostDeed>({ heal: true }, { thaw: true }).map((done) => ({ do: done })) },
  );

interface StepWish {
  readonly pause: number;
  readonly who: number;
  readonly send: QmpCommand | undefined;
}

function clientStep(fc: Fc, shape: ClientShape): Arbitrary<StepWish> {
  const { commands = COMMANDS, pauses = PAUSES, comeAndGo = true, others = 1 } = shape;
  const comes = fc.constant(undefined);
  const sends = commands.length === 0 ? comes : command(fc, shape);
  return fc.record({
    pause: fc.constantFrom(...pauses),
    who: fc.nat(others),
    send: comeAndGo && others > 0 ? fc.oneof({ weight: 3, arbitrary: sends }, { weight: 1, arbitrary: comes }) : sends,
  });
}

/** Only who is connected sends; who is told to come and is there, goes. `main` stays. */
function clientSteps(others: readonly ScenarioClient[], wishes: readonly StepWish[]): readonly Step[] {
  const away = new Set(others.filter(({ connected }) => !connected).map(({ name }) => name));
  const names = [MAIN_CLIENT, ...others.map(({ name }) => name)];
  return inTime(wishes, ({ who, send }, at): Step | undefined => {
    const name = pick(names, who) ?? MAIN_CLIENT;
    if (send !== undefined) {
      const client = name === MAIN_CLIENT || away.has(name) ? {} : { client: name };
      return { at, qmp: send, ...client };
    }
    if (name === MAIN_CLIENT) return undefined;
    if (away.delete(name)) return { at, connect: name };
    away.add(name);
    return { at, disconnect: name };
  });
}
