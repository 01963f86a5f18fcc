import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');
const sample = path.join(ROOT, 'samples/support-desk');

interface Seen {
  path: string;
  line: number;
  column: number;
  rule: string;
}

const named = (list: readonly Seen[]): string[] => list.map((s) => `${s.path}:${s.line}:${s.column} ${s.rule}`).sort();

describe('Neovim', () => {
  it('shows what the command line finds', function () {
    if (spawnSync('nvim', ['--version']).status !== 0) {
      console.log('      Neovim is not installed: this check is left out');
      this.skip();
    }
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-nvim-')));
    const env = { ...process.env, HOME: home, XDG_CACHE_HOME: path.join(home, '.cache'), XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home };
    const scan = spawnSync(process.execPath, [CLI, 'scan', '--format', 'json'], { cwd: sample, encoding: 'utf8', env });
    const { findings } = JSON.parse(scan.stdout) as { findings: { rule: string; place: { path: string; line: number; column: number } }[] };
    const expected = named(findings.map(({ rule, place }) => ({ rule, ...place })));
    const files = [...new Set(findings.map((f) => f.place.path))];
    const nvim = spawnSync('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${path.join(__dirname, 'attach.lua')}`, '-c', 'qall!'], {
      encoding: 'utf8',
      timeout: 50_000,
      env: {
        ...env,
        LOCKSMITH_ROOT: sample,
        LOCKSMITH_SERVER: JSON.stringify([process.execPath, CLI, 'lsp', '--stdio']),
        LOCKSMITH_FILES: JSON.stringify(files),
        LOCKSMITH_COUNT: String(expected.length),
      },
    });
    fs.rmSync(home, { recursive: true, force: true });
    const json = /\[\{.*\}\]/s.exec(nvim.stdout)?.[0];
    assert.ok(json, `${nvim.stdout}\n${nvim.stderr}`);
    assert.deepEqual(named(JSON.parse(json) as Seen[]), expected);
  });
});
