/**
 * Random programs that a compiler would accept, made of what the analysis knows by name and of everything that it has to walk through:
 * branches, loops, closures, classes, destructuring, promises.
 */
import fc from 'fast-check';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'req', 'text');
const SOURCES = ['req.body.text', 'req.query.q', 'process.env.KEY', 'await (await fetch(url)).json()', 'docs.data[0].text'];
const CALLS = [
  'openai.responses.create',
  'anthropic.messages.create',
  'db.query',
  'exec',
  'fs.writeFileSync',
  'console.log',
  'JSON.parse',
  'check',
  'helper',
  'res.json',
  'String',
  'Promise.all',
];

const many = (line: fc.Arbitrary<string>, most = 4): fc.Arbitrary<string> => fc.array(line, { minLength: 1, maxLength: most }).map((l) => l.join('\n'));
const text = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => strings.reduce((out, s, i) => out + s + (values[i] ?? ''), ''));

const statementsOf = (depth: number): fc.Arbitrary<string> =>
  fc.letrec<{ expression: string; statement: string; statements: string }>((tie) => {
    const e = tie('expression');
    const depthIdentifier = fc.createDepthIdentifier();
    const body = tie('statements');
    return {
      statements: many(tie('statement')),
      expression: fc.oneof(
        { maxDepth: depth, depthIdentifier, withCrossShrink: true },
        name,
        fc.constantFrom(...SOURCES, '1', 'null', "'rm -rf '", 'true', 'this', 'undefined'),
        text`(${e} + ${e})`,
        text`(${e} ?? ${e})`,
        text`(${e} && ${e})`,
        text`(${e} ? ${e} : ${e})`,
        text`(!${e})`,
        text`(${e} === ${e})`,
        text`(typeof ${e} === 'string')`,
        text`(${name} = ${e})`,
        text`\`Help \${${e}} with \${${e}}\``,
        text`[${e}, ...(${e})]`,
        text`({ ${name}: ${e}, role: 'user', content: ${e}, ...(${e}) })`,
        text`(${e}).${name}`,
        text`(${e})?.[${e}]`,
        text`${fc.constantFrom(...CALLS)}(${e}, ${e})`,
        text`${fc.constantFrom('openai.responses', 'openai.chat.completions')}.create({ model: 'm', instructions: ${e}, input: ${e}, tools: [${e}] })`,
        text`(${e}).map((${name}) => ${e})`,
        text`(await (${e}))`,
        text`(async (${name}) => { ${body} })`,
        text`(${e}).then((${name}) => ${e})`,
        text`new Helper(${e}).run(${e})`,
        text`(${e} as string)`,
      ),
      statement: fc.oneof(
        { maxDepth: depth - 1, depthIdentifier, withCrossShrink: true },
        text`${e};`,
        text`{ const ${name} = ${e}; ${e}; }`,
        text`{ const { ${name}, ...rest } = ${e}; helper(rest); }`,
        text`if (${e}) { ${body} }`,
        text`if (${e}) { ${body} } else { ${body} }`,
        text`if (!(${e})) return ${e};`,
        text`for (const ${name} of ${e}) { ${body} }`,
        text`for (let i = 0; i < ${e}; i++) { ${body} if (${e}) break; }`,
        text`while (${e}) { ${body} if (${e}) continue; }`,
        text`do { ${body} } while (${e});`,
        text`try { ${body} } catch (error) { ${body} } finally { ${body} }`,
        text`switch (${e}) { case 1: ${body} break; case 'two': ${body} default: ${body} }`,
        text`{ const f = async (${name}) => { ${body} return ${e}; }; await f(${e}); }`,
        text`{ class Inner extends Helper { field = ${e}; async run(${name}) { ${body} return super.run(${e}); } } new Inner(${e}); }`,
        text`outer: for (;;) { ${body} break outer; }`,
        text`throw ${e};`,
        text`return ${e};`,
      ),
    };
  }).statements;

const HEAD = `import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';
import express from 'express';
import * as fs from 'node:fs';
import { exec } from 'node:child_process';
const openai = new OpenAI();
const anthropic = new Anthropic();
const app = express();
`;

/** Half of what it is made of is behind a route, so that data of a caller comes in. */
export function program(depth: number): fc.Arbitrary<string> {
  const body = statementsOf(depth);
  return text`${fc.constant(HEAD)}class Helper { held; constructor(c) { this.held = c; } async run(d) { ${body} return this.held; } }
async function helper(a, b) { ${body} return a; }
function check(a) { if (/evil/.test(a)) throw new Error('no'); return a; }
app.post('/x', async (req, res) => { let a, b, c, d, text; ${body} res.json(text); });
export async function main(a, b = a, ...c) { let d, req, text, res; ${body} }
`;
}
