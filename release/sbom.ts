/** The bill of materials of the extension, as CycloneDX 1.6. The same build gives the same bytes: it has no time and no serial number. */
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import manifest from '../package.json';
import type { Bundled } from './packages';

const purl = (name: string, version: string): string => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

export function sbom(packages: readonly Bundled[]): string {
  const bom = new Models.Bom();
  const extension = component(manifest.name, manifest.version, manifest.license, Enums.ComponentType.Application);
  bom.metadata.component = extension;
  for (const p of packages) {
    const c = component(p.name, p.version, p.license, Enums.ComponentType.Library);
    const [algorithm, sum] = p.integrity.split('-', 2);
    if (algorithm === 'sha512' && sum) c.hashes.set(Enums.HashAlgorithm['SHA-512'], Buffer.from(sum, 'base64').toString('hex'));
    c.description = p.description;
    if (p.homepage) c.externalReferences.add(new Models.ExternalReference(p.homepage, Enums.ExternalReferenceType.Website));
    bom.components.add(c);
    extension.dependencies.add(c.bomRef);
  }
  return new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, { sortLists: true, space: 2 });
}

function component(name: string, version: string, license: string, type: Enums.ComponentType): Models.Component {
  const at = name.startsWith('@') ? name.indexOf('/') : -1;
  const group = at < 0 ? undefined : name.slice(0, at);
  const c = new Models.Component(type, name.slice(at + 1), { group, version, bomRef: `${name}@${version}`, purl: purl(name, version) });
  c.licenses.add(new Models.SpdxLicense(license));
  return c;
}
