/** Findings that were there before, by fingerprint: each is forgiven as often as it was there. */
import * as fs from 'node:fs';
import type { Finding } from '../analysis/findings/finding';
import { writeAtomically } from '../host/write';
import { Usage } from './usage';

export function writeBaseline(file: string, findings: readonly Finding[]): void {
  writeAtomically(file, `${JSON.stringify({ version: 1, fingerprints: findings.map((f) => f.fingerprint).sort() }, undefined, 2)}\n`);
}

export function againstBaseline(file: string, findings: readonly Finding[]): Finding[] {
  const known = new Map<string, number>();
  try {
    for (const f of (JSON.parse(fs.readFileSync(file, 'utf8')) as { fingerprints: string[] }).fingerprints) known.set(f, (known.get(f) ?? 0) + 1);
  } catch {
    throw new Usage(`the baseline \`${file}\` could not be read; write it with \`--update-baseline\``);
  }
  return findings.filter((f) => {
    const left = known.get(f.fingerprint) ?? 0;
    known.set(f.fingerprint, left - 1);
    return left <= 0;
  });
}
