/** `node --import=tsx test/typings/write.ts [FILE.yml…]`: writes `checked` into the models whose claims all hold, and names what does not. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { MODELS, modelFiles, readModels } from './prove/documents';
import { prove } from './prove/prove';

const named = process.argv.slice(2);
const sources = modelFiles().flatMap(readModels);
const all = sources.map((s) => s.document);

for (const file of modelFiles().filter((f) => named.length === 0 || named.includes(f))) {
  const own = sources.filter((s) => s.file === file);
  const { faults, checked } = prove(own, all);
  const lines = fs.readFileSync(path.join(MODELS, file), 'utf8').split('\n');
  for (const s of [...own].reverse()) {
    const versions = checked.get(s.document) ?? [];
    if (versions.length === 0) continue;
    const text = `checked: [${versions.map((v) => (v.startsWith('@') ? JSON.stringify(v) : v)).join(', ')}]`;
    const at = s.lineOf([s.document.checked ? 'checked' : 'package']);
    if (s.document.checked) lines[at - 1] = text;
    else lines.splice(at, 0, text);
  }
  fs.writeFileSync(path.join(MODELS, file), lines.join('\n'));
  for (const f of faults) if (!f.message.includes(': checked has to be ')) console.log(`rules/models/${f.file}:${f.line} ${f.message}`);
}
