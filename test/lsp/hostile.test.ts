import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FILES, PULL, start } from './client';

const CLI = path.join(__dirname, '../../dist/cli.js');

/** Everything that some tool would load or run from a folder. Each leaves a trace if it is. */
function traps(trace: string): Record<string, string> {
  const js = `require('node:fs').appendFileSync(${JSON.stringify(trace)}, __filename + '\\n'); module.exports = {};`;
  const code = ['locksmith.config.js', 'locksmith.config.cjs', 'eslint.config.js', '.eslintrc.js', 'prettier.config.js', '.pnp.cjs', 'security/model.js', 'tools/transform.js'];
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
    'package.json': JSON.stringify({ scripts: { preinstall: `echo x >> ${trace}`, prepare: `echo x >> ${trace}` }, main: 'locksmith.config.js', prettier: './prettier.config.js' }),
    'tsconfig.json': JSON.stringify({ extends: './node_modules/typescript', compilerOptions: { plugins: [{ name: 'openai', transform: './tools/transform.js' }] } }),
    'locksmith.config.json': '{ "extends": "./locksmith.config.js", "models": ["security/*.js", "security/*.yml"], "locks": { "filter": ["security/model.js#check"] } }',
    'security/evil.yml': `- !!js/function 'function () { require("fs").appendFileSync(${JSON.stringify(trace)}, "yaml") }'`,
    '.git/config': `[core]\n\tfsmonitor = "echo x >> ${trace}"\n\thooksPath = hooks\n`,
    '.vscode/settings.json': JSON.stringify({ 'typescript.tsdk': 'node_modules/typescript/lib', 'eslint.nodePath': 'node_modules' }),
    '.env': `NODE_OPTIONS=--require ${trace}.js\n`,
    '.npmrc': 'node-options=--require ./tools/transform.js\n',
  };
}

describe('a folder that nobody vouches for', () => {
  it('has nothing of it run, by the server or by the command line', async () => {
    const server = await start(PULL, {}, { files: FILES });
    const trace = path.join(server.root, 'trace.txt');
    for (const [name, text] of Object.entries(traps(trace))) {
      fs.mkdirSync(path.dirname(path.join(server.root, name)), { recursive: true });
      fs.writeFileSync(path.join(server.root, name), text);
    }
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('locksmith.config.json'), type: 1 }] });
    const summary = await server.connection.sendRequest<{ findings: { error: number } }>('workspace/executeCommand', { command: 'locksmith.scanWorkspace', arguments: [] });
    assert.equal(summary.findings.error, 1);
    const scanned = spawnSync(process.execPath, [CLI, 'scan', '.', '--no-cache', '--changed', '--fix', '--dry-run'], { cwd: server.root, encoding: 'utf8' });
    const workloads = spawnSync(process.execPath, [CLI, 'workloads', '.', '--no-cache', '--format', 'html'], { cwd: server.root, encoding: 'utf8' });
    assert.ok(scanned.stdout + scanned.stderr !== '' && workloads.stdout.includes('<table'), scanned.stderr + workloads.stderr);
    assert.equal(fs.existsSync(trace) ? fs.readFileSync(trace, 'utf8') : '', '');
    await server.stop();
  });
});
