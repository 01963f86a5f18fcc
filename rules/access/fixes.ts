/** Quick fixes that put a lock before an entry point: the project's own where it has one, else a shared token. */
import {
  type Entry,
  type FixContext,
  type FixMaker,
  type Head,
  type LockKind,
  type Page,
  type RefusalSpec,
  allEntries,
  callUse,
  chainBefore,
  checkElsewhere,
  decoratorBefore,
  decoratorPlace,
  headOf,
  identityCall,
  listOf,
  makeFix,
  middlewareBefore,
  refusalOf,
  treatAs,
  whereFrom,
} from '../../server/analysis/api';

/** Of several routes with one handler, the one that is marked. */
function entryOf({ solver, events, report, finding }: FixContext): Entry | undefined {
  const own = allEntries(solver, events).filter((e) => e.handler === report.handler);
  return own.find((e) => e.mark[1] === finding.place.start && e.mark[2] === finding.place.end) ?? own[0];
}

/** What stands before other entry points stands before this one too: middleware of a route, a link of a chain, a decorator. */
const lockLikeOthers =
  (lock: LockKind): FixMaker =>
  (c) => {
    const entry = entryOf(c);
    const begun = entry && chainBefore(c, entry, lock);
    if (begun) return makeFix({ title: `Begin it with \`${begun.code}\`, as elsewhere`, tier: 'suggested', on: begun.page, edits: begun.edits });
    const found = entry && (middlewareBefore(c, entry, lock) ?? decoratorBefore(c, entry, lock));
    return found && makeFix({ title: `Put \`${found.code}\` before it, as elsewhere`, tier: 'suggested', on: found.page, edits: found.edits });
  };

/** A guard in a decorator above the handler, where its framework wants it there. */
const guardAbove =
  (lock: LockKind, title: string): FixMaker =>
  (c) => {
    const entry = entryOf(c);
    const guards = entry?.refusal?.guards;
    const place = guards?.by[lock] ? decoratorPlace(c, entry!) : undefined;
    const helper = place?.page.typed ? c.helper(guards!.by[lock]!, place.page) : undefined;
    if (!place || !helper) return undefined;
    const imports = Object.entries(entry!.refusal!.imports ?? {}).flatMap(([module, names]) =>
      names.includes(guards!.decorator) ? place.page.importName(module, guards!.decorator) : [],
    );
    const code = `${guards!.decorator}(${helper.call})`;
    return makeFix({ title: `${title}: \`@${code}\`${whereFrom(helper.creates)}`, tier: 'suggested', on: place.page, edits: [...imports, place.put(code)], helpers: [helper] });
  };

/** The head of the handler, with words of its framework. */
function head(c: FixContext): { head: Head; refusal: RefusalSpec } | undefined {
  const { handler } = c.report;
  const refusal = handler && refusalOf(c, handler, entryOf(c));
  const found = refusal && headOf(c, handler!, refusal);
  return found && { head: found, refusal: refusal! };
}

/** A text of the model in the quotes of the page. */
const worded = (page: Page, text: string): string => text.replaceAll("'", page.style.quote);

/** A function of the project that lets nobody pass who is unknown. */
export const checkLikeOthers: FixMaker = (c) => {
  const here = head(c)?.head;
  const found = here && checkElsewhere(c, c.report.handler!, here.page, here.at, here.request && '{0}', 'auth');
  const put = found && here!.put([`${found.waits ? 'await ' : ''}${found.code}${here!.page.style.semicolon}`]);
  if (!put) return undefined;
  const code = found!.code.replace('{0}', here!.request ?? '');
  return makeFix({ title: `Call \`${code}\` first, which lets nobody pass who is unknown`, tier: 'suggested', on: here!.page, edits: [...found!.imports, ...put] });
};

/** `session` → `!session?.user?.id`: whatever is missing on the way to the caller's id, there is no caller. */
const nobody = (name: string, subject: string): string => `!${[name, ...subject.split('.')].join('?.')}`;

/** The caller is asked for as elsewhere in the project, or as in this very handler, and a request of nobody is refused. */
export const identityLikeOthers: FixMaker = (c) => testedHere(c) ?? verified(c) ?? askedHere(c);

const refuseNobody = (test: string): string => `Refuse whoever is nobody: \`if (${test})\``;

/** It is read already, and never tested. */
const testedHere: FixMaker = (c) => {
  const here = head(c);
  for (const event of here ? (c.solver.solved.get(c.report.handler!)?.events ?? []) : []) {
    const subject = event.specs.flatMap((s) => listOf(s.lock)).find((l) => l.kind === 'auth' && l.how === 'identity')?.subject;
    const [, s, e] = callUse(event);
    const { page, written } = here!.head;
    const bound = subject === undefined ? undefined : page.boundName(s, e);
    const statement = bound?.name ? page.statementAround(s) : undefined;
    if (!statement) continue;
    const test = nobody(bound!.name!, subject!);
    const denied = written([`if (${test}) ${worded(page, here!.refusal.deny)}${page.style.semicolon}`]);
    if (!denied) continue;
    const line = { start: statement.end, end: statement.end, newText: `${page.style.eol}${statement.indent}${denied.lines[0]!}` };
    return makeFix({ title: refuseNobody(test), tier: 'suggested', on: page, edits: [...denied.edits, line] });
  }
  return undefined;
};

/** The framework has verified who is calling, and leaves it to the handler what to make of nobody. */
const verified: FixMaker = (c) => {
  const here = head(c);
  const { page, put, written } = here?.head ?? {};
  const who = here?.refusal.identity === undefined ? undefined : written!([here.refusal.identity])?.lines[0];
  const edits = who === undefined ? undefined : put!([`if (!${here!.refusal.identity!}) ${worded(page!, here!.refusal.deny)}${page!.style.semicolon}`]);
  return edits && makeFix({ title: refuseNobody(`!${who}`), tier: 'suggested', on: page!, edits });
};

const askedHere: FixMaker = (c) => {
  const here = head(c);
  const found = here && identityCall(c, c.report.handler!, here.head.page, here.head.at);
  if (!found || here.head.page.declarationOf('caller', here.head.at) !== undefined) return undefined;
  const { page, put } = here.head;
  const { semicolon } = page.style;
  const edits = put([
    `const caller = ${found.waits ? 'await ' : ''}${found.code}${semicolon}`,
    `if (${nobody('caller', found.subject)}) ${worded(page, here.refusal.deny)}${semicolon}`,
  ]);
  return edits && makeFix({ title: `Ask who is calling, as elsewhere: \`${found.code}\``, tier: 'suggested', on: page, edits: [...found.imports, ...edits] });
};

/** The first statement asks a helper about the caller, and refuses. */
const firstAsks =
  (title: string, exported: string, about: (r: RefusalSpec) => string | undefined, refuse: (r: RefusalSpec) => string | undefined): FixMaker =>
  (c) => {
    const here = head(c);
    const [subject, statement] = here ? [about(here.refusal), refuse(here.refusal)] : [];
    const helper = subject && statement ? c.helper(exported, here!.head.page) : undefined;
    const { page, put } = here?.head ?? {};
    const edits = helper && put!([`if (!${helper.call}(${worded(page!, subject!)})) ${worded(page!, statement!)}${page!.style.semicolon}`]);
    if (!edits) return undefined;
    return makeFix({ title: `${title}: \`${helper.call}(…)\`${whereFrom(helper.creates)}`, tier: 'suggested', on: page!, edits, helpers: [helper] });
  };

const TOKEN = 'Answer 401 to whoever brings no token';
const LIMIT = 'Answer 429 to whoever asks too often';

/** Whoever brings no token is refused. */
const askForToken: FixMaker = firstAsks(
  TOKEN,
  'hasToken',
  (r) => r.credential,
  (r) => r.deny,
);

/** Whoever asks too often is refused. */
const askForLimit: FixMaker = firstAsks(
  LIMIT,
  'withinLimit',
  (r) => r.address,
  (r) => r.tooMany,
);

export const authFixes: FixMaker[] = [lockLikeOthers('auth'), checkLikeOthers, identityLikeOthers, guardAbove('auth', TOKEN), askForToken, treatAs('auth')];

export const limitFixes: FixMaker[] = [lockLikeOthers('rateLimit'), guardAbove('rateLimit', LIMIT), askForLimit, treatAs('rateLimit')];
