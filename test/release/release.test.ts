/** What is shipped, and what it is built from. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import { ROOT, bundled } from '../../release/packages';
import { notices } from '../../release/notices';
import { sbom } from '../../release/sbom';
import { cyclonedxErrors } from '../harness/cyclonedx';

/** They ask for no more than to be named. */
const FREE = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);
/** Tools of ours that compile or fetch something of their own. Nothing that is shipped does. */
const SCRIPTS = ['@vscode/vsce-sign', 'esbuild', 'keytar'];

const json = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));

describe('what is shipped', () => {
  const packages = bundled();

  it('is under licences that let it be, and brings their texts', () => {
    assert.ok(packages.length > 10);
    for (const p of packages) {
      assert.ok(FREE.has(p.license), `${p.name}: ${p.license}`);
      assert.ok(p.notices.length > 0 && p.notices.join().length > 500, `${p.name} has no text of its licence`);
      assert.ok(notices(packages).includes(p.notices[0]!));
    }
  });

  it('has a bill of materials that CycloneDX accepts, the same for the same build', () => {
    const made = sbom(packages);
    assert.equal(sbom(bundled()), made);
    assert.deepEqual(cyclonedxErrors(JSON.parse(made)), []);
    const { components } = JSON.parse(made) as { components: { purl: string; hashes: { content: string }[] }[] };
    assert.equal(components.length, packages.length);
    for (const c of components) {
      assert.match(c.purl, /^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d/);
      assert.match(c.hashes[0]!.content, /^[0-9a-f]{128}$/);
    }
  });

  it('is packed with both', () => {
    const packed = fs.readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8').split('\n');
    for (const f of ['!dist/sbom.cdx.json', '!dist/NOTICES.txt', '!SECURITY.md', '!LICENSE']) assert.ok(packed.includes(f), f);
    assert.match((json('package.json') as { scripts: Record<string, string> }).scripts['package']!, /npm run build && npm run sbom && node --import=tsx release\/pack\.ts/);
  });

  it('needs nothing at run time that is not in it', () => {
    const { dependencies, bundleDependencies } = json('package.json') as Record<string, unknown>;
    assert.deepEqual([dependencies, bundleDependencies], [undefined, undefined]);
    for (const f of ['client', 'server', 'worker', 'cli']) {
      const code = fs.readFileSync(path.join(ROOT, `dist/${f}.js`), 'utf8');
      const asked = new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((m) => m[1]!));
      for (const name of asked) assert.ok(isBuiltin(name) || name === './typescript.js' || name === 'vscode', `${f} asks for ${name}`);
    }
  });
});

describe('what it is built from', () => {
  const { packages } = json('package-lock.json') as {
    packages: Record<string, { version?: string; resolved?: string; integrity?: string; hasInstallScript?: boolean; link?: boolean }>;
  };
  const installed = Object.entries(packages).filter(([folder]) => folder !== '');

  it('is fixed to the byte, and comes from one registry', () => {
    for (const [folder, p] of installed) {
      assert.match(p.integrity ?? '', /^sha512-/, folder);
      assert.ok(p.resolved === undefined && !p.link, folder);
    }
  });

  it('needs no scripts to be installed, but for tools of ours', () => {
    const names = installed.filter(([, p]) => p.hasInstallScript).map(([folder]) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length));
    assert.deepEqual(names.sort(), SCRIPTS);
    const shipped = new Set(bundled().map((p) => p.name));
    assert.ok(SCRIPTS.every((s) => !shipped.has(s)));
    const { scripts } = json('package.json') as { scripts: Record<string, string> };
    for (const s of ['preinstall', 'install', 'postinstall', 'prepare']) assert.equal(scripts[s], undefined);
  });
});
