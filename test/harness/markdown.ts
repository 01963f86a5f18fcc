/**
 * Cases as Markdown: each `##` section is a workspace, each code block a file of it.
 *
 *     ## A ternary guard
 *     ```ts app/api/chat/route.ts
 *     …code…
 *     ```
 *
 * A block without a path is `a.ts`. A section may set options on lines of their own: `phase: enhanced`, `rules: prompt/*`.
 */
import * as fs from 'node:fs';

export interface CaseFile {
  path: string;
  text: string;
  /** `good` and `bad` blocks of a rule's page. */
  kind?: 'good' | 'bad';
}

export interface Case {
  title: string;
  files: CaseFile[];
  options: Record<string, string>;
}

const FENCE = /^```(\w+)?(?:\s+(.*))?$/;

export function readCases(path: string): Case[] {
  const cases: Case[] = [];
  let current: Case | undefined;
  let block: { file: CaseFile; lines: string[] } | undefined;
  for (const line of fs.readFileSync(path, 'utf8').split('\n')) {
    if (block) {
      if (line.trim() === '```') {
        block.file.text = block.lines.join('\n') + '\n';
        current?.files.push(block.file);
        block = undefined;
      } else block.lines.push(line);
      continue;
    }
    const heading = /^## (.*)$/.exec(line);
    if (heading) cases.push((current = { title: heading[1]!, files: [], options: {} }));
    const fence = FENCE.exec(line);
    if (fence && current) {
      const [first = '', second] = (fence[2] ?? '').split(/\s+/);
      const kind = first === 'good' || first === 'bad' ? first : undefined;
      const name = (kind ? second : first) || `a.${fence[1] ?? 'ts'}`;
      block = { file: { path: name, text: '', kind }, lines: [] };
    }
    const option = /^(phase|rules|package|config|confidence): (.*)$/.exec(line);
    if (option && current) current.options[option[1]!] = option[2]!;
  }
  return cases.filter((c) => c.files.length > 0);
}
