/** Facts of unchanged files from an earlier run, an entry each. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FACTS_VERSION, type FileFacts } from '../analysis/facts/ir';
import { homeOf, readSealed, sha, writeSealed } from './sealed';

export interface FactsCache {
  get(text: string, path: string): FileFacts | undefined;
  set(text: string, facts: FileFacts): void;
  /** Removes what this workspace has not used for a while. */
  prune(): void;
}

const KEPT_FOR = 14 * 24 * 3600_000;

/** `build` names the code that makes facts: those of another build are never read. */
export function factsCache(root: string, build: string, folder?: string): FactsCache {
  const home = homeOf(root, folder);
  const fileOf = (text: string, name: string): string => path.join(home, sha(String(FACTS_VERSION), build, name, text).toString('hex').slice(0, 40));
  /** A folder that cannot be written to is not asked again. */
  let broken = false;
  return {
    get(text, name) {
      const facts = readSealed(fileOf(text, name)) as FileFacts | undefined;
      return facts && revived(facts, name);
    },
    set(text, facts) {
      broken ||= !writeSealed(fileOf(text, facts.path), facts);
    },
    prune() {
      try {
        const stamp = path.join(home, 'pruned');
        const before = Date.now() - KEPT_FOR;
        if ((fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - KEPT_FOR / 14) return;
        if (!fs.existsSync(home)) return;
        for (const name of fs.readdirSync(home)) {
          const file = path.join(home, name);
          if (fs.statSync(file).mtimeMs < before) fs.rmSync(file, { force: true });
        }
        fs.writeFileSync(stamp, '');
      } catch {
        // Another process may be at it.
      }
    },
  };
}

/** JSON gives every object a prototype; names such as `constructor` must not be found in it. */
function revived(facts: FileFacts, name: string): FileFacts | undefined {
  if (facts.version !== FACTS_VERSION || facts.path !== name) return undefined;
  facts.names = Object.assign(Object.create(null) as FileFacts['names'], facts.names);
  facts.required = Object.assign(Object.create(null) as FileFacts['required'], facts.required);
  facts.handedOut = Object.assign(Object.create(null) as FileFacts['handedOut'], facts.handedOut);
  return facts;
}
