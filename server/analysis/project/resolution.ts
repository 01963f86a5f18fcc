/**
 * Module specifiers → files, with TypeScript's own resolution (paths, exports, workspaces) over a read-only view of the
 * file system. `extends` of a tsconfig is followed inside the workspace only.
 */
import ts from 'typescript';
import type { ResolutionHost } from '../../engine/api';
import { workspacePackages } from './packages';
import type { Resolve } from './project';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte', '.astro', '.d.ts'];

export interface ResolverOptions {
  host: ResolutionHost;
  /** Whether a source file of the workspace has this path. */
  known: (path: string) => boolean;
  paths: () => Iterable<string>;
  /** Packages that models describe: what they say goes before the package's own source, where a workspace is the one that publishes it. */
  modelled: (pkg: string) => boolean;
  /** The package that generated what a specifier means, whether or not it is there. */
  generator: (specifier: string) => string | undefined;
}

export function createResolver({ host, known, paths, modelled, generator }: ResolverOptions): Resolve {
  const packages = workspacePackages(host, paths);
  const root = '/';
  const inside = (p: string): string => p.replace(/^\/+/, '');
  const options = new Map<string, ts.CompilerOptions>();
  const cache = new Map<string, ReturnType<Resolve>>();
  const moduleHost: ts.ModuleResolutionHost = {
    fileExists: (p) => known(inside(p)) || host.fileExists(inside(p)),
    readFile: (p) => host.readFile(inside(p)),
    directoryExists: (p) => host.directoryExists(inside(p)),
    getCurrentDirectory: () => root,
    realpath: host.realpath ? (p) => root + host.realpath!(inside(p)) : undefined,
    useCaseSensitiveFileNames: true,
  };

  const configFor = (dir: string): ts.CompilerOptions => {
    const done = options.get(dir);
    if (done) return done;
    let found: ts.CompilerOptions | undefined;
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const path = dir ? `${dir}/${name}` : name;
      if (host.fileExists(path)) found = readConfig(path);
      if (found) break;
    }
    const parent = parentOf(dir);
    const result = found ?? (parent === undefined ? {} : configFor(parent));
    options.set(dir, result);
    return result;
  };

  /** Each is read once, so that one that extends itself, however often, comes to an end. */
  const readConfigs = new Map<string, ts.CompilerOptions>();
  const readConfig = (path: string): ts.CompilerOptions => {
    const known = readConfigs.get(path);
    if (known) return known;
    readConfigs.set(path, {});
    const made = readable(() => madeConfig(path)) ?? {};
    readConfigs.set(path, made);
    return made;
  };
  const madeConfig = (path: string): ts.CompilerOptions => {
    const text = host.readFile(path);
    if (text === undefined) return {};
    const { config } = ts.parseConfigFileTextToJson(path, text) as { config?: { extends?: unknown; compilerOptions?: { paths?: unknown; baseUrl?: unknown } | null } };
    const dir = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    let base: ts.CompilerOptions = {};
    for (const e of [config?.extends].flat()) {
      if (typeof e !== 'string' || !e.startsWith('.')) continue;
      const target = normalize(`${dir}/${e}`);
      if (target !== undefined) base = { ...base, ...readConfig(target.endsWith('.json') ? target : `${target}.json`) };
    }
    const own = config?.compilerOptions ?? {};
    const result: ts.CompilerOptions = { ...base };
    if (typeof own.baseUrl === 'string') result.baseUrl = root + (normalize(`${dir}/${own.baseUrl}`) ?? dir);
    const paths = pathsOf(own.paths);
    if (paths) {
      result.paths = paths;
      result.pathsBasePath = root + dir;
    }
    return result;
  };

  return (specifier, from) => {
    const dir = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : '';
    const key = `${dir}\u0000${specifier}`;
    let hit = cache.get(key);
    if (!hit) cache.set(key, (hit = find(specifier, dir, from)));
    return hit;
  };

  function find(specifier: string, dir: string, from: string): ReturnType<Resolve> {
    const made = generator(specifier);
    if (made) return { pkg: made };
    if (specifier.startsWith('.')) {
      const target = normalize(`${dir}/${specifier}`);
      const file = target === undefined ? undefined : guess(target);
      if (file) return { file };
    }
    const config = configFor(dir);
    if (!specifier.startsWith('.') && isBuiltin(specifier)) return { pkg: specifier.replace(/^node:/, '') };
    const resolved = readable(
      () => ts.resolveModuleName(specifier, root + from, { ...config, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true }, moduleHost).resolvedModule,
    );
    if (resolved) {
      const path = inside(resolved.resolvedFileName);
      if (!/(^|\/)node_modules\//.test(path)) return { file: sourceOf(path) };
    }
    const file = byConvention(specifier, dir) ?? byPackage(specifier);
    return file ? { file } : { pkg: packageName(specifier) };
  }

  /** A package of the workspace that is not installed. */
  function byPackage(specifier: string): string | undefined {
    const found = packages(specifier);
    if (!found || (found.published && (modelled(specifier) || modelled(found.name)))) return undefined;
    for (const c of found.candidates) {
      const file = guess(sourceOf(c)) ?? guess(c);
      if (file && !file.endsWith('.d.ts')) return file;
    }
    return undefined;
  }

  /** An alias that is only written down in a configuration that a framework makes, or in one that is code: the nearest folder that has such a file. */
  function byConvention(specifier: string, dir: string): string | undefined {
    const alias = ALIASES.find(([prefix]) => specifier.startsWith(prefix));
    if (!alias) return undefined;
    const [prefix, folders] = alias;
    const below = normalize(specifier.slice(prefix.length));
    if (below === undefined) return undefined;
    for (let at: string | undefined = dir; at !== undefined; at = parentOf(at)) {
      for (const folder of folders) {
        const hit = guess([at, folder, below].filter((p) => p !== '').join('/'));
        if (hit) return hit;
      }
    }
    return undefined;
  }

  /** A relative path as written: with or without ending, `.js` for `.ts`, or a folder's index. */
  function guess(path: string): string | undefined {
    if (known(path)) return path;
    const bare = path.replace(/\.([cm]?)jsx?$/, '');
    for (const stem of bare === path ? [path] : [path, bare]) for (const e of EXTENSIONS) if (known(stem + e)) return stem + e;
    for (const e of EXTENSIONS) if (known(`${path}/index${e}`)) return `${path}/index${e}`;
    return undefined;
  }

  /** `dist` mapped back to `src`, where the source is in the workspace. */
  function sourceOf(path: string): string {
    if (known(path)) return path;
    for (const out of ['dist', 'build', 'lib', 'out']) {
      const candidate = path.replace(new RegExp(`(^|/)${out}/(esm/|cjs/)?`), '$1src/').replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
      const hit = candidate === path ? undefined : guess(candidate);
      if (hit) return hit;
    }
    return path;
  }
}

/** What no package is called, and where it leads by convention, the first of several: Nuxt (3 and 4), Vite, SvelteKit. */
const ALIASES: readonly [string, readonly string[]][] = [
  ['~~/', ['']],
  ['@@/', ['']],
  ['~/', ['app', 'src', '']],
  ['@/', ['app', 'src', '']],
  ['#shared/', ['shared']],
  ['$lib/', ['src/lib']],
];

const parentOf = (dir: string): string | undefined => (dir === '' ? undefined : dir.includes('/') ? dir.slice(0, dir.lastIndexOf('/')) : '');

/** TypeScript reads JSON with its parser, which overflows where it nests too deeply: such a file says nothing. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** TypeScript takes on trust what it has complained of elsewhere. */
function pathsOf(given: unknown): Record<string, string[]> | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const once = (pattern: unknown): pattern is string => typeof pattern === 'string' && pattern.indexOf('*') === pattern.lastIndexOf('*');
  return Object.fromEntries(Object.entries(given).flatMap(([key, list]) => (once(key) && Array.isArray(list) ? [[key, list.filter(once)]] : [])));
}

const BUILTINS = new Set(
  'assert buffer child_process cluster console crypto dgram dns events fs fs/promises http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream stream/promises string_decoder timers timers/promises tls tty url util v8 vm worker_threads zlib sqlite test'.split(
    ' ',
  ),
);
const isBuiltin = (s: string): boolean => s.startsWith('node:') || BUILTINS.has(s);

/** Deep imports keep their path: `openai/resources/chat` is not `openai`. */
const packageName = (specifier: string): string => specifier.replace(/^npm:/, '').replace(/^(jsr:)/, '');

function normalize(path: string): string | undefined {
  const out: string[] = [];
  for (const p of path.split('/')) {
    if (p === '' || p === '.') continue;
    if (p === '..') {
      if (out.length === 0) return undefined;
      out.pop();
    } else out.push(p);
  }
  return out.join('/');
}
