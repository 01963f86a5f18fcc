import { type At, type Rule, constantsOf, display, helpUri } from '../../../server/analysis/api';
import { toolSources } from '../toolSources';
import { unpinned } from './packages';
import { fromEnvironment, installed, lowest } from './fix';

export const rule: Rule = {
  meta: {
    id: 'agent/unpinned-tool-source',
    title: 'A tool server of whatever version there is today',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'A tool server is fetched and started without a fixed version: tomorrow it may be another program.',
    tags: { owasp: ['LLM04:2026', 'LLM03:2025'], asi: ['ASI04'], mcp: ['MCP04'], aisvs: [], cwe: ['CWE-1357'], atlas: ['AML.T0110'], aws: [] },
    securitySeverity: 5.9,
    helpUri: helpUri('agent/unpinned-tool-source'),
  },
  fixes: [lowest, installed, fromEnvironment],
  local: true,
  check({ events, solver }, report) {
    for (const { event, command, args, words } of toolSources(events)) {
      if (!command) continue;
      const line = [command, ...words].map((at) => ({ at, text: textOf(at) }));
      // A whole command line in one text, or a list that is not written out here.
      const split = line.length === 1 && line[0]!.text?.includes(' ') ? line[0]!.text.split(/\s+/).map((text) => ({ at: command, text })) : line;
      const found = unpinned(
        split.map((w) => w.text),
        (pkg) => solver.versionOf(pkg, event.fn.file.path) !== undefined,
      );
      if (found === undefined) continue;
      const word = split[found]!;
      report({
        fn: event.fn,
        mark: inLiteral(word.at, args) ? word.at.mark : (args ?? word.at).mark,
        sink: event,
        detail: { word: word.text, program: split[0]!.text?.replace(/^.*[\\/]/, '').replace(/\.(cmd|exe)$/, '') },
        message: {
          what: `\`${display(event.name)}\` starts \`${word.text}\` in whatever version its source offers at that moment.`,
          why: 'Whoever takes over the package, or simply releases a bad version, has their code run here with your rights.',
          todo: 'Name an exact version, a digest or a full commit hash, or install it as a dependency.',
        },
      });
    }
  },
};

const textOf = (at: At): string | undefined => {
  const constants = constantsOf(at.value);
  return constants?.length === 1 && typeof constants[0] === 'string' ? constants[0] : undefined;
};

const inLiteral = (at: At, args: At | undefined): boolean => !args || at.mark[1] !== args.mark[1] || at.mark[2] !== args.mark[2];
