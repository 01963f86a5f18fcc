/**
 * Loaded before Locksmith in each of its threads: makes the file system and the memory fail as `FAULTS` says. The product knows nothing of it.
 *
 *     { die: { at: 7, how: 'memory' } }            the worker dies at its 7th read of a file below the folder, once
 *     { refuse: { 'a/b': 'EACCES' } }              what is asked of this path fails
 *     { full: 'out.json' }                         a write of a file of this name breaks off in the middle, for want of space
 *     { slow: 'out.json' }                         a write of it stops in the middle, when there is `<file>.writing`, until there is `<file>.on`
 *     { after: { 'a.ts': { write: 'text' } } }     once it has been read, somebody else writes it, or removes `{ remove: 'b.ts' }`
 */
const fs = require('node:fs');
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const faults = JSON.parse(process.env.FAULTS ?? '{}');
const root = process.env.FAULTS_ROOT;
const original = { ...fs };
let reads = 0;

const below = (file) => (typeof file === 'string' && path.isAbsolute(file) && file.startsWith(root + path.sep) ? path.relative(root, file) : undefined);
/** Temporary names begin with the name of the file that they become. */
const isOf = (file, name) => name !== undefined && typeof file === 'string' && path.basename(file).startsWith(name);

function once(name) {
  try {
    original.closeSync(original.openSync(path.join(root, `.${name}`), 'wx'));
    return true;
  } catch {
    return false;
  }
}

function die(how) {
  if (!once('died')) return;
  if (how === 'memory') for (const kept = []; ;) kept.push(new Array(1e5).fill(kept.length));
  if (how === 'exit') process.exit(0);
  throw Object.assign(new Error('a fault'), { fault: true });
}

function refused(file) {
  const code = faults.refuse?.[below(file)];
  if (code) throw Object.assign(new Error(`${code}: refused, '${file}'`), { code });
}

for (const name of ['readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'openSync']) {
  fs[name] = (file, ...rest) => {
    refused(file);
    const rel = below(file);
    if (name === 'readFileSync' && rel !== undefined && !isMainThread && /\.[jt]s$/.test(rel) && ++reads === faults.die?.at) die(faults.die.how);
    const answer = original[name](file, ...rest);
    const then = name === 'readFileSync' && faults.after?.[rel];
    if (then && once(`after-${path.basename(rel)}`)) {
      if (then.write !== undefined) original.writeFileSync(file, then.write);
      if (then.remove) original.rmSync(path.join(root, then.remove));
    }
    return answer;
  };
}

fs.writeFileSync = (file, data, ...rest) => {
  refused(file);
  const half = Buffer.from(data).subarray(0, Buffer.byteLength(data) >> 1);
  if (isOf(file, faults.full)) {
    original.writeFileSync(file, half, ...rest);
    throw Object.assign(new Error(`ENOSPC: no space left on device, write '${file}'`), { code: 'ENOSPC' });
  }
  if (isOf(file, faults.slow)) {
    original.writeFileSync(file, half, ...rest);
    original.writeFileSync(path.join(root, `${faults.slow}.writing`), '');
    const never = new Int32Array(new SharedArrayBuffer(4));
    for (let n = 0; n < 3000 && !original.existsSync(path.join(root, `${faults.slow}.on`)); n++) Atomics.wait(never, 0, 0, 10);
  }
  return original.writeFileSync(file, data, ...rest);
};
