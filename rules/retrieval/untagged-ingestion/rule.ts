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
  inserts,
  listOf,
  namesOwner,
  sentence,
  sourceName,
  valuesAt,
} from '../../../server/analysis/api';
import { ownerInMetadata } from '../fixes';
import { insertedOwners, runBy, searchOf, storesChosen } from '../queries';
import { staysInside } from '../ownStores';
import { isFixed } from '../searches';
import { tableOf } from '../tables';

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
    const searched = searchedTables(events);
    for (const event of events) {
      for (const store of event.specs.flatMap((s) => listOf(s.store))) {
        if (!store.ingests || (store.sql !== undefined && !inserts(event, store.sql)) || (store.ingests.searched && !goesWhere(searched, event, store))) continue;
        const taints = store.value.flatMap((p) => valuesAt(event, p)).flatMap((a) => [...carries(a.value, ['user', 'external'], [], event)]);
        if (taints.length === 0 || owned(event, store) || staysInside(event, events)) continue;
        const collection = (store.ingests.collection ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => constantsOf(a.value) ?? [])[0];
        // What is fetched from a fixed place may be public; what a user sent never is.
        const fetched = taints.every((t) => t.origin.k === 'source' && !t.origin.kinds.includes('user'));
        report({
          fn: event.fn,
          mark: callUse(runBy(event, events)),
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

/** Tables and collections in which the workspace searches, in lower case; of a stored procedure its name. */
function searchedTables(events: readonly CallEvent[]): string[] {
  return events.flatMap((e) => {
    const search = searchOf(e, events);
    if (!search) return [];
    const { spec, by } = search;
    const name = (spec.collection ?? []).flatMap((p) => valuesAt(by, p)).flatMap((a) => constantsOf(a.value) ?? [])[0] ?? tableOf(spec.sql ? by : e, { sql: spec.sql });
    return name === undefined ? [] : [String(name).toLowerCase()];
  });
}

function goesWhere(searched: readonly string[], event: CallEvent, { ingests, sql }: StoreSpec): boolean {
  const table = tableOf(event, { table: ingests!.collection, sql: ingests!.sql ?? sql })?.toLowerCase();
  return table !== undefined && searched.some((s) => s === table || s.endsWith(`_${table}`));
}

/** A store that verifies its caller, or a namespace or a field of the metadata that names an owner, neither constant nor the caller's own word. */
function owned(event: CallEvent, { ingests }: StoreSpec): boolean {
  if (ingests!.sql && insertedOwners(event, ingests!.sql, ingests!.params).some((a) => names(event, a))) return true;
  const stores = storesChosen(event);
  if (stores.some((store) => store.verified)) return true;
  const spaces = [...(ingests!.namespace ?? []).flatMap((p) => valuesAt(event, p)), ...stores.map((g) => g.at)];
  if (spaces.some((a) => names(event, a))) return true;
  return (ingests!.metadata ?? []).flatMap((p) => valuesAt(event, p)).some((a) => fields(event, a));
}

function fields(event: CallEvent, at: At): boolean {
  return at.value.refs.some((r) => {
    // What only a caller knows may name an owner, unless somebody is seen to have sent it.
    if (r.k === 'sym') return !at.value.taints.some(said);
    if (r.k !== 'obj') return false;
    if (!r.obj.known) return true;
    return [...r.obj.fields].some(([name, value]) => (namesOwner(name) && names(event, { ...at, value })) || (name === 'metadata' && fields(event, { ...at, value })));
  });
}

const said = (t: Taint): boolean => t.origin.k === 'source' && (t.origin.kinds.includes('user') || t.origin.kinds.includes('external') || t.origin.kinds.includes('model'));

/** Says whose it is: not the same for everyone, and not what somebody merely claims. */
function names(event: CallEvent, at: At): boolean {
  if (isFixed(at.value)) return false;
  const taints = deepTaints(at.value);
  if (taints.some((t) => t.origin.k === 'source' && t.origin.kinds.includes('identity'))) return true;
  return carries(at.value, ['user', 'external', 'model'], ['scope'], event).length === 0 || !taints.some(said);
}
