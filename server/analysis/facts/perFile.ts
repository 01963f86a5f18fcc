/** Questions that one file answers alone are asked once for each version of it. */
import type { FileFacts } from './ir';

export function perFile<T>(ask: (facts: FileFacts) => T): (facts: FileFacts) => T {
  const answers = new WeakMap<FileFacts, { answer: T }>();
  return (facts) => {
    let known = answers.get(facts);
    if (!known) answers.set(facts, (known = { answer: ask(facts) }));
    return known.answer;
  };
}
