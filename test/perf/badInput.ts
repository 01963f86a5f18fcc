/**
 * Code that nobody would write and generators do write: a file of 1 MB, unions of 2,000, a cycle of 1,000 calls, an SDK of 10,000
 * lines, 3,000 routes. Each text holds, beside the monster, one plain flaw that must still be found.
 */
export interface BadInput {
  title: string;
  files: { path: string; text: string }[];
}

const HEAD = `import express from 'express';
import OpenAI from 'openai';
const app = express();
const openai = new OpenAI();
`;

const many = (n: number, line: (i: number) => string, between = '\n'): string => Array.from({ length: n }, (_, i) => line(i)).join(between);

/** A route whose answer to `expression` becomes a model's instructions. */
const route = (path: string, expression: string): string => `app.post('${path}', async (req, res) => {
  res.json(await openai.responses.create({ model: 'm', instructions: \`Be \${${expression}}\`, input: 'x' }));
});
`;
const PLAIN = route('/plain', 'req.body.tone');
const one = (title: string, text: string): BadInput => ({ title, files: [{ path: 'a.ts', text: `${HEAD}${text}\n${PLAIN}` }] });

const classes = many(2000, (i) => `class C${i} { run(text: string) { return text + ${i}; } }`);

/** Somebody's monster reaches the model: it must be found as well. */
export const FOLLOWED: readonly BadInput[] = [
  one(
    '1 MB of functions that call one another',
    `${many(
      1300,
      (i) => `/** Generated from the definition of step ${i}: splits its text, drops what is too long, and leaves the rest to the step below. */
export function step${i}(text: string, options: { limit: number; tags: string[] }): string {
  const parts = text.split(',').map((part) => part.trim());
  const kept: string[] = [];
  for (const part of parts) {
    if (part.length > options.limit) continue;
    if (options.tags.includes(part)) kept.push(part.toUpperCase());
    else kept.push(part);
  }
  if (kept.length === 0) throw new Error('step ${i} has nothing to do with ' + text.length + ' characters');
  if (options.limit > ${i}) return ${i === 0 ? "''" : `step${i - 1}(kept.join(','), { limit: options.limit - 1, tags: options.tags })`};
  return kept.length > 1 ? kept.join('; ') : kept[0]!;
}`,
    )}
${route('/through', 'step1299(req.body.tone, { limit: 2, tags: [] })')}`,
  ),
  one(
    'a type of 2,000 classes',
    `${classes}\ntype All = ${many(2000, (i) => `C${i}`, ' | ')};\nconst go = (u: All, text: string) => u.run(text);\n${route('/through', 'go(req.body.u, req.body.tone)')}`,
  ),
  one(
    'a value that is one of 2,000 things',
    `${classes}\nfunction pick(n: number) {\n  switch (n) {\n${many(2000, (i) => `    case ${i}: return new C${i}();`)}\n  }\n}\n${route('/through', 'pick(req.body.n)!.run(req.body.tone)')}`,
  ),
  one(
    'a value of 2,000 sources',
    `function pick(req: { n: number; body: Record<string, string> }) {\n  switch (req.n) {\n${many(2000, (i) => `    case ${i}: return req.body.p${i};`)}\n  }\n}\n${route('/through', 'pick(req)')}`,
  ),
  one(
    'a union of 2,000 kinds, told apart',
    `type Part = ${many(2000, (i) => `{ kind: 'k${i}'; v${i}: string }`, ' | ')};\nfunction text(p: Part): string {\n  switch (p.kind) {\n${many(2000, (i) => `    case 'k${i}': return p.v${i};`)}\n  }\n}\n${route('/through', 'text(req.body)')}`,
  ),
  one(
    'a table of 2,000 functions',
    `const table: Record<string, (text: string) => string> = {\n${many(2000, (i) => `  k${i}: (text) => text + ${i},`)}\n};\n${route('/through', 'table[req.body.k]!(req.body.tone)')}`,
  ),
  one(
    'a variable that 2,000 branches change',
    `function text(body: Record<string, string>) {\n  let out = body.tone;\n${many(2000, (i) => `  if (body.x === '${i}') out = out + 'text ${i}';`)}\n  return out;\n}\n${route('/through', 'text(req.body)')}`,
  ),
  one(
    'records of twelve fields that foreign code makes anew 60 times',
    `import { clone, merge } from 'manifests';
${many(
  60,
  (i) => `function made${i}(r: any, deep: any): any {
  const own = merge(clone({ ${many(12, (k) => `f${k}: r.f${k}`, ', ')} }), deep.f${i % 12});
${many(12, (k) => `  if (own.f${k} === 'none ${i}') throw new Error('f${k}');`)}
  own.f0.each((entry: any) => entry.f1.run(own.f${i % 12}, entry.f${(i + 5) % 12}));
  return ${i === 0 ? 'own' : `made${i - 1}({ ${many(12, (k) => `f${k}: own.f${k}`, ', ')} }, own)`};
}`,
)}
${route('/through', 'made59(req.body, req.body.deep)')}`,
  ),
  one(
    'a cycle of 1,000 functions',
    `${many(1000, (i) => `function f${i}(text: string, n: number): string { return n > 0 ? f${(i + 1) % 1000}(text + '${i}', n - 1) : text; }`)}\n${route('/through', 'f0(req.body.tone, 5)')}`,
  ),
  {
    title: 'a cycle of 1,000 functions in 1,000 files',
    files: [
      ...Array.from({ length: 1000 }, (_, i) => {
        const next = (i + 1) % 1000;
        return {
          path: `m${i}.ts`,
          text: `import { f${next} } from './m${next}';\nexport function f${i}(text: string, n: number): string { return n > 0 ? f${next}(text + '${i}', n - 1) : text; }\n`,
        };
      }),
      { path: 'a.ts', text: `import { f0 } from './m0';\n${HEAD}${route('/through', 'f0(req.body.tone, 5)')}${PLAIN}` },
    ],
  },
  {
    title: 'an SDK of 10,000 generated lines',
    files: [
      { path: 'sdk.ts', text: sdk(500) },
      {
        path: 'a.ts',
        text: `import { Client } from './sdk';\n${HEAD}const client = new Client('https://example.com');\n${route('/through', 'client.r7.path(req.body.id)')}${PLAIN}`,
      },
    ],
  },
];

/** In the style of what generators make of an API: resources with methods that all end in one. */
function sdk(resources: number): string {
  return `export interface Options { headers?: Record<string, string>; timeout?: number; signal?: AbortSignal }
export class Resource { constructor(protected client: Client) {} }
${many(
  resources,
  (i) => `
export interface Params${i} { id: string; limit?: number; body?: { text: string; tags: string[] } }
export interface Result${i} { id: string; data: { text: string }[]; next?: string }
/** Generated. */
export class Resource${i} extends Resource {
  path(id: string): string { return \`/r${i}/\${id}\`; }
  create(params: Params${i}, options?: Options): Promise<Result${i}> { return this.client.post('/r${i}', { body: params, ...options }); }
  retrieve(id: string, options?: Options): Promise<Result${i}> { return this.client.get(this.path(id), options); }
  update(id: string, params: Params${i}, options?: Options): Promise<Result${i}> { return this.client.patch(this.path(id), { body: params, ...options }); }
  del(id: string, options?: Options): Promise<void> { return this.client.delete(this.path(id), options); }
  async *list(params: Params${i}, options?: Options): AsyncGenerator<{ text: string }> {
    let cursor: string | undefined;
    do {
      const page: Result${i} = await this.client.get('/r${i}', { query: { ...params, cursor }, ...options });
      for (const item of page.data) yield item;
      cursor = page.next;
    } while (cursor);
  }
}`,
)}
export class Client {
${many(resources, (i) => `  r${i} = new Resource${i}(this);`)}
  constructor(private base: string) {}
  async request(method: string, path: string, options?: any): Promise<any> {
    const response = await fetch(this.base + path, { method, headers: options?.headers, body: JSON.stringify(options?.body) });
    if (response.status === 429) return this.request(method, path, options);
    return response.json();
  }
${['get', 'post', 'patch', 'delete'].map((verb) => `  ${verb}(path: string, options?: any) { return this.request('${verb.toUpperCase()}', path, options); }`).join('\n')}
}
`;
}

const asked = (text = 'req.body.tone'): string => `await openai.responses.create({ model: 'm', instructions: \`Be \${${text}}\`, input: 'x' })`;

/** Each route is an entry point with a flaw of its own. */
export const ROUTES = 3000;
export const ROUTED: readonly BadInput[] = [
  one(
    'handlers that ask, below 300 middlewares',
    `${many(300, (i) => `app.use('/r${i}', (req, res, next) => { if (!req.headers.authorization) return res.status(401).end(); next(); });`)}
${many(ROUTES - 1, (i) => `app.post('/r${i}', async (req, res) => res.json(${asked()}));`)}`,
  ),
  one('named handlers', `${many(ROUTES - 1, (i) => `async function h${i}(req, res) {\n  res.json(${asked()});\n}`)}\n${many(ROUTES - 1, (i) => `app.post('/r${i}', h${i});`)}`),
  one(
    'handlers with one helper',
    `const ask = async (tone: string) => ${asked('tone')};\n${many(ROUTES - 1, (i) => `app.post('/r${i}', async (req, res) => res.json(await ask(req.body.tone)));`)}`,
  ),
];

/** So much is in one function that the rest of it is left out; what the summary says is one sentence. */
export const TOO_LONG: BadInput = {
  title: 'a literal of 1 MB',
  files: [
    {
      path: 'table.ts',
      text: `import OpenAI from 'openai';\nexport const openai = new OpenAI();\nexport const table = {\n${many(16_000, (i) => `  key${i}: { name: 'the name ${i}', list: [${i}, ${i + 1}] },`)}\n};\n`,
    },
    { path: 'a.ts', text: `import { table } from './table';\n${HEAD}${route('/through', 'table.key15999.name')}${PLAIN}` },
  ],
};
