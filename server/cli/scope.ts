/** Which findings a run reports: those of changed files, those of one shard. The analysis sees the whole workspace in any case. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { hash } from '../analysis/facts/hash';
import type { Finding } from '../analysis/findings/finding';
import { Usage } from './usage';

export type Filter = (f: Finding) => boolean;

/** Findings whose mark or proof touches a file that differs from `ref`, committed or not. */
export function changedSince(root: string, ref: string | true): Filter {
  const git = (...args: string[]): string => {
    try {
      // A repository may name programs to run in its configuration: none of them is.
      return execFileSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', ...args], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      const said = /(?:fatal|error): (.*)/.exec(String((error as { stderr?: unknown }).stderr ?? ''))?.[1];
      throw new Usage(`\`--changed\` could not ask git: ${said ?? 'git is not there'}`);
    }
  };
  if (ref !== true && ref.startsWith('-')) throw new Usage(`\`${ref}\` is no revision`);
  const base = ref === true ? 'HEAD' : git('merge-base', ref, 'HEAD').trim();
  const top = git('rev-parse', '--show-toplevel').trim();
  const changed = new Set(
    [
      ...git('diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', base, '--')
        .split('\0')
        .map((p) => path.join(top, p)),
      ...git('ls-files', '--others', '--exclude-standard', '-z')
        .split('\0')
        .map((p) => path.join(root, p)),
    ].map((p) => path.relative(root, p).split(path.sep).join('/')),
  );
  return (f) => [f.place, ...f.path, ...f.otherPaths.flat(), ...f.related].some((s) => changed.has(s.path));
}

/** `2/4` is the second of four; a file's findings always fall to the same one. */
export function shard(text: string): Filter {
  const m = /^(\d+)\/(\d+)$/.exec(text);
  const [i, n] = [Number(m?.[1]), Number(m?.[2])];
  if (!m || i < 1 || i > n) throw new Usage(`\`--shard ${text}\` needs the form I/N, such as 1/4`);
  return (f) => parseInt(hash(f.place.path).slice(-8), 36) % n === i - 1;
}
