/** Writes down that a model was asked: what for, for how long, at what cost, and whether it failed. Never the text itself. */
export async function recorded<T>(call: string, answer: PromiseLike<T>): Promise<T> {
  const began = Date.now();
  try {
    const result = await answer;
    const { usage } = Object(result) as { usage?: unknown };
    console.info(JSON.stringify({ call, milliseconds: Date.now() - began, usage }));
    return result;
  } catch (error) {
    console.error(JSON.stringify({ call, milliseconds: Date.now() - began, failed: error instanceof Error ? error.name : typeof error }));
    throw error;
  }
}
