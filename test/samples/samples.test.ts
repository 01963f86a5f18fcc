import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openWorkspace } from '../../server/host/workspace';
import { builtInModels } from '../../server/main/builtin';

const ROOT = path.join(__dirname, '../../samples/support-desk');

/** `path:line rule`, for every `//!` comment. */
function expected(files: readonly string[]): string[] {
  return files.flatMap((f) =>
    fs.readFileSync(path.join(ROOT, f), 'utf8').split('\n').flatMap((line, n) => (/\/\/! (.*)$/.exec(line)?.[1] ?? '').split(',').map((r) => r.trim()).filter(Boolean).map((r) => `${f}:${n + 1} ${r}`)),
  );
}

describe('the sample', () => {
  const workspace = openWorkspace(ROOT, { models: builtInModels() });
  const found = workspace.analyzer.scan().findings;

  it('shows exactly its marked flaws', () => {
    const at = found.map((f) => `${f.place.path}:${fs.readFileSync(path.join(ROOT, f.place.path), 'utf8').slice(0, f.place.start).split('\n').length} ${f.rule}`);
    assert.deepEqual(at.sort(), expected(workspace.files).sort());
  });

  it('shows a path for every flow, from its source to its sink', () => {
    for (const f of found.filter((x) => /^(prompt|output)\//.test(x.rule))) assert.ok(f.path.length >= 2, `${f.rule} in ${f.place.path}`);
  });
});
