/** What a schema lets through, whichever library it was made with, and in whichever notation it is written. */
import type { Literal } from '../facts/ir';
import { LIMITS } from '../limits';
import type { SchemaSpec } from '../models/format';
import { apis, part } from './access';
import { matchedBy } from './charsets';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { BIT, NOTHING, type Obj, type Value, constantsOf, contents, join, privilegedRole } from './values';

/** A text of which nothing is known, unless one of these says more. */
export interface Shape {
  /** Bits of `SAFE_FOR`: what a value that passes is safe for. */
  safe: number;
  fields?: ReadonlyMap<string, Shape>;
  items?: Shape;
  anyOf?: readonly Shape[];
  /** It makes a valid value of one that is not: that it passes tells nothing of what was given. */
  mends?: boolean;
}

const ANY_TEXT: Shape = { safe: 0 };

/** Of a schema that a library made, or of an object whose members are schemas. */
export function shapeOf(schema: Value, depth = 0): Shape {
  if (depth > LIMITS.schemaDepth) return ANY_TEXT;
  const made = apis(schema).flatMap((r) => {
    const spec = r.made?.specs.find((s) => s.schema)?.schema;
    return spec ? [shapeOfCall(r.made!, spec, depth)] : [];
  });
  return eitherOf([...made, ...objects(schema).map((o) => fieldsOf(o, (v) => shapeOf(v, depth + 1)))]);
}

/** Of the schema that a call makes, or that it holds something to: its own, and else that of what it is called on. */
export function shapeOfCall(event: CallEvent, spec: SchemaSpec, depth = 0): Shape {
  const at = (port: string): Value => valuesAt(event, port).reduce<Value>((v, a) => join(v, a.value), NOTHING);
  const each = (port: string): Shape[] => valuesAt(event, port).flatMap((a) => listed(a.value).map((v) => shapeOf(v, depth + 1)));
  if (spec.allows) return { safe: allowList(event.args.flatMap(texts)) };
  const parts: Shape[] = [];
  if (spec.same) parts.push(shapeOf(at(spec.same), depth + 1));
  if (spec.fields) parts.push(shapeOf(at(spec.fields), depth + 1));
  if (spec.items) parts.push({ safe: 0, items: shapeOf(at(spec.items), depth + 1) });
  if (spec.pattern) parts.push({ safe: patternBits(at(spec.pattern)) });
  if (spec.anyOf) parts.push(eitherOf(each(spec.anyOf)));
  if (spec.allOf) parts.push(...each(spec.allOf));
  if (spec.json) parts.push(ofJson(at(spec.json), depth + 1));
  if (spec.texts) parts.push(ofTexts(at(spec.texts), depth + 1));
  const own = parts.length > 0 ? parts.reduce(allOf) : event.self ? ofReceiver(event.self, spec, depth) : ANY_TEXT;
  return spec.mends ? { ...own, mends: true } : own;
}

/** A call that only holds data to a schema has none of its own. */
const ofReceiver = (self: Value, spec: SchemaSpec, depth: number): Shape => (spec.parses || spec.tests || spec.asserts ? shapeOf(self, depth + 1) : ANY_TEXT);

export const shapeOfJson = (schema: Value): Shape => ofJson(schema, 0);

/** A schema in the words of JSON Schema, or of JSON Type Definition. Libraries make such schemas too, and so they may stand in each other. */
function ofJson(schema: Value, depth: number): Shape {
  if (depth > LIMITS.schemaDepth) return ANY_TEXT;
  const below = (v: Value): Shape => ofJson(v, depth + 1);
  const ways = objects(schema).map((o): Shape => {
    const word = (name: string): Value => o.fields.get(name) ?? NOTHING;
    const every = (name: string): Shape[] => listed(word(name)).map(below);
    const fixed = [...texts(word('enum')), ...texts(word('const'))];
    const known = ['type', 'format'].flatMap((name) => constantsOf(word(name)) ?? []);
    const parts: Shape[] = [{ safe: fixed.length > 0 ? allowList(fixed) : known.some((k) => WITHOUT_TEXT.has(k)) ? BIT.any | BIT.roles : patternBits(word('pattern')) }];
    for (const name of ['properties', 'optionalProperties']) parts.push(...objects(word(name)).map((p) => fieldsOf(p, below)));
    for (const name of ['items', 'elements', 'values']) if (objects(word(name)).length > 0 || apis(word(name)).length > 0) parts.push({ safe: 0, items: below(word(name)) });
    for (const name of ['anyOf', 'oneOf']) parts.push(eitherOf(every(name)));
    return [...parts, ...every('allOf')].reduce(allOf);
  });
  const made = apis(schema);
  return eitherOf([...ways, ...(made.length > 0 ? [shapeOf({ taints: [], refs: made }, depth)] : [])]);
}

/** Types and formats whose values are no free text. */
const WITHOUT_TEXT = new Set<unknown>([
  'number',
  'integer',
  'boolean',
  'null',
  'uuid',
  'date',
  'date-time',
  'float32',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'timestamp',
]);

/** A schema written as TypeScript's types are, in texts: `{ kind: "'a' | 'b'", 'tags?': 'string[]' }`. */
function ofTexts(schema: Value, depth: number): Shape {
  if (depth > LIMITS.schemaDepth) return ANY_TEXT;
  const ways = schema.refs.flatMap((r): Shape[] => {
    if (r.k === 'const' && typeof r.value === 'string') return [ofText(r.value)];
    if (r.k === 'obj' && !r.obj.array)
      return [
        fieldsOf(
          r.obj,
          (v) => ofTexts(v, depth + 1),
          (name) => name.replace(/\?$/, ''),
        ),
      ];
    return r.k === 'api' && r.made ? [shapeOf({ taints: [], refs: [r] }, depth)] : [ANY_TEXT];
  });
  return eitherOf(ways);
}

function ofText(written: string): Shape {
  const list = written.trim().endsWith('[]') ? written.trim().slice(0, -2).trim() : undefined;
  const isGroup = list?.startsWith('(') && list.endsWith(')');
  if (list !== undefined && (isGroup || !list.includes('|'))) return { safe: 0, items: ofText(isGroup ? list.slice(1, -1) : list) };
  const text = written.replace(/\s=\s.*$/s, '');
  const options = text.match(OPTION) ?? [];
  // What is left beside the options and the bars between them is something else.
  if (options.length === 0 || /[^\s|]/.test(text.replace(OPTION, ''))) return ANY_TEXT;
  return { safe: allowList(options.map((o) => o.replace(/^['"]|['"]$/g, ''))) };
}

/** A literal, or a type whose values are no free text. */
const OPTION = /'[^']*'|"[^"]*"|(?<![\w.])(?:-?\d+(?:\.\d+)?|true|false|null|undefined|boolean|bigint|Date|number(?:\.\w+)*|string\.(?:uuid|integer|numeric)(?:\.\w+)*)(?![\w.])/g;

/** Both hold: of what one says nothing, the other does. */
function allOf(a: Shape, b: Shape): Shape {
  if (a === ANY_TEXT || b === ANY_TEXT) return a === ANY_TEXT ? b : a;
  const fields = a.fields && b.fields ? new Map([...a.fields, ...b.fields]) : (a.fields ?? b.fields);
  return { safe: a.safe | b.safe, fields, items: b.items ?? a.items, anyOf: a.anyOf ?? b.anyOf, mends: a.mends ?? b.mends };
}

const eitherOf = (ways: readonly Shape[]): Shape => (ways.length === 0 ? ANY_TEXT : ways.length === 1 ? ways[0]! : { safe: 0, anyOf: ways });

const fieldsOf = (o: Obj, of: (v: Value) => Shape, named = (name: string): string => name): Shape =>
  o.fields.size > 0 ? { safe: 0, fields: new Map([...o.fields].map(([name, v]) => [named(name), of(v)])) } : ANY_TEXT;

const objects = (v: Value): Obj[] => v.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [r.obj] : []));

/** What a list holds, or the one thing that stands there. */
const listed = (v: Value): Value[] => {
  const lists = v.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? contents(r.obj) : []));
  return lists.length > 0 ? lists : v === NOTHING ? [] : [v];
};

/** The constants that stand at a place, by themselves or in a list. */
const texts = (v: Value): Literal[] => v.refs.flatMap((r) => (r.k === 'const' ? [r.value] : r.k === 'obj' ? (constantsOf(part({ taints: [], refs: [r] }, '*')) ?? []) : []));

/** Of a fixed set, where a privileged role among them is one that may be chosen. */
const allowList = (values: readonly unknown[]): number => (values.some(privilegedRole) ? BIT.any : BIT.any | BIT.roles);

/** Regular expressions are kept as they are written; in JSON they are texts. */
const patternBits = (pattern: Value): number =>
  (constantsOf(pattern) ?? []).reduce<number>((bits, c) => bits | (typeof c === 'string' ? matchedBy(/^\/.+\/[a-z]*$/s.test(c) ? c : `/${c}/`).found : 0), 0);
