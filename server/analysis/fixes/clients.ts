/** The clients of services that a project has made already: with its keys, its timeouts, its proxies. */
import type { CallEvent } from '../flow/events';
import { callUse, valuesAt } from '../flow/positions';
import type { Page } from '../syntax/page';

/** A client that a module makes once and exports. One with another address may lead to a service that has no such call. */
export function ownClient(events: readonly CallEvent[], constructor: string, open: (path: string) => Page | undefined): { path: string; name: string } | undefined {
  for (const e of events) {
    if (e.name !== constructor || e.chain.length > 0 || e.fn.facts.id !== 0) continue;
    if (e.specs.some((s) => s.client?.url?.some((port) => valuesAt(e, port).length > 0))) continue;
    const { path, facts } = e.fn.file;
    const [, start, end] = callUse(e);
    const name = open(path)?.boundName(start, end)?.name;
    if (name !== undefined && facts.exports.some((x) => x.kind === 'local' && x.name === name && x.local === name)) return { path, name };
  }
  return undefined;
}
