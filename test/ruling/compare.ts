/** What a scan says now, beside what was said of it. */
import type { Finding } from '../../server/analysis/findings/finding';
import type { Judged, Ruling } from './verdicts';

export interface Seen {
  rule: string;
  at: string;
}

export interface Difference {
  /** Reported, and neither judged nor counted as unread. */
  fresh: Seen[];
  /** Judged, and no longer reported. */
  lost: (Seen & Pick<Judged, 'verdict'>)[];
  /** Mended once, and back. */
  back: Seen[];
}

/** `positions` gives line and column of an offset in a file. */
export const seenIn = (findings: readonly Finding[], position: (path: string, offset: number) => { line: number; column: number }): Seen[] =>
  findings.map((f) => {
    const { line, column } = position(f.place.path, f.place.start);
    return { rule: f.rule, at: `${f.place.path}:${line}:${column}` };
  });

const keyOf = (s: Seen): string => `${s.rule} ${s.at}`;
const listed = <T extends { at: string }>(by: Record<string, T[]> | undefined): (T & Seen)[] =>
  Object.entries(by ?? {}).flatMap(([rule, list]) => list.map((j) => ({ ...j, rule })));

export function compare(ruling: Pick<Ruling, 'findings' | 'mended' | 'unread'>, seen: readonly Seen[]): Difference {
  const now = new Set(seen.map(keyOf));
  const judged = new Set(listed(ruling.findings).map(keyOf));
  const mended = new Set(listed(ruling.mended).map(keyOf));
  const back = seen.filter((s) => mended.has(keyOf(s)));
  const left = { ...ruling.unread };
  const fresh = seen.filter((s) => {
    if (judged.has(keyOf(s)) || mended.has(keyOf(s))) return false;
    if ((left[s.rule] ?? 0) === 0) return true;
    left[s.rule]!--;
    return false;
  });
  return { fresh, back, lost: listed(ruling.findings).filter((j) => !now.has(keyOf(j))) };
}

/** The table after a scan: verdicts stay, false alarms that are gone are kept as mended, and what is new is given no verdict yet. */
export function renewed(ruling: Ruling, seen: readonly Seen[], unread: Judged): Ruling {
  const { fresh, lost, back } = compare(ruling, seen);
  const gone = new Set(lost.map(keyOf));
  const findings: Record<string, Judged[]> = {};
  const mended: NonNullable<Ruling['mended']> = {};
  const returned = new Set(back.map(keyOf));
  for (const j of listed(ruling.findings)) if (!gone.has(keyOf(j))) (findings[j.rule] ??= []).push({ at: j.at, verdict: j.verdict, why: j.why });
  for (const j of listed(ruling.findings)) if (gone.has(keyOf(j)) && j.verdict === false) (mended[j.rule] ??= []).push({ at: j.at, why: j.why });
  for (const j of listed(ruling.mended)) {
    if (returned.has(keyOf(j))) (findings[j.rule] ??= []).push({ at: j.at, verdict: false, why: j.why });
    else (mended[j.rule] ??= []).push({ at: j.at, why: j.why });
  }
  for (const s of fresh) (findings[s.rule] ??= []).push({ ...unread, at: s.at });
  return { ...ruling, findings, ...(Object.keys(mended).length > 0 ? { mended } : { mended: undefined }) };
}
