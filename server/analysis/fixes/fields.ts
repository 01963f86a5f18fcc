/** The fields of a value that functions read, with the types that they declare for them or that their use tells. */
import type { TypeRef } from '../facts/ir';
import { operandsOf } from '../facts/operands';
import type { FnNode } from '../flow/values';
import { parsePort } from '../models/ports';

export type Shape = { k: 'string' | 'number' | 'boolean' } | { k: 'list'; of: Shape } | { k: 'object'; fields: Record<string, Shape> };

const DEPTH = 3;
/** Members that lists have, and texts have not. */
const OF_LISTS = new Set(['map', 'filter', 'forEach', 'join', 'push', 'some', 'every', 'find', 'reduce', 'flatMap', 'sort']);
/** Members that every text, number or list has: a value of which only these are read is no object of its own. */
const OF_VALUES = new Set([
  ...OF_LISTS,
  'length',
  'includes',
  'indexOf',
  'slice',
  'at',
  'concat',
  'toString',
  'trim',
  'split',
  'replace',
  'replaceAll',
  'toLowerCase',
  'toUpperCase',
  'startsWith',
]);
for (const name of ['endsWith', 'match', 'test', 'padStart', 'padEnd', 'substring', 'charAt', 'toFixed', 'valueOf', 'constructor', 'hasOwnProperty', 'entries', 'keys', 'values'])
  OF_VALUES.add(name);

/** What a function reads of an input: `port` says which parameter holds it, and under which member (`0`, `0.input`). */
export function inputShape(fn: FnNode, port: string): Shape {
  const { index, steps } = parsePort(port);
  const declared = steps.reduce<TypeRef | undefined>((t, s) => memberType(t, s.name), fn.facts.params[index]?.type);
  let values = new Set(fn.facts.instrs.flatMap((i, v) => (i.op === 'param' && i.index === index ? [v] : [])));
  for (const s of steps) values = new Set(readsOf(fn, values).get(s.name ?? '') ?? []);
  return shapeOf(fn, values, declared, 0);
}

/** What a function reads of some values of its own. */
export function shapeOf(fn: FnNode, values: ReadonlySet<number>, declared: TypeRef | undefined, depth: number): Shape {
  const type = declared ?? typeGiven(fn, values);
  if (type && tells(type)) return fromType(type, depth);
  const reads = readsOf(fn, values);
  const names = [...reads.keys()].filter((n) => !OF_VALUES.has(n));
  if (names.length === 0 || depth >= DEPTH) {
    const k = usedAs(fn, values, reads);
    return k === 'list' ? { k, of: { k: 'string' } } : { k };
  }
  return { k: 'object', fields: Object.fromEntries(names.map((n) => [n, shapeOf(fn, new Set(reads.get(n)), memberType(type, n), depth + 1)])) };
}

/** `any`, `unknown` and types that are declared elsewhere say nothing here. */
const tells = (t: TypeRef): boolean => t.k === 'array' || (t.k === 'prim' && /^(string|number|boolean)$/.test(t.name));

export function joinShapes(a: Shape | undefined, b: Shape): Shape {
  if (a?.k !== 'object' || b.k !== 'object') return a?.k === 'object' || !a || b.k !== 'object' ? (a ?? b) : b;
  const fields = { ...b.fields };
  for (const [name, shape] of Object.entries(a.fields)) fields[name] = fields[name] ? joinShapes(shape, fields[name]) : shape;
  return { k: 'object', fields };
}

function usedAs({ facts }: FnNode, values: ReadonlySet<number>, reads: ReadonlyMap<string, number[]>): 'string' | 'number' | 'list' {
  if ([...reads.keys()].some((n) => OF_LISTS.has(n)) || facts.instrs.some((i) => i.op === 'element' && values.has(i.of[0]))) return 'list';
  return facts.instrs.some((i) => i.op === 'bin' && /^[-*/%<>]/.test(i.kind) && operandsOf(i).some((v) => values.has(v))) ? 'number' : 'string';
}

/** `JSON.parse(…) as Plan`, `const plan: { … } = …` */
const typeGiven = ({ facts }: FnNode, values: ReadonlySet<number>): TypeRef | undefined =>
  facts.instrs.flatMap((i) => (i.op === 'typed' && values.has(i.of[0]) && i.type.k === 'object' ? [i.type] : []))[0];

const memberType = (t: TypeRef | undefined, name: string | undefined): TypeRef | undefined => (t?.k === 'object' && name !== undefined ? t.props[name] : undefined);

function fromType(t: TypeRef, depth: number): Shape {
  if (t.k === 'prim' && (t.name === 'number' || t.name === 'boolean')) return { k: t.name };
  if (t.k === 'array' && depth < DEPTH) return { k: 'list', of: fromType(t.of, depth + 1) };
  if (t.k === 'object' && depth < DEPTH) return { k: 'object', fields: Object.fromEntries(Object.entries(t.props).map(([n, p]) => [n, fromType(p, depth + 1)])) };
  return { k: 'string' };
}

function readsOf({ facts }: FnNode, from: ReadonlySet<number>): Map<string, number[]> {
  const same = new Set(from);
  const out = new Map<string, number[]>();
  facts.instrs.forEach((i, v) => {
    if ((i.op === 'typed' || i.op === 'await') && same.has(i.of[0])) same.add(v);
    if (i.op === 'get' && same.has(i.obj[0]) && typeof i.prop === 'string') out.set(i.prop, [...(out.get(i.prop) ?? []), v]);
  });
  return out;
}

const keyed = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** `{ id: z.string() }`, without `z.object` around it. */
export const zodFields = (fields: Record<string, Shape>): string =>
  `{ ${Object.entries(fields)
    .map(([n, s]) => `${keyed(n)}: ${zod(s)}`)
    .join(', ')} }`;

function zod(s: Shape): string {
  if (s.k === 'object') return `z.object(${zodFields(s.fields)})`;
  return s.k === 'list' ? `z.array(${zod(s.of)})` : `z.${s.k}()`;
}

/** A JSON schema with every field required. `q` is the quote. */
export function jsonSchema(s: Shape, q: string): string {
  if (s.k === 'list') return `{ type: ${q}array${q}, items: ${jsonSchema(s.of, q)} }`;
  if (s.k !== 'object') return `{ type: ${q}${s.k}${q} }`;
  const fields = Object.entries(s.fields);
  const properties = fields.map(([n, f]) => `${keyed(n)}: ${jsonSchema(f, q)}`).join(', ');
  return `{ type: ${q}object${q}, properties: { ${properties} }, required: [${fields.map(([n]) => `${q}${n}${q}`).join(', ')}] }`;
}
