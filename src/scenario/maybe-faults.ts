/** Faults that a search may do without: inject-error rules with `maybe`. Whether they exist is decided first of all. */
import { type BlkdebugState, withoutRule } from '../block/blkdebug-rules.ts';
import { nodeNamed } from '../block/graph.ts';
import { defineRecord, NONE, number, ref } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { type Scenario, withoutMaybe } from './scenario.ts';

const Undecided = defineRecord('undecided fault', { node: ref(), rule: number() });

/** Notes every rule that the scenario calls `maybe`. */
export function addMaybeFaults(machine: Machine, { blockdev, drive }: Scenario): void {
  for (const options of [...blockdev, ...drive])
    for (const { node, rule } of withoutMaybe(options).rules) {
      const found = nodeNamed(machine, node);
      if (found !== undefined) machine.store.table(Undecided).add({ node: found.id, rule });
    }
}

/** The id of the first rule that nobody has decided about, or NONE. */
export function firstUndecided(machine: Machine): number {
  const all = machine.store.table(Undecided);
  return all.size === 0 ? NONE : (all.live()[0]?.id ?? NONE);
}

/** Decides whether the rule exists. */
export function decide(machine: Machine, id: number, happens: boolean): void {
  const all = machine.store.table(Undecided);
  const { node: nodeId, rule } = all.at(id);
  const node = machine.nodes.at(nodeId);
  if (!happens) node.state = withoutRule(node.state as BlkdebugState, rule);
  all.remove(all.at(id));
}

export function undecidedLabel(machine: Machine, id: number, happens: boolean): string {
  const { node, rule } = machine.store.table(Undecided).at(id);
  return `fault ${rule} of ${machine.nodes.at(node).name} ${happens ? 'is there' : 'is not there'}`;
}
