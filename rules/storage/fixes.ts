/** Quick fixes that the rules about storage offer. */
import { type FixContext, type FixMaker, type Helper, type PageEdit, makeFix, replace, textWithout, whereFrom, wrapped } from '../../server/analysis/api';

/** What is written, text by text. What a browser keeps is out of a server key's reach. */
function written(c: FixContext): { start: number; end: number }[] {
  const { store, texts } = c.report.detail as { store?: string; texts?: [number, number][] };
  return store === 'browser' ? [] : (texts ?? []).map(([start, end]) => ({ start, end }));
}

const title = (h: Helper): string => `Encrypt it first: \`${h.call}(…)\`${whereFrom(h.creates)}`;

const encryptedTexts: FixMaker = wrapped({ helper: 'encrypt', spans: written, title });

/** `turn`, which is made elsewhere, becomes `{ ...turn, text: encrypt(turn.text) }`. */
function withFields(c: FixContext, field: (code: string) => string): PageEdit | undefined {
  const { start, end } = c.finding.place;
  const code = c.page.read(start, end);
  const fields = c.report.detail?.['fields'] as string[] | undefined;
  return fields && /^[\w$]+(?:\.[\w$]+)*$/.test(code)
    ? replace(c.page, c.finding.place, `{ ...${code}, ${fields.map((f) => `${f}: ${field(`${code}.${f}`)}`).join(', ')} }`)
    : undefined;
}

const encryptedFields: FixMaker = (c) => {
  const helper = c.report.detail?.['fields'] ? c.helper('encrypt') : undefined;
  const edit = helper && withFields(c, (code) => `${helper.call}(${code})`);
  return edit && makeFix({ title: title(helper), tier: 'suggested', on: c.page, edits: [edit], helpers: [helper] });
};

export const encrypted: FixMaker = (c) => encryptedTexts(c) ?? encryptedFields(c);

export const leftOutOfLog: FixMaker = (c) => {
  const q = c.page.style.quote;
  const kept = withFields(c, () => `${q}[redacted]${q}`);
  const texts = written(c);
  const edits = kept ? [kept] : (texts.length > 0 ? texts : [c.finding.place]).map((span) => replace(c.page, span, redacted(c, span)));
  return makeFix({ title: 'Leave it out of the log', tier: 'suggested', on: c.page, edits });
};

/** The words around the data stay, and so does what only counts. */
const redacted = (c: FixContext, span: { start: number; end: number }): string => textWithout(c, c.page, span, '[redacted]', (code) => /\.(length|size)$/.test(code));
