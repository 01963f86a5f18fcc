/**
 * A generated workspace in the shape of real ones: 11 public TypeScript repositories with AI in them, of 262 to 13,345 files (21,600
 * together), read in November 2026. Of each figure the median of the repositories, the range, and what is generated:
 *
 * | | median | range | here |
 * |---|---|---|---|
 * | lines of a file: p50, mean, p90 | 82, 158, 388 | 65 to 150, 104 to 397, 222 to 941 | 80, 154, 361 |
 * | characters of a line | 31 | 29 to 40 | 34 |
 * | imports of own modules: p50, mean, p90 | 1, 2.1, 5 | 0 to 2, 0.7 to 3.3, 2 to 8 | 2, 1.9, 4 |
 * | files that nobody imports | 47 % | 26 to 64 % | 47 % |
 * | files that import the most imported one | 9 % | 3 to 56 % | 12 %: 2,000 of 16,000 |
 * | tests | 25 % | 1 to 46 % | 18 % |
 * | files that import an AI SDK | 16 % | 2 to 45 %; in the largest 2 % | 12 % |
 * | files that hang together with one of these | 75 % | 6 to 88 %; in the largest 6 % | 83 % |
 *
 * What hangs together is what costs. Its share is the same at every size here, so that growth shows; in large repositories it is smaller.
 * Seeded: the same number gives the same text, and a smaller workspace is the beginning of a larger one.
 */
import { ASKS, ASKS_IMPORT, type Imported, MESSAGES, OPTIONS, ROUTES, ROUTE_IMPORT, TEXT_FUNCTION, TOOL, TOOL_IMPORT, TYPES_IMPORT, WRAPS, piece } from './pieces';

export interface GeneratedFile {
  path: string;
  text: string;
}

/** Files of one package. Every third of them works with AI. */
const PACKAGE = 40;
/** Which part of all files imports the module that nearly everything uses. */
const HUB_SHARE = 0.125;
const TESTS = 0.2;

/** Linear congruential; Numerical Recipes. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

type Kind = 'hub' | 'asks' | 'tool' | 'types' | 'route' | 'plain' | 'test';

const packageOf = (n: number): number => Math.floor(n / PACKAGE);
const worksWithAi = (n: number): boolean => packageOf(n) % 3 === 0;

export const HUB = 'packages/p0/src/m0.ts';

function kindOf(n: number, next: () => number): Kind {
  if (n === 0) return 'hub';
  const at = n % PACKAGE;
  // The first modules of a package are what its others share.
  if (worksWithAi(n) && at === 1) return 'asks';
  const dice = next();
  if (at > 3 && dice < TESTS) return 'test';
  if (at > 8 && dice < TESTS + 0.06) return 'route';
  if (!worksWithAi(n) || dice < 0.66) return 'plain';
  return dice < 0.8 ? 'types' : dice < 0.93 ? 'asks' : 'tool';
}

const pathOf = (n: number, kind: Kind): string => `packages/p${packageOf(n)}/src/m${n}${kind === 'test' ? '.test' : ''}.ts`;
const specifier = (from: number, to: number): string => (packageOf(from) === packageOf(to) ? `./m${to}` : `../../p${packageOf(to)}/src/m${to}`);

/** How many own modules a file imports: often none or one, seldom many. */
function fanOut(next: () => number): number {
  const dice = next();
  if (dice < 0.24) return 0;
  if (dice < 0.48) return 1;
  if (dice < 0.66) return 2;
  if (dice < 0.8) return 3;
  return 4 + Math.floor(next() ** 2 * 6);
}

/** Lines of a file: log-normal, by the sum of dice. */
function length(next: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += next();
  return Math.round(Math.min(1800, Math.exp(Math.log(100) + 1.1 * sum)));
}

/** A module before: one of those that the package shares, or one near by. Tests and routes are imported by nobody. */
function target(n: number, kinds: readonly Kind[], next: () => number): number | undefined {
  const first = packageOf(n) * PACKAGE;
  const dice = next();
  const to =
    dice < 0.4 ? first + Math.floor(next() * 4) : dice < 0.9 ? n - 1 - Math.floor(next() ** 2 * 20) : Math.floor(next() * 4) + PACKAGE * Math.floor(next() * (packageOf(n) + 1));
  return to > 0 && to < n && kinds[to] !== 'test' && kinds[to] !== 'route' ? to : undefined;
}

export function generate(files: number, seed = 1): GeneratedFile[] {
  const next = random(seed);
  const kinds: Kind[] = [];
  return Array.from({ length: files }, (_, n) => {
    const kind = kindOf(n, next);
    kinds.push(kind);
    const near = new Set<number>();
    if (n > 0 && next() < HUB_SHARE) near.add(0);
    for (let i = fanOut(next); i > 0; i--) {
      const to = target(n, kinds, next);
      if (to !== undefined) near.add(to);
    }
    if (kind === 'test' || kind === 'route') near.add(packageOf(n) * PACKAGE + (worksWithAi(n) ? 1 : 2));
    return { path: pathOf(n, kind), text: textOf(n, kind, [...near], kinds, length(next), next) };
  });
}

function textOf(n: number, kind: Kind, near: readonly number[], kinds: readonly Kind[], lines: number, next: () => number): string {
  const asking = near.filter((m) => kinds[m] === 'asks');
  const head = near.map((m) => `import { f${m}_0, f${m}_1${asking.includes(m) ? `, ask${m}` : ''} } from '${specifier(n, m)}';`);
  const imported: Imported = (k) => (near.length > 0 && k % 2 === 0 ? `f${near[k % near.length]}_${k % 2}` : undefined);
  const first = imported(0);
  if (kind === 'test') {
    const tests = near.map((m, k) => `\nit('keeps what is short, ${k}', () => {\n  assert.equal(f${m}_0('a, bb', { limit: 10, tags: ['a'] }), 'Abb');\n});\n`);
    return [`import assert from 'node:assert/strict';\n${head.join('\n')}\n`, ...tests].join('');
  }
  const [imports, own] = {
    hub: ['', ''],
    plain: ['', asking.length > 0 ? WRAPS(n, asking[0]!) : ''],
    asks: [ASKS_IMPORT, ASKS(n, first)],
    tool: [TOOL_IMPORT, TOOL(n, first)],
    types: [TYPES_IMPORT, MESSAGES(n)],
    route: [ROUTE_IMPORT, ROUTES(n, asking.length > 0 ? `ask${asking[0]}(text, req.body.tone)` : `f${n}_0(text, { limit: 10, tags: [] })`)],
  }[kind];
  let text = `${[...(imports ? [imports] : []), ...head].join('\n')}\n${OPTIONS(n)}${TEXT_FUNCTION(n, 0, first)}${TEXT_FUNCTION(n, 1, imported(2))}${own}`;
  for (let k = 2; text.length < lines * 33; k++) text += piece(Math.floor(next() * 100), n, k, imported);
  return text;
}

/** The file while somebody types in the body of its first function, which gives back what it gave before. */
export const typed = (f: GeneratedFile, n: number): GeneratedFile => ({ ...f, text: f.text.replace('> options.limit)', `> options.limit + ${n})`) });

/** The file with a first function that gives back something else, and with every second `n` what it was. */
export const answering = (f: GeneratedFile, n: number): GeneratedFile =>
  n % 2 === 1 ? f : { ...f, text: f.text.replace(/return out\.length > 0 \? out : [^;]+;/, 'return options.locale + out;') };

/** The file with one export more. */
export const exporting = (f: GeneratedFile, n: number): GeneratedFile => ({ ...f, text: `${f.text}\nexport const added${n} = ${n};\n` });
