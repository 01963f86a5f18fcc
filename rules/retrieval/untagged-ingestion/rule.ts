import {
  type At,
  type CallEvent,
  type Rule,
  type StoreSpec,
  type Taint,
  callUse,
  carries,
  constantsOf,
  deepTaints,
  display,
  helpUri,
  listOf,
  namesOwner,
  sentence,
  sourceName,
  valuesAt,
} from '../../../server/analysis/api';
import { ownerInMetadata } from '../fixes';
import { chained } from '../searches';

export const rule: Rule = {
  meta: {
    id: 'retrieval/untagged-ingestion',
    title: 'Documents that nobody owns',
    level: 'warning',
    due: 'enhanced',
    layer: 'identity-and-data',
    summary: 'Content of users or from outside goes into a vector store without an owner: it can neither be scoped later nor traced.',
    tags: {
      owasp: ['LLM09:2026', 'LLM05:2026', 'LLM08:2025'],
      asi: ['ASI06'],
      mcp: [],
      aisvs: ['5.2.2', '8.1.1', '8.1.3'],
      cwe: ['CWE-862'],
      atlas: ['AML.T0085'],
      aws: ['AISF-DATA-01'],
    },
    securitySeverity: 5.4,
    helpUri: helpUri('retrieval/untagged-ingestion'),
  },
  fixes: [ownerInMetadata],
  check({ events }, report) {
    for (const event of events) {
      for (const store of event.specs.flatMap((s) => listOf(s.store))) {
        if (!store.ingests) continue;
        const taints = store.value.flatMap((p) => valuesAt(event, p)).flatMap((a) => [...carries(a.value, ['user', 'external'], [], event)]);
        if (taints.length === 0 || owned(event, store)) continue;
        const collection = (store.ingests.collection ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => constantsOf(a.value) ?? [])[0];
        // What is fetched from a fixed place may be public; what a user sent never is.
        const fetched = taints.every((t) => t.origin.k === 'source' && !t.origin.kinds.includes('user'));
        report({
          fn: event.fn,
          mark: callUse(event),
          taints,
          sink: event,
          detail: fetched && collection !== undefined ? { collection: String(collection) } : {},
          message: {
            what: `${sentence(sourceName(taints[0]!))} is stored by \`${display(event.name)}\` without an owner.`,
            why: 'Searches cannot be limited to its owner later, and when it poisons answers nobody can tell where it came from.',
            todo: 'Put the owner, from the verified identity, into the metadata or the namespace.',
          },
        });
      }
    }
  },
};

/** A namespace, or a field of the metadata that names an owner, whose value is neither constant nor the caller's own word. */
function owned(event: CallEvent, { ingests }: StoreSpec): boolean {
  const spaces = [...(ingests!.namespace ?? []).flatMap((p) => valuesAt(event, p)), ...chained(event)];
  if (spaces.some((a) => names(event, a))) return true;
  return (ingests!.metadata ?? []).flatMap((p) => valuesAt(event, p)).some((a) => fields(event, a));
}

function fields(event: CallEvent, at: At): boolean {
  return at.value.refs.some((r) => {
    if (r.k === 'sym') return true;
    if (r.k !== 'obj') return false;
    if (!r.obj.known) return true;
    return [...r.obj.fields].some(([name, value]) => (namesOwner(name) && names(event, { ...at, value })) || (name === 'metadata' && fields(event, { ...at, value })));
  });
}

const said = (t: Taint): boolean => t.origin.k === 'source' && (t.origin.kinds.includes('user') || t.origin.kinds.includes('external') || t.origin.kinds.includes('model'));

/** Says whose it is: not a constant, and not what somebody merely claims. */
function names(event: CallEvent, at: At): boolean {
  if (constantsOf(at.value)) return false;
  const taints = deepTaints(at.value);
  if (taints.some((t) => t.origin.k === 'source' && t.origin.kinds.includes('identity'))) return true;
  return carries(at.value, ['user', 'external', 'model'], ['scope'], event).length === 0 || !taints.some(said);
}
