/** Loaded before Locksmith in each of its threads: writes down what it reads of the disk, which programs it starts and whom it calls, into `SPY`. */
const childProcess = require('node:child_process');
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const log = fs.openSync(process.env.SPY, 'a');
const write = fs.writeSync;
const said = new Set();
function note(what, which) {
  const line = JSON.stringify([what, which]);
  if (said.has(line)) return;
  said.add(line);
  write(log, `${line}\n`);
}

const readers = ['readFile', 'readdir', 'open', 'stat', 'lstat', 'readlink', 'opendir', 'realpath', 'access', 'exists', 'watch'];
for (const object of [fs, fs.promises]) {
  for (const name of readers.flatMap((r) => [r, `${r}Sync`])) {
    const original = object[name];
    if (typeof original !== 'function') continue;
    object[name] = Object.assign(function (file, ...rest) {
      if (typeof file === 'string' || file instanceof URL) note(/^(readFile|open|readdir|opendir)/.test(name) ? 'reads' : 'asks for', path.resolve(String(file)));
      return original.call(this, file, ...rest);
    }, original);
  }
}
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
  const original = childProcess[name];
  childProcess[name] = function (...args) {
    note('starts', [args[0], ...(Array.isArray(args[1]) ? args[1] : [])].join(' '));
    return original.apply(this, args);
  };
}
const refuse =
  (what) =>
  (...args) => {
    note('calls', `${what} ${JSON.stringify(args[0])}`);
    throw new Error(`no network: ${what}`);
  };
net.Socket.prototype.connect = refuse('connect');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) dns[name] = refuse(`dns.${name}`);
globalThis.fetch = refuse('fetch');
