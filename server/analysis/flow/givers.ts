/** Who gives a parameter its data, and what all of them together hold it to: one handler may serve several tools, each with a schema of its own. */
import type { CallEvent } from './events';
import type { FnNode, Held } from './values';

export type Giver = Pick<CallEvent, 'name'> & Partial<Pick<CallEvent, 'fn' | 'instr' | 'chain'>>;

export interface Givers {
  /** Takes in what one of them holds the parameter to, and says what holds whoever it was. */
  heldByAll(fn: FnNode, index: number, giver: Giver, held: readonly Held[]): readonly Held[];
  /** The file was edited: what it gave is given again, or not at all. */
  forget(path: string): void;
}

export function makeGivers(): Givers {
  const known = new Map<FnNode, Map<string, readonly Held[]>>();
  return {
    heldByAll(fn, index, giver, held) {
      let byGiver = known.get(fn);
      if (!byGiver) known.set(fn, (byGiver = new Map()));
      const end = ` ${index}`;
      // One call gives on behalf of each of its callers.
      const sites = [{ fn: giver.fn, instr: giver.instr }, ...(giver.chain ?? [])].map((c) => `${c.fn?.file.path}#${c.fn?.facts.key}:${c.instr}`);
      byGiver.set(`${sites.join(' ')} ${giver.name}${end}`, held);
      const [first = [], ...others] = [...byGiver].filter(([key]) => key.endsWith(end)).map(([, h]) => h);
      return others.reduce(common, first);
    },
    forget(path) {
      for (const byGiver of known.values()) for (const key of byGiver.keys()) if (key.split(' ').some((site) => site.startsWith(`${path}#`))) byGiver.delete(key);
    },
  };
}

const common = (a: readonly Held[], b: readonly Held[]): readonly Held[] =>
  a.flatMap((h) => {
    const safe = b.filter((o) => o.member === h.member).reduce((bits, o) => bits | o.safe, 0) & h.safe;
    return safe === 0 ? [] : [{ member: h.member, safe }];
  });
