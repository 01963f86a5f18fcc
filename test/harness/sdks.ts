/** Which SDKs `test/sdks` holds, at which versions. A package may be there several times, under npm aliases. */
import * as fs from 'node:fs';
import * as path from 'node:path';

export const SDKS = path.join(__dirname, '../sdks');

export interface Sdk {
  /** The package's own name, and its version. */
  package: string;
  version: string;
  /** The folder in `node_modules` where it lies: its name, or an alias. */
  alias: string;
}

interface Lock {
  packages: Record<string, { version?: string; name?: string }>;
}

let known: Sdk[] | undefined;

/** What the lock file installs for us ourselves; not what those packages need. The version under a package's own name comes first. */
export function sdks(): readonly Sdk[] {
  if (known) return known;
  const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(SDKS, file), 'utf8'));
  const lock = read('package-lock.json') as Lock;
  const { dependencies } = read('package.json') as { dependencies: Record<string, string> };
  known = Object.keys(dependencies).map((alias) => {
    const entry = lock.packages[`node_modules/${alias}`];
    if (!entry?.version) throw new Error(`test/sdks/package-lock.json has no version of ${alias}`);
    return { package: entry.name ?? alias, version: entry.version, alias };
  });
  known.sort((a, b) => Number(a.alias !== a.package) - Number(b.alias !== b.package));
  return known;
}

/** What counts as another version in meaning: the major, or below 1 the minor. */
export const generation = (version: string): string => {
  const [major = '0', minor = '0'] = version.replace(/^\D+/, '').split('.');
  return major === '0' ? `0.${minor}` : major;
};

/** The installed copy of a package that has the wanted version, or is of its generation (`6`, `^0.3.1`); without one, the newest. */
export function sdkFor(name: string, wanted?: string): Sdk | undefined {
  const copies = sdks().filter((s) => s.package === name);
  const digits = wanted && /\d/.test(wanted) ? generation(wanted) : undefined;
  const exact = copies.find((s) => s.version === wanted);
  return exact ?? copies.find((s) => digits !== undefined && (generation(s.version) === digits || s.version.startsWith(`${digits}.`))) ?? copies[0];
}

/** `@scope/name` of `@scope/name/sub/path`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
