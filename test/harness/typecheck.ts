/**
 * Type-checks texts under `strict` against the SDKs' real typings in `test/sdks`.
 *
 *     typeErrors([{ path: 'src/a.ts', text: "import { tool } from 'ai'; …" }], { versions: { ai: '6' } })
 *     // → ["src/a.ts: TS2353 Object literal may only specify known properties…"], or [] where all is well
 *     newTypeErrors(before, after)
 *     // → the errors of `after` that `before` did not have: what an edit broke
 *
 * A `package.json` among the files says which versions are meant, as in a project; `versions` goes before it; a package that
 * neither names is there in the newest version. A `tsconfig.json` among the files gives its `paths`. Files that are no TypeScript or
 * JavaScript can be imported as far as TypeScript can read them. Only TypeScript files are checked.
 *
 * Declaration files are parsed and bound once per process, and programs of the same versions reuse each other, so that the first check
 * of an SDK costs a second or two and later ones some tenths of one.
 *
 * It needs the SDKs to be installed: `sdksAreInstalled()` of `test/sdks/install.mjs` tells; run it inside a suite of `test/typings`.
 */
import * as path from 'node:path';
import ts from 'typescript';
import { packageOf, sdkFor, SDKS } from './sdks';

export interface TextFile {
  path: string;
  text: string;
}

export interface TypeCheckOptions {
  /** Package → version or range, of which the major counts (below 1 the minor). */
  versions?: Record<string, string>;
  /** More compiler options, over the strict ones. */
  compilerOptions?: ts.CompilerOptions;
}

/** Files of a check lie here as far as TypeScript can see, so that imports find `test/sdks/node_modules`. */
const PROJECT = path.join(SDKS, 'project');

export const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  typeRoots: [path.join(SDKS, 'node_modules/@types')],
  strict: true,
  jsx: ts.JsxEmit.ReactJSX,
  allowJs: true,
  skipLibCheck: true,
  noEmit: true,
  experimentalDecorators: true,
};

/** One line for each error, in the order of the files. */
export function typeErrors(files: readonly TextFile[], options: TypeCheckOptions = {}): string[] {
  const program = programOf(files, options);
  return files
    .filter((f) => /\.[cm]?tsx?$/.test(f.path))
    .flatMap((f) => {
      const source = program.getSourceFile(path.join(PROJECT, f.path));
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        (d) => `${f.path}: TS${d.code} ${ts.flattenDiagnosticMessageText(d.messageText, ' ')}`,
      );
    });
}

/**
 * The same for several versions of one set of files, at once: they lie in folders beside each other, so that the SDKs' declarations are
 * checked against once. Where paths are configured, which lead from the root, each is checked by itself.
 */
export function typeErrorsOfEach(versions: readonly (readonly TextFile[])[]): string[][] {
  const isConfig = (f: TextFile): boolean => /^(package|tsconfig)\.json$/.test(f.path);
  if (versions.length < 2 || versions.some((files) => files.some((f) => f.path === 'tsconfig.json' || /^declare (global|module)/m.test(f.text))))
    return versions.map((files) => typeErrors(files));
  const configs = versions[0]!.filter(isConfig);
  const beside = versions.flatMap((files, n) => files.filter((f) => !isConfig(f)).map((f) => ({ ...f, path: `v${n}/${f.path}` })));
  const errors = typeErrors([...configs, ...beside], { compilerOptions: { moduleDetection: ts.ModuleDetectionKind.Force } });
  return versions.map((_, n) => errors.filter((e) => e.startsWith(`v${n}/`)).map((e) => e.slice(`v${n}/`.length)));
}

/** What `after` has and `before` had not. Places do not count, so that an edit may move lines. */
export function newTypeErrors(before: readonly TextFile[], after: readonly TextFile[], options: TypeCheckOptions = {}): string[] {
  const old = typeErrors(before, options);
  return typeErrors(after, options).filter((e) => {
    const at = old.indexOf(e);
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

/** Declaration files, and the text of a check's own files as it was last, by path. */
const parsed = new Map<string, ts.SourceFile>();

interface World {
  resolution: ts.ModuleResolutionCache;
  last?: ts.Program;
}
const worlds = new Map<string, World>();

/** Gives back the room that packages' declarations take: a process that goes through all SDKs would need many gigabytes. */
export function forgetPackages(): void {
  worlds.clear();
  for (const f of parsed.keys()) if (f.startsWith(`${SDKS}/node_modules/`) && !f.includes('/node_modules/@types/node/')) parsed.delete(f);
}

/** A program over the files, with imports of SDKs going to the wanted versions. */
export function programOf(files: readonly TextFile[], { versions = {}, compilerOptions = {} }: TypeCheckOptions = {}): ts.Program {
  const named = { ...dependenciesOf(files), ...versions };
  const aliases = Object.entries(named).flatMap(([name, version]) => aliasesOf(name, version));
  const options = { ...STRICT, ...pathsOf(files), ...compilerOptions };
  const key = JSON.stringify([aliases, options]);
  let world = worlds.get(key);
  if (!world) worlds.set(key, (world = { resolution: ts.createModuleResolutionCache(SDKS, (f) => f, options) }));
  const own = new Map(files.map((f) => [path.join(PROJECT, f.path), f.text]));
  const host = hostOf(own, options, new Map(aliases), world.resolution);
  const rootNames = [...own.keys()].filter((f) => /\.[cm]?[jt]sx?$/.test(f));
  return (world.last = ts.createProgram({ rootNames, options, host, oldProgram: world.last }));
}

/** `ai` → `ai6` where version 6 lies under that name; the typings of a package without its own are a package of their own. */
function aliasesOf(name: string, version: string): [string, string][] {
  const typings = `@types/${name.replace(/^@(.*)\//, '$1__')}`;
  return [name, typings].flatMap((n): [string, string][] => {
    const sdk = sdkFor(n, version);
    return sdk && sdk.alias !== n ? [[n, sdk.alias]] : [];
  });
}

function hostOf(own: ReadonlyMap<string, string>, options: ts.CompilerOptions, aliases: ReadonlyMap<string, string>, cache: ts.ModuleResolutionCache): ts.CompilerHost {
  const disk = ts.createCompilerHost(options);
  const folders = new Set([...own.keys()].flatMap(foldersAbove));
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (f) => own.has(f) || (!isInProject(f) && disk.fileExists(f)),
    readFile: (f) => own.get(f) ?? disk.readFile(f),
    directoryExists: (f) => folders.has(f) || (!isInProject(f) && ts.sys.directoryExists(f)),
    getCurrentDirectory: () => PROJECT,
    getSourceFile(f, language) {
      const text = own.get(f);
      const before = parsed.get(f);
      if (before && (text === undefined || before.text === text)) return before;
      const content = text ?? disk.readFile(f);
      if (content === undefined) return undefined;
      const source = ts.createSourceFile(f, content, language);
      // Programs of different versions may see the same text of a project, but never the same binding of it.
      if (text === undefined) parsed.set(f, source);
      return source;
    },
    resolveModuleNameLiterals: (literals, from, redirected, opts) => literals.map((l) => resolve(l.text, from, redirected, opts)),
  };
  const resolve = (name: string, from: string, redirected: ts.ResolvedProjectReference | undefined, opts: ts.CompilerOptions): ts.ResolvedModuleWithFailedLookupLocations => {
    const find = (n: string): ts.ResolvedModuleWithFailedLookupLocations => ts.resolveModuleName(n, from, opts, host, isInProject(from) ? undefined : cache, redirected);
    const usual = find(name);
    const found = usual.resolvedModule?.resolvedFileName;
    // Only what lies at the top is another version's to replace: a copy inside another SDK is what that SDK needs.
    const atTop = found?.startsWith(`${SDKS}/node_modules/`) === true && found.lastIndexOf('/node_modules/') === SDKS.length;
    const alias = atTop ? aliases.get(packageOf(found.slice(`${SDKS}/node_modules/`.length))) : found === undefined ? aliases.get(packageOf(name)) : undefined;
    return alias ? find(alias + name.slice(packageOf(name).length)) : usual;
  };
  return host;
}

const isInProject = (f: string): boolean => f.startsWith(`${PROJECT}/`);

function foldersAbove(file: string): string[] {
  const out: string[] = [];
  for (let at = path.dirname(file); at.length >= PROJECT.length; at = path.dirname(at)) out.push(at);
  return out;
}

function dependenciesOf(files: readonly TextFile[]): Record<string, string> {
  const text = files.find((f) => f.path === 'package.json')?.text;
  if (!text) return {};
  const manifest = JSON.parse(text) as { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };
  return { ...manifest.devDependencies, ...manifest.dependencies };
}

function pathsOf(files: readonly TextFile[]): ts.CompilerOptions {
  const text = files.find((f) => f.path === 'tsconfig.json')?.text;
  const config = text ? (ts.parseConfigFileTextToJson('tsconfig.json', text).config as { compilerOptions?: { paths?: Record<string, string[]> } }) : undefined;
  const paths = config?.compilerOptions?.paths;
  return paths ? { paths, pathsBasePath: PROJECT } : {};
}
