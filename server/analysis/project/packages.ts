/**
 * Packages of the workspace by their names, for imports that no installation leads anywhere: a monorepo is read as it was checked
 * out, whichever of npm, pnpm and yarn its packages are linked by.
 */
import type { ResolutionHost } from '../../engine/api';

interface Package {
  dir: string;
  manifest: { private?: unknown; exports?: unknown; source?: unknown; types?: unknown; module?: unknown; main?: unknown };
}

/**
 * @param paths the workspace's source files: a package has some of them
 * @returns the paths at which the file may be that a specifier means, best first; nothing where no package has the name
 */
export function workspacePackages(
  host: ResolutionHost,
  paths: () => Iterable<string>,
): (specifier: string) => { name: string; candidates: string[]; published: boolean } | undefined {
  let known: Map<string, Package> | undefined;
  return (specifier) => {
    const name = nameIn(specifier);
    known ??= packagesOf(host, paths());
    const found = known.get(name);
    if (!found) return undefined;
    const sub = specifier.slice(name.length + 1);
    const { dir, manifest } = found;
    const exported = targets(manifest.exports, sub === '' ? '.' : `./${sub}`);
    const main = sub === '' ? [manifest.source, manifest.types, manifest.module, manifest.main].filter((m) => typeof m === 'string') : [];
    const usual = sub === '' ? ['src/index', 'index'] : [`src/${sub}`, sub, `src/${sub}/index`];
    const candidates = [...exported, ...main, ...usual].flatMap((c) => below(dir, c) ?? []);
    return { name, candidates, published: manifest.private !== true };
  };
}

/** `@scope/name/sub` → `@scope/name`. */
const nameIn = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function packagesOf(host: ResolutionHost, paths: Iterable<string>): Map<string, Package> {
  const folders = new Set<string>();
  for (const path of paths) for (let at = path; at.includes('/') && !folders.has((at = at.slice(0, at.lastIndexOf('/'))));) folders.add(at);
  const out = new Map<string, Package>();
  for (const dir of ['', ...[...folders].sort()]) {
    const text = host.readFile(dir === '' ? 'package.json' : `${dir}/package.json`);
    const manifest = text === undefined ? undefined : parsed(text);
    if (typeof manifest?.name === 'string' && !out.has(manifest.name)) out.set(manifest.name, { dir, manifest });
  }
  return out;
}

function parsed(text: string): (Package['manifest'] & { name?: unknown }) | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

/** What `exports` says of a path, under whatever condition: which of them will hold is not known here. */
function targets(exports: unknown, sub: string): string[] {
  if (typeof exports === 'string' || Array.isArray(exports)) return sub === '.' ? leaves(exports) : [];
  if (typeof exports !== 'object' || exports === null) return [];
  const entries = Object.entries(exports);
  if (!entries.some(([key]) => key.startsWith('.'))) return sub === '.' ? leaves(exports) : [];
  for (const [key, target] of entries) {
    const star = key.indexOf('*');
    if (key === sub) return leaves(target);
    if (star < 0 || !sub.startsWith(key.slice(0, star)) || !sub.endsWith(key.slice(star + 1)) || sub.length < key.length) continue;
    const middle = sub.slice(star, sub.length - (key.length - star - 1));
    return leaves(target).map((t) => t.replace('*', () => middle));
  }
  return [];
}

/** Nesting of conditions that is looked into. */
const DEPTH = 5;

function leaves(target: unknown, depth = 0): string[] {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null && depth < DEPTH ? Object.values(target).flatMap((t) => leaves(t, depth + 1)) : [];
}

function below(dir: string, path: string): string | undefined {
  const parts = path.split('/').filter((p) => p !== '' && p !== '.');
  return parts.includes('..') ? undefined : [...(dir === '' ? [] : [dir]), ...parts].join('/');
}
