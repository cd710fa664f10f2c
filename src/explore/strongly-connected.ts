/**
 * The sets of states that can all be reached from one another (Tarjan, without recursion), those of one state only if
 * it leads to itself. `targets` are among `states`.
 */
export function stronglyConnected(
  states: readonly number[],
  targets: (state: number) => readonly number[],
): readonly (readonly number[])[] {
  const found: number[][] = [];
  const index = new Map<number, number>();
  const lowest = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const lower = (state: number, value: number): void => {
    if (value < (lowest.get(state) as number)) lowest.set(state, value);
  };
  for (const root of states) {
    if (index.has(root)) continue;
    const path: { readonly state: number; readonly targets: readonly number[]; at: number }[] = [];
    const enter = (state: number): void => {
      index.set(state, index.size);
      lowest.set(state, index.size - 1);
      stack.push(state);
      onStack.add(state);
      path.push({ state, targets: targets(state), at: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = top.targets[top.at++];
      if (target !== undefined) {
        if (!index.has(target)) enter(target);
        else if (onStack.has(target)) lower(top.state, index.get(target) as number);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) lower(before.state, lowest.get(top.state) as number);
      if (lowest.get(top.state) !== index.get(top.state)) continue;
      const set = stack.splice(stack.lastIndexOf(top.state));
      for (const state of set) onStack.delete(state);
      if (set.length > 1 || top.targets.includes(top.state)) found.push(set);
    }
  }
  return found;
}
