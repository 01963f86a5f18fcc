/**
 * The SDKs whose real typings prove the models, the sample and the fixes. They weigh gigabytes and are never run, so they have a folder
 * and a lock file of their own; nothing but tests needs them. They come without install scripts and native parts (`.npmrc`), and of what
 * came only declarations stay, which is a quarter of it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

const folder = import.meta.dirname;
const modules = path.join(folder, 'node_modules');
const stamp = path.join(modules, '.locksmith-stamp');
const wanted = () => createHash('sha256').update(fs.readFileSync(path.join(folder, 'package-lock.json'))).digest('hex');

/** Whether what the lock file names is there, whole: the stamp is written last. */
export const sdksAreInstalled = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted();

/** Installs exactly what the lock file names. `{ ok, out }`, with npm's own words. */
export function installSdks() {
  // `npm ci` misses native parts in the lock file that `omit=optional` leaves out of it.
  const r = spawnSync('npm', ['install', '--no-save', '--prefer-offline'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (r.status === 0) {
    keepDeclarations(modules);
    fs.writeFileSync(stamp, wanted());
  }
  return { ok: r.status === 0, out: `${r.stdout ?? ''}${r.stderr ?? ''}` };
}

/** Some packages point at their sources for types, so those stay as well. */
const READ_BY_TYPESCRIPT = /\.[cm]?tsx?$|^package\.json$|\.d\.[\w.]+\.ts$/;

function keepDeclarations(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const at = path.join(dir, entry.name);
    if (entry.isDirectory()) keepDeclarations(at);
    else if (!READ_BY_TYPESCRIPT.test(entry.name)) fs.unlinkSync(at);
  }
}

if (process.argv[1] === import.meta.filename) {
  const { ok, out } = installSdks();
  console.log(ok ? 'The SDKs are installed.' : out.slice(-4000));
  process.exit(ok ? 0 : 1);
}
