/**
 * Which positions of the models some case brings something to. A position is a call that a model gives a meaning to, or a port of it: a
 * part of a prompt, the scope of a search, an option that locks or limits.
 */
import { createAnalyzer } from '../../server/engine/analyzer';
import { DEFAULT_CONFIG } from '../../server/engine/api';
import { valuesAt, type CallEvent, type Rule, type RuleContext } from '../../server/analysis/api';
import { parseDocuments } from '../../server/analysis/models/catalog';
import type { CallSpec } from '../../server/analysis/models/format';
import { listOf } from '../../server/analysis/models/ports';
import type { Case } from '../harness/markdown';
import { builtInModels, filesOf, memoryHost } from '../harness/workspace';
import { portsOf } from '../typings/prove/ports';

/** Parts of a specification whose ports are positions. What else it has says how data goes on, or how a fix is written. */
const PARTS = [
  'model',
  'agent',
  'tool',
  'retrieval',
  'store',
  'sink',
  'effect',
  'lock',
  'check',
  'client',
  'approval',
  'bound',
  'toolSource',
  'record',
  'builds',
  'keeps',
  'recalls',
] as const;

const partsOf = (spec: CallSpec): object[] => PARTS.flatMap((p) => listOf<object>((spec[p] ?? []) as object));

/** A plugin is handed over and never called; a call that does not come back leaves nothing behind. Of both there are only ports to see. */
const isSeen = (spec: CallSpec, part: { how?: string }): boolean => part.how !== 'plugin' && !spec.leaves;

/** A part of a specification, which several names may share. What no case has touched yet stays in `open`; `''` is the call itself. */
interface Part {
  name: string;
  open: Set<string>;
}

export interface Positions {
  touch(c: Case): void;
  /** `openai OpenAI#responses.create`, with the port where there is one, of all that no case brought anything to. */
  untouched(): string[];
}

export function positions(): Positions {
  const models = builtInModels.map((f) => ({ path: f.path, documents: parseDocuments(f, []) }));
  const parts = new Map<object, Part>();
  for (const d of models.flatMap((m) => m.documents))
    for (const [name, specs] of Object.entries(d.calls ?? {}))
      for (const spec of listOf(specs as CallSpec).filter(Boolean))
        for (const part of partsOf(spec))
          if (!parts.has(part)) parts.set(part, { name: `${d.package} ${name}`, open: new Set([...(isSeen(spec, part) ? [''] : []), ...portsOf(part).map((p) => p.port)]) });
  const touchBy = (event: CallEvent): void => {
    for (const { open } of event.specs.flatMap((s) => partsOf(s).flatMap((p) => parts.get(p) ?? [])))
      for (const port of open) if (port === '' || valuesAt(event, port).length > 0) open.delete(port);
  };
  // Also what rules are not shown: of a check they see only what it tells.
  const look = ({ solver }: RuleContext): void => {
    for (const { events, lifted } of solver.solved.values()) [...events, ...lifted].forEach(touchBy);
  };
  const recorder = { meta: { id: 'positions' }, check: look } as unknown as Rule;
  return {
    touch(c) {
      const files = filesOf(c);
      const analyzer = createAnalyzer({ host: memoryHost(files), models, rules: [recorder], helpers: [], everything: true });
      analyzer.setConfigs([{ ...DEFAULT_CONFIG }]);
      for (const f of files) analyzer.setFile(f);
      analyzer.scan();
    },
    untouched: () => [...parts.values()].flatMap(({ name, open }) => [...open].map((port) => (port ? `${name} ${port}` : name))).sort(),
  };
}
