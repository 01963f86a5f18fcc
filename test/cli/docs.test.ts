/** What the pages tell people to run does run. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { FLAW, place } from './run';

const page = (name: string): string => fs.readFileSync(path.join(__dirname, '../../docs', name), 'utf8');
const blocks = (text: string, language: string): string[] => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((m) => m[1]!);

describe('the page about builds', () => {
  const text = page('ci.md');
  const commands = [...text.matchAll(/npx --no-install locksmith (.*)$/gm)].map((m) => m[1]!);

  it('holds commands that the command line takes', function () {
    this.timeout(120_000);
    const p = place();
    try {
      const git = (...args: string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: p.root, stdio: 'pipe' });
      git('init', '-q', '-b', 'main');
      git('commit', '-q', '--allow-empty', '-m', 'one');
      p.write('app.ts', FLAW);
      assert.ok(commands.length >= 4);
      for (const c of commands) {
        const args = c.split(' ').map((a) => a.replace('"origin/$GITHUB_BASE_REF"', 'main'));
        const { code, err } = p.run(...args);
        assert.equal(code, args.includes('never') ? 0 : 1, `${c}\n${err}`);
      }
      assert.ok(fs.existsSync(path.join(p.root, 'locksmith.sarif')) && fs.existsSync(path.join(p.root, 'gl-code-quality.json')));
    } finally {
      p.done();
    }
  });

  it('holds a workflow of few permissions, with actions that are pinned', () => {
    const [workflow] = blocks(text, 'yaml').map((b) => parse(b) as { permissions?: object; jobs?: Record<string, { permissions: object; steps: { uses?: string }[] }> });
    assert.deepEqual(workflow!.permissions, {});
    assert.deepEqual(workflow!.jobs!['scan']!.permissions, { contents: 'read', 'security-events': 'write' });
    for (const { uses } of workflow!.jobs!['scan']!.steps) if (uses) assert.match(uses, /@[0-9a-f]{40}$/);
  });
});
