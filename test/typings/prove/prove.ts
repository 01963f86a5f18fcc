/**
 * Proves model documents by the real typings of the packages that they describe. What a document claims has to hold in one of the
 * installed versions at least (`versions` limits which), and `checked` names them. `unproved` says why something has no typings; where it
 * has, that is a fault as well.
 */
import * as path from 'node:path';
import ts from 'typescript';
import { forgetPackages, programOf, type TextFile } from '../../harness/typecheck';
import { packageOf, sdkFor, sdks, SDKS, type Sdk } from '../../harness/sdks';
import type { ModelDocument } from '../../../server/analysis/models/format';
import { claimsOf, makings, speaksOf, type Claim } from './claims';
import { modulesOf, type Source } from './documents';
import { qualified, type Scope } from './names';
import type { Place } from './walk';

export interface Fault {
  file: string;
  line: number;
  message: string;
}

/** Which copies of packages are seen; of those that are not named, the newest. */
type Versions = Record<string, string>;

interface World {
  versions: Versions;
  scope: Scope;
  /** The SDK that a module's declarations come from; undefined where the module is not there. */
  origin: (module: string) => string | undefined;
}

export interface Proof {
  faults: Fault[];
  /** By document: what `checked` has to say. */
  checked: Map<ModelDocument, string[]>;
}

/** `all` are the documents that may say more of the same packages. */
export function prove(sources: readonly Source[], all: readonly ModelDocument[]): Proof {
  const modules = [...new Set(sources.flatMap((s) => modulesOf(s.document)))];
  const packages = new Set(modules.flatMap((m) => [packageOf(m), typingsOf(packageOf(m))]));
  const related = all.filter((d) => modulesOf(d).some((m) => packages.has(packageOf(m)) || d.package === 'global'));
  const named = [...new Set([...modules, ...related.flatMap(modulesOf).filter((m) => packages.has(packageOf(m))), ...mentioned(sources)])];
  const older = sdks().filter((s) => s.alias !== s.package && packages.has(s.package));
  // An older copy is a world of its own, with the documents that speak of its package.
  const worlds = [
    open({}, named, all),
    ...(named.includes(WORKERS.module) ? [open({}, named, all, WORKERS)] : []),
    ...older.map((s) =>
      open(
        only(s),
        named.filter((m) => [s.package, typed(s.package)].includes(packageOf(m))),
        all,
      ),
    ),
  ];
  const checked = new Map<ModelDocument, string[]>();
  const faults = sources.flatMap((s) => faultsOf(s, worlds, checked));
  forgetPackages();
  return { faults, checked };
}

/** The package that says what is global, and the options that bring it in. */
interface Globals {
  package: string;
  options: ts.CompilerOptions;
}
const USUAL: Globals = { package: '@types/node', options: { types: ['node', 'vscode', 'aws-lambda'] } };
/** Cloudflare's runtime has globals and a module of its own, which cannot be seen beside those of Node and the browser. */
const WORKERS = {
  module: 'cloudflare:workers',
  package: '@cloudflare/workers-types',
  options: { typeRoots: [path.join(SDKS, 'node_modules/@cloudflare')], types: ['workers-types'], lib: ['lib.es2023.d.ts'] },
};

const typingsOf = (pkg: string): string => `@types/${pkg.replace(/^@(.*)\//, '$1__')}`;
/** `express` for `@types/express`. */
const typed = (pkg: string): string => pkg.replace(/^@types\/(?!node$)/, '').replace(/^(\w+)__/, '@$1/');
const only = (s: Sdk): Versions => ({ [typed(s.package)]: s.version });

/** Packages that names of these documents belong to besides their own (`http:IncomingMessage`). */
const mentioned = (sources: readonly Source[]): string[] => [
  ...new Set([...JSON.stringify(sources.map((s) => s.document)).matchAll(/"((?:@[\w.-]+\/)?(?:node:)?[a-z][\w./-]*):[A-Z]\w*/g)].map((m) => m[1]!).filter((p) => p !== 'global')),
];

function open(versions: Versions, modules: readonly string[], all: readonly ModelDocument[], globals: Globals = USUAL): World {
  const text = modules.map((m, n) => `import * as m${n} from ${JSON.stringify(m)};`).join('\n') + '\nexport {};\n';
  const files: TextFile[] = [{ path: 'probe.ts', text }];
  const program = programOf(files, { versions, compilerOptions: globals.options });
  const checker = program.getTypeChecker();
  const probe = program.getSourceFiles().find((f) => f.fileName.endsWith('/project/probe.ts'))!;
  const symbols = new Map<string, ts.Symbol>();
  for (const statement of probe.statements)
    if (ts.isImportDeclaration(statement)) {
      const symbol = checker.getSymbolAtLocation(statement.moduleSpecifier);
      if (symbol) symbols.set((statement.moduleSpecifier as ts.StringLiteral).text, symbol);
    }
  const related = all.filter((d) => modulesOf(d).some((m) => modules.includes(m)) || d.package === 'global');
  const groups = new Map<string, ts.Symbol[]>();
  for (const d of related) groups.set(d.package, [...new Set([...(groups.get(d.package) ?? []), ...modulesOf(d).flatMap((m) => symbols.get(m) ?? [])])]);
  const aliases = new Map<string, string[]>();
  const same = (d: ModelDocument, from: string, to: string): void => {
    const key = qualified(d.package, to);
    aliases.set(key, [...(aliases.get(key) ?? []), qualified(d.package, from)]);
  };
  for (const d of related) {
    for (const [from, to] of Object.entries(d.aliases ?? {})) same(d, from, to);
    // A base may be a name for what several types have together, not each of them all.
    for (const [type, spec] of Object.entries(d.types ?? {})) if (spec?.extends) same(d, type, spec.extends);
  }
  let scope: Scope = {
    checker,
    at: probe,
    modules: (p) => groups.get(p) ?? [symbols.get(p)].filter((x) => x !== undefined),
    made: new Map<string, Place>(),
    known: new Map<string, Place>(),
    aliasesOf: (name) => aliasNames(name, aliases),
  };
  // Calls on what other calls yield: each round reaches one further.
  for (let round = 0; round < 4; round++) scope = { ...scope, made: makings(scope, related), known: new Map() };
  return { versions, scope, origin: (m) => (m === 'global' ? label(sdks().find((s) => s.package === globals.package)!) : originOf(symbols.get(m))) };
}

/** `pkg:default#x` for `pkg:OpenAI#x` where `default: OpenAI`. */
function aliasNames(name: string, aliases: ReadonlyMap<string, string[]>): string[] {
  return [...aliases].flatMap(([to, from]) => (name === to || (name.startsWith(to) && /^[#.(]/.test(name.slice(to.length))) ? from.map((f) => f + name.slice(to.length)) : []));
}

function originOf(symbol: ts.Symbol | undefined): string | undefined {
  const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
  const below = file?.startsWith(`${SDKS}/node_modules/`) ? file.slice(`${SDKS}/node_modules/`.length) : undefined;
  const sdk = below && sdks().find((s) => s.alias === packageOf(below));
  return sdk ? label(sdk) : undefined;
}

const label = (s: Sdk): string => `${s.package}@${s.version}`;

function faultsOf(source: Source, worlds: readonly World[], checked: Map<ModelDocument, string[]>): Fault[] {
  const { document: d, file, lineOf } = source;
  const fault = (at: readonly string[], message: string): Fault => ({ file, line: lineOf(at), message: `${d.package}: ${message}` });
  const origins = [...new Set(worlds.flatMap((w) => modulesOf(d).flatMap((m) => w.origin(m) ?? [])))].sort();
  checked.set(d, origins);
  const excused = typeof d.unproved === 'object' ? d.unproved : {};
  const faults: Fault[] = [];
  const claims = claimsOf(d);
  const held = (c: Claim): boolean => worlds.some((w) => speaksOf(c, versionIn(w, d.package)) && c.holds(w.scope));
  const proven = (c: Claim): boolean => held(c) || (c.spec !== undefined && claims.some((o) => o !== c && o.spec === c.spec && o.port === c.port && held(o)));
  if (typeof d.unproved === 'string') return origins.length > 0 && claims.every(proven) ? [fault(['unproved'], `${origins.join(', ')} prove it`)] : [];
  for (const m of modulesOf(d)) {
    const found = worlds.some((w) => w.origin(m) !== undefined);
    if (!found && !excused[m]) faults.push(fault(['also'], `test/sdks has no typings of ${m}`));
    if (found && excused[m]) faults.push(fault(['unproved', m], `${m} has typings`));
  }
  for (const c of claims) {
    const excuse = Object.keys(excused).find((k) => c.at.includes(k));
    if (!excuse && !proven(c)) faults.push(fault(c.at, `no checked version has ${c.what}`));
  }
  for (const name of Object.keys(excused))
    if (
      !modulesOf(d).includes(name) &&
      claimsOf(d)
        .filter((c) => c.at.includes(name))
        .every(proven)
    )
      faults.push(fault(['unproved', name], `${name} is proven`));
  if (faults.length === 0 && origins.join() !== (d.checked ?? []).join())
    faults.push(fault(['checked'], `checked has to be [${origins.map((o) => JSON.stringify(o)).join(', ')}]`));
  return faults;
}

/** Of a package in a world, for `versions`. */
function versionIn(w: World, module: string): string | undefined {
  const pkg = packageOf(module);
  return sdkFor(pkg, w.versions[pkg])?.version;
}
