import {
  constantsOf,
  type CallEvent,
  type FixMaker,
  type Report,
  type Rule,
  type RuleContext,
  type Value,
  browserVariable,
  environmentVariable,
  display,
  having,
  holds,
  valuesAt,
  helpUri,
  propertyWritten,
  dropped,
  makeFix,
  replace,
  replaced,
} from '../../../server/analysis/api';
import { isServerOnly } from './serverOnly';

/** `NEXT_PUBLIC_OPENAI_KEY` → `OPENAI_KEY`, by itself or in a text. */
const SHOWN = /\b(?:process|import\.meta)\.env\.(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC)_(\w+)/g;
/** The same of a variable that SvelteKit exports. */
const SHOWN_EXPORT = /^(?:\w+\.)?PUBLIC_(\w+)$/;

const READ_ON_SERVER = 'Read a key that only the server has';

/** In a client component no option and no variable keeps the key from the browser: the call has to move. */
const onServer =
  (fix: FixMaker): FixMaker =>
  (c) =>
    isClient(c.report) ? undefined : fix(c);

const isClient = ({ fn }: { fn: Report['fn'] }): boolean => fn.file.facts.directives.includes('use client') || /\.(vue|svelte)$/.test(fn.file.path);

export const rule: Rule = {
  meta: {
    id: 'access/browser-exposed-key',
    title: 'The browser gets the key',
    level: 'error',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: 'A model client is built where the browser gets its key.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: ['ASI03'], mcp: ['MCP01'], aisvs: [], cwe: ['CWE-522'], atlas: ['AML.T0055'], aws: ['AISF-DATA-05'] },
    securitySeverity: 8.8,
    helpUri: helpUri('access/browser-exposed-key'),
  },
  fixes: [
    onServer(dropped({ title: 'Keep the client out of the browser', tier: 'suggested', when: (code) => /:\s*true$/.test(code) })),
    onServer(
      replaced({
        title: READ_ON_SERVER,
        tier: 'suggested',
        text: (code) => {
          const text = code.replace(SHOWN, 'process.env.$1');
          return text === code ? undefined : text;
        },
      }),
    ),
    onServer((c) => {
      const { place } = c.finding;
      const name = SHOWN_EXPORT.exec(c.page.read(place.start, place.end))?.[1];
      if (!name || !/['"]\$env\/(static|dynamic)\/public['"]/.test(c.page.text)) return undefined;
      return makeFix({ title: READ_ON_SERVER, tier: 'suggested', on: c.page, edits: [replace(c.page, place, name), ...c.page.importName('$env/static/private', name)] });
    }),
  ],
  check(context, report) {
    for (const event of having(context.events, 'client', 'request')) {
      // Nobody builds a client for a request to a model's own address: the key stands in its headers, or in the address.
      const request = event.specs.some((s) => s.model) ? event.specs.find((s) => s.request)?.request : undefined;
      const sent = request && byVariable(event, [...request.url, ...(request.headers ? [`${request.headers}.*`] : [])], credentialsIn);
      if (sent) report(sent);
      for (const { client } of event.specs) {
        if (client?.service !== 'ai') continue;
        const found = byOption(context, event, client.browser) ?? byVariable(event, client.key ?? []) ?? byPlace(event, client.key ?? []);
        if (found) report(found);
      }
    }
  },
};

const message = (what: string): Report['message'] => ({
  what,
  why: 'Anyone who opens the page can read the key and spend your money, or read what the key can read.',
  todo: 'Call the model from your server and keep the key there.',
});

function byOption(context: RuleContext, event: CallEvent, option: Parameters<typeof holds>[1] | undefined): Report | undefined {
  if (!option || holds(event, option) !== 'yes' || isServerOnly(context, event.fn.file)) return undefined;
  return {
    ...propertyWritten(event, option.port),
    message: message(`\`${display(event.name)}\` is allowed to run in the browser, so its key is sent there.`),
  };
}

/** A component that runs in the browser, and what it imports of its own file, gets all that it is built with. */
function byPlace(event: CallEvent, ports: readonly string[]): Report | undefined {
  if (!isClient(event)) return undefined;
  const [key] = ports.flatMap((p) => valuesAt(event, p)).filter(({ value }) => !(constantsOf(value) ?? ['']).every((c) => String(c).length < 12));
  const given = key ?? ports.flatMap((p) => valuesAt(event, p)).find(({ value }) => value.taints.length > 0);
  return given && { fn: event.fn, mark: given.mark, message: message(`\`${display(event.name)}\` is built in a client component, so its key is sent to the browser.`) };
}

function byVariable(event: CallEvent, ports: readonly string[], variables = variablesIn): Report | undefined {
  for (const { value, mark } of ports.flatMap((p) => valuesAt(event, p))) {
    const name = variables(value).find(browserVariable);
    if (name) return { fn: event.fn, mark, message: message(`The key of \`${display(event.name)}\` is \`${name}\`, which bundlers put into the browser's code.`) };
  }
  return undefined;
}

/** Variables of the environment whose names say that they are credentials: these are data. */
const credentialsIn = ({ taints }: Value): string[] => taints.flatMap((t) => (t.origin.k === 'source' ? (/environment variable (\w+)/.exec(t.origin.label)?.[1] ?? []) : []));

/** Where nothing but a key stands, whatever they are called. */
const variablesIn = (value: Value): string[] => [...credentialsIn(value), ...value.refs.flatMap((r) => (r.k === 'api' ? (environmentVariable(r.name) ?? []) : []))];
