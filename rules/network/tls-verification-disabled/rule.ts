import { type Report, type Rule, aiPrograms, display, having, holds, helpUri, propertyWritten, dropped, replaced } from '../../../server/analysis/api';
import { maySetVariable, switchedOff } from './environment';

/** `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'` */
const OFF = /^([\w.[\]'"]+\s*(?:\?\?|\|\|)?=\s*)(['"]?)0\2$/;

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
  concerns: maySetVariable,
  check(context, report) {
    const membership = aiPrograms(context);
    for (const event of having(context.events, 'client')) {
      if (membership(event.fn.file) !== 'joined') continue;
      for (const { client } of event.specs) {
        for (const c of client?.unverified ?? []) {
          if (holds(event, c) === 'yes') report({ ...propertyWritten(event, c.port), message: message(`\`${display(event.name)}\` accepts any certificate.`) });
        }
      }
    }
    for (const [file, places] of switchedOff(context.solver)) {
      const how = membership(file);
      if (how === undefined) continue;
      for (const { fn, mark } of places)
        report({ fn: file.fns[fn]!, mark, confidence: how === 'joined' ? 'high' : 'medium', message: message('Every connection of the process accepts any certificate.') });
    }
  },
};

const message = (what: string): Report['message'] => ({
  what,
  why: 'Anyone on the way can pose as the service and read prompts, answers and keys.',
  todo: 'Leave verification on; add your own authority with `NODE_EXTRA_CA_CERTS` if you need one.',
});
