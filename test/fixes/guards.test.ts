/** The helpers that are classes with decorators, run for real in contexts as Nest makes them. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import ts from 'typescript';
import { builtInHelpers } from '../../server/main/builtin';

type Request = { headers?: Record<string, string>; ip?: string; handshake?: { headers: Record<string, string>; address: string } };
interface Guard {
  canActivate(context: unknown): boolean;
}

const NEST = `
exports.Injectable = () => () => undefined;
exports.HttpException = class HttpException extends Error { constructor(text, status) { super(text); this.status = status; } };
exports.UnauthorizedException = class UnauthorizedException extends Error { constructor(text) { super(text); this.status = 401; } };
`;

/** As Nest hands a call to a guard: the request over HTTP, the third argument of a resolver, the client of a socket. */
const over = {
  http: (request: Request) => ({ getType: () => 'http', switchToHttp: () => ({ getRequest: () => request }) }),
  graphql: (request: Request) => ({ getType: () => 'graphql', getArgByIndex: (n: number) => [undefined, {}, { req: request }][n] }),
  ws: (client: Request) => ({ getType: () => 'ws', switchToWs: () => ({ getClient: () => client }) }),
};

describe('guards, run', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-guards-'));
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, experimentalDecorators: true };
    for (const h of builtInHelpers()) fs.writeFileSync(path.join(folder, `${h.name}.js`), ts.transpileModule(h.text, { compilerOptions: options }).outputText);
    fs.mkdirSync(path.join(folder, 'node_modules/@nestjs/common'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'node_modules/@nestjs/common/index.js'), NEST);
    process.env['API_TOKEN'] = 'secret';
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
    delete process.env['API_TOKEN'];
  });
  const guard = (name: string, exported: string): Guard => {
    const loaded = createRequire(path.join(folder, 'x.js'))(`./${name}.js`) as Record<string, new () => Guard>;
    return new loaded[exported]!();
  };

  it('token-guard: lets the token pass and nothing else, however the call came', () => {
    const own = guard('token-guard', 'TokenGuard');
    const right = { authorization: 'Bearer secret' };
    for (const headers of [right, { authorization: 'Bearer other' }, {}]) {
      const contexts = [over.http({ headers }), over.graphql({ headers }), over.ws({ handshake: { headers, address: '' } })];
      for (const context of contexts) {
        if (headers === right) assert.equal(own.canActivate(context), true);
        else assert.throws(() => own.canActivate(context), { status: 401 });
      }
    }
    // A call without any request is refused as well.
    for (const context of [over.ws({}), over.http({}), { getType: () => 'graphql', getArgByIndex: () => ({}) }]) assert.throws(() => own.canActivate(context));
  });

  it('limit-guard: lets each caller pass so many times, however the call came', () => {
    const own = guard('limit-guard', 'LimitGuard');
    const asks = (context: unknown, times: number): unknown[] => Array.from({ length: times }, () => own.canActivate(context));
    assert.deepEqual([...new Set(asks(over.http({ ip: '1.1.1.1' }), 19))], [true]);
    assert.deepEqual(asks(over.graphql({ ip: '1.1.1.1' }), 1), [true]);
    assert.throws(() => asks(over.http({ ip: '1.1.1.1' }), 1), { status: 429 });
    assert.deepEqual(asks(over.ws({ handshake: { headers: {}, address: '2.2.2.2' } }), 1), [true]);
    assert.throws(() => own.canActivate(over.ws({})));
  });
});
