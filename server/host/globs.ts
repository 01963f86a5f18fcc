/**
 * Patterns of paths come from the workspace and are matched by regular expressions, which try every way to spread a name over the stars: with
 * many of them in one part, a long name takes for ever. No pattern that anybody writes has so many.
 */
const LONGEST = 1000;
const STARS = 3;
const FOLDERS = 5;
const CHOICES = 4;

/** Whether matching it takes no time worth speaking of, whatever the name. */
export function isSwift(glob: string): boolean {
  const parts = glob.split('/');
  const choices = glob.split('{').length - 1;
  return (
    glob.length <= LONGEST &&
    parts.filter((p) => p === '**').length <= FOLDERS &&
    parts.every((p) => p === '**' || p.split('*').length - 1 <= STARS) &&
    choices <= CHOICES &&
    !/[+*?@!]\(|\{[^}]*\{/.test(glob)
  );
}

export const NOT_SWIFT = 'a pattern may hold three stars between two slashes, five `**`, four `{a,b}` that hold no other, and no `+(a)`';
