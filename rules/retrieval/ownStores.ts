/** Stores in memory that a function makes for itself: what is in them came with this one call, and goes with it. */
import { type CallEvent, type RuleContext, apis, carries, isLink, isOpen, listOf, once, operandsOf, retrievalOf, valuesAt } from '../../server/analysis/api';

const ingesting = (e: CallEvent) => e.specs.flatMap((s) => listOf(s.store)).filter((s) => s.ingests);

/** The call that made the store on which another one is called, in the same function and with nothing in it but what that put there. */
const makerOf = once((event: CallEvent): CallEvent | undefined =>
  event.self
    ? apis(event.self)
        .flatMap((r) => r.made ?? [])
        .find((m) => m.fn === event.fn && m.instr === objectOf(event) && ingesting(m).some((s) => s.ingests!.alone))
    : undefined,
);

/** What makes the thing that a method is called on, where it is not kept anywhere in between. */
function objectOf({ fn, instr }: CallEvent): number | undefined {
  const { instrs } = fn.facts;
  const call = instrs[instr];
  const callee = call?.op === 'call' ? instrs[call.callee[0]] : undefined;
  let id = callee?.op === 'get' ? callee.obj[0] : undefined;
  for (let i = id === undefined ? undefined : instrs[id]; i?.op === 'await' || i?.op === 'typed'; i = instrs[id]) id = i.of[0];
  return id;
}

/** A search of such a store that was filled with what came from outside: nobody else's documents are in it. */
export function isAmongOwn(search: CallEvent, events: RuleContext['events']): boolean {
  const made = makerOf(search);
  if (!made) return false;
  const filling = [made, ...events.filter((e) => e.fn === made.fn && ingesting(e).length > 0 && makerOf(e)?.instr === made.instr)];
  return filling.some((f) =>
    ingesting(f)
      .flatMap((s) => s.value)
      .flatMap((p) => valuesAt(f, p))
      .some((a) => isOpen(a.value) || carries(a.value, ['user', 'external'], [], f).length > 0),
  );
}

/** Documents go into a store that nobody sees but the function that made it: it is searched there, or thrown away. */
export function staysInside(event: CallEvent, events: RuleContext['events']): boolean {
  const made = ingesting(event).some((s) => s.ingests!.alone) ? event : makerOf(event);
  if (!made) return false;
  const { instrs, blocks } = made.fn.facts;
  const own = new Set([made.instr]);
  const here = events.filter((e) => e.fn === made.fn);
  const links = new Set(here.filter(isLink).map((e) => e.instr));
  // Any other method may keep it (`save`).
  const known = new Set(here.filter((e) => retrievalOf(e) || ingesting(e).length > 0 || isLink(e)).map((e) => e.instr));
  for (const [v, i] of instrs.entries()) {
    if (!operandsOf(i).some((o) => own.has(o))) continue;
    // A retriever of it is as good as the store.
    if (i.op === 'await' || i.op === 'typed' || i.op === 'get' || links.has(v)) own.add(v);
    if (i.op === 'await' || i.op === 'typed' || i.op === 'get') continue;
    if (!known.has(v) || (i.op === 'call' && i.args.some((a) => own.has(a.use[0])))) return false;
  }
  return !blocks.some((b) => b.end.kind === 'return' && b.end.value && own.has(b.end.value[0]));
}
