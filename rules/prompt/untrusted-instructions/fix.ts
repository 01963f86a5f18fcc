/** Moves untrusted text out of the instructions and into a user message, where the model takes it for what it is; or lets only listed texts in. */
import {
  waitingAt,
  callUse,
  carriersOf,
  declaredAs,
  makeFix,
  optionIn,
  overridden,
  parsePort,
  replace,
  valuesAt,
  type CallEvent,
  type FixContext,
  type FixMaker,
  type PageEdit,
  whereFrom,
} from '../../../server/analysis/api';
import { onlyListedAt } from '../../output/fixes';

interface Span {
  start: number;
  end: number;
}

export const moveToUserMessage: FixMaker = (c) => {
  const call = c.report.sink;
  const filter = c.helper('checkedPrompt');
  const waiting = waitingAt(c, c.page, c.finding.place.start);
  if (!call || call.fn !== c.report.fn || !filter || !waiting) return undefined;
  const { instructions, text } = parted(c, c.finding.place);
  const model = call.specs.find((s) => s.model)?.model;
  const q = c.page.style.quote;
  const examined = `await ${filter.call}(${text})`;
  const turn = (model?.turn ?? "{ role: 'user', content: {text} }").replaceAll("'", q).replace('{text}', () => examined);
  const ports = model?.content ?? [];
  const placed = besideInList(c, ports, turn) ?? inContent(c, call, ports, turn, examined);
  if (!placed || placed === 'none') return undefined;
  const [, s, e] = callUse(call);
  const kept = placed.start >= s && placed.end <= e && !overlap(placed, c.finding.place);
  if (!kept) return undefined;
  return makeFix({
    title: `Move this text to a user message, examined first${whereFrom(filter.creates)}`,
    tier: 'suggested',
    on: c.page,
    edits: [...waiting, replace(c.page, c.finding.place, instructions), placed],
    helpers: [filter],
  });
};

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The instructions without the holes through which data came in, and an expression with that data. */
function parted(c: FixContext, mark: Span): { instructions: string; text: string } {
  const q = c.page.style.quote;
  const joined = c.page.joinedAt(mark.start, mark.end);
  if (!joined) return { instructions: OWN.replaceAll("'", q), text: `String(${c.page.read(mark.start, mark.end)})` };
  const carrying = carriersOf(c, joined.holes);
  const holes = joined.holes.map((h, n) => ({ name: nameOf(c.page.read(h.start, h.end), n), code: c.page.read(h.start, h.end), carries: carrying.includes(h) }));
  const isTemplate = holes.some((h) => !h.carries);
  const escaped = (t: string): string => (isTemplate ? t.replace(/[\\`]|\$\{/g, '\\$&') : t);
  const words = joined.texts.map((t, n) => escaped(t) + (holes[n] ? (holes[n].carries ? `(${holes[n].name}, see the user message)` : `\${${holes[n].code}}`) : '')).join('');
  const moved = holes.filter((h) => h.carries);
  const fields = [...new Map(moved.map((h) => [h.name, h.code])).entries()].map(([name, code]) => (name === code ? name : `${name}: ${code}`));
  return { instructions: isTemplate ? `\`${words}\`` : quoted(words, q), text: `JSON.stringify({ ${fields.join(', ')} })` };
}

/** `req.body.customer.name` is called `name`, and so is `customer.name ?? 'you'`. */
function nameOf(code: string, n: number): string {
  const [chain] = /^[\w$]+(?:[?!]?\.[\w$]+)*(?![\w$.([])/.exec(code) ?? [code];
  const last = chain.match(/[\w$]+/g)?.at(-1);
  return last && !/^\d/.test(last) ? last : `value${n + 1}`;
}

function quoted(words: string, q: string): string {
  if (words.includes('\n')) return `\`${words.replace(/[\\`]|\$\{/g, '\\$&')}\``;
  return `${q}${words.replaceAll('\\', '\\\\').replaceAll(q, `\\${q}`)}${q}`;
}

/** The instructions are a message of the list that the call sends: the new one comes right after it. */
function besideInList(c: FixContext, ports: readonly string[], turn: string): PageEdit | 'none' | undefined {
  const lists = new Set(ports.flatMap((p) => (isList(p) ? namesTo(p).slice(-1) : [])));
  for (let m = c.page.elementAround(c.finding.place.start); m; m = c.page.elementAround(m.start - 1)) {
    const [key] = c.page.keysAround(m.start, m.end);
    const object = c.page.objectAt(m.start, m.end);
    // A list that stands under another name is one of texts, or of tools.
    if (!object || (key !== undefined && !lists.has(key))) continue;
    const role = object.props.find((p) => p.key === 'role');
    // What the model is said to have answered is no instruction with a place for data: nothing would be left of it.
    return role && /^.(assistant|model)/.test(c.page.read(role.value.start, role.value.end))
      ? 'none'
      : { start: m.end, end: m.end, newText: `,${c.page.gapBefore(m.start)}${turn}` };
  }
  return undefined;
}

const isList = (port: string): boolean => parsePort(port).steps.some((s) => s.kind === 'where' || s.kind === 'element' || s.kind === 'list');

/** The properties that lead to what a port means: `0.body.messages[role=user].content` → `body`, `messages`. */
function namesTo(port: string): string[] {
  const { steps } = parsePort(port);
  const end = steps.findIndex((s) => s.kind !== 'prop');
  return steps.slice(0, end < 0 ? steps.length : end).map((s) => s.name!);
}

/** The instructions are an option beside the messages or the prompt. */
function inContent(c: FixContext, call: CallEvent, ports: readonly string[], turn: string, examined: string): PageEdit | undefined {
  for (const port of ports) {
    const value = optionAt(c, call, port);
    if (!value) continue;
    const code = c.page.read(value.start, value.end);
    const items = c.page.elementsAt(value.start, value.end);
    if (items) {
      const gap = items[0] ? c.page.gapBefore(items[0].start) : '';
      const newText = !items[0] ? turn : gap === ' ' ? `${turn}, ` : `${gap}${turn},`;
      return isList(port) && items.every((i) => isTurn(c, i, turn)) ? { start: value.start + 1, end: value.start + 1, newText } : undefined;
    }
    const name = `${parsePort(port).index}.${namesTo(port).join('.')}`;
    // Where a text may stand as well as a list, the list is one that is known to be one.
    const takesText = ports.some((p) => p === name || p === `${name}[text]`);
    const declared = takesText ? declaredAs(c.solver, call.fn, valueAt(call, value)) : undefined;
    if (declared === 'text or more') return undefined;
    const known = (): boolean => ports.some((p) => isList(p) && p.startsWith(`${name}[`) && valuesAt(call, `${name}[list]`).length > 0);
    const isText = /^['"`]/.test(code) || (takesText && (declared ? declared === 'text' : !known()));
    return replace(c.page, value, isText ? `\`\${${code}}\\n\\n\${${examined}}\`` : `[${turn}, ...${code}]`);
  }
  return undefined;
}

/** The value of an option that is written there. */
const valueAt = (call: CallEvent, { start, end }: Span): number | undefined =>
  call.fn.facts.instrs.flatMap((i) => (i.op === 'object' ? i.props : [])).find((p) => p.value[1] === start && p.value[2] === end)?.value[0];

/** An element that is a message as the new one is, as far as it is written out. */
function isTurn(c: FixContext, item: Span, turn: string): boolean {
  const object = c.page.objectAt(item.start, item.end);
  return !object || /\brole:/.test(turn) === object.props.some((p) => p.key === 'role' || p.key === undefined);
}

/** Where an option is written; a body that is sent as text is written as what the text is made of. */
function optionAt(c: FixContext, call: CallEvent, port: string): Span | undefined {
  const use = call.argUses[parsePort(port).index];
  const names = namesTo(port);
  let at: Span | undefined = names.length > 0 && use ? { start: use[1], end: use[2] } : undefined;
  for (const name of names) {
    if (!at) return undefined;
    const [made] = /^JSON\.stringify\(/.test(c.page.read(at.start, at.end)) ? (c.page.argumentsAt(at.start, at.end) ?? []) : [at];
    at = made && c.page.objectAt(made.start, made.end)?.props.find((p) => p.key === name)?.value;
  }
  return at;
}

/** What the caller sends is handed on with instructions of the program's own behind it. */
export const ownInstructions: FixMaker = (c) => {
  const { specs = [] } = c.report.sink ?? {};
  const name = optionIn(
    c,
    specs.flatMap((s) => s.model?.instructions ?? []).filter((p) => !isList(p)),
  );
  const edits = name && overridden(c, name, () => OWN.replaceAll("'", c.page.style.quote));
  return edits ? makeFix({ title: `Send \`${name}\` of your own, whatever the caller sends`, tier: 'suggested', on: c.page, edits }) : undefined;
};

const OWN = "'Help with what the user message asks.'";

/** Who may choose the instructions chooses one of a list: of what is joined into them, or of the whole. */
export const listedInstructions: FixMaker = (c) => onlyListedAt(c, written(c));

const INSTRUCTS = new Set(['system', 'developer', 'assistant', 'model']);

/** The marked text; of a list that was built before the call, in the same function, what its messages with instructions are made of. */
function written(c: FixContext): Span[] {
  const { fn, mark } = c.report;
  const { instrs } = fn.facts;
  const out: Span[] = [];
  const look = (value: number, depth: number): void => {
    const i = instrs[value];
    if (i?.op === 'array' && depth < 4) for (const item of i.items) look(item.use[0], depth + 1);
    if (i?.op !== 'object') return;
    const [role, content] = ['role', 'content'].map((key) => i.props.find((p) => p.key === key)?.value);
    const said = role && instrs[role[0]];
    if (said?.op === 'lit' && INSTRUCTS.has(String(said.value)) && content && instrs[content[0]]?.op !== 'lit') out.push({ start: content[1], end: content[2] });
  };
  const own = instrs[mark[0]];
  if (own?.op !== 'array' && own?.op !== 'object') return [c.finding.place];
  look(mark[0], 0);
  return out;
}
