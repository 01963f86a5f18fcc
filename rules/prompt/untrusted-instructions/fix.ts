/** Moves untrusted text out of the instructions and into a user message, where the model takes it for what it is. */
import { awaitAt, callUse, makeFix, parsePort, replace, type FixContext, type FixMaker, type PageEdit } from '../../../server/analysis/api';
import { whereFrom } from '../fixes';

interface Span {
  start: number;
  end: number;
}

export const moveToUserMessage: FixMaker = (c) => {
  const call = c.report.sink;
  const filter = c.helper('checkedPrompt');
  const waiting = awaitAt(c.page, c.finding.place.start);
  if (!call || call.fn !== c.report.fn || !filter || !waiting) return undefined;
  const { instructions, text } = parted(c, c.finding.place);
  const model = call.specs.find((s) => s.model)?.model;
  const q = c.page.style.quote;
  const examined = `await ${filter.call}(${text})`;
  const turn = (model?.turn ?? "{ role: 'user', content: {text} }").replaceAll("'", q).replace('{text}', () => examined);
  const placed = besideInList(c, turn) ?? inContent(c, call.argUses[0], model?.content ?? [], turn, examined);
  if (!placed) return undefined;
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
  if (!joined) return { instructions: `${q}Help with what the user message asks.${q}`, text: `String(${c.page.read(mark.start, mark.end)})` };
  const holes = joined.holes.map((h, n) => ({ name: nameOf(c.page.read(h.start, h.end), n), code: c.page.read(h.start, h.end) }));
  const words = joined.texts.map((t, n) => t + (holes[n] ? `(${holes[n].name}, see the user message)` : '')).join('');
  const fields = [...new Map(holes.map((h) => [h.name, h.code])).entries()].map(([name, code]) => (name === code ? name : `${name}: ${code}`));
  return { instructions: quoted(words, q), text: `JSON.stringify({ ${fields.join(', ')} })` };
}

/** `req.body.customer.name` is called `name`. */
function nameOf(code: string, n: number): string {
  const last = code.match(/[\w$]+/g)?.at(-1);
  return last && !/^\d/.test(last) && !/\($/.test(code) ? last : `value${n + 1}`;
}

function quoted(words: string, q: string): string {
  if (words.includes('\n')) return `\`${words.replace(/[\\`]|\$\{/g, '\\$&')}\``;
  return `${q}${words.replaceAll('\\', '\\\\').replaceAll(q, `\\${q}`)}${q}`;
}

/** The instructions are a message of a list: the new one comes right after it. */
function besideInList(c: FixContext, turn: string): PageEdit | undefined {
  const message = c.page.elementAround(c.finding.place.start);
  if (!message || !c.page.objectAt(message.start, message.end)) return undefined;
  return { start: message.end, end: message.end, newText: `, ${turn}` };
}

/** The instructions are an option beside the messages or the prompt. */
function inContent(c: FixContext, options: [number, number, number] | undefined, ports: readonly string[], turn: string, examined: string): PageEdit | undefined {
  const object = options && c.page.objectAt(options[1], options[2]);
  const names = new Set(ports.flatMap((p) => parsePort(p).steps[0]?.name ?? []));
  for (const name of names) {
    const found = object?.props.find((p) => p.key === name);
    if (!found) continue;
    const code = c.page.read(found.value.start, found.value.end);
    const list = c.page.elementsAt(found.value.start, found.value.end);
    if (list) return { start: found.value.start + 1, end: found.value.start + 1, newText: list.length > 0 ? `${turn}, ` : turn };
    if (ports.some((p) => p.startsWith(`0.${name}[`)) && !isText(code)) return replace(c.page, found.value, `[${turn}, ...${code}]`);
    return replace(c.page, found.value, `\`\${${code}}\\n\\n\${${examined}}\``);
  }
  return undefined;
}

const isText = (code: string): boolean => /^['"`]/.test(code);
