import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { CLEARTEXT, CLI, FLAW, place } from '../cli/run';

interface Answer {
  id: number | null;
  result?: { protocolVersion?: string; tools?: { name: string; inputSchema: object }[]; content?: { text: string }[]; isError?: boolean };
  error?: { code: number; message: string };
}

/** What the built server answers to these lines, by id. */
function asked(lines: (object | string)[]): Map<number | null, Answer> {
  const p = place();
  try {
    p.write('app.ts', FLAW);
    p.write('sub/ai.ts', CLEARTEXT);
    const input = lines.map((l) => (typeof l === 'string' ? l : JSON.stringify({ jsonrpc: '2.0', ...l }))).join('\n');
    const r = spawnSync(process.execPath, [CLI, 'mcp'], { cwd: p.root, encoding: 'utf8', input: `${input}\n` });
    assert.equal(r.status, 0, r.stderr);
    return new Map(
      r.stdout
        .trim()
        .split('\n')
        .filter((l) => l !== '')
        .map((l) => JSON.parse(l) as Answer)
        .map((a) => [a.id, a]),
    );
  } finally {
    p.done();
  }
}

const tool = (id: number, name: string, args: object = {}): object => ({ id, method: 'tools/call', params: { name, arguments: args } });

describe('locksmith mcp', () => {
  it('greets, lists its tools, and hears what needs no answer', () => {
    const answers = asked([
      { id: 1, method: 'initialize', params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 't', version: '1' } } },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/list' },
      { id: 3, method: 'ping' },
    ]);
    assert.equal(answers.get(1)!.result!.protocolVersion, '2025-03-26');
    assert.deepEqual(
      answers.get(2)!.result!.tools!.map((t) => t.name),
      ['scan', 'explain', 'workloads'],
    );
    assert.deepEqual(answers.get(3)!.result, {});
    assert.equal(answers.size, 3);
  });

  it('scans, explains, and lists workloads', () => {
    const answers = asked([
      tool(1, 'scan'),
      tool(2, 'scan', { path: 'sub' }),
      tool(3, 'explain', { rule: 'prompt/untrusted-instructions' }),
      tool(4, 'workloads', { phase: 'advanced' }),
    ]);
    const text = (id: number): string => answers.get(id)!.result!.content![0]!.text;
    assert.match(text(1), /error prompt\/untrusted-instructions {2}app\.ts:6:/);
    assert.match(text(1), /in 2 files$/m);
    assert.doesNotMatch(text(2), /app\.ts/);
    assert.match(text(2), /network\/cleartext-endpoint {2}sub\/ai\.ts:2:41/);
    assert.match(text(3), /^# /);
    assert.match(text(4), /POST \/x/);
  });

  it('says what was asked wrongly, to the model where it can mend it, and goes on', () => {
    const answers = asked([
      'no json',
      { id: 1, method: 'nothing/like' },
      tool(2, 'delete'),
      tool(3, 'scan', { path: '..' }),
      tool(4, 'scan', { path: 'nowhere' }),
      tool(5, 'explain', { rule: 'x/y' }),
      tool(6, 'scan', { phase: 'soon' }),
      { id: 7, method: 'ping' },
    ]);
    assert.deepEqual([answers.get(null)!.error!.code, answers.get(1)!.error!.code, answers.get(2)!.error!.code], [-32700, -32601, -32602]);
    for (const [id, what] of [
      [3, /outside the folder/],
      [4, /there is no file or folder/],
      [5, /there is no rule/],
      [6, /must be one of/],
    ] as const) {
      assert.equal(answers.get(id)!.result!.isError, true);
      assert.match(answers.get(id)!.result!.content![0]!.text, what);
    }
    assert.deepEqual(answers.get(7)!.result, {});
  });
});
