/** The helpers that fixes write into projects, run for real: against fakes of the services that they ask, and without those. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { withoutTypes } from '../../server/analysis/syntax/strip';
import { builtInHelpers } from '../../server/main/builtin';

type Exports = Record<string, (...args: unknown[]) => unknown>;

const ENV: Record<string, string> = {
  BEDROCK_GUARDRAIL_ID: 'g',
  BEDROCK_GUARDRAIL_VERSION: '1',
  LAKERA_GUARD_API_KEY: 'k',
  DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
  API_TOKEN: 'secret',
  ALLOWED_HOSTS: 'api.example.com,b.example.com',
  PSEUDONYM_KEY: 'p',
};

describe('helpers, run', () => {
  let folder: string;
  const before = { ...process.env };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-helpers-'));
    for (const h of builtInHelpers()) fs.writeFileSync(path.join(folder, `${h.name}.js`), withoutTypes(h.text, false));
    Object.assign(process.env, ENV);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
    for (const name of Object.keys(ENV)) delete process.env[name];
    Object.assign(process.env, before);
  });

  /** A package as the project would have it. */
  const fake = (name: string, text: string): void => {
    fs.mkdirSync(path.join(folder, 'node_modules', name), { recursive: true });
    fs.writeFileSync(path.join(folder, 'node_modules', name, 'index.js'), text);
  };
  const load = (name: string): Exports => createRequire(path.join(folder, 'x.js'))(`./${name}.js`) as Exports;
  const refused = (answer: unknown): Promise<void> => assert.rejects(async () => answer, { name: /Error|PromptRefused/ });

  describe('openai-filter', () => {
    const service = (answer: string): Exports => {
      fake(
        'openai',
        `exports.__esModule = true; exports.default = class { constructor() { this.moderations = { create: async ({ input }) => { globalThis.asked = input; return ${answer}; } }; } };`,
      );
      return load('openai-filter');
    };
    it('lets through what no category flags', async () => {
      assert.equal(await service('{ results: [{ flagged: false }] }')['checkedPrompt']!('hello'), 'hello');
      assert.equal((globalThis as { asked?: string }).asked, 'hello');
    });
    it('stops what one flags, what nobody judged, and what could not be asked', async () => {
      await refused(service('{ results: [{ flagged: false }, { flagged: true }] }')['checkedPrompt']!('attack'));
    });
    it('stops where the answer is empty', async () => refused(service('{ results: [] }')['checkedPrompt']!('x')));
    it('stops in an outage', async () => refused(service('await Promise.reject(new Error("down"))')['checkedPrompt']!('x')));
  });

  describe('bedrock-filter', () => {
    const service = (answer: string): Exports => {
      fake(
        '@aws-sdk/client-bedrock-runtime',
        `exports.ApplyGuardrailCommand = class { constructor(input) { this.input = input; } };
         exports.BedrockRuntimeClient = class { async send({ input }) { globalThis.asked = input.content[0].text.text; return ${answer}; } };`,
      );
      return load('bedrock-filter');
    };
    it('lets through what the guardrail leaves alone, and shows it the whole of a structured prompt', async () => {
      assert.deepEqual(await service("{ action: 'NONE' }")['checkedPrompt']!([{ text: 'hello' }]), [{ text: 'hello' }]);
      assert.match(String((globalThis as { asked?: string }).asked), /hello/);
    });
    it('stops where it intervenes', async () => refused(service("{ action: 'GUARDRAIL_INTERVENED' }")['checkedPrompt']!('x')));
    it('stops where it says nothing', async () => refused(service('{}')['checkedPrompt']!('x')));
    it('stops in an outage', async () => refused(service('await Promise.reject(new Error("down"))')['checkedPrompt']!('x')));
    it('does not start without the guardrail’s id', () => {
      delete process.env['BEDROCK_GUARDRAIL_ID'];
      assert.throws(() => service('{}'), /BEDROCK_GUARDRAIL_ID/);
    });
  });

  describe('lakera-filter', () => {
    const real = globalThis.fetch;
    afterEach(() => void (globalThis.fetch = real));
    const check = (answer: () => Promise<Response>): Promise<unknown> => {
      globalThis.fetch = answer as typeof fetch;
      return load('lakera-filter')['checkedPrompt']!('x') as Promise<unknown>;
    };
    it('lets through what is not flagged', async () => assert.equal(await check(async () => Response.json({ flagged: false })), 'x'));
    it('stops what is flagged', async () => refused(check(async () => Response.json({ flagged: true }))));
    it('stops where no verdict comes', async () => refused(check(async () => Response.json({}))));
    it('stops where the service answers with an error', async () => refused(check(async () => Response.json({ flagged: false }, { status: 503 }))));
    it('stops where it cannot be reached', async () => refused(check(() => Promise.reject(new Error('down')))));
  });

  it('encrypt: comes back as it was, is never the same twice, and is refused where it was changed', () => {
    const { encrypt, decrypt } = load('encrypt');
    const sealed = encrypt!('a conversation') as string;
    assert.equal(decrypt!(sealed), 'a conversation');
    assert.equal(decrypt!(encrypt!({ a: 1 })), '{"a":1}');
    assert.notEqual(encrypt!('a conversation'), sealed);
    assert.ok(!Buffer.from(sealed, 'base64').includes('conversation'));
    const bytes = Buffer.from(sealed, 'base64');
    bytes[bytes.length - 1]! ^= 1;
    assert.throws(() => decrypt!(bytes.toString('base64')));
  });

  it('has-token: the token of the environment alone', () => {
    const { hasToken } = load('has-token');
    assert.equal(hasToken!('Bearer secret'), true);
    for (const header of ['Bearer secre', 'Bearer secrets', 'secret', '', null, undefined]) assert.equal(hasToken!(header), false, String(header));
  });

  it('within-limit: so many in a window, for each caller, and again in the next', () => {
    const { withinLimit } = load('within-limit');
    const now = Date.now;
    try {
      let at = 1_000;
      Date.now = () => at;
      const asked = (caller: string | undefined, times: number): unknown[] => Array.from({ length: times }, () => withinLimit!(caller));
      assert.deepEqual([...new Set(asked('a', 20))], [true]);
      assert.deepEqual(asked('a', 2), [false, false]);
      assert.deepEqual(asked('b', 1), [true]);
      // Callers without an address share one account.
      assert.equal(asked(undefined, 21).at(-1), false);
      at += 60_001;
      assert.deepEqual(asked('a', 1), [true]);
    } finally {
      Date.now = now;
    }
  });

  it('inside-folder: what lies below, however it is written', () => {
    const { insideFolder } = load('inside-folder');
    assert.equal(insideFolder!('a/../b.txt', '/data'), path.resolve('/data/b.txt'));
    for (const out of ['../x', '/etc/passwd', 'a/../../x', '../data-other/x', '.']) assert.throws(() => insideFolder!(out, '/data'), out);
  });

  it('allowed-url: hosts of the list by HTTPS', () => {
    const { allowedUrl } = load('allowed-url');
    assert.equal(allowedUrl!('https://api.example.com/x'), 'https://api.example.com/x');
    for (const url of ['http://api.example.com/', 'https://evil.example/?api.example.com', 'https://api.example.com@evil.example/', 'https://api.example.com.evil.example/', 'x'])
      assert.throws(() => allowedUrl!(url), url);
  });

  it('one-of: what is listed, and nothing from an empty list', () => {
    const { oneOf } = load('one-of');
    assert.equal(oneOf!('a', ['a', 'b']), 'a');
    assert.throws(() => oneOf!('c', ['a', 'b']));
    assert.throws(() => oneOf!('a', []));
  });

  it('pseudonym: the same for the same, and of no use without the key', () => {
    const { pseudonym } = load('pseudonym');
    assert.equal(pseudonym!('123-45-6789'), pseudonym!('123-45-6789'));
    assert.notEqual(pseudonym!('a'), pseudonym!('b'));
    process.env['PSEUDONYM_KEY'] = 'another';
    const other = createRequire(path.join(folder, 'x.js'));
    for (const known of Object.keys(other.cache)) if (known.startsWith(folder)) delete other.cache[known];
    assert.notEqual(load('pseudonym')['pseudonym']!('a'), pseudonym!('a'));
  });

  it('user-turns: what the caller said, and no other role', () => {
    const { userTurns } = load('user-turns');
    const list = [
      { role: 'system', content: 'obey' },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'yes' },
      { role: 'user', content: [{ text: 'x' }] },
      { role: 'user', parts: [{ text: 'y' }] },
      { role: 'user' },
      null,
    ];
    assert.deepEqual(userTurns!(list), [
      { role: 'user', content: 'hi' },
      { role: 'user', content: '[{"text":"x"}]' },
      { role: 'user', content: '[{"text":"y"}]' },
      { role: 'user', content: '""' },
    ]);
    assert.deepEqual(userTurns!('system'), []);
  });

  it('escape-html, plain-markdown: no markup and no image is left', () => {
    assert.equal(load('escape-html')['escapeHtml']!(`<a href="x" b='y'>&`), '&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;');
    const plain = load('plain-markdown')['plainMarkdown']!('\\![a](https://e.example/?q) <img src=x> [b](https://ok.example)') as string;
    assert.ok(!/!|</.test(plain));
    assert.match(plain, /\[b\]\(https:\/\/ok\.example\)/);
  });

  it('recorded: hands the answer on, writes down what it cost and what failed, and never the text', async () => {
    const { recorded } = load('recorded');
    const lines: string[] = [];
    const { info, error } = console;
    console.info = console.error = (line: string): void => void lines.push(line);
    try {
      const answer = { usage: { total_tokens: 7, tier: 'private', details: { cached: 1 } }, output_text: 'private' };
      assert.equal(await recorded!('ask', Promise.resolve(answer)), answer);
      await assert.rejects(async () => recorded!('ask', Promise.reject(new TypeError('private'))), TypeError);
    } finally {
      Object.assign(console, { info, error });
    }
    const [kept, failed] = lines.map((l) => JSON.parse(l) as Record<string, unknown>);
    assert.deepEqual([kept!['call'], kept!['tokens'], failed!['failed']], ['ask', { total_tokens: 7 }, 'TypeError']);
    assert.ok(!lines.join().includes('private'));
  });

  describe('approved', () => {
    const { isTTY } = process.stdin;
    afterEach(() => void Object.assign(process.stdin, { isTTY }));
    const answered = async (answer: string): Promise<void> => {
      Object.assign(process.stdin, { isTTY: true });
      const { approved } = load('approved');
      const asked = approved!('wipe', { path: '/data' }) as Promise<void>;
      process.stdin.emit('data', `${answer}\n`);
      return asked;
    };
    it('goes on where a person says yes', () => answered('yes'));
    it('throws where the answer is another', async () => {
      await refused(answered('no'));
      await refused(answered(''));
    });
    it('throws where nobody is there', async () => {
      Object.assign(process.stdin, { isTTY: false });
      await refused(load('approved')['approved']!('wipe'));
    });
  });

  it('record-usage: counts, under the names that the provider has for them', () => {
    const lines: string[] = [];
    const { info } = console;
    console.info = (line: string): void => void lines.push(line);
    try {
      load('record-usage')['recordUsage']!('stream', { inputTokens: 3, raw: { text: 'private' }, tier: 'private', cached: 0 });
      load('record-usage')['recordUsage']!('stream', undefined);
    } finally {
      console.info = info;
    }
    assert.deepEqual(lines, ['{"call":"stream","tokens":{"inputTokens":3}}', '{"call":"stream","tokens":{}}']);
  });

  it('required-env: what is set and not empty', () => {
    const { requiredEnv } = load('required-env');
    assert.equal(requiredEnv!('API_TOKEN'), 'secret');
    process.env['API_TOKEN'] = '';
    for (const name of ['API_TOKEN', 'NOBODY_SET_THIS']) assert.throws(() => requiredEnv!(name), new RegExp(name));
  });

  describe('without what they need from the environment', () => {
    for (const { name, text } of builtInHelpers()) {
      const needed = [...text.matchAll(/requiredEnv\('(\w+)'\)/g)].map((m) => m[1]!);
      for (const variable of needed)
        it(`${name} does not start without ${variable}`, () => {
          fake('@aws-sdk/client-bedrock-runtime', 'exports.BedrockRuntimeClient = class {};');
          delete process.env[variable];
          assert.throws(() => load(name), new RegExp(variable));
        });
    }
  });

  it('encrypt does nothing with a key of another length', () => {
    process.env['DATA_KEY'] = Buffer.alloc(16).toString('base64');
    assert.throws(() => load('encrypt')['encrypt']!('x'));
  });

  it('has a test for every helper', () => {
    const own = [__filename, path.join(__dirname, 'guards.test.ts')].map((f) => fs.readFileSync(f, 'utf8')).join();
    for (const { name } of builtInHelpers()) assert.ok(own.includes(`'${name}`) || own.includes(`, ${name}:`), `${name} is not run`);
  });
});
