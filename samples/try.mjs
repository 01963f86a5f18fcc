/** `npm run try`: from a fresh clone to findings. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

if (!fs.existsSync(path.join(root, 'node_modules/esbuild')) && run('npm', ['ci', '--no-audit', '--no-fund']) !== 0) process.exit(1);
if (run(process.execPath, ['esbuild.mjs']) !== 0) process.exit(1);
const code = run(process.execPath, ['dist/cli.js', 'scan', 'samples/support-desk']);
console.log('');
for (const more of [[], ['--format', 'html', '--output', 'out/posture.html']]) run(process.execPath, ['dist/cli.js', 'workloads', 'samples/support-desk', ...more]);
console.log('\nThe posture report is in out/posture.html');
console.log('\nTo see the same while you type: code --extensionDevelopmentPath=. samples/support-desk');
process.exit(code > 1 ? code : 0);
