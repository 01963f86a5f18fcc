/** Debian's Neovim with the settings of the docs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');

interface Seen {
  path: string;
  line: number;
  column: number;
  rule: string;
}

const named = (list: readonly Seen[]): string[] => list.map((s) => `${s.path}:${s.line}:${s.column} ${s.rule}`).sort();

/** The newest settings that this Neovim takes, word for word. */
function settings(version: string): string {
  const [newer, older] = [...fs.readFileSync(path.join(ROOT, 'docs/editors.md'), 'utf8').matchAll(/^```lua\n(.*?)^```/gms)].map((m) => m[1]!);
  const [, major, minor] = /^NVIM v(\d+)\.(\d+)/.exec(version)!;
  return Number(major) > 0 || Number(minor) >= 11 ? newer! : older!;
}

describe('Neovim', () => {
  it('shows what the command line finds, with the settings of the docs, and applies a quick fix', function () {
    this.timeout(120_000);
    const { status, stdout: version } = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
    if (status !== 0) {
      console.log('      Neovim is not installed: this check is left out');
      this.skip();
    }
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-nvim-')));
    try {
      const sample = path.join(home, 'support-desk');
      fs.cpSync(path.join(ROOT, 'samples/support-desk'), sample, { recursive: true });
      // The phase comes from the settings.
      fs.rmSync(path.join(sample, 'locksmith.config.json'));
      fs.writeFileSync(path.join(home, 'init.lua'), settings(version));
      fs.mkdirSync(path.join(home, 'bin'));
      fs.writeFileSync(path.join(home, 'bin/locksmith'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`, { mode: 0o755 });
      const own = { HOME: home, PATH: `${home}/bin:${process.env['PATH']}`, XDG_CACHE_HOME: `${home}/.cache`, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home };
      const env = { ...process.env, ...own };
      const scan = spawnSync('locksmith', ['scan', '--phase', 'enhanced', '--format', 'json'], { cwd: sample, encoding: 'utf8', env });
      const { findings } = JSON.parse(scan.stdout) as { findings: { rule: string; place: { path: string; line: number; column: number } }[] };
      const expected = named(findings.map(({ rule, place }) => ({ rule, ...place })));
      const nvim = spawnSync('nvim', ['--headless', '-u', path.join(home, 'init.lua'), '-i', 'NONE', '-n', '-c', `luafile ${path.join(__dirname, 'drive.lua')}`, '-c', 'qall!'], {
        cwd: sample,
        encoding: 'utf8',
        timeout: 100_000,
        env: {
          ...env,
          LOCKSMITH_FILES: JSON.stringify([...new Set(findings.map((f) => f.place.path))]),
          LOCKSMITH_COUNT: String(expected.length),
          LOCKSMITH_FIX_FILE: 'src/ai/client.ts',
          LOCKSMITH_FIX_AT: 'http:',
          LOCKSMITH_FIX: 'Use TLS',
        },
      });
      const json = /\{"(?:found|offered|fixed)".*\}/s.exec(nvim.stdout)?.[0];
      assert.ok(json, `${nvim.stdout}\n${nvim.stderr}`);
      const { found, offered, fixed } = JSON.parse(json) as { found: Seen[]; offered: string[]; fixed: string };
      assert.ok(findings.some((f) => f.rule === 'operations/no-rate-limit'));
      assert.deepEqual(named(found), expected);
      assert.ok(offered.includes('Use TLS'), offered.join());
      assert.match(fixed, /'https:\/\/llm\.partner\.example/);
    } finally {
      fs.rmSync(home, { recursive: true, force: true });
    }
  });
});
