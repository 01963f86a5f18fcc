/** Fixes that a model brings: options of an SDK that are the control, set on the call or taken from it. */
import type { Fix } from '../findings/finding';
import type { CallEvent } from '../flow/events';
import { allHold } from '../flow/positions';
import type { RemedySpec } from '../models/format';
import { parsePort } from '../models/ports';
import type { Page, PageEdit } from '../syntax/page';
import { boundQuery, commandWords } from './joined';
import { replace } from './rewrite';
import { makeFix, type FixContext, type Helper } from './context';

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
  for (const [port, value] of Object.entries(r.set ?? {})) {
    const text = written(c, value, helpers);
    const edit = text === undefined ? undefined : setAt(c.page, call, port, text);
    if (!edit) return undefined;
    edits.push(edit);
  }
  for (const port of r.drop ?? []) {
    const found = propertyAt(c.page, call, port);
    if (found) edits.push(c.page.dropProperty(found));
  }
  if (r.program) edits.push(...asProgram(c, call, r.program));
  if (r.bind) edits.push(...asParameters(c, call, r.bind));
  if (edits.length === 0) return undefined;
  const imports = Object.entries(r.imports ?? {}).flatMap(([module, names]) => names.flatMap((n) => c.page.importName(module, n)));
  return makeFix({ title: r.title, tier: r.tier, on: c.page, edits: [...imports, ...edits], helpers });
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

/** `{env:NAME}` in a value is the variable, checked at start; `{q}` the file's quote. */
function written(c: FixContext, value: string, helpers: Helper[]): string | undefined {
  const q = c.page.style.quote;
  let missing = false;
  const text = value
    .replace(/\{env:(\w+)\}/g, (_, name: string) => {
      const helper = c.helper('requiredEnv');
      if (!helper) missing = true;
      else helpers.push(helper);
      return `${helper?.call}(${q}${name}${q})`;
    })
    .replaceAll("'", q);
  return missing ? undefined : text;
}

/** A fix that sets one option of the call in which the finding lies. */
export function optionSet(c: FixContext, port: string, value: string, title: string, tier: Fix['tier']): Fix | undefined {
  const call = c.report.sink;
  const edit = call && call.fn === c.report.fn ? setAt(c.page, call, port, value) : undefined;
  return edit && makeFix({ title, tier, on: c.page, edits: [edit] });
}

/** Sets the option at a port of a call: in the literal that stands there, or as a new one. */
function setAt(page: Page, call: CallEvent, port: string, value: string): PageEdit | undefined {
  const { index, steps } = parsePort(port);
  const names = steps.map((s) => s.name ?? '');
  const use = call.argUses[index];
  if (!use) return addArgument(page, call, index, nested(names, value));
  let object = page.objectAt(use[1], use[2]);
  for (const [n, name] of names.entries()) {
    if (!object) return undefined;
    const inner = object.props.find((p) => p.key === name);
    if (n === names.length - 1 || !inner) return page.setOption(object, name, nested(names.slice(n + 1), value));
    object = page.objectAt(inner.value.start, inner.value.end);
  }
  return undefined;
}

const nested = (names: readonly string[], value: string): string => names.reduceRight((v, name) => `{ ${name}: ${v} }`, value);

function addArgument(page: Page, call: CallEvent, index: number, text: string): PageEdit | undefined {
  const i = call.fn.facts.instrs[call.instr]!;
  const close = page.closingOf(i.s, i.e);
  if (close === undefined || call.argUses.length !== index) return undefined;
  return { start: close, end: close, newText: `${index > 0 ? ', ' : ''}${text}` };
}

function propertyAt(page: Page, call: CallEvent, port: string): { start: number; end: number } | undefined {
  const { index, steps } = parsePort(port);
  const use = call.argUses[index];
  let object = use && page.objectAt(use[1], use[2]);
  for (const [n, step] of steps.entries()) {
    const found = object?.props.find((p) => p.key === step.name);
    if (!found || n === steps.length - 1) return found;
    object = page.objectAt(found.value.start, found.value.end);
  }
  return undefined;
}
