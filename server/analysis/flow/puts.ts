/**
 * What functions put into what outlives them: fields, module variables, channels. These stores only grow while a workspace is solved,
 * so that an edit after which a function no longer puts there what it did leaves them out of date.
 */
import { deepTaints } from './access';
import { originKey, type FnNode, type Value } from './values';

export interface Puts {
  /** Puts are those of this function until the call that is given back. */
  begin(fn: FnNode): () => void;
  put(where: string, value: Value): void;
  /** From here on it is noticed what is no longer put. `fn` is no more. */
  watch(): void;
  gone(fn: FnNode): void;
  /** Something that was put somewhere is put there no longer. */
  takenBack(): boolean;
}

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
      for (const t of deepTaints(value)) open?.add(`${where} ${originKey(t.origin)} ${t.path.join('.')} ${t.safe}`);
    },
    watch: () => void (watching = true),
    gone(fn) {
      lost(known.get(fn), new Set());
      known.delete(fn);
    },
    takenBack: () => takenBack,
  };
}
