import { type Rule, callUse, display, holds, talksToAi, valuesAt, helpUri, propertyOf, dropped, replaced } from '../../../server/analysis/api';

/** `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'` */
const OFF = /^([\w.[\]'"]+\s*=\s*)(['"]?)0\2$/;

export const rule: Rule = {
  meta: {
    id: 'network/tls-verification-disabled',
    title: 'Certificates are not checked',
    level: 'error',
    due: 'foundational',
    layer: 'infrastructure',
    summary: 'Verification of certificates is switched off in a program that talks to AI services.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['10.3.1'], cwe: ['CWE-295'], atlas: [], aws: ['AISF-INFRA-06'] },
    securitySeverity: 7.4,
    helpUri: helpUri('network/tls-verification-disabled'),
  },
  fixes: [
    dropped({ title: 'Leave the verification of certificates on', tier: 'suggested' }),
    replaced({ title: 'Have certificates verified', tier: 'suggested', text: (code) => (OFF.test(code) ? code.replace(OFF, '$1$21$2') : undefined) }),
  ],
  check({ events }, report) {
    if (!talksToAi(events)) return;
    for (const event of events) {
      for (const { client } of event.specs) {
        for (const c of client?.unverified ?? []) {
          if (holds(event, c) !== 'yes') continue;
          report({
            fn: event.fn,
            mark: event.fn.facts.instrs[event.instr]?.op === 'set' ? callUse(event) : propertyOf(valuesAt(event, c.port)[0]!),
            message: {
              what: `\`${display(event.name)}\` accepts any certificate.`,
              why: 'Anyone on the way can pose as the service and read prompts, answers and keys.',
              todo: 'Leave verification on; add your own authority with `NODE_EXTRA_CA_CERTS` if you need one.',
            },
          });
        }
      }
    }
  },
};
