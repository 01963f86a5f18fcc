/** The texts that fixes leave behind, to the letter: what a reader of the code would have written. */
import assert from 'node:assert/strict';
import { files, fixed, offered } from './offered';

const MODEL = "import OpenAI from 'openai';\nconst openai = new OpenAI();\n";

/** The lines that a fix brings, without imports. */
function brought(rule: string, title: string, text: string): string[] {
  const before = new Set(text.split('\n'));
  return fixed(rule, title, files(['a.ts', text]))
    .split('\n')
    .filter((line) => !before.has(line) && !line.startsWith('import '));
}

describe('the text after a fix', () => {
  it('keeps the comment behind an option with that option', () => {
    const asks = (options: string): string =>
      `${MODEL}import express from 'express';\nexpress().post('/x', async (req, res) => {\n  res.json(\n    await openai.responses.create({\n${options}\n    }),\n  );\n});\n`;
    const capped = (options: string): string[] => brought('operations/no-output-cap', 'Cap the answer', asks(options));
    assert.deepEqual(capped("      model: 'm',\n      input: 'x', // asks"), ['      max_output_tokens: 1024,']);
    assert.deepEqual(capped("      model: 'm',\n      input: 'x' // asks"), ["      input: 'x', // asks", '      max_output_tokens: 1024']);
    assert.deepEqual(capped("      model: 'm',\n      input: 'x', /* asks */"), ['      max_output_tokens: 1024,']);
  });

  describe('of a record', () => {
    const STORE =
      "import { MongoClient } from 'mongodb';\nconst turns = new MongoClient('mongodb://localhost').db('x').collection('turns');\nimport { Index } from '@upstash/vector';\nconst index = new Index();\n";
    const sealed = (body: string): string[] =>
      brought(
        'storage/plaintext-record',
        'Encrypt it first',
        `${MODEL}${STORE}export async function keep(id: string, vectors: number[][]) {\n  const { output_text: text } = await openai.responses.create({ model: 'm', input: 'x' });\n${body}\n}\n`,
      );

    it('is the text in it that is encrypted, wherever it is put together', () => {
      assert.deepEqual(sealed('  const row = { id, text };\n  await turns.insertOne(row);'), ['  const row = { id, text: encrypt(text) };']);
      assert.deepEqual(sealed('  await turns.insertMany([{ id, text }, { id, text: `2 ${text}` }]);'), [
        '  await turns.insertMany([{ id, text: encrypt(text) }, { id, text: encrypt(`2 ${text}`) }]);',
      ]);
      assert.deepEqual(sealed("  await turns.insertMany(text.split('.').map((part) => ({ id, part, at: new Date() })));"), [
        "  await turns.insertMany(text.split('.').map((part) => ({ id, part: encrypt(part), at: new Date() })));",
      ]);
      assert.deepEqual(sealed('  await index.upsert(vectors.map((vector, n) => ({ id: `${n}`, vector, metadata: { text } })));'), [
        '  await index.upsert(vectors.map((vector, n) => ({ id: `${n}`, vector, metadata: { text: encrypt(text) } })));',
      ]);
    });
    it('is a copy with the text encrypted where another function made it', () => {
      assert.deepEqual(sealed('  await store({ id, text });\n}\nasync function store(turn: { id: string; text: string }) {\n  await turns.insertOne(turn);'), [
        '  await turns.insertOne({ ...turn, text: encrypt(turn.text) });',
      ]);
    });
  });

  describe('in a log', () => {
    const logged = (statement: string): string[] =>
      brought(
        'storage/sensitive-log',
        'Leave it out of the log',
        `${MODEL}export async function keep(id: string) {\n  const { output_text: text } = await openai.responses.create({ model: 'm', input: 'x' });\n  const row = { id, text };\n  ${statement}\n  return row;\n}\n`,
      );

    it('has the words around the data, and what only counts', () => {
      assert.deepEqual(logged('console.log(`Answer of ${text.length}: ${text}!`);'), ['  console.log(`Answer of ${text.length}: [redacted]!`);']);
      assert.deepEqual(logged("console.log('Answer: ' + text);"), ["  console.log('Answer: [redacted]');"]);
      assert.deepEqual(logged("console.log(`It's ${text}`);"), ["  console.log(`It's [redacted]`);"]);
    });
    it('has all other fields, and leaves a record as it is for those who need it', () => {
      assert.deepEqual(logged("console.log('done', text, { id, text, all: [text] });"), ["  console.log('done', '[redacted]', { id, text: '[redacted]', all: ['[redacted]'] });"]);
      assert.deepEqual(logged('console.log({ row });'), ["  console.log({ row: { ...row, text: '[redacted]' } });"]);
    });
  });

  describe('of options that a caller sends', () => {
    const ROUTE = `${MODEL}import express from 'express';\nexpress().post('/x', async (req, res) => {\n`;
    const own = (options: string): string[] =>
      brought('prompt/untrusted-instructions', 'Send `instructions`', `${ROUTE}  res.json(await openai.responses.create(${options}));\n});\n`);

    it('has instructions of the program behind them', () => {
      assert.deepEqual(own('{ ...req.body, stream: false }'), [
        "  res.json(await openai.responses.create({ ...req.body, stream: false, instructions: 'Help with what the user message asks.' }));",
      ]);
      assert.deepEqual(own("{ instructions: 'Be kind.', ...req.body }"), ["  res.json(await openai.responses.create({ ...req.body, instructions: 'Be kind.' }));"]);
    });
    it('has their messages without other roles, and nothing else of the call around it', () => {
      const text = `${ROUTE}  res.json(await openai.chat.completions.create(req.body));\n});\n`;
      assert.deepEqual(brought('prompt/client-controlled-roles', "Take only the user's own turns", text), [
        '  res.json(await openai.chat.completions.create({ ...req.body, messages: userTurns(await checkedPrompt(req.body.messages)) }));',
      ]);
      const typed = text.replace('create(req.body)', 'create({ ...options })').replace('  res.', '  const options: { temperature: number } = req.body;\n  res.');
      assert.deepEqual(offered('prompt/client-controlled-roles', files(['a.ts', typed])), []);
    });
  });

  describe('of a function that has to wait', () => {
    const ROUTE = `${MODEL}import express from 'express';\n`;
    const EXAMINED = 'Have this text examined first';
    const text = (body: string): string =>
      `${ROUTE}const ask = (text: string) => openai.responses.create({ model: 'm', input: text });\nexpress().post('/x', async (req, res) => {\n${body}\n});\n`;
    const waits = (body: string): string[] => brought('prompt/unfiltered-input', EXAMINED, text(body));
    const ASK = "const ask = async (text: string) => openai.responses.create({ model: 'm', input: await checkedPrompt(text) });";

    it('changes nothing for callers that wait already', () => {
      assert.deepEqual(waits('  res.json(await ask(req.body.text));'), [ASK]);
      assert.deepEqual(waits('  const answer = ask(req.body.text);\n  res.json((await answer).output_text);'), [ASK]);
    });
    it('makes those wait that do not', () => {
      assert.deepEqual(waits('  const asked = ask(req.body.text);\n  res.json(asked.withResponse());'), [ASK, '  const asked = await ask(req.body.text);']);
      assert.deepEqual(waits('  res.json(await ask(req.body.text).withResponse());'), [ASK, '  res.json(await (await ask(req.body.text)).withResponse());']);
    });
    it("ends where functions hand on each other's results", () => {
      const asks =
        "import express from 'express';\nfunction begin(text: string, n: number) {\n  if (n > 0) return next(text, n);\n  return openai.responses.create({ model: 'm', input: text });\n}\n" +
        "function next(text: string, n: number) {\n  return begin(text, n - 1);\n}\nexpress().post('/x', (req, res) => {\n  const one = begin(req.body.text, 2);\n  res.json([one, next('', 1)]);\n});\n";
      assert.deepEqual(brought('prompt/unfiltered-input', 'Have this text examined first', `${MODEL}${asks}`), [
        'async function begin(text: string, n: number) {',
        "  return openai.responses.create({ model: 'm', input: await checkedPrompt(text) });",
        "express().post('/x', async (req, res) => {",
        '  const one = await begin(req.body.text, 2);',
        "  res.json([one, await next('', 1)]);",
      ]);
    });
    it('is not made of one whose result is used on the spot', () => {
      const offers = (use: string): boolean =>
        offered('prompt/unfiltered-input', files(['a.ts', `${ROUTE}express().post('/x', async (req, res) => {\n  ${use}\n});\n`])).some((f) => f.title.startsWith(EXAMINED));
      assert.ok(offers("res.json(await Promise.all(req.body.all.map((text: string) => openai.embeddings.create({ model: 'm', input: text }))));"));
      assert.ok(!offers("res.json(req.body.all.filter((text: string) => openai.embeddings.create({ model: 'm', input: text })));"));
      assert.ok(!offers("res.json(req.body.all.map((text: string) => openai.embeddings.create({ model: 'm', input: text }).withResponse()));"));
    });
  });

  describe('of a text with several parts', () => {
    const route = (body: string): string =>
      `${MODEL}import express from 'express';\nexpress().post('/x', async (req, res) => {\n  const { name, text } = req.body;\n${body}\n});\n`;
    const asks = (system: string): string =>
      route(
        `  const answer = await openai.chat.completions.create({\n    model: 'm',\n    messages: [\n      { role: 'system', content: ${system} },\n      { role: 'user', content: text },\n    ],\n  });\n  res.send(\`<h1>\${new Date().getFullYear()}</h1><p>\${answer.choices[0].message.content}</p>\`);`,
      );
    const SYSTEM = asks('`You help ${name}. It is ${new Date().toISOString()}.`');

    it('is about those through which the data comes in', () => {
      assert.deepEqual(brought('prompt/untrusted-instructions', 'Move this text', SYSTEM), [
        "      { role: 'system', content: `You help (name, see the user message). It is ${new Date().toISOString()}.` },",
        "      { role: 'user', content: await checkedPrompt(JSON.stringify({ name })) },",
      ]);
      assert.deepEqual(brought('prompt/untrusted-instructions', 'Let only listed', SYSTEM), [
        "      { role: 'system', content: `You help ${oneOf(name, [])}. It is ${new Date().toISOString()}.` },",
      ]);
    });
    it('leaves markup that is the program’s own', () => {
      assert.deepEqual(brought('output/html-injection', 'Show it as text', SYSTEM), [
        '  res.send(`<h1>${new Date().getFullYear()}</h1><p>${escapeHtml(answer.choices[0].message.content)}</p>`);',
      ]);
    });
  });

  it('imports a helper beside an ES module by the extension that Node.js wants', () => {
    const text = `${MODEL}import express from 'express';\nexpress().post('/x', async (req, res) => {\n  res.json(await openai.responses.create({ model: 'm', input: 'x' }));\n});\n`;
    const [fix] = offered('access/unauthenticated-endpoint', files(['a.mts', text])).filter((f) => f.title.startsWith('Answer 401'));
    assert.deepEqual(fix!.creates.map((c) => c.path).sort(), ['ai/has-token.mts', 'ai/required-env.mts']);
    assert.match(fix!.creates.map((c) => c.text).join(''), /from '\.\/required-env\.mjs'/);
    assert.match(fix!.edits.map((e) => e.newText).join(''), /from '\.\/ai\/has-token\.mjs'/);
  });

  it('of a client that stands in a component is not changed where the key would still go to the browser', () => {
    const client =
      '<script setup lang="ts">\nimport OpenAI from \'openai\'\nconst openai = new OpenAI({ apiKey: import.meta.env.VITE_KEY, dangerouslyAllowBrowser: true })\n</script>\n';
    assert.deepEqual(offered('access/browser-exposed-key', files(['Chat.vue', client])), []);
  });
});
