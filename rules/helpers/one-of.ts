/** Gives a value back if it is one of those that are allowed, and throws otherwise. */
export function oneOf<T>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error('This value is not allowed.');
  return found;
}
