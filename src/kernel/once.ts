/**
 * The same function, worked out once for each object that it is given: for objects that never change and come again in
 * thousands of orders. Forgets with the object.
 */
export function onceEach<K extends object, V extends {}>(make: (of: K) => V): (of: K) => V {
  const made = new WeakMap<K, V>();
  return (of) => {
    let known = made.get(of);
    if (known === undefined) {
      known = make(of);
      made.set(of, known);
    }
    return known;
  };
}
