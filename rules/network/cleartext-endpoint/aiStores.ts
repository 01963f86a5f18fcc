/** Which stores hold AI data: a database of a program that talks to a model may be for something else. */
import { type CallEvent, apis, carries, deepTaints, having, listOf, modelCalls, once, retrievalOf, rootOf, valuesAt } from '../../../server/analysis/api';
import { promptOrigins } from '../../storage/prompts';

const isSame = (a: CallEvent, b: CallEvent): boolean => a.fn === b.fn && a.instr === b.instr;

const bySource = once((events: readonly CallEvent[]): ReadonlySet<string> => {
  const given = modelCalls(events).flatMap(({ instructions, content }) => [...instructions, ...content]);
  return new Set(given.flatMap((at) => deepTaints(at.value).flatMap((t) => (t.origin.k === 'source' ? [t.origin.key] : []))));
});

/** Of a client all of whose uses are seen, whether one of them writes or reads AI data; of any other, nobody can say that none does. */
export function mayHoldAiData(events: readonly CallEvent[], client: CallEvent): boolean {
  const uses = events.filter((e) => !isSame(e, client) && e.self && apis(e.self).some((r) => r.made && isSame(rootOf(r.made), client)));
  const isHandedOn = events.some((e) => e.args.some((a) => apis(a).some((r) => r.made && isSame(r.made, client))));
  return uses.length === 0 || isHandedOn || uses.some((e) => holdsAiData(events, e));
}

function holdsAiData(events: readonly CallEvent[], use: CallEvent): boolean {
  const prompts = promptOrigins(events);
  const stored = having([use], 'store').flatMap((e) => e.specs.flatMap((s) => listOf(s.store)).flatMap((s) => s.value.flatMap((port) => valuesAt(e, port))));
  const isPrompt = carriesPrompt(prompts);
  return (
    retrievalOf(use) !== undefined ||
    stored.some((at) => carries(at.value, ['model']).length > 0 || carries(at.value, ['user']).some(isPrompt)) ||
    deepTaints(use.result).some((t) => t.origin.k === 'source' && (t.origin.kinds.includes('model') || bySource(events).has(t.origin.key)))
  );
}

const carriesPrompt =
  (prompts: ReadonlySet<string>) =>
  ({ origin, path }: ReturnType<typeof carries>[number]): boolean =>
    origin.k === 'source' && prompts.has(`${origin.key} ${path.join('.')}`);
