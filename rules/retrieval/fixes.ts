/** Quick fixes that tie a search, a record or a document to the verified caller. */
import {
  type CallEvent,
  type FixContext,
  type FixMaker,
  identityAt,
  listOf,
  makeFix,
  namesOwner,
  type QueryPorts,
  apis,
  ownedQuery,
  replace,
  retrievalOf,
  setAt,
  valuesAt,
} from '../../server/analysis/api';

const own = (c: FixContext): CallEvent | undefined => (c.report.sink?.fn === c.report.fn ? c.report.sink : undefined);

/** How the store binds parameters of a query, as the remedies of its model say. */
const styleOf = (call: CallEvent): string | undefined => call.specs.flatMap((s) => s.remedies ?? []).find((r) => r.bind)?.bind;

function bySql(c: FixContext, call: CallEvent, ports: QueryPorts, title: string): ReturnType<FixMaker> {
  const who = identityAt(c);
  const edits = who && ownedQuery(c.page, call, ports, styleOf(call), who);
  return edits && makeFix({ title: `${title}: \`${who.code}\``, tier: 'suggested', on: c.page, edits, elsewhere: who.edits });
}

/** A search by SQL asks for the rows of the caller alone. */
export const searchOwnRows: FixMaker = (c) => {
  const call = own(c);
  const spec = call && retrievalOf(call);
  return call && spec?.sql !== undefined ? bySql(c, call, { sql: spec.sql, params: spec.params }, 'Search only what belongs to the caller') : undefined;
};

/** The text of the query was given to the call that made what this one is called on. */
const isPrepared = (call: CallEvent): boolean => call.self !== undefined && apis(call.self).some(({ made }) => made?.specs.some((s) => s.builds?.sql !== undefined));

const RECORD = 'Find it only for its owner';

/** The condition that selects a record names its owner too. */
export const ownerCondition: FixMaker = (c) => {
  const call = own(c);
  const spec = call?.specs.find((s) => s.record)?.record;
  if (!call || !spec || spec.kept !== undefined) return undefined;
  const params = spec.where?.[0];
  if (spec.sql !== undefined || (params !== undefined && isPrepared(call))) return bySql(c, call, { sql: spec.sql, params }, RECORD);
  const who = identityAt(c);
  const edits = who && (spec.where ?? []).flatMap((port) => setAt(c.page, call, `${port}.${who.field}`, who.code) ?? []).slice(0, 1);
  return edits && edits.length > 0 ? makeFix({ title: `${RECORD}: \`${who.field}: ${who.code}\``, tier: 'suggested', on: c.page, edits, elsewhere: who.edits }) : undefined;
};

/** Documents carry their owner in their metadata. */
export const ownerInMetadata: FixMaker = (c) => {
  const call = own(c);
  const named = call?.specs.flatMap((s) => listOf(s.store)).flatMap((s) => s.ingests?.metadata ?? []) ?? [];
  // Where there is a list for many documents and none was given, one object is no list.
  const ports = named.filter((port) => !named.includes(`${port}[*]`) || valuesAt(call!, port).length > 0);
  const who = ports.length > 0 ? identityAt(c) : undefined;
  const edits = who && ports.map((port) => setAt(c.page, call!, `${port}.${who.field}`, who.code)).find((e) => e !== undefined);
  return edits && makeFix({ title: `Store it with its owner: \`${who.field}: ${who.code}\``, tier: 'suggested', on: c.page, edits, elsewhere: who.edits });
};

/** The verified caller in the place of what the request says; a filter that the request brings whole cannot name another owner any more. */
export const scopeOfCaller: FixMaker = (c) => {
  const call = own(c);
  const { start, end } = c.finding.place;
  const whole = call?.specs.flatMap((s) => s.retrieval?.scope ?? []).some((p) => valuesAt(call, p).some((a) => a.mark[1] === start && a.mark[2] === end));
  // The field that names the owner may be some levels above: `tenantId: { $eq: … }`.
  const field = c.page.keysAround(start, end).find(namesOwner);
  const who = call && identityAt(c, field);
  if (!who) return undefined;
  const text = whole ? `{ ...${c.page.read(start, end)}, ${who.field}: ${who.code} }` : who.code;
  return makeFix({ title: `Search for the verified caller: \`${who.code}\``, tier: 'suggested', on: c.page, edits: [replace(c.page, { start, end }, text)], elsewhere: who.edits });
};
