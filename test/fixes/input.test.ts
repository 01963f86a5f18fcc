/** What fixes make of code that is written otherwise, or not to its end. */
import assert from 'node:assert/strict';
import { parse } from '../../server/analysis/syntax/parse';
import type { CaseFile } from '../harness/markdown';
import { analyzerOf } from '../harness/workspace';
import { applied } from './apply';
import { files, fixed, offered } from './offered';

const ROUTE =
  "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\napp.post('/x', async (req, res) => {\n  res.json(await new OpenAI().responses.create({ model: 'm', input: 'x' }));\n});\n";
const TOKEN = 'Answer 401';

describe('fixes in code as it is written', () => {
  it('keep line ends, tabs, double quotes and the lack of semicolons', () => {
    const text = ROUTE.replaceAll(';', '').replaceAll("'", '"').replaceAll('  ', '\t').replaceAll('\n', '\r\n');
    const after = fixed('access/unauthenticated-endpoint', TOKEN, files(['a.ts', text]));
    const added = 'import { hasToken } from "./ai/has-token"\r\n';
    const check = '\tif (!hasToken(req.headers.authorization)) return res.status(401).json({ error: "Sign in first." })\r\n';
    assert.equal(after.replace(added, '').replace(check, ''), text);
    assert.ok(after.includes(added) && after.includes(check), after);
  });

  it('take the more frequent of mixed line ends', () => {
    const mixed = ROUTE.replace('\n', '\r\n');
    assert.equal(fixed('access/unauthenticated-endpoint', TOKEN, files(['a.ts', mixed])).split('\r\n').length, 2);
  });

  it('write CommonJS into CommonJS, and JavaScript into JavaScript', () => {
    const text = ROUTE.replace("import express from 'express'", "const express = require('express')").replace("import OpenAI from 'openai'", "const OpenAI = require('openai')");
    const [fix] = offered('access/unauthenticated-endpoint', files(['a.js', text], ['package.json', '{}'])).filter((f) => f.title.startsWith(TOKEN));
    const after = applied(files(['a.js', text]), fix!)[0]!.text;
    assert.match(after, /const \{ hasToken \} = require\('\.\/ai\/has-token'\);/);
    const helper = fix!.creates.find((c) => c.path === 'ai/has-token.js');
    assert.ok(helper && /exports\.hasToken/.test(helper.text) && !/: string/.test(helper.text), helper?.text);
  });

  it('name the extension where Node.js resolves imports', () => {
    const nodenext = files(['a.ts', ROUTE], ['tsconfig.json', '{ "compilerOptions": { "module": "NodeNext" } }']);
    assert.match(fixed('access/unauthenticated-endpoint', TOKEN, nodenext), /from '\.\/ai\/has-token\.js'/);
    const esm = files(['a.js', ROUTE], ['package.json', '{ "type": "module" }']);
    assert.match(fixed('access/unauthenticated-endpoint', TOKEN, esm), /from '\.\/ai\/has-token\.js'/);
  });

  it('import by the alias of the project where the file does, and by the way there where it does not', () => {
    const config = (base: string): [string, string] => ['web/tsconfig.json', `{ "compilerOptions": { ${base}"paths": { "@/*": ["./src/*"] } } }`];
    const text = ROUTE.replace("import OpenAI from 'openai';", "import OpenAI from 'openai';\nimport { limits } from '@/limits';");
    const given = (file: string, base = ''): CaseFile[] =>
      files(['web/src/api/v1/a.ts', file], ['web/src/limits.ts', 'export const limits = 3;\n'], ['web/package.json', '{}'], config(base));
    const importOf = (g: readonly CaseFile[]): string | undefined => /hasToken \} from '(.*)'/.exec(fixed('access/unauthenticated-endpoint', TOKEN, g))?.[1];
    assert.equal(importOf(given(text)), '@/ai/has-token');
    assert.equal(importOf(given(ROUTE)), '../../ai/has-token');
    assert.equal(importOf(given(text.replace('@/limits', '../../limits'))), '../../ai/has-token');
    assert.equal(importOf(given(text, '"baseUrl": "elsewhere", ')), '../../ai/has-token');
    // Comments, other lists, and what is no configuration at all.
    const read = (config: string): string | undefined => importOf([...given(text).filter((f) => f.path !== 'web/tsconfig.json'), ...files(['web/tsconfig.json', config])]);
    assert.equal(read('{ /* ours */ "include": ["src/*"], "compilerOptions": { "paths": { "@/*": ["./src/*"] }, } }'), '@/ai/has-token');
    for (const odd of [
      '{ "compilerOptions": { "paths": { "@/*": null } } }',
      '{ "compilerOptions": { "paths": 3, "baseUrl": [] } }',
      '{ "compilerOptions": null }',
      'no',
      '[]',
      '3',
      '',
    ])
      assert.equal(read(odd), '../../ai/has-token', odd);
  });

  it('take what they need from a parameter that the handler takes apart', () => {
    const svelte = (params: string, before = ''): CaseFile[] =>
      files([
        'src/routes/ask/+server.ts',
        `import OpenAI from 'openai';\n${before}export const POST = async (${params}) => {\n  const r = await new OpenAI().responses.create({ model: 'm', input: 'x' });\n  return new Response(r.output_text);\n};\n`,
      ]);
    const limited = (g: readonly CaseFile[]): string => fixed('operations/no-rate-limit', 'Answer 429', g);
    assert.match(limited(svelte('{ request }')), /async \(\{ request, getClientAddress \}\) => \{\n {2}if \(!withinLimit\(getClientAddress\(\)\)\) error\(429/);
    assert.match(limited(svelte('{ getClientAddress: from }')), /async \(\{ getClientAddress: from \}\) => \{\n {2}if \(!withinLimit\(from\(\)\)\)/);
    assert.match(fixed('access/unauthenticated-endpoint', TOKEN, svelte('{}')), /async \(\{ request \}\) => \{\n {2}if \(!hasToken\(request\.headers/);
    // The name means something else there, or the rest of the parameter has one.
    for (const g of [svelte('{ params }', 'const request = 1;\n'), svelte('{ params, ...rest }')])
      assert.ok(!offered('access/unauthenticated-endpoint', g).some((f) => f.title.startsWith(TOKEN)));
  });

  it('write helpers in the style of the file: quotes in code and not in comments, indents, blank lines', () => {
    const listed =
      "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\napp.post('/x', async (req, res) => {\n  res.json(await new OpenAI().responses.create({ model: 'm', input: req.body.messages }));\n});\n";
    const written = (path: string, text: string): string => {
      const given = files([path, text], ['package.json', '{ "type": "module" }']);
      return offered('prompt/client-controlled-roles', given)
        .flatMap((f) => f.creates)
        .find((c) => c.path.includes('user-turns'))!.text;
    };
    const typed = written('a.ts', listed.replaceAll("'", '"'));
    assert.match(typed, /Takes a caller's messages/);
    assert.match(typed, /role: "user"/);
    const plain = written('a.js', listed.replaceAll('  ', '\t'));
    assert.match(plain, /\n\nconst said|\n\n\/\*\* Text, or parts/);
    assert.match(plain, /\n\treturn messages\.filter/);
  });

  it('are not written where the name of a helper means something else', () => {
    const titles = (text: string): string[] => offered('access/unauthenticated-endpoint', files(['a.ts', text])).map((f) => f.title);
    assert.ok(titles(ROUTE).some((t) => t.startsWith(TOKEN)));
    assert.ok(!titles(`${ROUTE}function hasToken() {}\n`).some((t) => t.startsWith(TOKEN)));
  });

  it('leave an option alone that a name brings from elsewhere', () => {
    const given = files(
      [
        'route.ts',
        "import OpenAI from 'openai';\nimport { toolsFor } from './tools';\nexport async function POST(request: Request) {\n  const tools = toolsFor();\n  return Response.json(await new OpenAI().responses.create({ model: 'm', input: 'x', tools }));\n}\n",
      ],
      ['tools.ts', "export const toolsFor = () => [{ type: 'mcp' as const, server_label: 'wiki', server_url: 'https://wiki.example/mcp', require_approval: 'never' as const }];\n"],
    );
    assert.deepEqual(
      offered('agent/approval-disabled', given).map((f) => f.title),
      [],
    );
  });

  it('leave a directive the first statement of its function', () => {
    const action =
      "import OpenAI from 'openai';\nimport { auth } from './auth';\nexport async function ask(text: string) {\n  'use server';\n  return new OpenAI().responses.create({ model: 'm', input: text });\n}\n";
    const auth = "import NextAuth from 'next-auth';\nexport const { auth } = NextAuth({ providers: [] });\n";
    const other = action
      .replace('ask(', 'other(')
      .replace("'use server';\n", "'use server';\n  const session = await auth();\n  if (!session?.user) throw new Error('Unauthorized');\n");
    const after = fixed('access/unauthenticated-endpoint', 'Ask who is calling', files(['ask.ts', action], ['auth.ts', auth], ['other.ts', other]));
    assert.match(after, /\{\n {2}'use server';\n {2}const caller = await auth\(\);\n {2}if \(!caller\?\.user\?\.id\) throw new Error\('Unauthorized'\);\n/);
  });

  it('use a helper that is there, and write none twice', () => {
    const first = offered('access/unauthenticated-endpoint', files(['a.ts', ROUTE])).find((f) => f.title.startsWith(TOKEN))!;
    const again = offered('access/unauthenticated-endpoint', files(['a.ts', ROUTE], ...first.creates.map((c): [string, string] => [c.path, c.text])));
    const second = again.find((f) => f.title.startsWith(TOKEN))!;
    assert.deepEqual([first.creates.length, second.creates.length], [2, 0]);
  });

  it('never leave half-typed code in a worse state', () => {
    const whole =
      "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\napp.post('/x', async (req, res) => {\n  const r = await new OpenAI().chat.completions.create({ model: 'm', messages: [{ role: 'system', content: `Help ${req.body.name}` }] });\n  res.json(r);\n});\n";
    for (let end = whole.indexOf('req.body.name') + 13; end < whole.length; end += 3) {
      const given = files(['a.ts', whole.slice(0, end)]);
      const analyzer = analyzerOf(given, { phase: 'advanced' });
      for (const f of analyzer.scan().findings)
        for (const fix of analyzer.fixes(f, () => given[0]!.text)) {
          const after = applied(given, fix)[0]!.text;
          assert.ok(parse('a.ts', after).problems.length <= parse('a.ts', given[0]!.text).problems.length, `${fix.title}\n${after}`);
        }
    }
  });
});

describe('fixes in other texts', () => {
  const JSX =
    "import { generateText } from 'ai';\nimport ReactMarkdown from 'react-markdown';\nexport default async function Page() {\n\tconst { text } = await generateText({ model: 'm', prompt: 'x' });\n\treturn (\n\t\t<main>\n\t\t\t<ReactMarkdown>{text}</ReactMarkdown>\n\t\t</main>\n\t);\n}\n";
  const IMAGES = 'output/markdown-exfiltration';

  it('add an attribute to JSX, or put a call around what stands in it, and touch nothing else', () => {
    const given = files(['app/page.tsx', JSX]);
    assert.equal(fixed(IMAGES, 'Leave images out', given), JSX.replace('<ReactMarkdown>', "<ReactMarkdown disallowedElements={['img']}>"));
    const plain = fixed(IMAGES, 'Show neither', given);
    assert.equal(plain.replace("import { plainMarkdown } from '../ai/plain-markdown';\n", ''), JSX.replace('{text}<', '{plainMarkdown(text)}<'));
  });

  it('are not made of a text that has changed since it was analysed', () => {
    const given = files(['a.ts', ROUTE]);
    const analyzer = analyzerOf(given, { phase: 'advanced' });
    const found = analyzer.scan().findings[0]!;
    assert.ok(analyzer.fixes(found, () => ROUTE).length > 0);
    for (const now of [`\n${ROUTE}`, ROUTE.slice(0, 20), ''])
      assert.deepEqual(
        analyzer.fixes(found, () => now),
        [],
        now,
      );
  });
});

describe('a function of the project is taken for a lock', () => {
  const asks = (check: string): CaseFile[] =>
    files(
      [
        'a.ts',
        "import express from 'express';\nimport OpenAI from 'openai';\nimport { looked } from './looked';\nconst app = express();\napp.post('/x', async (req, res) => {\n  const text = String(req.body.text);\n  await looked(text);\n  res.json(await new OpenAI().responses.create({ model: 'm', input: text }));\n});\n",
      ],
      ['looked.ts', check],
    );
  const isOffered = (check: string): boolean => offered('prompt/unfiltered-input', asks(check)).some((f) => f.declareLock?.reference === 'looked.ts#looked');

  it('where it may say no: it throws, answers this or that, or asks code that is not seen', () => {
    assert.ok(isOffered("export async function looked(text: string) {\n  if (text.includes('ignore')) throw new Error('no');\n}\n"));
    assert.ok(isOffered("import { scan } from 'some-scanner';\nexport const looked = (text: string) => scan(text);\n"));
    assert.ok(isOffered('export function looked(text: string) {\n  if (text.length > 99) return false;\n  return true;\n}\n'));
  });
  it('not where it hands on what it is given', () => {
    assert.ok(!isOffered('export const looked = (text: string) => text;\n'));
    assert.ok(!isOffered('export async function looked(text: string) {\n  console.log(text.length);\n}\n'));
    assert.ok(!isOffered('const same = (text: string) => text.trim();\nexport const looked = (text: string) => same(text);\n'));
  });
});

describe('helpers on clients of the project', () => {
  const ASKS =
    "import express from 'express';\nimport { llm } from './llm';\nconst app = express();\napp.post('/x', async (req, res) => {\n  res.json(await llm.responses.create({ model: 'm', input: req.body.text }));\n});\n";
  const LLM = "import OpenAI from 'openai';\nexport const llm = new OpenAI({ timeout: 5000 });\n";
  const EXAMINED = 'Have this text examined first';
  const helperOf = (given: readonly CaseFile[]): string =>
    offered('prompt/unfiltered-input', given)
      .find((f) => f.title.startsWith(EXAMINED))!
      .creates.find((c) => c.path.includes('-filter'))!.text;

  it('take the one that a module exports, under the name that it has there', () => {
    const text = helperOf(files(['src/a.ts', ASKS], ['src/llm.ts', LLM]));
    assert.match(text, /^import \{ llm as client \} from '\.\.\/llm';$/m);
    assert.doesNotMatch(text, /new OpenAI|from 'openai'/);
  });
  it('leave the other names of the import, and name extensions as the project does', () => {
    const bedrock = ASKS.replace("from './llm'", "from './llm.js'").replace(
      /llm\.responses.*;/,
      "llm.send(new ConverseCommand({ modelId: 'm', messages: [{ role: 'user', content: [{ text: req.body.text }] }] })));",
    );
    const given = files(
      ['src/a.ts', `import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';\n${bedrock}`],
      ['src/llm.ts', "import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';\nexport const llm = new BedrockRuntimeClient({ region: 'eu-central-1' });\n"],
    );
    const text = helperOf(given);
    assert.match(text, /^import \{ ApplyGuardrailCommand \} from '@aws-sdk\/client-bedrock-runtime';\nimport \{ llm as client \} from '\.\.\/llm\.js';$/m);
    assert.doesNotMatch(text, /new BedrockRuntimeClient/);
  });
  it('make their own where the project’s leads elsewhere, or is made where the helper is wanted', () => {
    const elsewhere = LLM.replace('timeout: 5000', "baseURL: 'https://llm.example'");
    assert.match(helperOf(files(['src/a.ts', ASKS], ['src/llm.ts', elsewhere])), /new OpenAI\(\)/);
    const inOne = `${LLM}${ASKS.replace("import { llm } from './llm';\n", '')}`;
    assert.match(helperOf(files(['src/a.ts', inOne])), /new OpenAI\(\)/);
  });
});

describe('fixes by the version of the SDK', () => {
  const TOOL =
    "import { tool } from 'ai';\nimport { z } from 'zod';\nimport { rm } from 'node:fs/promises';\nexport const remove = tool({ inputSchema: z.object({ id: z.string() }), execute: async ({ id }) => rm(`/data/${id}`) });\n";
  const CALL =
    "import { generateText } from 'ai';\nimport { remove } from './tools';\nexport const go = () => generateText({ model: 'm', prompt: 'x', tools: { wipe: remove } });\n";
  const by = (version: string | undefined): { title: string; after: CaseFile[] } => {
    const given = files(['tools.ts', TOOL], ['go.ts', CALL], ...(version ? [['package.json', `{ "dependencies": { "ai": "${version}" } }`] as [string, string]] : []));
    const [fix] = offered('agent/unapproved-tool', given);
    return { title: fix!.title, after: applied(given, fix!) };
  };

  it('7 asks where the tool is offered, under the name that it has there', () => {
    const { title, after } = by('^7.0.0');
    assert.equal(title, 'Ask a person before this tool runs');
    assert.match(after[1]!.text, /toolApproval: \{ wipe: 'user-approval' \}/);
    assert.equal(after[0]!.text, TOOL);
  });
  it('6 asks on the tool', () => assert.match(by('6.0.1').after[0]!.text, /needsApproval: true/));
  it('5 gives the call back', () => assert.doesNotMatch(by('^5.2.0').after[0]!.text, /execute/));
  it('none is taken for the newest, and the title says so', () => assert.match(by(undefined).title, /\(as of ai 7\)$/));
});
