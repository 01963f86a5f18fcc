/** Helpers: small files of working code that a fix writes once into the project, in the language and style that it has, and imports. */
import { parse } from 'jsonc-parser';
import type { Edit, Fix } from '../findings/finding';
import { inRange } from '../models/versions';
import type { Page } from '../syntax/page';
import { withoutTypes } from '../syntax/strip';
import type { Helper, ProjectView } from './context';

/** A helper as Locksmith ships it: TypeScript with one exported function, or a class, which needs decorators. It is offered where the packages that it imports are there, in the version that a line `// needs NAME RANGE` asks for. */
export interface HelperSource {
  name: string;
  text: string;
}

/** The helper that exports a function; of several, one that is there already, then one on a package that the project has. */
export function helperFor(sources: readonly HelperSource[], exported: string, page: Page, project: ProjectView): Helper | undefined {
  const there = (s: HelperSource): number => (project.exists(pathOf(s, page, project)) ? 2 : Math.sign(packagesOf(s).length));
  const able = sources.filter((s) => exports(s).includes(exported) && packagesOf(s).every((p) => project.uses(p, page)) && fits(s, page, project));
  const source = able.sort((a, b) => there(b) - there(a))[0];
  if (!source) return undefined;
  const made = new Map<string, Fix['creates'][number]>();
  const path = place(sources, source, page, project, made);
  const edits = page.importName(specifier(page, path, project), exported).map((e): Edit => ({ path: page.path, ...e }));
  return { call: exported, edits, creates: [...made.values()] };
}

const NEEDS = /^\/\/ needs (\S+) (\S+)\n/m;

function fits(s: HelperSource, page: Page, project: ProjectView): boolean {
  const [, pkg, range] = NEEDS.exec(s.text) ?? [];
  return !pkg || inRange(project.version(pkg, page.path), range!);
}

const exports = (s: HelperSource): string[] => [...s.text.matchAll(/^export (?:async )?(?:function|class) (\w+)/gm)].map((m) => m[1]!);
const packagesOf = (s: HelperSource): string[] => [...s.text.matchAll(/from '((?!\.|node:)[^']+)'/g)].map((m) => m[1]!);
const pathOf = (s: HelperSource, page: Page, project: ProjectView): string => `${homeOf(page.path, project)}ai/${s.name}${extensionFor(page)}`;

/** Where the helper is, or will be: beside those that earlier fixes wrote. */
function place(sources: readonly HelperSource[], source: HelperSource, page: Page, project: ProjectView, made: Map<string, Fix['creates'][number]>): string {
  const path = pathOf(source, page, project);
  if (project.exists(path) || made.has(path)) return path;
  made.set(path, {
    path,
    text: inStyle(withOwnClient(source.text.replace(NEEDS, ''), path, page, project), page, endOf(path, page, project)),
  });
  for (const [, needed] of source.text.matchAll(/from '\.\/([\w-]+)'/g)) {
    const other = sources.find((s) => s.name === needed);
    if (other) place(sources, other, page, project, made);
  }
  return path;
}

const CLIENT = /^const client = new (\w+)\(.*\);\n\n?/m;

/** The project's own client in the place of a new one. What the file imports that will import the helper would go round in a circle. */
function withOwnClient(text: string, path: string, page: Page, project: ProjectView): string {
  const name = CLIENT.exec(text)?.[1];
  const line = name && new RegExp(`^import (?:${name}|\\{[^}]*\\b${name}\\b[^}]*\\}) from '([^']+)';\\n`, 'm').exec(text);
  const own = line ? project.client(line[1]!, name) : undefined;
  if (!line || !own || own.path === page.path) return text;
  // Other names of the import stay.
  const others = line[0].startsWith(`import ${name} `) ? '' : line[0].replace(new RegExp(`, ${name}\\b|\\b${name}, `), '');
  const imported = own.name === 'client' ? 'client' : `${own.name} as client`;
  return text.replace(line[0], () => `${others}import { ${imported} } from '${relative(path, own.path.replace(/\.[^.]+$/, ''))}';\n`).replace(CLIENT, '');
}

/** `src/` or `lib/` of the package that a file is in, or its root. */
function homeOf(path: string, project: ProjectView): string {
  let root = path.slice(0, path.lastIndexOf('/') + 1);
  while (root && !project.exists(`${root}package.json`)) root = root.slice(0, root.lastIndexOf('/', root.length - 2) + 1);
  return [`${root}src/`, `${root}lib/`].find((f) => project.folderExists(f.slice(0, -1))) ?? root;
}

function extensionFor({ path, typed }: Page): string {
  return `.${moduleOf(path)}${typed ? 'ts' : 'js'}`;
}

/** What an import of a file ends with. */
const endOf = (path: string, page: Page, project: ProjectView): string => (moduleOf(path) ? `.${moduleOf(path)}js` : extensionOf(page, project));

/** `m` of `.mts` and `.mjs`, whose modules are imported with their extension. */
const moduleOf = (path: string): string => /\.([mc])[jt]s$/.exec(path)?.[1] ?? '';

function inStyle(text: string, page: Page, extension: string): string {
  const { semicolon, quote, eol, indent, esm } = page.style;
  let out = page.typed ? text : withoutTypes(text, esm);
  if (extension) out = out.replace(/(from '\.{1,2}\/[\w./-]+)'/g, `$1${extension}'`);
  if (semicolon === '') out = out.replace(/;$/gm, '');
  // The shipped helpers hold no quote inside a quoted text; what stands in comments is no quote.
  if (quote === '"') out = out.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'([^'\n]*)'/g, (whole, text?: string) => (text === undefined ? whole : `"${text}"`));
  if (indent !== '  ') out = out.replace(/^(?: {2})+/gm, (spaces) => indent.repeat(spaces.length / 2));
  return eol === '\n' ? out : out.replaceAll('\n', eol);
}

/** How a file of the workspace is imported from a page: as the page does it, by an alias of its project or by the way there. */
export function specifier(page: Page, path: string, project: ProjectView): string {
  const file = path.replace(/\.[^.]+$/, '');
  const way = relative(page.path, file);
  return (way.startsWith('../') ? byAlias(page, file, project) : undefined) ?? `${way}${endOf(path, page, project)}`;
}

/** `@/ai/filter`, where the page imports by this alias, and nothing by the way up. */
function byAlias(page: Page, file: string, project: ProjectView): string | undefined {
  const imported = [...page.text.matchAll(/\bfrom\s*['"]([^'"]+)['"]/g)].map((m) => m[1]!);
  if (imported.some((i) => i.startsWith('../'))) return undefined;
  const config = nearest(page.path, 'tsconfig.json', project) ?? nearest(page.path, 'jsconfig.json', project);
  const { baseUrl, paths } = (parse(config?.text ?? '') as ProjectConfig | undefined)?.compilerOptions ?? {};
  for (const [pattern, targets] of Object.entries(paths ?? {})) {
    const target = Array.isArray(targets) ? String(targets[0]) : '';
    if (!pattern.endsWith('*') || !target.endsWith('*')) continue;
    const alias = pattern.slice(0, -1);
    const folder = `${config!.folder}${baseUrl ?? '.'}/${target.slice(0, -1)}`.replace(/(^|\/)(\.\/)+/g, '$1').replaceAll('//', '/');
    const like = imported.find((i) => i.startsWith(alias));
    if (like && file.startsWith(folder)) return `${alias}${file.slice(folder.length)}${/\.[cm]?js$/.exec(like)?.[0] ?? ''}`;
  }
  return undefined;
}

/** As far as aliases go, and as anybody may have written it. */
interface ProjectConfig {
  compilerOptions?: { baseUrl?: unknown; paths?: Record<string, unknown> | null };
}

/** What relative imports end with: as the file writes them; in one that has none, as Node.js will resolve them. */
function extensionOf(page: Page, project: ProjectView): string {
  if (page.style.extension !== undefined) return page.style.extension;
  if (/\.[cm]?ts$|\.tsx$/.test(page.path)) return /"module(Resolution)?"\s*:\s*"node(16|18|20|next)"/i.test(nearest(page.path, 'tsconfig.json', project)?.text ?? '') ? '.js' : '';
  return /\.mjs$/.test(page.path) || (page.path.endsWith('.js') && /"type"\s*:\s*"module"/.test(nearest(page.path, 'package.json', project)?.text ?? '')) ? extensionFor(page) : '';
}

function nearest(from: string, name: string, project: ProjectView): { text: string; folder: string } | undefined {
  for (let dir = from.slice(0, from.lastIndexOf('/') + 1); ; dir = dir.slice(0, dir.lastIndexOf('/', dir.length - 2) + 1)) {
    const text = project.read(`${dir}${name}`);
    if (text !== undefined) return { text, folder: dir };
    if (dir === '') return undefined;
  }
}

function relative(from: string, to: string): string {
  const a = from.split('/').slice(0, -1);
  const b = to.split('/');
  while (a.length > 0 && a[0] === b[0]) {
    a.shift();
    b.shift();
  }
  return `${a.length === 0 ? './' : '../'.repeat(a.length)}${b.join('/')}`;
}
