import { type Rule, constantsOf, display, holds, valuesAt, whereWritten, helpUri, propertyOf, replaced } from '../../../server/analysis/api';

const CLEAR = /^(http|ws|redis):\/\/([^/:?#]+|\[[^\]]+\])/i;
const EXEMPT = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|.*\.(internal|local|localhost|svc|cluster\.local))$/i;
const PRIVATE = /^([^.]+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$/;

const SCHEME = /^(['"`])(http|ws|redis):/;
const OFF = /\bfalse$/;

export const rule: Rule = {
  meta: {
    id: 'network/cleartext-endpoint',
    title: 'AI data travels in clear text',
    level: 'error',
    due: 'foundational',
    layer: 'infrastructure',
    summary: 'A client of a model, store or tool server is pointed at an address without TLS.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: ['ASI07'], mcp: [], aisvs: ['10.3.1'], cwe: ['CWE-319'], atlas: [], aws: ['AISF-INFRA-06'] },
    securitySeverity: 7.4,
    helpUri: helpUri('network/cleartext-endpoint'),
  },
  fixes: [
    replaced({
      title: 'Use TLS',
      tier: 'safe',
      text: (code) => (SCHEME.test(code) ? code.replace(SCHEME, (_, quote: string, scheme: string) => `${quote}${scheme}s:`) : undefined),
    }),
    replaced({ title: 'Leave TLS on', tier: 'safe', text: (code) => (OFF.test(code) ? code.replace(OFF, 'true') : undefined) }),
  ],
  check({ events }, report) {
    for (const event of events) {
      for (const { client } of event.specs) {
        for (const { value, mark } of (client?.url ?? []).flatMap((p) => valuesAt(event, p))) {
          const clear = (constantsOf(value) ?? []).map((url) => ({ url, host: CLEAR.exec(String(url))?.[2] })).find((c) => c.host !== undefined && !EXEMPT.test(c.host));
          const host = clear?.host;
          if (host === undefined) continue;
          report({
            ...whereWritten(event, mark, clear!.url),
            confidence: PRIVATE.test(host) ? 'low' : 'high',
            message: message(`\`${display(event.name)}\` talks to \`${host}\` without TLS.`),
          });
        }
        for (const c of client?.cleartext ?? []) {
          if (holds(event, c) === 'yes')
            report({ fn: event.fn, mark: propertyOf(valuesAt(event, c.port)[0]!), message: message(`\`${display(event.name)}\` connects with TLS switched off.`) });
        }
      }
    }
  },
};

const message = (what: string): { what: string; why: string; todo: string } => ({
  what,
  why: 'Everyone on the way can read the prompts, the answers and the key, and change them.',
  todo: 'Use `https:`, `wss:` or `rediss:`, and leave TLS on.',
});
