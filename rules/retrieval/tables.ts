/** Which table, model or collection a query is about. */
import { type CallEvent, type PortText, type Use, type Value, apis, constantsOf, valuesAt, writtenText } from '../../server/analysis/api';
import { partsOf, textAt } from './queries';

interface Naming {
  table?: PortText[];
  sql?: PortText;
}

/** The table as the query names it: an option, SQL, a link of the chain, the member of the client, or the collection that was chosen before. */
export function tableOf(event: CallEvent, { table, sql }: Naming): string | undefined {
  const named = (table ?? []).flatMap((p) => valuesAt(event, p)).map((a) => nameOfValue(a.value) ?? written(event, a.mark[0]) ?? prefix(event, a.mark))[0];
  if (named !== undefined) return named;
  if (sql !== undefined) return valuesAt(event, sql).map((a) => tableInSql(textAt(event, a)))[0];
  for (const part of partsOf(event)) {
    for (const port of part.specs.flatMap((s) => s.builds?.table ?? [])) {
      const [at] = valuesAt(part, port);
      const name = at && (nameOfValue(at.value) ?? written(part, at.mark[0]) ?? folder(part, at.mark));
      if (name !== undefined) return name.replace(/\sas\s+\w+$/i, '').trimEnd();
    }
    const text = part.specs
      .flatMap((s) => s.builds?.sql ?? [])
      .flatMap((p) => valuesAt(part, p))
      .map((a) => tableInSql(textAt(part, a)))[0];
    if (text) return text;
  }
  const chosen = event.self
    ? apis(event.self)
        .flatMap((r) => r.made ?? [])
        .flatMap((m) => m.args.flatMap((a) => constantsOf(a) ?? []))[0]
    : undefined;
  const path = event.name.slice(event.name.indexOf('#') + 1).split('.');
  const member = event.name.includes('#') && path.slice(-2).every((part) => /^\w+$/.test(part)) ? path.at(-2) : undefined;
  return member ?? (chosen === undefined ? receiverName(event) : String(chosen));
}

const tableInSql = (text: string): string | undefined => /\b(?:from|update|into|join)\s+(?:"?\w+"?\.)?["`[]?(\w+)/i.exec(text)?.[1];

/** `chat:${id}`: what a key begins with. */
const prefix = (event: CallEvent, mark: Use): string | undefined => /^[^?]*\w[^?]*/.exec(writtenText(event, mark))?.[0];

/** `users/${user}/chats/${id}`: the collection in which such a path ends. */
function folder(event: CallEvent, mark: Use): string | undefined {
  const [id, name] = writtenText(event, mark).split('/').reverse();
  return id === '?' && name !== undefined && /^\w+$/.test(name) ? name : undefined;
}

/** A constant, a class, or a table that was declared under a name. */
function nameOfValue(v: Value): string | undefined {
  const constants = constantsOf(v);
  if (constants) return String(constants[0]);
  for (const r of v.refs) {
    if (r.k === 'class') return r.cls.facts.name;
    const declared = r.k === 'api' ? r.made?.args.flatMap((a) => constantsOf(a) ?? [])[0] : undefined;
    if (typeof declared === 'string') return declared;
  }
  // A name that stands where a caller gives none tells what all of them are for.
  const usual = v.refs.find((r) => r.k === 'const' && typeof r.value === 'string');
  return usual?.k === 'const' ? String(usual.value) : undefined;
}

/** `ChatModel.findById(…)`, `db.select().from(chats).where(…)`: the name of the table's variable, as far as it is written. */
function receiverName(event: CallEvent): string | undefined {
  const { instrs } = event.fn.facts;
  let call = instrs[event.instr];
  for (let n = 0; n < 6 && call?.op === 'call'; n++) {
    for (const a of call.args) {
      const name = written(event, a.use[0]);
      if (name && n > 0) return name;
    }
    const callee = instrs[call.callee[0]];
    if (callee?.op !== 'get') break;
    const next = instrs[callee.obj[0]];
    if (next?.op !== 'call') return written(event, callee.obj[0]);
    call = next;
  }
  return undefined;
}

function written(event: CallEvent, value: number): string | undefined {
  const i = event.fn.facts.instrs[value];
  if (i?.op === 'load') return i.cell.name;
  if (i?.op === 'import') return i.name;
  return i?.op === 'get' && typeof i.prop === 'string' ? i.prop : undefined;
}
