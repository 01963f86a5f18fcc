import {
  type At,
  type FileFacts,
  type FnNode,
  type Report,
  type Rule,
  type RuleContext,
  type Use,
  constantsOf,
  display,
  eachFile,
  having,
  helpUri,
  makeFix,
  once,
  replace,
  valuesAt,
  whereWritten,
} from '../../../server/analysis/api';
import { PLACEHOLDER, mayHoldKey, passwordIn, providerOf } from './formats';

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
  concerns: mayHoldKey,
  check({ solver, events }, report) {
    for (const [file, keys] of keysIn(solver))
      for (const { fn, mark, provider } of keys) report(finding(file.fns[fn]!, mark, `A key of ${provider} is written in the code.`, provider));
    for (const event of having(events, 'client')) {
      for (const { client } of event.specs) {
        if (!client || (client.url ?? []).some((p) => valuesAt(event, p).some((u) => constantsOf(u.value)?.every((c) => LOOPBACK.test(String(c)))))) continue;
        const keys = (client.key ?? []).flatMap((p) => valuesAt(event, p)).flatMap((at) => keyIn(at).map((text) => ({ at, text })));
        const urls = (client.url ?? []).flatMap((p) => valuesAt(event, p)).flatMap((at) => textsIn(at).flatMap((text) => (passwordIn(text) ? [{ at, text }] : [])));
        for (const { at, text } of [...keys, ...urls]) {
          // The literal is the flaw, wherever it is used.
          const own = event.fn.facts.instrs[at.mark[0]];
          const written =
            own?.op === 'lit'
              ? { fn: event.fn, mark: [at.mark[0], own.s, own.e] as Use }
              : (literalIn([event.fn.file], text) ?? literalIn(solver.project.files.values(), text) ?? whereWritten(event, at.mark, text));
          report(finding(written.fn, written.mark, `The key of \`${display(event.name)}\` is written in the code.`, client.provider ?? display(event.name)));
        }
      }
    }
  },
};

const finding = (fn: FnNode, mark: Use, what: string, owner: string): Report => ({
  fn,
  mark,
  detail: { variable: `${owner.toUpperCase().replace(/\W+/g, '_')}_API_KEY` },
  message: {
    what,
    why: 'Everyone who can read the code, its history or its bundle can use the key, and it cannot be changed without a release.',
    todo: 'Read it from the environment or a secrets manager, and revoke this one.',
  },
});

interface Written {
  /** The function's number in its file. */
  fn: number;
  mark: Use;
  text: string;
}

/** Texts of a file that are long enough to be credentials. */
const literalsOf = once((file: FileFacts): Written[] =>
  file.functions.flatMap((f, fn) =>
    f.instrs.flatMap((i, v): Written[] => {
      const text = i.op === 'lit' && typeof i.value === 'string' ? i.value : i.op === 'template' ? i.texts.join('${}') : '';
      return text.length >= 12 ? [{ fn, mark: [v, i.s, i.e], text }] : [];
    }),
  ),
);

/** Those in the format of a provider. */
const keysIn = eachFile((solver: RuleContext['solver'], file) =>
  (solver.mayAnswer(file, mayHoldKey) ? literalsOf(file.facts) : []).flatMap((l) => {
    const provider = providerOf(l.text);
    return provider ? [{ ...l, provider }] : [];
  }),
);

function literalIn(files: Iterable<FnNode['file']>, text: string): { fn: FnNode; mark: Use } | undefined {
  for (const file of files) {
    const l = literalsOf(file.facts).find((x) => x.text === text);
    if (l) return { fn: file.fns[l.fn]!, mark: l.mark };
  }
  return undefined;
}

const textsIn = ({ value }: At): string[] => value.refs.flatMap((r) => (r.k === 'const' && typeof r.value === 'string' ? [r.value] : []));

/** A literal that is given as key, and nothing else may be. */
function keyIn(at: At): string[] {
  const texts = textsIn(at);
  return texts.length === at.value.refs.length ? texts.filter((t) => t.length >= 12 && !PLACEHOLDER.test(t)) : [];
}
