/**
 * Random scenarios for fast-check: a machine, a guest that reads and writes, clients, faults, jobs. What shrinks is
 * still a scenario that plays.
 */
import type { IoOp, QmpCommand, Scenario, Step } from '../scenario/scenario.ts';
import { behaviour, type ClientShape, COMMANDS } from './clients.ts';
import { type Arbitrary, type Fc, inTime, PAUSES, printedAs } from './fast-check.ts';
import { type FaultShape, faults, type Wish } from './faults.ts';
import { type JobShape, jobWishes } from './jobs.ts';
import { type MachineShape, machine, type Policy } from './machines.ts';
import { disksOf, type Plan, pick, withPlans } from './plan.ts';
import { shrunkFurther } from './smaller.ts';
import { scenarioYaml } from './yaml.ts';

/** What random scenarios may have. */
export interface ScenarioShape {
  /** how many disks at most; 2 if not said */
  readonly disks?: number;
  /** how many steps the guest and its manager take at most; 6 if not said */
  readonly steps?: number;
  /** the error policies that disks may have */
  readonly policies?: readonly Policy[];
  /** commands that the manager may send; text is a command without arguments */
  readonly commands?: readonly (string | QmpCommand)[];
  /** milliseconds that may lie between two steps */
  readonly pauses?: readonly number[];
  /** faults may be left out by a search */
  readonly maybe?: boolean;
  /** what the guest may ask for; reads and writes if not said */
  readonly ops?: readonly IoOp[];
  /** a machine of one's own, with what happens to it anyway */
  readonly on?: Scenario;
  /** machines of all kinds; if not said, disks in memory behind a blkdebug node each */
  readonly machine?: MachineShape;
  /** faults of all kinds; if not said, rules that are always armed */
  readonly faults?: FaultShape;
  /** clients of all kinds; if not said, there is only the manager */
  readonly clients?: ClientShape;
  /** jobs on the disks; if not said, there are none */
  readonly jobs?: JobShape;
}

/**
 * @param fc fast-check, as the test suite has it
 * @returns scenarios of that shape; `{ machine: {}, faults: {}, clients: {}, jobs: {} }` has of everything
 */
export function scenarios(fc: Fc, shape: ScenarioShape = {}): Arbitrary<Scenario> {
  const { steps = 6, pauses = PAUSES, maybe = false, commands = COMMANDS } = shape;
  const nothing: Wish = () => ({});
  const printed = (scenario: Scenario) => printedAs(fc, scenario, scenarioYaml);
  const made = fc
    .tuple(
      shape.on === undefined ? machine(fc, machineShape(shape)) : fc.constant(shape.on),
      fc.array(act(fc, { ...shape, pauses, commands }), { maxLength: steps }),
      shape.jobs === undefined ? fc.constant(nothing) : jobWishes(fc, { pauses, ...shape.jobs }),
      faults(fc, { maybe, pauses, ...(shape.faults ?? SIMPLE_FAULTS) }),
      shape.clients === undefined ? fc.constant({}) : behaviour(fc, { pauses, commands, ...shape.clients }),
    )
    .map(([made, acts, job, fault, clients]) => {
      const busy = withPlans(made, guestPlan(made, acts), job(made));
      return printed(withPlans(busy, fault(busy), clients));
    });
  // One's own machine stays as it is.
  return shape.on === undefined ? shrunkFurther(fc, made, printed) : made;
}

const SIMPLE_FAULTS: FaultShape = { rules: 4, states: 0, steps: 0, events: ['none'] };
const SIMPLE_MACHINE: MachineShape = {
  storage: ['null-co'],
  devices: ['virtio-blk-device'],
  attach: ['blockdev'],
  blkdebug: ['above'],
  throttle: false,
  pools: false,
};

const machineShape = ({ disks, policies, machine: own = SIMPLE_MACHINE }: ScenarioShape): MachineShape => ({
  ...(disks === undefined ? {} : { disks }),
  ...(policies === undefined ? {} : { policies }),
  ...own,
});

interface Act {
  readonly pause: number;
  readonly io?: { readonly disk: number; readonly op: IoOp; readonly offset: number; readonly bytes: number };
  readonly qmp?: QmpCommand;
}

/** A few places, so that requests meet: beside each other, over each other, over a block's end and a cluster's. */
const OFFSETS = [0, 512, 3584, 4096, 8192, 65024, 65536, 131072] as const;
const LENGTHS = [512, 1024, 4096, 8192] as const;

function act(fc: Fc, shape: ScenarioShape): Arbitrary<Act> {
  const { commands = [], pauses = PAUSES, ops = ['write', 'read'] } = shape;
  const pause = fc.constantFrom(...pauses);
  const io = fc.record({
    disk: fc.nat(7),
    op: fc.constantFrom(...ops),
    offset: fc.constantFrom(...OFFSETS),
    bytes: fc.constantFrom(...LENGTHS),
  });
  const asked = fc.record({ pause, io });
  if (commands.length === 0) return asked;
  const qmp = fc.constantFrom(...commands.map((one) => (typeof one === 'string' ? { execute: one } : one)));
  return fc.oneof(asked, fc.record({ pause, qmp }));
}

/** What the guest and its manager do, one after the other. */
function guestPlan(scenario: Scenario, acts: readonly Act[]): Plan {
  const disks = disksOf(scenario);
  return {
    steps: inTime(acts, ({ io, qmp }, at, index): Step | undefined => {
      if (qmp !== undefined) return { at, qmp };
      const disk = io === undefined ? undefined : pick(disks, io.disk);
      if (io === undefined || disk === undefined) return undefined;
      const tag = `t${index}`;
      const { op, offset, bytes } = io;
      return { at, io: [op === 'flush' ? { device: disk.id, op, tag } : { device: disk.id, op, offset, bytes, tag }] };
    }),
  };
}
