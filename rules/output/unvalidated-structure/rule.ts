import { type Rule, type Taint, type Value, carries, helpUri, membersOf, sentence, sinksOf, sourceName } from '../../../server/analysis/api';
import { checkedByProvider } from './structured';
import { schemaOfUse } from './fix';
import { usesOf } from './uses';

export const rule: Rule = {
  meta: {
    id: 'output/unvalidated-structure',
    title: 'A model decides what your fields hold',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'A completion is parsed as JSON and its fields are used, without a schema that could refuse them.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: [], mcp: [], aisvs: ['7.1.1'], cwe: ['CWE-1426'], atlas: [], aws: [] },
    securitySeverity: 4.6,
    helpUri: helpUri('output/unvalidated-structure'),
  },
  fixes: [schemaOfUse],
  check({ events, solver }, report) {
    for (const event of events) {
      const at = sinksOf(event, 'structure', solver.catalog.jsx)[0]?.at;
      const taints = at ? carries(asGiven(at.value), ['model'], ['schema'], event).filter((t) => !isArgument(t) && !isEnvelope(t) && !checkedByProvider(events, t)) : [];
      if (!at || taints.length === 0) continue;
      const { fields, checked } = usesOf(solver, event);
      if (!fields || checked) continue;
      report({
        fn: event.fn,
        mark: at.mark,
        taints,
        sink: event,
        message: {
          what: `${sentence(sourceName(taints[0]!))} is parsed as JSON, and its fields are used unchecked.`,
          why: 'A model leaves fields out, makes them up or gives them other types, and a prompt injection chooses them.',
          todo: 'Parse it with a schema, or use the structured output of the SDK.',
        },
      });
    }
  },
};

/** The provider's answer as it came over HTTP, or what an SDK wrote out of its own, which holds what the model said. */
const isEnvelope = ({ origin, path }: Taint): boolean => origin.k === 'source' && origin.envelope?.includes(membersOf(path).join('.')) === true;

/** A text that the program wrote out has the structure that the program gave it, whoever said what stands in it. */
const asGiven = (v: Value): Value => ({ ...v, refs: v.refs.filter((r) => r.k !== 'obj' || !r.obj.text) });

/** What a model calls a tool with was parsed, and checked by the tool's schema, before the handler saw it. */
const isArgument = (t: Taint): boolean => t.origin.k === 'source' && t.origin.kinds.includes('arguments');
