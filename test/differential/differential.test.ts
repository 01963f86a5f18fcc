import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { RULES } from '../../rules';
import { createAnalyzer } from '../../server/engine/analyzer';
import { DEFAULT_CONFIG } from '../../server/engine/api';
import { loadCatalog } from '../../server/analysis/models/catalog';
import { lowerFile } from '../../server/analysis/facts/lower';
import { parse } from '../../server/analysis/syntax/parse';
import { specifiersIn } from '../../server/analysis/syntax/prescan';
import { SOURCE } from '../../server/host/discover';
import { factsCache } from '../../server/host/factsCache';
import { within } from '../harness/patience';
import { analyzerOf, builtInModels, memoryHost } from '../harness/workspace';
import { readCases } from '../harness/markdown';

const FLOW = path.join(__dirname, '../flow');
const cases = fs
  .readdirSync(FLOW)
  .filter((f) => f.endsWith('.md'))
  .flatMap((f) => readCases(path.join(FLOW, f)));
const RULE_CASES = path.join(__dirname, '../../rules');
const ruleCases = (fs.readdirSync(RULE_CASES, { recursive: true }) as string[])
  .filter((f) => /cases[\\/][^\\/]+\.md$/.test(f))
  .flatMap((f) => readCases(path.join(RULE_CASES, f)).slice(0, 2));
const severalFiles = cases.filter((c) => c.files.length > 1);

describe('the same whatever the order', () => {
  for (const c of severalFiles) {
    it(c.title, () => {
      const forwards = analyzerOf(c.files).scan().findings;
      const backwards = analyzerOf([...c.files].reverse()).scan().findings;
      assert.deepEqual(JSON.stringify(backwards), JSON.stringify(forwards));
    });
  }
});

describe('incremental is from scratch', () => {
  for (const c of severalFiles.slice(0, 12)) {
    it(c.title, () => {
      const analyzer = analyzerOf(c.files);
      const before = JSON.stringify(analyzer.scan().findings);
      const victim = c.files.find((f) => /\.[jt]s$/.test(f.path))!;
      analyzer.setFile({ path: victim.path, text: 'export {};\n' });
      assert.equal(JSON.stringify(analyzer.scan().findings), JSON.stringify(analyzerOf(c.files.map((f) => (f === victim ? { ...f, text: 'export {};\n' } : f))).scan().findings));
      analyzer.setFile(victim);
      assert.equal(JSON.stringify(analyzer.scan().findings), before);
    });
  }
});

describe('a file that is put again as it was changes nothing', () => {
  const files = (fs.readdirSync(RULE_CASES, { recursive: true }) as string[]).filter((f) => /cases[\\/][^\\/]+\.md$/.test(f)).sort();
  for (const file of files) {
    const several = readCases(path.join(RULE_CASES, file)).filter((c) => c.files.length > 1);
    if (several.length === 0) continue;
    it(file, () => {
      for (const c of several) {
        const analyzer = analyzerOf(c.files);
        const all = (): string => JSON.stringify([analyzer.scan().findings, analyzer.scan().workloads]);
        const before = all();
        for (const f of c.files) {
          analyzer.setFile(f);
          assert.equal(all(), before, `${c.title}: ${f.path}`);
        }
      }
    });
  }
});

const said = (analyzer: ReturnType<typeof analyzerOf>): string => JSON.stringify(analyzer.scan().findings);

describe('what is no longer sent is no longer reported', () => {
  const sent = /req\.body\.\w+/g;
  for (const c of cases) {
    for (const victim of c.files.filter((f) => /\.[jt]sx?$/.test(f.path) && /req\.body\.\w+/.test(f.text))) {
      it(`${c.title}: ${victim.path}`, () => {
        const analyzer = analyzerOf(c.files);
        analyzer.scan();
        const edited: typeof victim = { ...victim, text: victim.text.replace(sent, "'fixed'") };
        analyzer.setFile(edited);
        assert.equal(said(analyzer), said(analyzerOf(c.files.map((f) => (f === victim ? edited : f)))));
      });
    }
  }
});

describe('typing in a function body', () => {
  for (const c of severalFiles) {
    const victim = c.files.find((f) => /=> \{\n/.test(f.text) && /\.[jt]s$/.test(f.path));
    if (!victim) continue;
    it(`is from scratch: ${c.title}`, () => {
      const analyzer = analyzerOf(c.files);
      const before = said(analyzer);
      for (const text of ['const typed = 1;\n', 'if (typed) {\n', 'req.body.text = "fixed";\n', '\n\n']) {
        const edited: typeof victim = { ...victim, text: victim.text.replace('=> {\n', `=> {\n  ${text}`) };
        analyzer.setFile(edited);
        assert.equal(said(analyzer), said(analyzerOf(c.files.map((f): typeof victim => (f === victim ? edited : f)))), text);
      }
      analyzer.setFile(victim);
      assert.equal(said(analyzer), before);
    });
  }

  it('moves marks and paths with the text above them', () => {
    const victim = {
      path: 'ask.ts',
      text: "import { openai } from './llm';\nexport const ask = (text: string) => openai.responses.create({ model: 'm', instructions: `Help ${text}`, input: 'x' });\n",
    };
    const files = [
      victim,
      { path: 'llm.ts', text: "import OpenAI from 'openai';\nexport const openai = new OpenAI();\n" },
      {
        path: 'app.ts',
        text: "import express from 'express';\nimport { ask } from './ask';\nconst app = express();\napp.post('/x', async (req, res) => {\n  res.json(await ask(req.body.text));\n});\n",
      },
    ];
    const analyzer = analyzerOf(files);
    analyzer.scan();
    const edited = { ...victim, text: victim.text.replace('export const', '// a line\nexport const') };
    analyzer.setFile(edited);
    assert.equal(JSON.stringify(analyzer.scan().findings), JSON.stringify(analyzerOf([edited, ...files.slice(1)]).scan().findings));
  });

  it('begins at functions that may have to do with AI; files that nothing of these needs are not even parsed', () => {
    const plain = Array.from({ length: 20 }, (_, n) => ({ path: `plain${n}.ts`, text: `export function plain${n}() {\n  return ${n};\n}\n` }));
    const ai = {
      path: 'ai.ts',
      text: "import OpenAI from 'openai';\nimport { plain3 } from './plain3';\nexport const openai = new OpenAI();\nexport const three = () => plain3();\n",
    };
    const { computed } = analyzerOf([ai, ...plain]).scan().stats;
    assert.equal(computed.facts, 2, 'ai.ts and plain3.ts');
    assert.ok(computed.summaries <= 6, `${computed.summaries} summaries`);
  });

  it('costs nothing in a file that has nothing to do with AI, until it has', () => {
    const ai = { path: 'ai.ts', text: "import OpenAI from 'openai';\nexport const openai = new OpenAI();\n" };
    const plain = { path: 'plain.ts', text: 'export function plain() {\n  return 1;\n}\n' };
    const analyzer = analyzerOf([ai, plain]);
    const { computed } = analyzer.scan().stats;
    analyzer.setFile({ path: 'plain.ts', text: plain.text.replace('1', '2') });
    assert.deepEqual(analyzer.scan().stats.computed, computed);
    const key = `sk-proj-${'a1B2c3D4e5'.repeat(4)}`;
    analyzer.setFile({ path: 'plain.ts', text: plain.text.replace('1', `'${key}'`) });
    assert.deepEqual(
      analyzer.scan().findings.map((f) => f.rule),
      ['access/hardcoded-key'],
    );
    analyzer.setFile({
      path: 'plain.ts',
      text: "import { openai } from './ai';\nexport const ask = (q) => eval(openai.responses.create({ model: 'm', input: q }).output_text);\n",
    });
    assert.ok(analyzer.scan().findings.some((f) => f.place.path === 'plain.ts'));
  });

  it('may bring in files, with classes that stand in for those that are known', () => {
    const files = [
      {
        path: 'ask.ts',
        text: "import OpenAI from 'openai';\nimport { Step } from './step';\nimport { steps } from './steps';\nexport async function ask(step: Step) {\n  const answer = await new OpenAI().responses.create({ model: 'm', input: 'x' });\n  step.take(answer.output_text);\n}\n",
      },
      { path: 'step.ts', text: 'export abstract class Step {\n  abstract take(text: string): void;\n}\n' },
      { path: 'steps.ts', text: "import type { Step } from './step';\nexport const steps: Step[] = [];\n" },
      {
        path: 'run.ts',
        text: "import { Step } from './step';\nimport { steps } from './steps';\nclass Run extends Step {\n  take(text: string) {\n    eval(text);\n  }\n}\nclass Other extends Step {\n  take(text: string) {\n    new Function(text)();\n  }\n}\nsteps.push(new Run());\nexport const other = new Other();\n",
      },
    ];
    const edited = { path: 'ask.ts', text: files[0]!.text.replace('step.take(', 'for (const s of steps) s.take(answer.output_text);\n  step.take(') };
    const analyzer = analyzerOf(files);
    analyzer.scan();
    analyzer.setFile(edited);
    const typed = analyzer.scan().findings;
    assert.ok(typed.some((f) => f.place.path === 'run.ts'));
    assert.equal(JSON.stringify(typed), JSON.stringify(analyzerOf([edited, ...files.slice(1)]).scan().findings));
  });

  it('solves that file again, and no function that sees no difference', () => {
    const files = [
      {
        path: 'a.ts',
        text: "import OpenAI from 'openai';\nimport { b } from './b';\nexport function a() {\n  return new OpenAI().responses.create({ model: 'm', input: b('x') });\n}\n",
      },
      { path: 'b.ts', text: 'export function b(s: string) {\n  const n = 1;\n  return s;\n}\n' },
      ...Array.from({ length: 20 }, (_, n) => ({ path: `other${n}.ts`, text: `export function other${n}() {\n  return ${n};\n}\n` })),
    ];
    const analyzer = analyzerOf(files);
    const first = analyzer.scan().stats.computed;
    analyzer.setFile({ path: 'b.ts', text: files[1]!.text.replace('n = 1', 'n = 2') });
    const second = analyzer.scan().stats.computed;
    assert.equal(second.facts - first.facts, 1);
    assert.equal(second.summaries - first.summaries, 2, 'the module and the function of b.ts');
  });
});

describe('what is stored in one file and read in another', () => {
  const db = { path: 'db.ts', text: "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n" };
  const write = {
    path: 'write.ts',
    text: "import OpenAI from 'openai';\nimport { prisma } from './db';\nexport async function ask() {\n  const answer = await new OpenAI().responses.create({ model: 'm', input: 'x' });\n  await prisma.message.create({ data: { content: answer.output_text, role: 'assistant' } });\n}\n",
  };
  const read = {
    path: 'read.ts',
    text: "import { exec } from 'node:child_process';\nimport { prisma } from './db';\nexport async function run() {\n  const message = await prisma.message.findFirst();\n  exec(message.content);\n}\n",
  };
  const others = Array.from({ length: 20 }, (_, n) => ({
    path: `other${n}.ts`,
    text: `import { prisma } from './db';\nexport const other${n} = () => prisma.other${n}.findMany();\n`,
  }));
  const files = [db, write, read, ...others];
  const edited = (file: typeof write, from: string, to: string): typeof write => {
    assert.ok(file.text.includes(from));
    return { ...file, text: file.text.replace(from, to) };
  };

  it('is from scratch after each edit of either file', () => {
    const analyzer = analyzerOf(files);
    assert.equal(analyzer.scan().findings.length, 1);
    const edits: [typeof write, number][] = [
      [edited(write, 'answer.output_text', "'fixed'"), 0],
      [write, 1],
      [edited(write, 'content:', 'title:'), 0],
      [edited(write, '  const answer', '  const typed = 1;\n  const answer'), 1],
      [edited(write, 'message.create', 'other1.create'), 0],
      [edited(write, '  await prisma', '  return;\n  await prisma'), 0],
      [write, 1],
      [edited(read, 'message.content', 'message.role'), 0],
      [edited(read, 'prisma.message', 'prisma.other2'), 0],
      [edited(read, '  const message', '\n  const message'), 1],
    ];
    const now = new Map(files.map((f) => [f.path, f]));
    for (const [file, count] of edits) {
      now.set(file.path, file);
      analyzer.setFile(file);
      assert.equal(said(analyzer), said(analyzerOf([...now.values()])), file.text);
      assert.equal(analyzer.scan().findings.length, count, file.text);
    }
  });

  it('has those solved again that see a difference, and no others', () => {
    const analyzer = analyzerOf(files);
    const before = analyzer.scan().stats.computed.summaries;
    analyzer.setFile(edited(write, '  const answer', '  const typed = 1;\n  const answer'));
    assert.equal(analyzer.scan().stats.computed.summaries - before, 2, 'the function that writes, and the one that reads');
    analyzer.setFile(edited(write, '  await', '  const typed = 1;\n  await'));
    const then = analyzer.scan().stats.computed.summaries;
    analyzer.setFile(edited(write, '  await', '  const typed = 12;\n  await'));
    assert.equal(analyzer.scan().stats.computed.summaries - then, 1, 'the function that writes');
  });
});

describe('typing a declaration behind the code of a module, letter by letter', () => {
  for (const c of severalFiles) {
    for (const victim of c.files.filter((f) => /\.[jt]s$/.test(f.path))) {
      it(`is from scratch: ${c.title}: ${victim.path}`, () => {
        const analyzer = analyzerOf(c.files);
        analyzer.scan();
        let edited = victim;
        for (const letter of '\nexport const ask2 = (a) => ({ a });') analyzer.setFile((edited = { ...victim, text: edited.text + letter }));
        assert.equal(said(analyzer), said(analyzerOf(c.files.map((f) => (f === victim ? edited : f)))));
      });
    }
  }
});

describe('relevance', () => {
  it('leaves out no function that a finding needs', () => {
    for (const c of [...cases, ...ruleCases]) {
      const findings = (everything: boolean): unknown => {
        const analyzer = createAnalyzer({ host: memoryHost(c.files), models: builtInModels, rules: RULES, everything });
        analyzer.setConfigs([{ ...DEFAULT_CONFIG, phase: 'advanced' }]);
        for (const f of c.files) if (SOURCE.test(f.path)) analyzer.setFile(f);
        return analyzer.scan().findings;
      };
      assert.deepEqual(findings(false), findings(true), c.title);
    }
  });
});

describe('what a file imports, read off its text', () => {
  it('leaves out nothing that its facts name', () => {
    const own = [
      "import /* the client */ OpenAI from\n  'openai';",
      'const a = await import(/* webpackChunkName: "a" */ `./a`);',
      "import b = require('./b');\nexport * as c from './c';",
      "const d = /[\"'`]/; // it's\nconst e = require( './e' );",
    ].map((text, n) => ({ path: `own${n}.ts`, text }));
    for (const f of [...cases, ...ruleCases].flatMap((c) => c.files).concat(own)) {
      if (!SOURCE.test(f.path)) continue;
      const read = new Set(specifiersIn(f.text));
      for (const s of lowerFile(parse(f.path, f.text)).specifiers) assert.ok(read.has(s), `${s} in\n${f.text}`);
    }
  });
});

describe('the text of a file that nobody parses', () => {
  it('costs its length, whatever it says', () => {
    const { catalog } = loadCatalog(builtInModels);
    for (const piece of ['from //x', 'import /*', 'require ', 'from /* a */ ', '//', '/* ', '`${', "'", 'a.AI ', '/v1/', 'sk-a', 'ollama.']) {
      const text = piece.repeat(Math.ceil(400_000 / piece.length));
      within(4_000, piece, () => {
        specifiersIn(text);
        catalog.mayAskUnimported(text);
        for (const r of RULES) r.concerns?.(text);
      });
    }
  });
});

describe('half-typed and broken text', () => {
  const all = (files: readonly { path: string; text: string }[]) => analyzerOf(files, {}, memoryHost(files), true).scan();
  const texts = cases.flatMap((c) => c.files).filter((f) => /\.[jt]sx?$/.test(f.path));
  it('never throws on a prefix of any case, and every mark is inside the file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.double({ min: 0, max: 1, noNaN: true }), (f, share) => {
        const text = f.text.slice(0, Math.floor(f.text.length * share));
        for (const x of all([{ path: f.path, text }]).findings) assert.ok(x.place.start >= 0 && x.place.end <= text.length && x.place.start < x.place.end);
      }),
      { numRuns: 120, seed: 7 },
    );
  });
  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void all([{ path: 'a.tsx', text }])),
      { numRuns: 150, seed: 7 },
    );
  });
  it('survives 10,000 levels of nesting', () => {
    for (const text of [
      `x(${'('.repeat(10_000)}1`,
      `const a = ${'['.repeat(10_000)}`,
      'if (a) '.repeat(10_000),
      `const s = ${'"a" + '.repeat(10_000)}b;`,
      `p${'.then(f)'.repeat(10_000)};`,
      `${'{'.repeat(10_000)}`,
    ]) {
      all([{ path: 'a.ts', text }]);
    }
  });
});

describe('facts that were written down and read again', () => {
  it('answer as those that were made', () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-facts-'));
    try {
      for (const [n, c] of [...cases, ...ruleCases].entries()) {
        const folder = factsCache(`/${n}`, 'test', home);
        const scan = (): { findings: unknown; facts: number } => {
          const analyzer = createAnalyzer({ host: memoryHost(c.files), models: builtInModels, rules: RULES, cache: folder });
          analyzer.setConfigs([{ ...DEFAULT_CONFIG, phase: 'advanced' }]);
          for (const f of c.files) if (SOURCE.test(f.path)) analyzer.setFile(f);
          const { findings, stats } = analyzer.scan();
          return { findings, facts: stats.computed.facts };
        };
        const made = scan();
        assert.deepEqual(scan(), { findings: made.findings, facts: 0 }, c.title);
      }
    } finally {
      fs.rmSync(home, { recursive: true, force: true });
    }
  });
});
