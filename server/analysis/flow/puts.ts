/**
 * What functions put into what outlives them: fields, module variables, channels. These stores only grow while a workspace is solved,
 * so that an edit after which a function no longer puts there what it did leaves them out of date.
 */
import { deepTaints } from './access';
import { contents, isUnknown, originKey, refKey, type FnNode, type Ref, type Value } from './values';

export interface Puts {
  /** Puts are those of this function until the call that is given back. */
  begin(fn: FnNode): () => void;
  put(where: string, value: Value): void;
  /** Something else that a function gives to others, as a text that tells it apart. */
  give(what: string): void;
  /** From here on it is noticed what is no longer put. `fn` is no more. */
  watch(): void;
  gone(fn: FnNode): void;
  /** Something that was put somewhere is put there no longer. */
  takenBack(): boolean;
}

/** Functions, classes and things of SDKs in a value, as far as objects nest in what is usual. Constants are typed letter by letter, and tell little. */
function thingsIn(v: Value, depth = 0): string[] {
  return v.refs.flatMap((r) =>
    r.k === 'obj' ? (depth < 3 ? contents(r.obj).flatMap((f) => thingsIn(f, depth + 1)) : []) : r.k === 'const' || r.k === 'sym' || isUnknown(r) ? [] : [thing(r)],
  );
}

/** Which call made a thing is left out: calls are counted, and what stands behind an edit is another one then. */
export const thing = (r: Ref): string => (r.k === 'api' ? r.name : refKey(r));

export function createPuts(): Puts {
  const known = new Map<FnNode, ReadonlySet<string>>();
  let open: Set<string> | undefined;
  let watching = false;
  let takenBack = false;
  const lost = (before: ReadonlySet<string> | undefined, after: ReadonlySet<string>): void => {
    if (watching && before) for (const p of before) if (!after.has(p)) takenBack = true;
  };
  return {
    begin(fn) {
      const outer = open;
      const own = (open = new Set<string>());
      return () => {
        open = outer;
        lost(known.get(fn), own);
        if (own.size > 0) known.set(fn, own);
        else known.delete(fn);
      };
    },
    put(where, value) {
      if (!open) return;
      for (const t of deepTaints(value)) open.add(`${where} ${originKey(t.origin)} ${t.path.join('.')} ${t.safe}`);
      for (const t of thingsIn(value)) open.add(`${where} ${t}`);
    },
    give: (what) => void open?.add(what),
    watch: () => void (watching = true),
    gone(fn) {
      lost(known.get(fn), new Set());
      known.delete(fn);
    },
    takenBack: () => takenBack,
  };
}
