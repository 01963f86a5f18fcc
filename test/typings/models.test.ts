/**
 * Every name and port of the built-in models is there in the real typings of the package that it speaks of. A document that names no
 * versions in `checked` is not proven yet; it shows as pending, and `test/typings/write.ts` proves it.
 */
import assert from 'node:assert/strict';
import { modelFiles, readModels } from './prove/documents';
import { prove } from './prove/prove';

describe("models and the SDKs' typings", function () {
  this.timeout(300_000);
  const sources = new Map(modelFiles().map((f) => [f, readModels(f)]));
  const all = [...sources.values()].flat().map((s) => s.document);
  for (const [file, every] of sources) {
    const own = every.filter((s) => s.document.checked || s.document.unproved);
    for (const s of every) if (!own.includes(s)) it(`${file}: ${s.document.package}`);
    if (own.length > 0)
      it(file, () => {
        const { faults } = prove(own, all);
        assert.equal(faults.length, 0, `\n${faults.map((f) => `rules/models/${f.file}:${f.line} ${f.message}`).join('\n')}`);
      });
  }
});
