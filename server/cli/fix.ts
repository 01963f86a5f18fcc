/** `--fix`: takes quick fixes, scans again, and goes on until none is left. Nothing is written before the end. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Edit, Finding, Fix } from '../analysis/findings/finding';
import { declareLock } from '../host/configEdit';
import { readText } from '../host/readText';
import type { Workspace } from '../host/workspace';
import { writeAtomically } from '../host/write';

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
}

/** A fix that does not close its finding is not tried again; this bounds what fixes could do to one another. */
const ROUNDS = 20;

export function fixAll(o: FixOptions): Fixed {
  const texts = new Map<string, string>();
  const tried = new Set<string>();
  const textOf = (p: string): string => texts.get(p) ?? onDisk(o.root, p);
  let fixes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { analyzer } = o.open(texts);
    const edits: Edit[] = [];
    const created = new Map<string, string>();
    for (const f of analyzer.scan().findings.filter(o.chosen)) {
      const fix = analyzer.fixes(f, textOf).find((x) => x.tier === 'safe' || (x.tier === 'suggested' && o.suggested.includes(f.rule)));
      if (!fix || tried.has(`${f.fingerprint} ${fix.title}`)) continue;
      const whole = withConfig(fix, f.place.path, textOf);
      // What touches text that is taken already waits for the next round, where it is made anew.
      if (whole.edits.some((e) => edits.some((t) => t.path === e.path && e.start <= t.end && t.start <= e.end))) continue;
      if (whole.creates.some((c) => created.has(c.path))) continue;
      tried.add(`${f.fingerprint} ${fix.title}`);
      edits.push(...whole.edits);
      for (const c of whole.creates) if (textOf(c.path) === '') created.set(c.path, c.text);
      fixes++;
    }
    if (edits.length + created.size === 0) break;
    for (const p of new Set(edits.map((e) => e.path)))
      texts.set(
        p,
        applied(
          textOf(p),
          edits.filter((e) => e.path === p),
        ),
      );
    for (const [p, text] of created) texts.set(p, text);
  }
  return { texts, fixes };
}

function withConfig(fix: Fix, file: string, textOf: (path: string) => string): Pick<Fix, 'edits' | 'creates'> {
  if (!fix.declareLock) return fix;
  const config = declareLock(fix.declareLock, file, textOf);
  return { edits: [...fix.edits, ...config.edits], creates: [...fix.creates, ...config.creates] };
}

const applied = (text: string, edits: readonly Edit[]): string =>
  [...edits].sort((a, b) => b.start - a.start || b.end - a.end).reduce((t, e) => t.slice(0, e.start) + e.newText + t.slice(e.end), text);

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

/** A byte order mark stays where it was. */
export function writeFixed(root: string, { texts }: Fixed): void {
  for (const [p, text] of texts) {
    const file = path.join(root, p);
    const marked =
      fs.existsSync(file) &&
      fs
        .readFileSync(file)
        .subarray(0, 3)
        .equals(Buffer.from([0xef, 0xbb, 0xbf]));
    writeAtomically(file, `${marked ? '\ufeff' : ''}${text}`);
  }
}
