/** What the sample offers to whoever opens it: each flaw is closed by each of its quick fixes, and nothing else breaks. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import { proved } from '../fixes/proof';
import type { Case } from '../harness/markdown';

const ROOT = path.join(__dirname, '../../samples/support-desk');

/** Only the caller of these knows whose records they are, and it stands in another file. */
const BY_HAND = ['src/retrieval/articles.ts retrieval/unscoped', 'src/retrieval/articles.ts retrieval/untrusted-scope', 'src/db/history.ts retrieval/unowned-record'];

const files = fs
  .readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .map((f) => f.split(path.sep).join('/'))
  .filter((f) => fs.statSync(path.join(ROOT, f)).isFile())
  .map((f) => ({ path: f, text: fs.readFileSync(path.join(ROOT, f), 'utf8') }));
const marked = new Set(files.flatMap((f) => [...f.text.matchAll(/\/\/! (.*)$/gm)].flatMap((m) => m[1]!.split(/,\s*/))));
/** As somebody would have written it. */
const sample: Case = { title: 'the sample', files: files.map((f) => ({ ...f, text: f.text.replace(/ \/\/! .*$/gm, '') })), options: { phase: 'enhanced' } };

describe('the quick fixes of the sample', function () {
  this.timeout(120_000);
  const without: string[] = [];
  let closed = 0;
  for (const { meta } of RULES.filter((r) => marked.has(r.meta.id))) {
    it(meta.id, () => {
      const all = proved(meta.id, sample);
      without.push(...all.without.map((f) => `${f.place.path} ${f.rule}`));
      closed += all.findings - all.without.length;
      assert.deepEqual(
        all.proofs.flatMap((p) => p.faults.map((fault) => `"${p.fix.title}" ${fault}`)),
        [],
      );
    });
  }
  it('are there for all flaws but those that another file must close', () => {
    assert.deepEqual(without, BY_HAND);
    assert.ok(closed > 50, `${closed} flaws`);
  });
});
