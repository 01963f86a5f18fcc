import assert from 'node:assert/strict';
import type { Status } from '../../server/lsp/protocol';
import { analyzerOf } from '../harness/workspace';
import { FILES, start } from '../lsp/client';
import { change, open, reported, script, type } from './typing';

describe('200 keystrokes, one every 5 ms', () => {
  it('leave the server where a new one would begin, and back at the first text it reports what it did before', async () => {
    const server = await start({ textDocument: { diagnostic: {} } }, {}, { files: FILES });
    const logged: string[] = [];
    let status: Status | undefined;
    server.connection.onNotification('window/logMessage', (m: { message: string }) => void logged.push(m.message));
    server.connection.onNotification('locksmith/status', (s: Status) => void (status = s));
    const documents = await open(server, FILES);
    const names = Object.keys(FILES);
    /** How many findings there are, the same by both. */
    const compared = async (): Promise<number> => {
      const scratch = analyzerOf(
        names.map((path, n) => ({ path, text: documents[n]!.getText() })),
        { phase: 'foundational' },
      );
      let findings = 0;
      for (const [n, name] of names.entries()) {
        const fresh = scratch.findings(name).map((f) => `${f.rule} ${f.place.start} ${f.place.end}`);
        assert.deepEqual(await reported(server, documents[n]!), fresh.sort(), name);
        findings += fresh.length;
      }
      return findings;
    };

    const before = await compared();
    assert.ok(before > 0);
    assert.deepEqual(await type(server, documents, script(1, 200), 5), []);
    await compared();
    for (const [n, name] of names.entries()) await change(server, documents[n]!, { text: FILES[name]! });
    assert.equal(await compared(), before);
    assert.deepEqual(logged, []);
    assert.deepEqual(status?.setAside ?? [], []);
    await server.stop();
  });
});
