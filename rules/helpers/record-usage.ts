/** Writes down that a model was asked: what for, and at what cost. Never the text itself. */
export function recordUsage(call: string, usage: unknown, milliseconds?: number): void {
  console.info(JSON.stringify({ call, milliseconds, tokens: counted(usage) }));
}

/** The numbers of what a provider says of the cost, under the names that it has for them. */
function counted(usage: unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, value] of Object.entries(Object(usage))) {
    const count = Number(value);
    if (count > 0) counts[name] = count;
  }
  return counts;
}
