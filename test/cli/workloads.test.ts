import assert from 'node:assert/strict';
import { RULES } from '../../rules';
import { postureReport } from '../../server/report/posture';
import { postureMarkdown } from '../../server/report/postureMarkdown';
import { textsOf } from '../../server/report/lines';
import { workloadTable } from '../../server/report/workloads';
import { analyzerOf } from '../harness/workspace';

const TEXT = `import express from 'express';
import OpenAI from 'openai';
const app = express();
app.post('/ask', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  res.json(await new OpenAI().responses.create({ model: 'm<script>', input: req.body.text }));
});
app.get('/health', (req, res) => res.end());
`;

describe('workloads', () => {
  const analyzer = analyzerOf([{ path: 'a.ts', text: TEXT }]);
  const result = analyzer.scan();
  const texts = textsOf(() => TEXT);

  it('are entry points that reach a model, with their locks and what is missing', () => {
    assert.equal(result.workloads.length, 1);
    const [w] = result.workloads;
    assert.equal(w!.name, 'POST /ask');
    assert.deepEqual(w!.jobs, ['answers']);
    assert.deepEqual(
      w!.locks.map((l) => l.name),
      ['authentication'],
    );
    assert.ok(w!.due.some((g) => g.rule === 'prompt/unfiltered-input'));
    assert.ok(w!.dueNext.some((g) => g.rule === 'operations/no-rate-limit'));
    assert.equal(result.stats.workloads, 1);
    assert.deepEqual(analyzer.workloads(), result.workloads);
  });

  it('own the gaps that their own data make, and not those of another that reaches the same call', () => {
    const [, client] = TEXT.split('\n');
    const shared = `import express, { Router } from 'express';
${client}
const api = Router();
const ask = (text: string, all: string) => new OpenAI().responses.create({ model: 'm', input: text, instructions: all });
api.post('/ask', async (req, res) => res.json(await ask(req.body.text, 'x')));
api.get('/hello', async (req, res) => res.json(await ask('Hello', 'x')));
api.get('/bye', async (req, res) => res.json(await ask('Bye', req.body.all)));
express().use(api);
`;
    const gaps = Object.fromEntries(
      analyzerOf([{ path: 'a.ts', text: shared }])
        .workloads()
        .map((w) => [w.name, w.due.map((g) => g.rule).filter((r) => r.startsWith('prompt/'))]),
    );
    assert.deepEqual(gaps, { 'POST /ask': ['prompt/unfiltered-input'], 'GET /hello': [], 'GET /bye': ['prompt/untrusted-instructions'] });
  });

  it('name tools as the model knows them', () => {
    const text = `import { generateText, tool } from 'ai';
import { openai } from '@ai-sdk/openai';
import { z } from 'zod';
const forecast = tool({ description: 'Tells the weather', inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => city.length });
export async function POST(req: Request) {
  const r = await generateText({ model: openai('gpt-5'), prompt: await req.text(), tools: { getWeather: forecast } });
  return Response.json(r.text);
}
`;
    const [w] = analyzerOf([{ path: 'app/api/chat/route.ts', text }]).workloads();
    assert.deepEqual(
      w!.tools.map((t) => t.name),
      ['getWeather'],
    );
  });

  it('name models as they were made, the locks before a helper, and who is asked where tools are offered', () => {
    const text = `import { createAgent, humanInTheLoopMiddleware, tool } from 'langchain';
import { MemorySaver } from '@langchain/langgraph';
import { generateText, tool as aiTool } from 'ai';
import { openai } from '@ai-sdk/openai';
import { auth } from '@clerk/nextjs/server';
import { rm } from 'node:fs/promises';
import { z } from 'zod';
const schema = z.object({ path: z.enum(['a', 'b']) });
const wipe = tool(async ({ path }) => rm('/data/' + path), { name: 'wipe', schema });
const agent = createAgent({ model: 'm', tools: [wipe], checkpointer: new MemorySaver(), middleware: [humanInTheLoopMiddleware({ interruptOn: { wipe: true } })] });
const remove = aiTool({ inputSchema: schema, needsApproval: () => false, execute: async ({ path }) => rm('/data/' + path) });
const ask = (prompt: string) => generateText({ model: openai('gpt-5'), prompt, tools: { remove } });
export async function POST(req: Request) {
  const { userId } = await auth();
  if (!userId) return new Response('Sign in', { status: 401 });
  return Response.json(await ask(await req.text()));
}
export async function PUT(req: Request) {
  return Response.json(await agent.invoke({ messages: [{ role: 'user', content: await req.text() }] }));
}
`;
    const of = (path: string, source: string) => analyzerOf([{ path, text: source }]).workloads();
    const [post] = of('app/api/chat/route.ts', text);
    assert.deepEqual(
      post!.models.map((m) => m.name),
      ['gpt-5'],
    );
    assert.deepEqual(
      post!.locks.map((l) => l.name),
      ['authentication'],
    );
    assert.deepEqual(
      post!.tools.map((t) => [t.name, t.approved]),
      [['remove', false]],
    );
    const put = of('app/api/chat/route.ts', text.replace('() => false', 'true')).find((w) => w.name.startsWith('PUT'));
    assert.deepEqual(
      put!.tools.map((t) => [t.name, t.approved]),
      [['wipe', true]],
    );
  });

  it('are a table', () => assert.match(workloadTable(result.workloads, texts), /POST \/ask +answers +authentication +prompt\/unfiltered-input/));

  describe('as a page', () => {
    const page = postureReport({ title: '<x>', phase: 'foundational', workloads: result.workloads, texts, rules: RULES.map((r) => r.meta) });
    const hrefs = [...page.matchAll(/ href="([^"]*)"/g)].map((m) => m[1]!);

    it('runs nothing, loads nothing, and escapes everything', () => {
      assert.match(page, /default-src 'none'; style-src 'sha256-/);
      assert.doesNotMatch(page, /<script|<x>|style="| on\w+="|<img|<link|src="|url\(|@import/);
      assert.match(page, /m&lt;script&gt;/);
    });

    it('answers the three questions', () => {
      for (const answer of ['1 workload', `${result.workloads[0]!.due.length} missing now`, 'Foundational']) assert.ok(page.includes(`>${answer}<`), answer);
    });

    it('has a row per workload and a column per layer, each lock and gap with a link to its line', () => {
      const [table] = /<table class="matrix"[\s\S]*?<\/table>/.exec(page)!;
      assert.equal([...table.matchAll(/<th scope="col">/g)].length, 4);
      assert.equal([...table.matchAll(/<th scope="row"/g)].length, 1);
      assert.match(table, /In place: <\/span><a href="#l-[\w-]+-(4|5)" title="a\.ts:\1">authentication</);
      assert.match(table, /Missing: <\/span><a href="#l-[\w-]+-6" title="a\.ts:6">unfiltered input</);
      assert.match(table, /Due later: <\/span><a href="#l-[\w-]+-4" title="a\.ts:4">no rate limit</);
    });

    it('has a place on the page for every link into it', () => {
      const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]!));
      assert.deepEqual(
        hrefs.filter((h) => h.startsWith('#') && !ids.has(h.slice(1))),
        [],
      );
      assert.equal(ids.size, [...page.matchAll(/ id="/g)].length, 'ids are unique');
    });

    it('refers to the public lists', () => {
      for (const tag of ['LLM01:2026', 'AISF-AI-01', 'CWE-1427']) assert.ok(page.includes(`>${tag}<`), tag);
    });
  });

  it('are Markdown for a ticket, in which text stays text', () => {
    const text = postureMarkdown({ title: 'x_y', phase: 'foundational', workloads: result.workloads, texts, rules: RULES.map((r) => r.meta) });
    assert.match(text, /^# AI security posture of x\\_y\n/);
    assert.match(text, /1 workload: 1 answers, 0 connects, 0 acts\./);
    assert.match(text, /\| POST \/ask<br>`a\.ts:4` \| answers \| ◷ no rate limit<br>◷ no output cap \| ✓ authentication \| ✗ unfiltered input<br>◷ no audit log \|/);
    assert.match(text, /- `prompt\/unfiltered-input` `a\.ts:6` .* \(OWASP LLM01:2026, AISF-AI-01, CWE-1427\)/);
  });

  it('may be none, and the page says so', () => {
    const page = postureReport({ title: 'x', phase: 'enhanced', workloads: [], texts, rules: [] });
    assert.match(page, /there is nothing to lock/);
  });
});
