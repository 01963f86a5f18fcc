import { recordUsage } from './record-usage';

/** Writes down that a model was asked: what for, for how long, at what cost, and whether it failed. Never the text itself. */
export async function recorded<T>(call: string, answer: T): Promise<Awaited<T>> {
  const began = Date.now();
  try {
    const result = await answer;
    recordUsage(call, Object(result).usage, Date.now() - began);
    return result;
  } catch (error) {
    console.error(JSON.stringify({ call, milliseconds: Date.now() - began, failed: error instanceof Error ? error.name : typeof error }));
    throw error;
  }
}
