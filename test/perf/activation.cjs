/**
 * `activation CLIENT`: what the extension's own code takes until VS Code goes on, in milliseconds by the clock: reading it, and `activate`.
 * In place of the editor's API stands something that answers anything at once. Prints one line of JSON.
 */
const Module = require('node:module');
const path = require('node:path');

/** What is asked of it for other than to go on with it. */
const KNOWN = { version: '1.999.0', then: undefined, [Symbol.toPrimitive]: () => '', [Symbol.iterator]: () => [][Symbol.iterator]() };
const anything = () => new Proxy(function () {}, { get: (_, name) => (name in KNOWN ? KNOWN[name] : anything()), set: () => true, apply: anything, construct: anything });
const load = Module._load;
// A bundle takes what a module owns, and looks for the rest in its prototype.
const api = Object.create(anything());
Module._load = (name, ...rest) => (name === 'vscode' ? api : load(name, ...rest));

const client = path.resolve(process.argv[2]);
const started = performance.now();
const { activate } = require(client);
const loaded = performance.now();
activate({ subscriptions: [], extensionPath: path.join(path.dirname(client), '..'), asAbsolutePath: (p) => path.join(path.dirname(client), '..', p) });
console.log(JSON.stringify({ load: loaded - started, activate: performance.now() - loaded }));
process.exit();
