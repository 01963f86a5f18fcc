/** Questions that a thing answers alone (a version of a file's facts, a call) are asked once for each. The thing must not change. */
export function once<K extends object, T>(ask: (of: K) => T): (of: K) => T {
  const answers = new WeakMap<K, { answer: T }>();
  return (of) => {
    let known = answers.get(of);
    if (!known) answers.set(of, (known = { answer: ask(of) }));
    return known.answer;
  };
}

/** The same for questions whose answers hold within something else alone: types of a file mean what they mean in one project. */
export function onceIn<C extends object, K extends object, T>(ask: (context: C, of: K) => T): (context: C, of: K) => T {
  const within = once((context: C) => once((of: K) => ask(context, of)));
  return (context, of) => within(context)(of);
}
