/** Fixes that a model brings: options of an SDK that are the control, set on the call or taken from it. */
import type { Fix } from '../findings/finding';
import type { CallEvent } from '../flow/events';
import { allHold } from '../flow/positions';
import type { RemedySpec } from '../models/format';
import { parsePort } from '../models/ports';
import type { PageEdit } from '../syntax/page';
import { makeFix, type FixContext, type Helper } from './context';
import { type Identity, identityAt } from './identity';
import { boundQuery, commandWords } from './joined';
import { appendAt, propertyAt, setAt } from './options';
import { replace } from './rewrite';

/** The remedies for a finding, of the call that it ends in. */
export function remedies(c: FixContext): Fix[] {
  const call = c.report.sink;
  if (!call || call.fn !== c.report.fn) return [];
  const specs = call.specs.flatMap((s) => s.remedies ?? []);
  return specs.flatMap((r) => (r.closes.includes(c.finding.rule) && allHold(call, r.if) !== 'no' ? (remedy(c, call, r) ?? []) : []));
}

function remedy(c: FixContext, call: CallEvent, r: RemedySpec): Fix | undefined {
  const helpers: Helper[] = [];
  const edits: PageEdit[] = [];
  const values = [...Object.entries(r.set ?? {}), ...Object.entries(r.append ?? {})];
  const wraps = Object.entries(r.wrap ?? {});
  const who = [...values, ...wraps].some(([, v]) => v.includes('{identity}')) ? identityAt(c) : undefined;
  const filled = (text: string): string | undefined => written(c, text, helpers, who);
  for (const [option, value] of values) {
    const port = option.replace('{owner}', who?.field ?? '{owner}');
    const text = filled(value);
    const made = text === undefined ? undefined : r.append?.[option] ? appendAt(c.page, call, port, text) : setAt(c.page, call, port, text);
    if (!made) return undefined;
    edits.push(...made);
  }
  for (const [port, value] of wraps) {
    const text = filled(value);
    const made = text === undefined ? undefined : wrappedAt(c, call, port, text);
    if (!made) return undefined;
    edits.push(made);
  }
  for (const port of r.drop ?? []) {
    const found = propertyAt(c.page, call, port);
    if (found) edits.push(c.page.dropProperty(found));
  }
  if (r.program) edits.push(...asProgram(c, call, r.program));
  if (r.bind) edits.push(...asParameters(c, call, r.bind));
  if (edits.length === 0) return undefined;
  const imports = Object.entries(r.imports ?? {}).flatMap(([module, names]) => names.flatMap((n) => c.page.importName(module, n)));
  return makeFix({ title: r.title.replace('{identity}', who?.code ?? ''), tier: r.tier, on: c.page, edits: [...imports, ...edits], helpers, elsewhere: who?.edits });
}

function wrappedAt(c: FixContext, call: CallEvent, port: string, text: string): PageEdit | undefined {
  const use = call.argUses[parsePort(port).index];
  const code = use && c.page.read(use[1], use[2]);
  const table = /\(\s*([\w$]+)\./.exec(code ?? '')?.[1];
  if (!use || !code || (text.includes('{table}') && !table)) return undefined;
  return { start: use[1], end: use[2], newText: text.replaceAll('{table}', table ?? '').replace('{value}', () => code) };
}

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

/** `{env:NAME}` in a value is the variable, checked at start; `{identity}` the verified caller, `{owner}` the field that holds it. */
function written(c: FixContext, value: string, helpers: Helper[], who: Identity | undefined): string | undefined {
  const q = c.page.style.quote;
  let missing = false;
  const text = value
    .replace(/\{env:(\w+)\}/g, (_, name: string) => {
      const helper = c.helper('requiredEnv');
      if (!helper) missing = true;
      else helpers.push(helper);
      return `${helper?.call}(${q}${name}${q})`;
    })
    .replace(/\{(identity|owner)\}/g, (_, name: string) => {
      if (!who) missing = true;
      return (name === 'identity' ? who?.code : who?.field) ?? '';
    })
    .replaceAll("'", q);
  return missing ? undefined : text;
}
