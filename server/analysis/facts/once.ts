/** Questions that a thing answers alone (a version of a file's facts, a call) are asked once for each. The thing must not change. */
export function once<K extends object, T>(ask: (of: K) => T): (of: K) => T {
  const answers = new WeakMap<K, { answer: T }>();
  return (of) => {
    let known = answers.get(of);
    if (!known) answers.set(of, (known = { answer: ask(of) }));
    return known.answer;
  };
}
