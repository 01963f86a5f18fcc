/** Versions of packages, as manifests name them. */

/** A small reading of semver ranges: comparisons of the major version, joined by spaces. Unknown versions count as the newest. */
export function inRange(version: string | undefined, range: string): boolean {
  const found = version === undefined ? undefined : /(\d+)/.exec(version)?.[1];
  const major = found === undefined ? Number.MAX_SAFE_INTEGER : Number(found);
  return range.split(/\s+/).every((part) => {
    const m = /^(>=|<=|>|<|=|\^|~)?v?(\d+)/.exec(part);
    if (!m) return true;
    const n = Number(m[2]);
    switch (m[1]) {
      case '>=':
        return major >= n;
      case '>':
        return major > n;
      case '<':
        return major < n;
      case '<=':
        return major <= n;
      default:
        return major === n;
    }
  });
}
