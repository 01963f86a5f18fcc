/** Fixes that a model brings: options of an SDK that are the control, set on the call or taken from it. */
import { isToolOf } from '../findings/bindings';
import type { Edit, Fix } from '../findings/finding';
import { fns } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { allHold, callUse, valuesAt } from '../flow/positions';
import { constantsOf, type FnNode } from '../flow/values';
import { pkgEnd } from '../models/catalog';
import { display } from '../flow/recorded';
import type { RemedySpec } from '../models/format';
import { listOf, parsePort } from '../models/ports';
import { inRange } from '../models/versions';
import type { Page, PageEdit } from '../syntax/page';
import { ownerOfRows } from './columns';
import { makeFix, type FixContext, type Helper, whereFrom } from './context';
import { headOf } from './handlers';
import { type Identity, identityAt } from './identity';
import { boundQuery, commandWords } from './joined';
import { appendAt, propertyAt, setAt } from './options';
import { columnOf } from './ownedQuery';
import { replace } from './rewrite';
import { waitingAt } from './waiting';

/** The remedies for a finding, of the call that it ends in; of a chain, those of the first link that has any. */
export function remedies(c: FixContext): Fix[] {
  const call = c.report.sink;
  if (!call || call.fn !== c.report.fn) return [];
  const own = remediesOf(c, call, c.finding.rule);
  if (own.length > 0) return own;
  for (const link of linksOf(c)) {
    const fixes = remediesOf(c, link, c.finding.rule);
    if (fixes.length > 0) return fixes;
  }
  return [];
}

/** The calls by which the marked chain begins, in their order. */
function linksOf(c: FixContext): CallEvent[] {
  const { start, end } = c.finding.place;
  const events = c.solver.solved.get(c.report.fn)?.events ?? [];
  const spans = events.map((event) => ({ event, at: callUse(event) })).filter(({ event, at: [, s, e] }) => event !== c.report.sink && s === start && e <= end);
  return spans.sort((a, b) => a.at[2] - b.at[2]).map((x) => x.event);
}

/** What the model of a call has against the findings of a rule. */
export function remediesOf(c: FixContext, call: CallEvent, rule: string): Fix[] {
  const page = c.pageOf(call.fn.file.path);
  const pkg = packageOf(call);
  const version = c.solver.versionOf(pkg, call.fn.file.path);
  return call.specs
    .flatMap((s) => s.remedies ?? [])
    .filter((r) => r.closes.includes(rule) && allHold(call, r.if) !== 'no' && (r.versions === undefined || inRange(version, r.versions)))
    .filter((r) => Object.keys(r.imports ?? {}).every((m) => m === pkg || m.startsWith(`${pkg}/`) || c.project.uses(m, c.page)))
    .flatMap((r) => {
      const fix = page && remedy(c, page, call, r);
      // The newest form is written where no version can be seen.
      const since = r.versions === undefined || version !== undefined ? undefined : /\d+/.exec(r.versions)?.[0];
      return fix ? [since === undefined ? fix : { ...fix, title: `${fix.title} (as of ${pkg} ${since})` }] : [];
    });
}

const packageOf = (call: CallEvent): string => call.name.slice(0, pkgEnd(call.name));

function remedy(c: FixContext, page: Page, call: CallEvent, r: RemedySpec): Fix | undefined {
  const helpers: Helper[] = [];
  const texts = [...[r.set, r.append, r.wrap].flatMap((x) => Object.values(x ?? {})), ...(r.link ? [r.link.text] : [])];
  // A column of a table that is declared: which one it is, the declaration says.
  const column = [...Object.entries(r.wrap ?? {}), ['0', r.link?.text ?? '']].find(([, v]) => v!.includes('({table}.{owner}'))?.[0];
  const condition = column === undefined ? undefined : valuesAt(call, column)[0]?.value;
  const who = condition ? ownerOfRows(c, condition) : texts.some((v) => v.includes('{identity}')) ? identityAt(c) : undefined;
  const filled = (text: string): string | undefined => valueFor(c, page, text.replaceAll('{name}', display(call.name)), helpers, who);
  const put = (ports: Record<string, string> | undefined, how: (port: string, text: string) => PageEdit[] | undefined): (PageEdit[] | undefined)[] =>
    Object.entries(ports ?? {}).map(([port, value]) => {
      const text = filled(value);
      return text === undefined ? undefined : how(port.replace('{owner}', who?.field ?? '{owner}'), text);
    });
  const offers = r.offered ? whereOffered(c, call, r.offered, r.imports) : undefined;
  const parts = [
    ...put(r.set, (port, text) => setAt(page, call, port, text)),
    ...put(r.append, (port, text) => appendAt(page, call, port, text)),
    ...put(r.wrap, (port, text) => wrappedAt(page, call, port, text)),
    ...(r.first ? [firstStatements(c, call, r.first)] : []),
    ...(r.method ? [renamed(page, call, r.method)] : []),
    ...(r.link ? [linked(c, page, call, r.link, filled)] : []),
  ];
  if (parts.includes(undefined) || (r.offered && !offers)) return undefined;
  const edits = parts.flatMap((e) => e!);
  for (const port of r.drop ?? []) {
    const found = propertyAt(page, call, port);
    if (found) edits.push(page.dropProperty(found));
  }
  if (r.around) {
    const made = around(c, page, call, r.around.replaceAll("'", page.style.quote));
    if (!made) return undefined;
    edits.push(...made);
  }
  if (r.program) edits.push(...asProgram(c, call, r.program));
  if (r.bind) edits.push(...asParameters(c, call, r.bind));
  if (edits.length === 0 && !offers) return undefined;
  const imports = r.offered ? [] : imported(page, r.imports);
  // A helper that the model names is part of what the title says.
  const written = texts.some((v) => v.includes('{helper:')) ? helpers.flatMap((h) => h.creates) : [];
  const title = `${r.title.replace('{identity}', who?.code ?? '')}${whereFrom(written)}`;
  return makeFix({ title, tier: r.tier, on: page, edits: [...imports, ...edits], helpers, elsewhere: [...(who?.edits ?? []), ...(offers ?? [])] });
}

const imported = (page: Page, imports: RemedySpec['imports'] = {}): PageEdit[] =>
  Object.entries(imports).flatMap(([module, names]) => names.flatMap((n) => page.importName(module, n)));

/** Every call that offers the tool, by the name under which it does; of a list, by its place. */
function whereOffered(c: FixContext, tool: CallEvent, ports: Record<string, string>, imports: RemedySpec['imports']): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const e of c.events) {
    const lists = e.chain.length > 0 ? [] : e.specs.flatMap((s) => [s.model, s.agent]).flatMap((m) => m?.tools ?? []);
    const names = new Set(
      lists.flatMap((p) =>
        valuesAt(e, p.replace(/\.\*$|\[\*\]$/, '')).flatMap((a) =>
          a.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields].flatMap(([name, v]) => (isToolOf(v, tool) ? [name] : [])) : [])),
        ),
      ),
    );
    const page = c.pageOf(e.fn.file.path);
    for (const name of names)
      for (const [port, value] of Object.entries(ports)) {
        if (!port.includes('{tool}')) {
          // An option of the call as a whole is set once; what is there already is for people to change.
          if (page && propertyAt(page, e, port)) return undefined;
          if (name !== [...names][0]) continue;
        }
        const made = page && setAt(page, e, port.replace('{tool}', name), value.replaceAll("'", page.style.quote));
        if (!made) return undefined;
        edits.push(...[...imported(page!, imports), ...made].map((x) => ({ path: page!.path, ...x })));
      }
  }
  return edits.length > 0 ? edits : undefined;
}

/** Statements at the head of the function at a port, with `{this}` for what the call is made on and `{tool}` for the tool's name. */
function firstStatements(c: FixContext, call: CallEvent, { handler, lines, param }: NonNullable<RemedySpec['first']>): PageEdit[] | undefined {
  const target = valuesAt(call, handler).flatMap((a) => fns(a.value))[0]?.fn;
  const head = target?.file === call.fn.file ? headOf(c, target, { params: [], deny: '' }) : undefined;
  const self = head && /^([\w$.]+)\.[\w$]+$/.exec(calleeText(head.page, call))?.[1];
  const added = head && param ? paramAt(head.page, target!, param) : [];
  const name = call.specs.flatMap((s) => listOf(s.tool)).flatMap((t) => (t.name ? valuesAt(call, t.name).flatMap((a) => constantsOf(a.value) ?? []) : []))[0];
  const texts = lines.map((l) =>
    l
      .replaceAll('{this}', self ?? '')
      .replaceAll('{root}', self?.split('.')[0] ?? '')
      .replaceAll('{tool}', String(name ?? 'this tool').replace(/['"`\\]/g, ''))
      .replaceAll("'", head?.page.style.quote ?? "'"),
  );
  if (!head || !added || (!self && lines.some((l) => /\{(this|root)\}/.test(l)))) return undefined;
  const put = head.put(texts.map((t) => `${t}${head.page.style.semicolon}`));
  return put && [...added, ...put];
}

/** A parameter behind those that the function has. */
function paramAt(page: Page, fn: FnNode, { index, text }: { index: number; text: string }): PageEdit[] | undefined {
  const own = page.functionAround(fn.facts.e - 1);
  if (own?.paramsEnd === undefined || own.params.length !== index) return undefined;
  return [{ start: own.paramsEnd, end: own.paramsEnd, newText: `${index > 0 ? ', ' : ''}${text}` }];
}

function calleeText(page: Page, call: CallEvent): string {
  const i = call.fn.facts.instrs[call.instr]!;
  return i.op === 'call' ? page.read(i.callee[1], i.callee[2]) : '';
}

/** Something around the call; where it is there already, what it lacks. */
function around(c: FixContext, page: Page, call: CallEvent, text: string): PageEdit[] | undefined {
  const [, start, end] = callUse(call);
  const [head, tail] = text.split('{call}') as [string, string];
  const waiting = head.endsWith('await ') ? waitingAt(c, page, start) : [];
  if (!waiting) return undefined;
  const there =
    page.text
      .slice(0, start)
      .replace(/await\s+$/, '')
      .endsWith(head.replace(/await $/, '')) && page.text[end] === ')';
  if (there) return tail === ')' ? [] : [{ start: end, end, newText: tail.slice(0, -1) }];
  return [...waiting, { start, end: start, newText: head }, { start: end, end, newText: tail }];
}

function renamed(page: Page, call: CallEvent, method: string): PageEdit[] | undefined {
  const i = call.fn.facts.instrs[call.instr]!;
  const own = i.op === 'call' ? /\.(\w+)$/.exec(page.read(i.callee[1], i.callee[2]))?.[1] : undefined;
  return i.op === 'call' && own ? [{ start: i.callee[2] - own.length, end: i.callee[2], newText: method }] : undefined;
}

/** Another link behind this one. */
function linked(c: FixContext, page: Page, call: CallEvent, link: NonNullable<RemedySpec['link']>, filled: (text: string) => string | undefined): PageEdit[] | undefined {
  const [, s, end] = callUse(call);
  const chain = page.read(end, Math.max(end, c.finding.place.end));
  if (page.closingOf(s, end) === undefined || link.unless?.some((name) => new RegExp(`\\.${name}\\(`).test(chain))) return undefined;
  const text = filled(link.text);
  const use = call.argUses[0];
  const table = use && tableIn(page.read(use[1], use[2]));
  return text === undefined || (text.includes('{table}') && !table) ? undefined : [{ start: end, end, newText: text.replaceAll('{table}', table ?? '') }];
}

function wrappedAt(page: Page, call: CallEvent, port: string, text: string): PageEdit[] | undefined {
  const { index, steps } = parsePort(port);
  const use = call.argUses[index];
  const at = steps.length > 0 ? propertyAt(page, call, port)?.value : use && { start: use[1], end: use[2] };
  const code = at && page.read(at.start, at.end);
  const table = tableIn(code ?? '');
  if (!at || !code || (text.includes('{table}') && !table)) return undefined;
  return [{ ...at, newText: text.replaceAll('{table}', table ?? '').replace('{value}', () => code) }];
}

/** `chats` of `eq(chats.id, id)`, of `'chats.id = :id'` and of itself. */
const tableIn = (code: string): string | undefined => /^([\w$]+)$|(?:\(\s*|^['"`])([\w$]+)\./.exec(code)?.slice(1).find(Boolean);

/** `exec(line)` → `execFile(program, [arguments])`. */
function asProgram(c: FixContext, call: CallEvent, twin: string): PageEdit[] {
  const words = commandWords(c.page, c.finding.place);
  const i = call.fn.facts.instrs[call.instr]!;
  const callee = /^((?:[\w$]+\.)*)([\w$]+)\(/.exec(c.page.read(i.s, i.e));
  const own = call.name.slice(Math.max(call.name.lastIndexOf('.'), call.name.lastIndexOf(':')) + 1);
  if (!words || callee?.[2] !== own) return [];
  const start = i.s + callee[1]!.length;
  const module = call.name.slice(0, call.name.indexOf(':'));
  const imports = callee[1] ? [] : c.page.importName(c.page.text.includes(`node:${module}`) ? `node:${module}` : module, twin);
  return [...imports, { start, end: start + own.length, newText: twin }, replace(c.page, c.finding.place, `${words.program}, [${words.args.join(', ')}]`)];
}

function asParameters(c: FixContext, call: CallEvent, style: string): PageEdit[] {
  const query = boundQuery(c.page, c.finding.place, style);
  if (!query || call.argUses.length !== 1) return [];
  const values = style.endsWith('spread') ? query.values.join(', ') : `[${query.values.join(', ')}]`;
  return [replace(c.page, c.finding.place, `${query.text}, ${values}`)];
}

/** `{env:NAME}` in a value is the variable, checked at start; `{helper:name}` a helper; `{identity}` the verified caller, `{owner}` the field that holds it. */
function valueFor(c: FixContext, page: Page, value: string, helpers: Helper[], who: Identity | undefined): string | undefined {
  const q = page.style.quote;
  let missing = false;
  const called = (exported: string): string => {
    const helper = c.helper(exported, page);
    if (!helper) missing = true;
    else helpers.push(helper);
    return helper?.call ?? '';
  };
  const text = value
    .replace(/\{env:(\w+)\}/g, (_, name: string) => `${called('requiredEnv')}(${q}${name}${q})`)
    .replace(/\{helper:(\w+)\}/g, (_, name: string) => called(name))
    .replace(/\{(identity|owner|column)\}/g, (_, name: string) => {
      if (!who) missing = true;
      return (name === 'identity' ? who?.code : name === 'owner' ? who?.field : columnOf(who?.field ?? '')) ?? '';
    })
    .replaceAll("'", q);
  return missing ? undefined : text;
}
