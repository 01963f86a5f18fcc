/** Which calls rules ask about. */
import type { CallSpec } from '../models/format';
import type { CallEvent, Summary } from './events';

/** Rules ask what stands at the ports of these; of a text function, or a schema, they never ask. */
const PORTS = ['model', 'agent', 'tool', 'retrieval', 'record', 'store', 'sink', 'toolSource', 'client', 'approval', 'bound', 'entry', 'middleware', 'exposes', 'builds'] as const;
/** And whether these are there. */
const PRESENCE = ['effect', 'lock', 'scoped', 'callbacks', 'decorator', 'serves', 'runsTools'] as const;

/** And what these were given tells of everything that is called on their result. */
const LINKS = ['scoped', 'builds'] as const;

const table = (): WeakMap<readonly CallSpec[], boolean> => new WeakMap();
const cache = { ports: table(), any: table(), links: table() };

function some(specs: readonly CallSpec[], keys: readonly (keyof CallSpec)[], known: WeakMap<readonly CallSpec[], boolean>): boolean {
  let answer = known.get(specs);
  if (answer === undefined) known.set(specs, (answer = specs.some((s) => keys.some((k) => s[k] !== undefined))));
  return answer;
}

/** Elements are recorded where a model gives them a meaning; a call without a name is one of a parameter. */
const named = (e: CallEvent): boolean => e.name.startsWith('jsx:');

/** Worth following to callers, with their arguments put in. */
export const isAsked = (e: CallEvent): boolean => (e.specs.length === 0 ? e.name === '' || named(e) : some(e.specs, PORTS, cache.ports));

/** What rules are shown of a function, its own calls and those that it hands on: the same as long as it is not solved again. */
export function askedOf(summary: Summary): readonly CallEvent[] {
  let found = asked.get(summary);
  if (!found) asked.set(summary, (found = [...summary.events, ...summary.lifted].filter(concernsRules)));
  return found;
}
const asked = new WeakMap<Summary, readonly CallEvent[]>();

/** Those of some calls to which a model gives one of these meanings, in their order. Many rules ask at each edit, and most calls mean little. */
export function having(events: readonly CallEvent[], ...meanings: readonly (keyof CallSpec)[]): readonly CallEvent[] {
  let lists = sorted.get(events);
  if (!lists) sorted.set(events, (lists = new Map()));
  const name = meanings.join();
  let found = lists.get(name);
  if (!found) {
    let known = means.get(name);
    if (!known) means.set(name, (known = table()));
    lists.set(name, (found = events.filter((e) => some(e.specs, meanings, known))));
  }
  return found;
}
const sorted = new WeakMap<readonly CallEvent[], Map<string, readonly CallEvent[]>>();
const means = new Map<string, WeakMap<readonly CallSpec[], boolean>>();

const concernsRules = (e: CallEvent): boolean => (e.specs.length === 0 ? named(e) : some(e.specs, [...PORTS, ...PRESENCE], cache.any));

/** A link of a chain (`index.namespace(n)`, `query.eq('owner', o)`): whoever goes on with its result must know what it was given. */
export const isLink = (e: CallEvent): boolean => some(e.specs, LINKS, cache.links);
