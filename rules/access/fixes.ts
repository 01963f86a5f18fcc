/** Quick fixes that put a lock before an entry point: the project's own where it has one, else a shared token. */
import {
  type Entry,
  type FixContext,
  type FixMaker,
  type Head,
  type LockKind,
  type Refusal,
  allEntries,
  callUse,
  checkElsewhere,
  decoratorBefore,
  headOf,
  identityCall,
  listOf,
  makeFix,
  middlewareBefore,
  refusalOf,
  treatAs,
} from '../../server/analysis/api';

const entryOf = (c: FixContext): Entry | undefined => allEntries(c.solver, c.events).find((e) => e.handler === c.report.handler);

/** What stands before other entry points stands before this one too: middleware of a route, a link of a chain, a decorator. */
export const lockLikeOthers =
  (lock: LockKind): FixMaker =>
  (c) => {
    const entry = entryOf(c);
    const found = entry && (middlewareBefore(c, entry, lock) ?? decoratorBefore(c, entry, lock));
    return found && makeFix({ title: `Put \`${found.code}\` before it, as elsewhere`, tier: 'suggested', on: found.page, edits: found.edits });
  };

/** A framework that says nothing of how it refuses: an error whose text says it ends the call. */
const THROWS: Refusal = { params: [], credential: '', deny: "throw new Error('Unauthorized')" };

/** The head of the handler, with words of its framework. */
function head(c: FixContext): { head: Head; refusal: Refusal; kind: string } | undefined {
  const { handler } = c.report;
  const kind = entryOf(c)?.kind;
  const refusal = handler && (refusalOf(c, handler) ?? (kind === 'action' ? THROWS : undefined));
  const found = refusal && headOf(c, handler!, refusal);
  return found && { head: found, refusal: refusal!, kind: kind ?? '' };
}

/** A function of the project that lets nobody pass who is unknown. */
export const checkLikeOthers: FixMaker = (c) => {
  const here = head(c);
  const request = here && here.refusal.params.length > 0 ? here.head.filled('{0}') : undefined;
  const found = here && checkElsewhere(c, c.report.handler!, here.head.page, here.head.at, request, 'auth');
  if (!found || (found.waits && !here.head.waiting)) return undefined;
  const edits = [...found.imports, ...(found.waits ? here.head.waiting! : []), ...here.head.put([`${found.waits ? 'await ' : ''}${found.code}${here.head.page.style.semicolon}`])];
  return makeFix({ title: `Call \`${found.code}\` first, which lets nobody pass who is unknown`, tier: 'suggested', on: here.head.page, edits });
};

/** `session` → `!session?.user?.id`: whatever is missing on the way to the caller's id, there is no caller. */
const nobody = (name: string, subject: string): string => `!${[name, ...subject.split('.')].join('?.')}`;

/** The caller is asked for as elsewhere in the project, or as in this very handler, and a request of nobody is refused. */
export const identityLikeOthers: FixMaker = (c) => testedHere(c) ?? askedHere(c);

/** It is read already, and never tested. */
const testedHere: FixMaker = (c) => {
  const here = head(c);
  for (const event of here ? (c.solver.solved.get(c.report.handler!)?.events ?? []) : []) {
    const subject = event.specs.flatMap((s) => listOf(s.lock)).find((l) => l.kind === 'auth' && l.how === 'identity')?.subject;
    const [, s, e] = callUse(event);
    const { page, filled } = here!.head;
    const bound = subject === undefined ? undefined : page.boundName(s, e);
    const statement = bound?.name ? page.statementAround(s) : undefined;
    if (!statement) continue;
    const test = nobody(bound!.name!, subject!);
    const line = `${page.style.eol}${statement.indent}if (${test}) ${filled(here!.refusal.deny)}${page.style.semicolon}`;
    const edits = [...importsOf(here!), { start: statement.end, end: statement.end, newText: line }];
    return makeFix({ title: `Refuse whoever is nobody: \`if (${test})\``, tier: 'suggested', on: page, edits });
  }
  return undefined;
};

const importsOf = ({ head: { page }, refusal }: { head: Head; refusal: Refusal }): ReturnType<typeof page.importName> =>
  Object.entries(refusal.imports ?? {}).flatMap(([module, names]) => names.flatMap((n) => page.importName(module, n)));

const askedHere: FixMaker = (c) => {
  const here = head(c);
  const found = here && identityCall(c, c.report.handler!, here.head.page, here.head.at);
  if (!found || (found.waits && !here.head.waiting) || here.head.page.declarationOf('caller', here.head.at) !== undefined) return undefined;
  const { page, filled, put, waiting } = here.head;
  const { semicolon } = page.style;
  const lines = [`const caller = ${found.waits ? 'await ' : ''}${found.code}${semicolon}`, `if (${nobody('caller', found.subject)}) ${filled(here.refusal.deny)}${semicolon}`];
  const edits = [...found.imports, ...importsOf(here), ...(found.waits ? waiting! : []), ...put(lines)];
  return makeFix({ title: `Ask who is calling, as elsewhere: \`${found.code}\``, tier: 'suggested', on: page, edits });
};

/** The first statement of the handler refuses whoever brings no token. */
export const askForToken: FixMaker = (c) => {
  const here = head(c);
  const helper = here && here.refusal.credential ? c.helper('hasToken', here.head.page) : undefined;
  if (!here || !helper) return undefined;
  const { page, filled, put } = here.head;
  const edits = [...importsOf(here), ...put([`if (!${helper.call}(${filled(here.refusal.credential)})) ${filled(here.refusal.deny)}${page.style.semicolon}`])];
  return makeFix({
    title: `Answer 401 to whoever brings no token: \`${helper.call}(…)\`${helper.creates[0] ? ` (writes ${helper.creates[0].path})` : ''}`,
    tier: 'suggested',
    on: page,
    edits,
    helpers: [helper],
  });
};

export const authFixes: FixMaker[] = [lockLikeOthers('auth'), checkLikeOthers, identityLikeOthers, askForToken, treatAs('auth')];

/** The first statement refuses whoever asks too often. */
export const askForLimit: FixMaker = (c) => {
  const here = head(c);
  const helper = here?.refusal.address && here.refusal.tooMany ? c.helper('withinLimit', here.head.page) : undefined;
  if (!here || !helper) return undefined;
  const { page, filled, put } = here.head;
  const edits = [...importsOf(here), ...put([`if (!${helper.call}(${filled(here.refusal.address!)})) ${filled(here.refusal.tooMany!)}${page.style.semicolon}`])];
  return makeFix({
    title: `Answer 429 to whoever asks too often: \`${helper.call}(…)\`${helper.creates[0] ? ` (writes ${helper.creates[0].path})` : ''}`,
    tier: 'suggested',
    on: page,
    edits,
    helpers: [helper],
  });
};
