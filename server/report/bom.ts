/** CycloneDX 1.6: the models, providers, tools, MCP servers and stores that a workspace's entry points reach. */
import { createHash } from 'node:crypto';
import type { Place, Workload } from '../analysis/findings/finding';
import type { Texts } from './lines';

interface Component {
  type: string;
  'bom-ref': string;
  name: string;
  publisher?: string;
  properties?: { name: string; value: string }[];
  evidence: { occurrences: { location: string; line: number }[] };
}

export function bom(workloads: readonly Workload[], texts: Texts, version: string): object {
  const components = new Map<string, Component>();
  const services = new Map<string, { 'bom-ref': string; name: string; properties: { name: string; value: string }[] }>();
  const add = (type: string, kind: string, name: string, place: Place, more: Partial<Component> = {}): string => {
    const ref = `${kind}:${more.publisher ?? ''}:${name}`;
    const at = { location: place.path, line: texts.at(place.path, place.start).line };
    const known = components.get(ref);
    const occurrences = known?.evidence.occurrences ?? [];
    if (!occurrences.some((o) => o.location === at.location && o.line === at.line)) occurrences.push(at);
    if (!known) components.set(ref, { type, 'bom-ref': ref, name, ...more, evidence: { occurrences } });
    return ref;
  };
  const serve = (kind: string, name: string): string => {
    const ref = `${kind}:${name}`;
    services.set(ref, { 'bom-ref': ref, name, properties: [{ name: 'locksmith:kind', value: kind }] });
    return ref;
  };
  const property = (name: string, value: string): { name: string; value: string } => ({ name: `locksmith:${name}`, value });
  const dependencies = new Map<string, Set<string>>();
  for (const w of workloads) {
    const own =
      w.kind === 'mcp'
        ? serve('mcp-server', w.name)
        : add('application', 'entry', w.name, w.place, { properties: [property('kind', w.kind), ...w.jobs.map((j) => property('job', j))] });
    const needs = dependencies.get(own) ?? new Set<string>();
    dependencies.set(own, needs);
    for (const m of w.models) {
      const model = add('machine-learning-model', 'model', m.name, m.place, { ...(m.provider ? { publisher: m.provider } : {}) });
      needs.add(model);
      if (m.provider) dependencies.set(model, new Set([serve('provider', m.provider)]));
    }
    for (const t of w.tools)
      needs.add(
        add('application', 'tool', t.name, t.place, {
          properties: [property('kind', 'tool'), property('approved', String(t.approved)), ...t.effects.map((e) => property('effect', e))],
        }),
      );
    for (const s of w.stores) needs.add(add('data', 'store', s.name, s.place, { properties: [property('kind', `store ${s.kind}`)] }));
  }
  const by = <T extends { 'bom-ref': string }>(list: Iterable<T>): T[] => [...list].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  const content = {
    metadata: { tools: { components: [{ type: 'application', name: 'locksmith', version }] } },
    components: by(components.values()),
    services: by(services.values()),
    dependencies: [...dependencies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([ref, on]) => ({ ref, dependsOn: [...on].sort() })),
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serial(JSON.stringify(content)),
    version: 1,
    ...content,
  };
}

/** The same contents, the same number: two runs can be compared. */
function serial(text: string): string {
  const h = createHash('sha256').update(text).digest('hex');
  return `urn:uuid:${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
}
