/** What the rules about storage share: AI data is written to a store of some kind, and nothing encrypted it. */
import {
  type At,
  type CallEvent,
  type FixMaker,
  type Rule,
  type RuleMeta,
  type SafeFor,
  type StoreKind,
  type StoreSpec,
  type Taint,
  type Use,
  type Value,
  callUse,
  carries,
  constantsOf,
  display,
  fieldsOf,
  having,
  helpUri,
  holds,
  inserts,
  listOf,
  narrowed,
  sentence,
  sourceName,
  textsAt,
  valuesAt,
} from '../../server/analysis/api';
import { promptOrigins } from './prompts';
import { rewrittenBy } from './rewritten';

export interface StoreRule {
  meta: Omit<RuleMeta, 'layer' | 'helpUri'>;
  stores: StoreKind[];
  safe: SafeFor[];
  /** Also fields that describe a person. */
  personal?: boolean;
  /** Which writes are none of the rule's: another rule speaks, or the write is the program's way to talk to who runs it. */
  silent?: (event: CallEvent, context: Parameters<Rule['check']>[0]) => boolean;
  /** The mark is the whole call instead of the value. */
  whole?: boolean;
  fixes?: readonly FixMaker[];
  does: string;
  why: string;
  todo: string;
}

export function storeRule(o: StoreRule): Rule {
  return {
    meta: { ...o.meta, layer: 'identity-and-data', helpUri: helpUri(o.meta.id) },
    fixes: o.fixes,
    check(context, report) {
      const prompts = promptOrigins(context.events);
      for (const event of having(context.events, 'store')) {
        const specs = event.specs.flatMap((s) => listOf(s.store)).filter((s) => o.stores.includes(s.kind) && writes(event, s));
        if (specs.length === 0) continue;
        const found = first(event, specs, o, prompts);
        if (!found || o.silent?.(event, context)) continue;
        const { at, taints, texts, fields } = found;
        const what = `${sentence(sourceName(taints[0]!))} ${o.does} \`${display(event.name)}\`.`;
        const detail = { store: specs[0]!.kind, texts: texts.map((u) => u.slice(1)), fields };
        report({ fn: event.fn, mark: o.whole ? callUse(event) : at.mark, taints, sink: event, detail, message: { what, why: o.why, todo: o.todo } });
      }
    },
  };
}

const writes = (event: CallEvent, s: StoreSpec): boolean => (s.sql === undefined || inserts(event, s.sql)) && !(s.encrypted ?? []).some((c) => holds(event, c) !== 'no');

interface Found {
  at: At;
  taints: readonly Taint[];
  /** All that would have to be encrypted of it; of a record that is made elsewhere nothing but its fields. */
  texts: Use[];
  fields?: string[];
}

/** One finding for each call: the first value that carries AI data. */
function first(event: CallEvent, specs: readonly StoreSpec[], o: StoreRule, prompts: ReadonlySet<string>): Found | undefined {
  const kinds = ['model', 'retrieved', 'user', ...(o.personal ? (['personal'] as const) : [])] as const;
  // What is stored again was reported where it was stored first; a log is another place.
  const isLog = specs.some((s) => s.kind === 'log');
  const isNews = ({ origin }: Taint): boolean => isLog || origin.k !== 'source' || !origin.kept;
  const aiData = (v: Value): Taint[] => carries(v, kinds, o.safe, event).filter((t) => isNews(t) && isAiData(t, prompts, o.personal));
  const names = redacted(event, specs);
  if (!names) return undefined;
  for (const { given, port } of specs.flatMap((s) => s.value).flatMap((port) => valuesAt(event, port).map((given) => ({ given, port })))) {
    const whole = { ...given, value: without(given.value, names) };
    if (aiData(whole.value).length === 0) continue;
    const isWanted = (v: Value): boolean => aiData(without(v, names)).length > 0;
    const at = narrowed(event, whole, isWanted);
    // Stores of records want the record, others take a text in the place of anything.
    const [, s, e] = callUse(event);
    const isKept = specs.some((spec) => ['record', 'vector', 'log'].includes(spec.kind));
    const found = textsAt(event, port, isWanted);
    // What is logged may be wanted as it is elsewhere.
    const texts = isLog && found?.some((u) => u[1] < s || u[2] > e) ? undefined : found;
    return { at, taints: aiData(at.value), texts: texts ?? (isKept ? [] : [at.mark]), fields: isKept && !texts ? fieldsOf(at.value, isWanted) : undefined };
  }
  return undefined;
}

/** The fields that the store leaves out; undefined where that cannot be seen. */
function redacted(event: CallEvent, specs: readonly StoreSpec[]): ReadonlySet<string> | undefined {
  // A logger that came with a request has parts that are the request's, and none that are options; options in one object have a port of their own.
  const isName = (v: Value): boolean => v.taints.length === 0 && v.refs.every((r) => r.k !== 'obj');
  const lists = specs.flatMap((s) => s.redacts ?? []).flatMap((p) => valuesAt(event, p).filter((at) => isName(at.value)));
  const paths = lists.map((at) => constantsOf(at.value) ?? [undefined]);
  if (paths.flat().some((c) => typeof c !== 'string')) return undefined;
  const named = paths.flat().map(
    (c) =>
      String(c)
        .split(/[^\w$-]/)
        .filter(Boolean)
        .pop() ?? '',
  );
  return new Set([...named, ...specs.flatMap((spec) => (spec.rewrites ? rewrittenBy(event, spec.rewrites) : []))]);
}

/** A value without fields of these names, in any object in it. */
function without(v: Value, names: ReadonlySet<string>, depth = 0): Value {
  if (names.size === 0 || depth > 3) return v;
  const refs = v.refs.map((r) =>
    r.k === 'obj' ? { ...r, obj: { ...r.obj, fields: new Map([...r.obj.fields].flatMap(([k, f]) => (names.has(k) ? [] : [[k, without(f, names, depth + 1)] as const]))) } } : r,
  );
  return { ...v, refs };
}

/** Completions, retrieved documents, and what users sent where it also goes to a model. What a model calls a tool with is the tool's business. */
function isAiData(t: Taint, prompts: ReadonlySet<string>, personal: boolean | undefined): boolean {
  if (t.origin.k !== 'source' || t.origin.kinds.includes('arguments')) return false;
  const { kinds } = t.origin;
  if (kinds.includes('model') || kinds.includes('retrieved') || (personal && kinds.includes('personal'))) return true;
  return kinds.includes('user') && prompts.has(`${t.origin.key} ${t.path.join('.')}`);
}
