import {
  type At,
  type CallEvent,
  type Rule,
  display,
  having,
  holds,
  talksToAi,
  valuesAt,
  whereWritten,
  writtenText,
  helpUri,
  propertyWritten,
  replaced,
} from '../../../server/analysis/api';
import { mayHoldAiData } from './aiStores';

const CLEAR = /^(http|ws|redis):\/\/([^/:?#]+|\[[^\]]+\])/i;
const EXEMPT = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|.*\.(internal|local|localhost|svc|cluster\.local))$/i;
const PRIVATE = /^([^.]+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$/;

/** A connection string that asks for none, on another machine. */
const TLS_OFF = /@(?!localhost|127\.|\[::1\])[^/?@][^?@]*\?(?:[^#]*&)?(?:sslmode=disable|ssl=false|tls=false)/i;
/** What is said to these is AI data; of other clients a program has many, and only those of one that talks to AI are asked, and not where they are seen to hold something else. */
const AI_SERVICES = new Set(['ai', 'vector', 'mcp']);

const SCHEME = /^((?:new URL\(\s*)?['"`])(http|ws|redis):/;
const MODE_OFF = /\b(?:(sslmode)=disable|(ssl|tls)=false)\b/i;
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
      text: (code) => (SCHEME.test(code) ? code.replace(SCHEME, (_, before: string, scheme: string) => `${before}${scheme}s:`) : undefined),
    }),
    replaced({
      title: 'Connect with TLS, and verify the certificate',
      tier: 'suggested',
      text: (code) => (MODE_OFF.test(code) ? code.replace(MODE_OFF, (_, mode?: string, flag?: string) => (mode ? `${mode}=verify-full` : `${flag}=true`)) : undefined),
    }),
    replaced({ title: 'Leave TLS on', tier: 'safe', text: (code) => (OFF.test(code) ? code.replace(OFF, 'true') : undefined) }),
  ],
  check({ events }, report) {
    const ai = talksToAi(events);
    const say = (event: CallEvent, at: At, isMeant = () => true): void => {
      const texts = [...at.value.refs.flatMap((r) => (r.k === 'const' ? [String(r.value)] : [])), writtenText(event, at.mark)];
      const off = texts.some((t) => TLS_OFF.test(t));
      const clear = texts.flatMap((url) => ({ url, host: CLEAR.exec(url)?.[2] })).find((c) => c.host !== undefined && !EXEMPT.test(c.host));
      const host = clear?.host;
      const what = off ? `\`${display(event.name)}\` connects with TLS switched off.` : `\`${display(event.name)}\` talks to \`${host}\` without TLS.`;
      if ((off || host !== undefined) && isMeant())
        report({ ...whereWritten(event, at.mark, clear?.url), confidence: host !== undefined && PRIVATE.test(host) ? 'low' : 'high', message: message(what) });
    };
    for (const event of having(events, 'client', 'request')) {
      const request = event.specs.some((s) => s.model) ? event.specs.find((s) => s.request)?.request : undefined;
      for (const at of (request?.url ?? []).flatMap((p) => valuesAt(event, p))) say(event, at);
      for (const { client } of event.specs) {
        if (!client || !(AI_SERVICES.has(client.service) || ai)) continue;
        const isMeant = (): boolean => AI_SERVICES.has(client.service) || mayHoldAiData(events, event);
        for (const at of (client.url ?? []).flatMap((p) => valuesAt(event, p))) say(event, at, isMeant);
        for (const c of client.cleartext ?? []) {
          if (holds(event, c) === 'yes' && isMeant()) report({ ...propertyWritten(event, c.port), message: message(`\`${display(event.name)}\` connects with TLS switched off.`) });
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
