import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import type { Hover } from 'vscode-languageserver-protocol';
import type { ReportResult, ScanSummary } from '../../server/lsp/protocol';
import { CLI } from '../cli/run';
import { PULL, type Started, start } from '../lsp/client';
import { FLAW, NAME, beside, hostile } from './workspace';

const INSTALLED = path.join(__dirname, '../..');
const SPY = path.join(__dirname, 'spy.cjs');
const FORMATS = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown', 'html'];

describe('a folder that nobody vouches for', function () {
  this.timeout(400_000);
  let server: Started;
  let work: string;
  let trace: string;
  let seen: [what: string, which: string][];
  let summary: ScanSummary;
  let report: ReportResult;
  let hover: Hover | null;
  const out: Record<string, string> = {};

  before(async () => {
    const spied = path.join(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-spy-'))), 'spied');
    const env = { SPY: spied, NODE_OPTIONS: `--require=${SPY}` };
    trace = `${spied}.trace`;
    const files = { ...under('work', hostile(trace)), ...under('outside', beside) };
    server = await start(PULL, {}, { files, folders: ['work'], env });
    work = path.join(server.root, 'work');
    const link = (to: string, from: string): void => {
      fs.mkdirSync(path.dirname(path.join(work, from)), { recursive: true });
      fs.symlinkSync(to, path.join(work, from));
    };
    link('../outside', 'link');
    link('../../outside/secret.ts', 'src/linked.ts');
    link('../../outside/out.yml', 'security/linked.yml');
    link('../../outside/locksmith.config.json', 'sub/locksmith.config.json');
    link('../../outside/package.json', 'sub/package.json');
    link('../../outside/tsconfig.json', 'sub/tsconfig.json');
    link('/etc/passwd', 'sub/.gitignore');
    fs.writeFileSync(path.join(work, 'sub/a.ts'), FLAW);

    const changes = ['locksmith.config.json', 'src/linked.ts', 'sub/locksmith.config.json', 'link/secret.ts'].map((f) => ({ uri: server.uri(`work/${f}`), type: 1 }));
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    summary = await server.connection.sendRequest('workspace/executeCommand', { command: 'locksmith.scanWorkspace', arguments: [] });
    report = await server.connection.sendRequest('locksmith/report', { links: 'command' });
    const line = FLAW.split('\n').findIndex((l) => l.includes('instructions: req.body['));
    const character = FLAW.split('\n')[line]!.indexOf('req.body[') + 2;
    hover = await server.connection.sendRequest('textDocument/hover', { textDocument: { uri: server.uri('work/src/app.ts') }, position: { line, character } });

    const cli = (name: string, ...args: string[]): void => {
      const r = spawnSync(process.execPath, [CLI, ...args], {
        cwd: work,
        encoding: 'utf8',
        env: { ...process.env, ...env, XDG_CACHE_HOME: path.join(server.root, 'cache') },
        maxBuffer: 1 << 28,
      });
      assert.ok(r.status !== null && r.status <= 2, `${args.join(' ')}: ${r.status} ${r.stderr}`);
      out[name] = `${r.stdout}${r.stderr}`;
    };
    const reports = path.join(server.root, 'reports');
    cli('scan', 'scan', '.', ...FORMATS.flatMap((f) => ['--format', `${f}=${path.join(reports, f)}`]));
    for (const f of FORMATS) out[f] = fs.readFileSync(path.join(reports, f), 'utf8');
    cli('changed', 'scan', '.', '--changed', '--fix', '--dry-run');
    for (const f of ['text', 'html', 'markdown', 'json']) cli(`workloads ${f}`, 'workloads', '.', '--format', f);
    cli('bom', 'bom', '.');
    seen = fs
      .readFileSync(spied, 'utf8')
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as [string, string]);
  });
  after(() => server.stop());

  it('is analysed all the same', () => {
    assert.ok(summary.findings.error >= 3, JSON.stringify(summary));
    const { findings } = JSON.parse(out['json']!) as { findings: { rule: string; place: { path: string } }[] };
    for (const file of ['src/app.ts', `src/${NAME}.ts`, 'sub/a.ts']) {
      assert.ok(
        findings.some((f) => f.rule === 'prompt/untrusted-instructions' && f.place.path === file),
        file,
      );
    }
  });

  it('has nothing of it run', () => {
    assert.equal(fs.existsSync(trace) ? fs.readFileSync(trace, 'utf8') : '', '');
    const started = seen.filter(([what]) => what === 'starts').map(([, which]) => which);
    assert.ok(started.length > 0);
    for (const s of started) assert.match(s, /^git -c core\.fsmonitor=false -c core\.hooksPath=\/dev\/null /);
  });

  it('has nobody called', () =>
    assert.deepEqual(
      seen.filter(([what]) => what === 'calls'),
      [],
    ));

  it('has nothing read outside it, but what is our own', () => {
    const own = [work, INSTALLED, path.join(server.root, 'cache'), path.join(server.root, 'node_modules/.cache'), path.join(server.root, 'reports')];
    // TypeScript asks for itself in capitals, to see what the file system makes of them.
    const swapped = INSTALLED.toUpperCase() + path.sep;
    const inside = (file: string): boolean => file.startsWith(swapped) || own.some((o) => file === o || file.startsWith(o + path.sep));
    assert.deepEqual(
      seen.filter(([what, file]) => what === 'reads' && !inside(file)),
      [],
    );
    // Where the folder lies is looked up on the way to it.
    assert.deepEqual(
      seen.filter(([what, file]) => what === 'asks for' && !inside(file) && !`${work}${path.sep}`.startsWith(file === '/' ? file : file + path.sep)),
      [],
    );
  });

  it('is told where its configuration is wrong', () => {
    assert.match(out['scan']!, /`extends` must name a file inside the workspace/);
    assert.match(out['scan']!, /a pattern may hold three stars/);
    assert.match(out['scan']!, /a lock is one of/);
    assert.match(out['scan']!, /sub\/locksmith\.config\.json: left out: it leads out of the workspace/);
  });

  it('forges nothing in a terminal', () => {
    for (const name of ['text', 'scan', 'changed', 'workloads text']) {
      assert.doesNotMatch(out[name]!, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/, name);
      assert.doesNotMatch(out[name]!, /^error forged/m, name);
    }
  });

  it('forges nothing in a page', () => {
    const known =
      /^(!doctype|html|head|meta|title|style|body|header|main|section|article|h[1-4]|p|small|span|a|pre|code|mark|details|summary|ol|ul|li|table|caption|thead|tbody|tr|th|td|nav|dl|dt|dd|div|strong|em|b|i|svg|path|circle|rect|g|use|defs|symbol|footer|abbr|time|figure|figcaption|br|wbr|hr|line|polyline)$/;
    for (const [name, page] of Object.entries({ html: out['html']!, 'workloads html': out['workloads html']!, webview: report.body })) {
      const bare = page.replace(/<style>[^<]*<\/style>/, '');
      for (const [tag, element] of bare.matchAll(/<\/?([!a-z][\w-]*)[^<>]*/gi)) {
        assert.match(element!, known, `${name}: ${tag}`);
        assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+|\ssrc|\sstyle=|["']\w|'/i, `${name}: ${tag}`);
        for (const [, href] of tag.matchAll(/\shref="([^"]*)"/g)) assert.match(href!, /^(#|https:\/\/github\.com\/locksmith-dev\/|command:locksmith\.)/, name);
      }
      assert.doesNotMatch(bare, /<img|<script|<iframe/i, name);
    }
  });

  it('forges nothing in Markdown', () => {
    const { value } = hover!.contents as { value: string };
    for (const [name, markdown] of Object.entries({ markdown: out['markdown']!, 'workloads markdown': out['workloads markdown']!, hover: value })) {
      const prose = markdown.replace(/(`+)[^`][^\n]*?(?<!`)\1(?!`)/g, '');
      assert.doesNotMatch(prose, /(?<!\\)<img|(?<!\\)\[x(?<!\\)\]\(|(?<!\\)!\[y|(?<!\\)@all/, name);
      assert.doesNotMatch(markdown, /[\u001b\u0007\u202e]/, name);
    }
  });

  it('forges nothing in what machines read', () => {
    const sarif = JSON.parse(out['sarif']!) as Log;
    assert.doesNotMatch(JSON.stringify(sarif.runs[0]!.results!.map((r) => r.message)), /[^\\]\]\(/);
    assert.ok(sarif.runs[0]!.results!.every((r) => !/[<>\s\u001b]/.test(r.locations![0]!.physicalLocation!.artifactLocation!.uri!)));
    assert.equal(XMLValidator.validate(out['junit']!), true);
    for (const name of ['gitlab', 'bom', 'workloads json'])
      assert.doesNotThrow(() => JSON.parse(out[name]!.slice(0, out[name]!.lastIndexOf(name === 'gitlab' ? ']' : '}') + 1)) as unknown, name);
    const lines = out['github']!.trim().split('\n');
    for (const line of lines) assert.match(line, /^::(error|warning|notice) file=[^\r\n]*::/);
    assert.equal(lines.length, (JSON.parse(out['json']!) as { findings: unknown[] }).findings.length);
  });
});

const under = (folder: string, files: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(files).map(([f, text]) => [`${folder}/${f}`, text]));
