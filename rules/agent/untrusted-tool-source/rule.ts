import { type At, type CallEvent, type Rule, type Taint, carries, display, helpUri, listOf, sentence, sourceName, valuesAt } from '../../../server/analysis/api';
import { onlyListed } from '../../output/fixes';
import { toolSources } from '../toolSources';

export const rule: Rule = {
  meta: {
    id: 'agent/untrusted-tool-source',
    title: 'Somebody else chooses the tools',
    level: 'error',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'The command, the arguments or the URL of a tool server, or the tools themselves, come from a caller or from a model.',
    tags: { owasp: ['LLM04:2026', 'LLM03:2025'], asi: ['ASI04'], mcp: ['MCP04'], aisvs: [], cwe: ['CWE-829'], atlas: [], aws: [] },
    securitySeverity: 8.8,
    helpUri: helpUri('agent/untrusted-tool-source'),
  },
  fixes: [onlyListed],
  local: true,
  check({ events }, report) {
    const say = (event: CallEvent, at: At, taints: readonly Taint[], what: string, also: unknown[] = []): void =>
      report({
        fn: event.fn,
        mark: at.mark,
        taints,
        sink: event,
        detail: { also },
        message: {
          what: `${sentence(sourceName(taints[0]!))} ${what} \`${display(event.name)}\`.`,
          why: 'Whoever sends it runs a program of their own here, or gives the model tools that obey them.',
          todo: 'Choose tool servers from a fixed list.',
        },
      });
    for (const { event, command, args, words, url } of toolSources(events)) {
      // Of paired options the first that carries the data is marked; a fix needs to know the others.
      const carrying = [command, ...(words.length > 0 ? words : [args]), url].flatMap((at) => {
        const taints = at ? carries(at.value, ['user', 'model'], at === url ? ['host'] : ['shell'], event) : [];
        return at && taints.length > 0 ? [{ at, taints }] : [];
      });
      const [first, ...others] = carrying;
      if (first)
        say(
          event,
          first.at,
          first.taints,
          'chooses the tool server of',
          others.map((o) => o.at.mark.slice(1)),
        );
    }
    for (const event of events) {
      const ports = event.specs.flatMap((s) => [s.model, s.agent].flatMap((m) => m?.tools ?? []));
      for (const port of new Set(ports.map((p) => p.replace(/(\[\*\]|\.\*)$/, '')))) {
        for (const at of valuesAt(event, port)) {
          const taints = carries({ taints: at.value.taints, refs: [] }, ['user', 'model'], [], event);
          if (taints.length > 0) say(event, at, taints, 'defines the tools of');
        }
      }
      for (const tool of event.specs.flatMap((s) => listOf(s.tool))) {
        for (const at of [...listOf(tool.name), ...listOf(tool.schema)].flatMap((p) => valuesAt(event, p))) {
          const taints = carries({ taints: at.value.taints, refs: [] }, ['user', 'model'], [], event);
          if (taints.length > 0) say(event, at, taints, 'defines a tool in');
        }
      }
    }
  },
};
