/** Changed copies of lists, made as long as they have to be: `filter` and `push` leave room for many more. */

/** The list without an item, the first of those that are equal to it; the list itself if there is none. */
export function without<T>(list: readonly T[], item: T): readonly T[] {
  const at = list.indexOf(item);
  if (at < 0) return list;
  const left = list.slice(1);
  for (let i = 0; i < at; i++) left[i] = list[i] as T;
  return left;
}
