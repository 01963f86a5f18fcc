/** Writes down that a model was asked: what for, for how long, at what cost, and whether it failed. Never the text itself. */
export async function recorded<T>(call: string, answer: T): Promise<Awaited<T>> {
  const began = Date.now();
  try {
    const result = await answer;
    console.info(JSON.stringify({ call, milliseconds: Date.now() - began, tokens: counted(Object(result).usage) }));
    return result;
  } catch (error) {
    console.error(JSON.stringify({ call, milliseconds: Date.now() - began, failed: error instanceof Error ? error.name : typeof error }));
    throw error;
  }
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
