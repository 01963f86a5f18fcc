import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import manifest from '../../package.json';

const ROOT = path.join(__dirname, '../..');

describe('the manifest of the extension', () => {
  it('activates by language alone, and works where a folder is not trusted', () => {
    assert.ok(manifest.activationEvents.every((e) => e.startsWith('onLanguage:')));
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
  });

  it('names only files that are there, and packs them', () => {
    const named = [...JSON.stringify(manifest).matchAll(/"(?:\.\/)?((?:client\/media|schemas)\/[^"]+)"/g)].map((m) => m[1]!);
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((f) => !fs.existsSync(path.join(ROOT, f))),
      [],
    );
    const packed = fs.readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8');
    assert.ok(packed.includes('!client/media/**') && packed.includes('!schemas/locksmith.config.schema.json'));
  });

  it('says of every setting what it is and what it is by default', () => {
    for (const [name, setting] of Object.entries(manifest.contributes.configuration.properties)) {
      assert.ok('markdownDescription' in setting && 'default' in setting && 'type' in setting && 'scope' in setting, name);
    }
  });

  it('lets menus and steps name only commands that there are', () => {
    const known = new Set(manifest.contributes.commands.map((c) => c.command));
    const menus = Object.values(manifest.contributes.menus).flatMap((items) => items.map((i) => i.command));
    const links = [...JSON.stringify([manifest.contributes.walkthroughs, manifest.contributes.viewsWelcome]).matchAll(/(?:command:|onCommand:)(locksmith\.\w+)/g)].map(
      (m) => m[1]!,
    );
    assert.deepEqual(
      [...menus, ...links].filter((c) => !known.has(c)),
      [],
    );
  });

  it('stays quiet: the client shows no messages and sends nothing', () => {
    for (const f of fs.readdirSync(path.join(ROOT, 'client')).filter((f) => f.endsWith('.ts'))) {
      const text = fs.readFileSync(path.join(ROOT, 'client', f), 'utf8');
      assert.doesNotMatch(text, /show(Information|Warning|Error)Message|fetch\(|node:https?|createTelemetryLogger/, f);
    }
  });
});
