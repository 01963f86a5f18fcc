/** A folder made to harm whoever looks into it: everything that some tool would load, run, follow or believe. */
import * as path from 'node:path';

/** Leads out of the folder; a neighbour of it, and a file that every system has. */
export const OUTSIDE = '../outside';

/** Drives a terminal, ends a line, is a tag, a link, a picture, a mention, a command of a build, and turns the direction of text. */
export const VENOM = '\u001b]0;owned\u0007\u001b[31m<img src=x onerror=alert(1)>[x](command:evil)![y](http://evil.example/p.png)`|@all\u202e::error::';
/** The same as a file's name may hold it. */
export const NAME = '\u001b[31m<img src=x onerror=alert(1)>`[x](command:evil)\u202e\nerror forged.ts';

const EVIL = (trace: string): string => `require('node:fs').appendFileSync(${JSON.stringify(trace)}, __filename + '\\n'); module.exports = {};`;

/** What is loaded or run from a folder by one tool or another. Each leaves a trace if it is. */
function traps(trace: string): Record<string, string> {
  const js = EVIL(trace);
  const code = [
    ...['locksmith.config.js', 'locksmith.config.cjs', 'locksmith.config.mjs', 'eslint.config.js', '.eslintrc.js', 'prettier.config.js', '.pnp.cjs', '.mocharc.js'],
    ...['security/model.js', 'tools/transform.js', 'babel.config.js', 'vite.config.js', 'next.config.js', '.yarn/releases/yarn.cjs'],
  ];
  const packages = [
    'typescript/lib/typescript.js',
    'typescript/index.js',
    'openai/index.js',
    'express/index.js',
    'locksmith/index.js',
    'vscode-languageserver/node.js',
    'yaml/index.js',
  ];
  return {
    ...Object.fromEntries(code.map((f) => [f, js])),
    ...Object.fromEntries(packages.map((f) => [`node_modules/${f}`, js])),
    'package.json': JSON.stringify({
      scripts: { preinstall: `echo x >> ${trace}`, prepare: `echo x >> ${trace}` },
      main: 'locksmith.config.js',
      prettier: './prettier.config.js',
      eslintConfig: { extends: './.eslintrc.js' },
      imports: { '#secret': '../outside/secret.ts' },
      workspaces: ['../outside', '/etc'],
      ['__proto__']: { polluted: true },
    }),
    'security/evil.yml': `- !!js/function 'function () { require("fs").appendFileSync(${JSON.stringify(trace)}, "yaml") }'`,
    '.git/config': `[core]\n\tfsmonitor = "echo x >> ${trace}"\n\thooksPath = hooks\n\tsshCommand = "echo x >> ${trace}"\n[diff]\n\texternal = "echo x >> ${trace}"\n`,
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/hooks/post-index-change': `#!/bin/sh\necho x >> ${trace}\n`,
    '.vscode/settings.json': JSON.stringify({ 'typescript.tsdk': 'node_modules/typescript/lib', 'eslint.nodePath': 'node_modules' }),
    '.env': `NODE_OPTIONS=--require ${trace}.js\n`,
    '.npmrc': 'node-options=--require ./tools/transform.js\n',
  };
}

/** What leads out, or would take for ever, or is believed. */
const TRICKS: Record<string, string> = {
  'tsconfig.json': `{ "extends": ["../outside/tsconfig.json", "/etc/tsconfig.json", "https://evil.example/tsconfig.json", "./tsconfig.json", "./tsconfig.json", "./node_modules/typescript"],
    "compilerOptions": { "baseUrl": "../outside", "rootDirs": ["../outside"], "typeRoots": ["../outside"], "plugins": [{ "name": "openai", "transform": "./tools/transform.js" }],
      "paths": { "*": ["../outside/*", "/etc/*", "*"], "secret": null, "a*b*c": ["x"] } }, "files": ["../outside/secret.ts"], "include": ["../**/*"], "references": [{ "path": "../outside" }] }`,
  'locksmith.config.json': `{ "extends": "../outside/locksmith.config.json", "models": ["security/*.js", "security/*.yml", "../outside/*.yml", "/etc/*.yml"],
    "locks": { "filter": ["security/model.js#check", "../outside/secret.ts#check"], "__proto__": ["a.ts#b"], "constructor": [] },
    "exclude": ["${'*a'.repeat(40)}b", "${'{a,a}'.repeat(40)}", "+(a|aa)+(a|aa)b", "${'**/a/'.repeat(60)}"] }`,
  'security/bomb.yml': ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefghij'.split('').map((c, n) => `${c}: &${c} [${`*${'abcdefghi'[n]}, `.repeat(10)}]`)].join('\n'),
  'security/slow.yml': "package: openai\n__proto__: { polluted: true }\ncalls:\n  '/(a|aa)+b/': { effect: { kind: http, if: [{ port: '0', matches: '(a+)+$' }] } }\n",
  '.gitignore': `${'*a'.repeat(40)}b\n**/${'a*'.repeat(40)}\n!*\n`,
  [`${'a'.repeat(200)}.ts`]: 'export const slow = 1;\n',
  'huge.json': `{"a":${'['.repeat(100_000)}`,
};

/** A flaw whose every name is venom, in a file whose name is. */
export const FLAW = `import express from 'express';
import OpenAI from 'openai';
import '#secret';
import 'secret';
import '../outside/secret';
import '/etc/passwd';
import './link/secret';
const app = express();
const openai = new OpenAI();
app.post(${JSON.stringify(`/x${VENOM}`)}, async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  await openai.responses.create({ model: ${JSON.stringify(VENOM)}, instructions: req.body[${JSON.stringify(VENOM)}], input: '${'a'.repeat(5000)}!' });
  await openai.responses.create({ model: 'm', instructions: \`${VENOM.replace(/`/g, '')} \${req.body.text}\`, input: 'x' }); // ${VENOM}
});
`;

export const hostile = (trace: string): Record<string, string> => ({ ...traps(trace), ...TRICKS, 'src/app.ts': FLAW, [path.posix.join('src', `${NAME}.ts`)]: FLAW });

/** Stands beside the folder: what nobody may read. */
export const beside: Record<string, string> = {
  'tsconfig.json': '{ "compilerOptions": { "paths": { "secret": ["./secret.ts"] } } }',
  'secret.ts': "export const check = (x) => x; export const key = 'sk-ant-outside';\n",
  'locksmith.config.json': '{ "rules": { "prompt/*": "off" } }',
  'out.yml': 'package: openai\ncalls: {}\n',
  'package.json': '{}',
};
