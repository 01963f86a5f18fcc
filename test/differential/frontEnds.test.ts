/** Two front ends, one answer: our own parser, and the tree that @typescript-eslint/parser hands over inside ESLint. */
import assert from 'node:assert/strict';
import { parseForESLint } from '@typescript-eslint/parser';
import type { FileFacts } from '../../server/analysis/facts/ir';
import { lowerFile } from '../../server/analysis/facts/lower';
import { adopt } from '../../server/analysis/syntax/adopt';
import { parse, type SourceTree } from '../../server/analysis/syntax/parse';
import { allCases } from '../harness/all';
import { SOURCE } from '../../server/host/discover';

const typescript = (): unknown[] =>
  Object.entries(require.cache)
    .filter(([name]) => /[\\/]typescript\.js$/.test(name))
    .map(([, m]) => m?.exports as unknown);

/** The tree inside the linter's; nothing where the linter would stop at a syntax error. */
function lintedTree(path: string, text: string): unknown {
  try {
    const { services, ast } = parseForESLint(text, { filePath: `/${path}`, range: true, loc: true, ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(path) } });
    return services.esTreeNodeToTSNodeMap.get(ast);
  } catch {
    return undefined;
  }
}

const facts = (tree: SourceTree): FileFacts => JSON.parse(JSON.stringify(lowerFile(tree))) as FileFacts;

describe('the tree of @typescript-eslint/parser gives the same facts as our own', () => {
  const files = new Map(
    allCases()
      .flatMap((c) => c.files)
      .filter((f) => SOURCE.test(f.path) && !/\.(vue|svelte|astro)$/.test(f.path))
      .map((f) => [`${f.path} ${f.text}`, f]),
  );
  it('for every file of every case that a linter can parse', () => {
    let compared = 0;
    for (const f of files.values()) {
      const tree = lintedTree(f.path, f.text);
      if (tree === undefined) continue;
      const adopted = adopt(f.path, f.text, tree, typescript);
      assert.ok(adopted, `${f.path} is not adopted`);
      assert.deepEqual(facts(adopted), facts(parse(f.path, f.text)), f.text);
      compared++;
    }
    assert.ok(compared > 0.9 * files.size, `${compared} of ${files.size}`);
  });
});

describe('a tree is adopted only where it is sure to be read aright', () => {
  const [path, text] = ['a.ts', 'export const a = 1;\n'];
  const tree = lintedTree(path, text);
  class Stranger {
    text = text;
    statements = [];
  }
  it('not from a TypeScript that cannot be found or is of another version', () => {
    const stranger = { version: '5.0.0', objectAllocator: { getSourceFileConstructor: () => Stranger } };
    assert.equal(
      adopt(path, text, new Stranger(), () => [...typescript(), stranger]),
      undefined,
    );
    assert.equal(
      adopt(path, text, new (class extends Stranger {})(), () => []),
      undefined,
    );
  });
  it('not of another text, not of a component, and not what is no tree', () => {
    assert.ok(adopt(path, text, tree, typescript));
    assert.equal(adopt(path, `${text} `, tree, typescript), undefined);
    assert.equal(adopt('a.vue', text, tree, typescript), undefined);
    for (const x of [undefined, null, 1, {}, { text, statements: 1 }]) assert.equal(adopt(path, text, x, typescript), undefined);
  });
});
