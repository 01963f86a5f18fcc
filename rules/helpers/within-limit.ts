/** What one caller may ask for, in a window of time. */
const MOST = 20;
const WINDOW = 60_000;

const asked = new Map<string, { since: number; times: number }>();

/** Whether a caller asks no more often than allowed. It counts in this process: several instances let several times as much pass. */
export function withinLimit(caller: string | null | undefined): boolean {
  const now = Date.now();
  for (const [name, { since }] of asked) if (now - since > WINDOW) asked.delete(name);
  const seen = asked.get(caller ?? '') ?? { since: now, times: 0 };
  seen.times++;
  asked.set(caller ?? '', seen);
  return seen.times <= MOST;
}
