/** `--fix`: takes quick fixes, scans again, and goes on until none is left. Nothing is written before the end. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Edit, Finding } from '../analysis/findings/finding';
import { readText } from '../host/readText';
import type { Workspace } from '../host/workspace';
import { writeAtomically } from '../host/write';
import { written } from './usage';

export interface FixOptions {
  root: string;
  /** Opens the workspace with these texts on top of the disk. */
  open(overlay: ReadonlyMap<string, string>): Workspace;
  chosen(f: Finding): boolean;
  /** Rules whose suggested fixes are taken, besides every safe one. */
  suggested: readonly string[];
}

export interface Fixed {
  /** New text by path: of changed files and of created ones. */
  texts: Map<string, string>;
  fixes: number;
  /** Files that may not be written, and would have been. */
  readOnly: Set<string>;
  /** Texts of changed files as they were when they were read. */
  before: ReadonlyMap<string, string>;
  /** Files that somebody else has written since then. */
  changed: Set<string>;
}

/** A fix that does not close its finding is not tried again; this bounds what fixes could do to one another. */
const ROUNDS = 20;

export function fixAll(o: FixOptions): Fixed {
  const texts = new Map<string, string>();
  const tried = new Set<string>();
  const readOnly = new Set<string>();
  const before = new Map<string, string>();
  let fixes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { analyzer, texts: analysed } = o.open(texts);
    const textOf = (p: string): string => texts.get(p) ?? analysed.get(p) ?? onDisk(o.root, p);
    const edits: Edit[] = [];
    const created = new Map<string, string>();
    for (const f of analyzer.scan().findings.filter(o.chosen)) {
      // That a function is a control is for people to say.
      const fix = analyzer.fixes(f, textOf).find((x) => x.tier === 'safe' || (x.tier === 'suggested' && !x.declareLock && o.suggested.includes(f.rule)));
      if (!fix || tried.has(`${f.fingerprint} ${fix.title}`)) continue;
      // What touches text that is taken already waits for the next round, where it is made anew.
      const barred = fix.edits.map((e) => e.path).filter((p) => isReadOnly(o.root, p));
      for (const p of barred) readOnly.add(p);
      if (barred.length > 0) continue;
      if (fix.edits.some((e) => edits.some((t) => t.path === e.path && e.start <= t.end && t.start <= e.end))) continue;
      if (fix.creates.some((c) => created.has(c.path))) continue;
      tried.add(`${f.fingerprint} ${fix.title}`);
      edits.push(...fix.edits);
      for (const c of fix.creates) if (textOf(c.path) === '') created.set(c.path, c.text);
      fixes++;
    }
    if (edits.length + created.size === 0) break;
    for (const p of new Set(edits.map((e) => e.path))) {
      if (!texts.has(p)) before.set(p, textOf(p));
      texts.set(
        p,
        applied(
          textOf(p),
          edits.filter((e) => e.path === p),
        ),
      );
    }
    for (const [p, text] of created) texts.set(p, text);
  }
  return { texts, fixes, readOnly, before, changed: new Set() };
}

const applied = (text: string, edits: readonly Edit[]): string =>
  [...edits].sort((a, b) => b.start - a.start || b.end - a.end).reduce((t, e) => t.slice(0, e.start) + e.newText + t.slice(e.end), text);

/** Whoever took the right to write away from a file meant it. */
const isReadOnly = (root: string, p: string): boolean => ((fs.statSync(path.join(root, p), { throwIfNoEntry: false })?.mode ?? 0o200) & 0o222) === 0;

function onDisk(root: string, p: string): string {
  const r = readText(path.join(root, p));
  return 'text' in r ? r.text : '';
}

/** As `git apply` reads it. */
export const diffOf = (root: string, { texts }: Fixed): string =>
  [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([p, text]) => {
      const isNew = !fs.existsSync(path.join(root, p));
      return createTwoFilesPatch(isNew ? '/dev/null' : `a/${p}`, `b/${p}`, onDisk(root, p), text, undefined, undefined, { context: 3 }).replace(/^=+\n/, '');
    })
    .join('');

/** What is new comes first, so that nothing names a file that is not there. A byte order mark stays where it was; what somebody is working on is theirs. */
export function writeFixed(root: string, { texts, before, changed }: Fixed): void {
  const isNew = (p: string): boolean => !before.has(p);
  for (const [p, text] of [...texts].sort(([a], [b]) => Number(isNew(b)) - Number(isNew(a)))) {
    const file = path.join(root, p);
    if (onDisk(root, p) !== (before.get(p) ?? '')) {
      changed.add(p);
      continue;
    }
    const marked =
      fs.existsSync(file) &&
      fs
        .readFileSync(file)
        .subarray(0, 3)
        .equals(Buffer.from([0xef, 0xbb, 0xbf]));
    written(p, () => writeAtomically(file, `${marked ? '\ufeff' : ''}${text}`));
  }
}
