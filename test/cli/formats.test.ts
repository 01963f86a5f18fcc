import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { RULES } from '../../rules';
import type { Finding, Workload } from '../../server/analysis/findings/finding';
import { bom } from '../../server/report/bom';
import { textsOf } from '../../server/report/lines';
import { mergeSarif } from '../../server/report/merge';
import { sarifReport } from '../../server/report/sarif';
import { cyclonedxErrors } from '../harness/cyclonedx';
import { CLEARTEXT, FLAW, type Place, place } from './run';

const required = createRequire(__filename);
const json = (file: string): object => JSON.parse(fs.readFileSync(file, 'utf8')) as object;
/** A flaw whose names would break out of every format. */
const HOSTILE = FLAW.replace('req.body.text', "req.body['</script><img src=x onerror=alert(1)>|`*\\u0007']");

describe('the formats of the command line', () => {
  let p: Place;
  beforeEach(() => (p = place()));
  afterEach(() => p.done());

  it('write SARIF that the official schema accepts, with fixes, and for a file that was left out', () => {
    p.write('a.ts', HOSTILE);
    p.write('b c/ü.ts', CLEARTEXT);
    p.write('d.ts', '// locksmith-ignore-next-line no/rule -- x\n');
    p.write('e.ts', Buffer.from([0xff, 0xfe, 0, 1]));
    p.run('scan', '--format', 'sarif=out.sarif');
    const log = JSON.parse(p.read('out.sarif')) as Log;
    const ajv = new Ajv4({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv as never);
    const valid = ajv.compile(json(path.join(path.dirname(required.resolve('@microsoft/jest-sarif')), 'schemas/sarif-2.1.0-rtm.5.json')));
    assert.ok(valid(log), JSON.stringify(valid.errors, undefined, 1));
    const { results, tool, invocations } = log.runs[0]!;
    for (const r of results!) assert.equal(tool.driver.rules![r.ruleIndex!]!.id, r.ruleId);
    for (const r of tool.driver.rules!) assert.ok((r.properties!['tags'] as string[]).length <= 20);
    const fixed = results!.find((r) => r.ruleId === 'network/cleartext-endpoint')!;
    assert.equal(fixed.locations![0]!.physicalLocation!.artifactLocation!.uri, 'b%20c/%C3%BC.ts');
    assert.match(fixed.fixes![0]!.artifactChanges[0]!.replacements[0]!.insertedContent!.text!, /https/);
    assert.match(invocations![0]!.toolExecutionNotifications![0]!.message.text!, /binary/);
  });

  it('write no more SARIF than GitHub takes: the worst results of too many, and a word about the others', () => {
    const finding = (n: number, level: Finding['level']): Finding => ({
      rule: 'prompt/unfiltered-input',
      level,
      confidence: 'high',
      place: { path: 'a.ts', start: n % 9, end: (n % 9) + 1 },
      message: { what: 'What.', why: 'Why.', todo: 'Do.' },
      path: Array.from({ length: n === 0 ? 1500 : 0 }, () => ({ path: 'a.ts', start: 0, end: 1, label: 'goes on' })),
      otherPaths: Array.from({ length: n === 0 ? 20 : 0 }, () => Array.from({ length: 1500 }, () => ({ path: 'a.ts', start: 0, end: 1, label: 'goes on' }))),
      related: [],
      fingerprint: String(n),
      detail: {},
    });
    const report = (findings: Finding[]): Log =>
      sarifReport({
        findings,
        problems: [],
        workloads: [],
        stats: {} as never,
        texts: textsOf(() => '0123456789\n'),
        rules: RULES.map((r) => r.meta),
        version: '0',
        milliseconds: 0,
        fixes: () => [],
      });
    const all = Array.from({ length: 25_010 }, (_, n) => finding(n, n < 20 || n === 25_009 ? (n < 20 ? 'information' : 'error') : 'warning'));
    const logs = [report(all), mergeSarif([report(all.slice(0, 13_000)), report(all.slice(13_000))])];
    for (const { runs } of logs) {
      const [{ results, tool, invocations }] = runs as [Log['runs'][number]];
      assert.deepEqual([runs.length, results!.length, results!.filter((r) => r.level === 'note').length], [1, 25_000, 10]);
      assert.ok(results!.some((r) => r.level === 'error'));
      assert.match(invocations![0]!.toolExecutionNotifications![0]!.message.text!, /^10 of 25,010 results are left out/);
      assert.ok(
        tool.driver.rules!.every((r) => (r.properties!['tags'] as string[]).length <= 10),
        'more than ten tags are not shown',
      );
      for (const r of results!) {
        const steps = (r.codeFlows ?? []).flatMap((f) => f.threadFlows.map((t) => t.locations.length));
        assert.ok(steps.every((n) => n <= 1000) && steps.reduce((a, b) => a + b, 0) <= 10_000 && r.locations!.length <= 1000);
      }
    }
  });

  it('keep a finding’s fingerprint when the file changes elsewhere', () => {
    const prints = (): string[] => (JSON.parse(p.run('scan', '--format', 'sarif').out) as Log).runs[0]!.results!.map((r) => r.partialFingerprints!['locksmith/v1']!);
    p.write('a.ts', FLAW);
    const before = prints();
    p.write('a.ts', `// new\n${FLAW}\nexport function other() { return 1; }\n`);
    assert.deepEqual(prints(), before);
  });

  it('write JUnit that is well-formed whatever the code says', () => {
    p.write('a.ts', HOSTILE);
    const xml = p.run('scan', '--format', 'junit').out;
    assert.equal(XMLValidator.validate(xml), true);
    const suite = (new XMLParser({ ignoreAttributes: false }).parse(xml) as { testsuites: { testsuite: Record<string, unknown> } }).testsuites.testsuite;
    assert.equal(suite['@_failures'], '1');
    p.write('a.ts', '');
    assert.match(p.run('scan', '--format', 'junit').out, /tests="1" failures="0"/);
  });

  it('write HTML without script and with a policy that names its one style', () => {
    p.write('a.ts', HOSTILE);
    p.run('scan', '--format', 'html=out/page.html');
    const html = p.read('out/page.html');
    assert.doesNotMatch(html, /<script|<img|\son\w+=["']|style="/i);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
    assert.ok(html.includes(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`));
    assert.match(html, /<mark>req\.body\[/);
  });

  it('write Markdown in which code stays code', () => {
    p.write('a.ts', HOSTILE);
    const { out } = p.run('scan', '--format', 'markdown');
    assert.match(out, /^# Locksmith\n\n1 error, 0 warnings/);
    const outside = out.replace(/(`+)[^`](?:.*?[^`])??\1(?!`)/g, '');
    assert.doesNotMatch(outside, /<img/);
  });

  it('write GitLab’s code quality report', () => {
    p.write('a.ts', FLAW);
    const [entry] = JSON.parse(p.run('scan', '--format', 'gitlab').out) as Record<string, unknown>[];
    assert.deepEqual([entry!['check_name'], entry!['severity'], entry!['location']], ['prompt/untrusted-instructions', 'critical', { path: 'a.ts', lines: { begin: 6, end: 6 } }]);
    assert.match(String(entry!['fingerprint']), /^\w+$/);
  });

  it('go to several places at once, and refuse to share one', () => {
    p.write('a.ts', FLAW);
    const r = p.run('scan', '--format', 'json=a.json', '--format', 'github', '--output', 'b.txt');
    assert.deepEqual([r.code, r.out], [1, '']);
    assert.match(p.read('b.txt'), /^::error file=a\.ts,line=6,col=61/);
    assert.equal((JSON.parse(p.read('a.json')) as { findings: unknown[] }).findings.length, 1);
    assert.equal(p.run('scan', '--format', 'json', '--format', 'text').code, 2);
    assert.ok(fs.readdirSync(p.root).every((f) => !f.endsWith('.tmp')));
    fs.symlinkSync('a.json', path.join(p.root, 'link'));
    p.run('scan', '--format', 'json=link', '--format', `sarif=${os.devNull}`);
    assert.ok(fs.lstatSync(path.join(p.root, 'link')).isSymbolicLink());
    assert.ok(process.platform === 'win32' || fs.statSync(os.devNull).isCharacterDevice());
  });
});

describe('workloads and the bill of materials', () => {
  const at = { path: 'a.ts', start: 0, end: 1 };
  const workload: Workload = {
    id: 'w',
    name: 'POST /api/chat',
    kind: 'http',
    place: at,
    jobs: ['answers'],
    models: [{ name: 'gpt-5', provider: 'openai', place: at }],
    tools: [{ name: 'refund', place: at, effects: ['payment'], approved: false }],
    stores: [{ name: 'docs', kind: 'vector', place: at }],
    locks: [],
    due: [],
    dueNext: [],
  };

  it('is CycloneDX 1.6, and the same for the same workspace', () => {
    const make = (): object =>
      bom(
        [workload, { ...workload, id: 'x', name: 'files', kind: 'mcp' }],
        textsOf(() => 'x\n'),
        '0.1.0',
      );
    const made = make() as { components: { name: string; type: string }[] };
    assert.deepEqual(cyclonedxErrors(made), []);
    assert.deepEqual(
      made.components.map((c) => `${c.type} ${c.name}`),
      ['application POST /api/chat', 'machine-learning-model gpt-5', 'data docs', 'application refund'],
    );
    assert.deepEqual(make(), made);
  });
});
