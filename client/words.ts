/** "1 file", "2 files". */
export const count = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

/** "40 ms", "2.1 s"; what takes no time to speak of is not measured. */
export const duration = (milliseconds: number): string =>
  milliseconds < 10 ? 'under 10 ms' : milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
