/** What generated modules are made of. Each piece is a few lines of code as people write it; `n` is the module, `k` the place in it. */

/** Gives one of the functions that the module imports, as a call of a text and options, or nothing where it imports none. */
export type Imported = (k: number) => string | undefined;

/** Every module exports two functions with this shape, so that any module can call any other. */
export const TEXT_FUNCTION = (n: number, k: number, inner: string | undefined): string => `
/** Keeps the parts that are short enough. */
export function f${n}_${k}(text: string, options: Options${n}): string {
  const parts = text.split(',').map((part) => part.trim());
  let out = '';
  for (const part of parts) {
    if (part.length > options.limit) continue;
    out += options.tags.includes(part) ? part.toUpperCase() : part;
  }
  return out.length > 0 ? out : ${inner ? `${inner}(text.trim(), options)` : 'text'};
}
`;

export const OPTIONS = (n: number): string => `
export interface Options${n} {
  limit: number;
  tags: string[];
  locale?: string;
}
`;

const PIECES: readonly ((n: number, k: number, inner: string | undefined) => string)[] = [
  TEXT_FUNCTION,
  (n, k) => `
export interface Item${n}_${k} {
  id: string;
  title: string;
  createdAt: Date;
  tags?: readonly string[];
  owner: { id: string; name: string } | null;
}

export type State${n}_${k} = { kind: 'idle' } | { kind: 'busy'; since: number } | { kind: 'failed'; error: string };
`,
  (n, k, inner) => `
export async function load${n}_${k}(url: string, retries = 3): Promise<string | undefined> {
  for (let attempt = 0; attempt < retries; attempt++) {
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(\`\${response.status} from \${url}\`);
      const body = await response.text();
      return ${inner ? `${inner}(body, { limit: 80, tags: [] })` : 'body'};
    } catch (error) {
      if (attempt + 1 === retries) console.error('could not load', url, error);
    }
  }
  return undefined;
}
`,
  (n, k, inner) => `
export class Registry${n}_${k} {
  private readonly items = new Map<string, { name: string; uses: number }>();
  private listeners: ((name: string) => void)[] = [];

  constructor(private readonly limit = 100) {}

  add(id: string, name: string): boolean {
    if (this.items.size >= this.limit || this.items.has(id)) return false;
    this.items.set(id, { name: ${inner ? `${inner}(name, { limit: this.limit, tags: [] })` : 'name'}, uses: 0 });
    for (const listener of this.listeners) listener(name);
    return true;
  }

  use(id: string): string | undefined {
    const item = this.items.get(id);
    if (!item) return undefined;
    item.uses++;
    return item.name;
  }

  onAdd(listener: (name: string) => void): () => void {
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((l) => l !== listener);
    };
  }
}
`,
  (n, k) => `
export const DEFAULTS${n}_${k} = {
  retries: 3,
  timeout: 10_000,
  headers: { 'content-type': 'application/json', 'x-client': 'module-${n}' },
  features: { search: true, export: false, history: { enabled: true, days: 30 } },
  steps: ['read', 'check', 'write', 'report'],
};
`,
  (n, k, inner) => `
export function step${n}_${k}(state: { kind: string; count: number; text: string }, event: { type: string; value?: string }): typeof state {
  switch (event.type) {
    case 'reset':
      return { kind: 'idle', count: 0, text: '' };
    case 'add':
      return { ...state, count: state.count + 1, text: ${inner ? `${inner}(event.value ?? '', { limit: 10, tags: [] })` : "event.value ?? ''"} };
    case 'drop':
      return state.count > 0 ? { ...state, count: state.count - 1 } : state;
    default:
      return state;
  }
}
`,
  (n, k, inner) => `
export const sorted${n}_${k} = <T extends { id: string; rank?: number }>(items: readonly T[], by: 'id' | 'rank' = 'id'): T[] =>
  [...items]
    .filter((item) => item.id !== '')
    .map((item) => ({ ...item, id: ${inner ? `${inner}(item.id, { limit: 40, tags: [] })` : 'item.id.trim()'} }))
    .sort((a, b) => (by === 'id' ? (a.id < b.id ? -1 : 1) : (a.rank ?? 0) - (b.rank ?? 0)));
`,
];

export const piece = (at: number, n: number, k: number, imported: Imported): string => PIECES[at % PIECES.length]!(n, k, imported(k));

/** A client and a wrapper around it, as most programs have one. `tidy` is what it does to the text before. */
export const ASKS = (n: number, tidy: string | undefined): string => `
const openai${n} = new OpenAI();

export async function ask${n}(question: string, tone = 'kind'): Promise<string> {
  const answer = await openai${n}.responses.create({
    model: 'gpt-5',
    instructions: \`You work at a support desk. Be \${tone}.\`,
    input: ${tidy ? `${tidy}(question, { limit: 4000, tags: [] })` : 'question.trim()'},
    max_output_tokens: 800,
  });
  return answer.output_text;
}
`;
/** What most programs ask through: a function of their own, around one that is around the client. */
export const WRAPS = (n: number, asking: number): string => `
export async function answer${n}(question: string, tone?: string): Promise<{ text: string; at: number }> {
  const text = await ask${asking}(f${n}_0(question, { limit: 4000, tags: [] }), tone);
  return { text: text.trim(), at: Date.now() };
}
`;
export const ASKS_IMPORT = "import OpenAI from 'openai';";

export const TOOL = (n: number, tidy: string | undefined): string => `
export const lookUp${n} = tool({
  description: 'Looks up an article of the handbook.',
  inputSchema: z.object({ title: z.string().max(200), section: z.number().optional() }),
  execute: async ({ title, section }) => {
    const name = ${tidy ? `${tidy}(title, { limit: 200, tags: [] })` : 'title.trim()'};
    return { name, text: \`\${name} has nothing on section \${section ?? 1}.\` };
  },
});
`;
export const TOOL_IMPORT = "import { tool } from 'ai';\nimport { z } from 'zod';";

export const TYPES_IMPORT = "import type { ModelMessage } from 'ai';";
export const MESSAGES = (n: number): string => `
export function count${n}(messages: readonly ModelMessage[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const message of messages) out[message.role] = (out[message.role] ?? 0) + 1;
  return out;
}
`;

export const ROUTE_IMPORT = "import { Router } from 'express';";
/** `work` is called with what the request says. */
export const ROUTES = (n: number, work: string): string => `
export const router${n} = Router();

router${n}.get('/items/${n}/:id', (req, res) => {
  if (!/^[a-z0-9]+$/.test(req.params.id)) return res.status(400).json({ error: 'no such item' });
  return res.json({ id: req.params.id, at: Date.now() });
});

router${n}.post('/items/${n}', async (req, res, next) => {
  try {
    const { text } = req.body;
    if (typeof text !== 'string' || text.length > 4000) return res.status(400).json({ error: 'too long' });
    return res.json({ result: await ${work} });
  } catch (error) {
    return next(error);
  }
});
`;
