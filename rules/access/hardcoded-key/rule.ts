import { type Rule, constantsOf, display, valuesAt, whereWritten, helpUri, makeFix, replace } from '../../../server/analysis/api';

/** Words that people write where a key will stand. */
const PLACEHOLDER =
  /^(|x+|\*+|\.+|none|null|undefined|test.*|dummy.*|fake.*|example.*|ollama|lm-?studio|local.*|not[-_ ]?(needed|used|required).*|no-?key.*|change-?me.*|sk-\.+|sk-x+)$|your|<.*>|placeholder|xxxx|\$\{/i;
const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|host\.docker\.internal)([:/]|$)/;

export const rule: Rule = {
  meta: {
    id: 'access/hardcoded-key',
    title: 'A credential stands in the code',
    level: 'error',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: 'A credential literal is given to a client, or stands in the format of a known provider.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: ['ASI03'], mcp: ['MCP01'], aisvs: [], cwe: ['CWE-798'], atlas: ['AML.T0055'], aws: ['AISF-DATA-05'] },
    securitySeverity: 8.5,
    helpUri: helpUri('access/hardcoded-key'),
  },
  local: true,
  fixes: [
    (c) => {
      const helper = c.helper('requiredEnv');
      const name = String(c.report.detail?.['variable'] ?? '');
      if (!helper || !name) return undefined;
      const q = c.page.style.quote;
      const edit = replace(c.page, c.finding.place, `${helper.call}(${q}${name}${q})`);
      return makeFix({ title: `Read the key from the environment variable ${name}`, tier: 'suggested', on: c.page, edits: [edit], helpers: [helper] });
    },
  ],
  check({ events }, report) {
    for (const event of events) {
      for (const { client } of event.specs) {
        if (!client || (client.url ?? []).some((p) => valuesAt(event, p).some((u) => constantsOf(u.value)?.every((c) => LOOPBACK.test(String(c)))))) continue;
        for (const { value, mark } of (client.key ?? []).flatMap((p) => valuesAt(event, p))) {
          const texts = value.refs.flatMap((r) => (r.k === 'const' && typeof r.value === 'string' ? [r.value] : []));
          const key = texts.length === value.refs.length ? texts.find((t) => t.length >= 12 && !PLACEHOLDER.test(t)) : undefined;
          if (key === undefined) continue;
          report({
            ...whereWritten(event, mark, key),
            detail: { variable: `${(client.provider ?? display(event.name)).toUpperCase().replace(/\W+/g, '_')}_API_KEY` },
            message: {
              what: `The key of \`${display(event.name)}\` is written in the code.`,
              why: 'Everyone who can read the code, its history or its bundle can use the key, and it cannot be changed without a release.',
              todo: 'Read it from the environment or a secrets manager, and revoke this one.',
            },
          });
        }
      }
    }
  },
};
