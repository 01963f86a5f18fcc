/** Regular expressions that come from models, a project's own among them: compiled once, and only where they are sure to be fast. */

const LONGEST = 400;
/** Each may give back what the others could take: with more of them, a long text takes for ever. */
const REPEATS = 8;
/** An escape, a class, the beginning of a group, a repetition, or any other character. */
const PART = /\\.|\[(?:\\.|[^\][\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[*+]|\{\d+(?:,\d*)?\}|[^]/g;
const REPETITION = /^(?:[*+]|\{.+\})$/;

const compiled = new Map<string, RegExp | undefined>();

/** Undefined for what is no expression, too long, or nests quantifiers. */
export function safePattern(source: string, flags = ''): RegExp | undefined {
  const key = `${flags}/${source}`;
  if (!compiled.has(key)) compiled.set(key, compile(source, flags));
  return compiled.get(key);
}

function compile(source: string, flags: string): RegExp | undefined {
  if (source.length > LONGEST || mayNeverEnd(source)) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

interface Group {
  /** Something in it repeats. */
  repeats: boolean;
  chooses: boolean;
  /** Characters of the alternative that is being read, and of the longest. */
  length: number;
  longest: number;
}

const newGroup = (): Group => ({ repeats: false, chooses: false, length: 0, longest: 0 });

/** Whether a group repeats that holds a repetition, or a choice between more than single characters; or whether there are many repetitions. */
function mayNeverEnd(source: string): boolean {
  const open = [newGroup()];
  let closed: Group | undefined;
  let repeats = 0;
  for (const [part] of source.matchAll(PART)) {
    const here = open.at(-1)!;
    const group = closed;
    closed = undefined;
    if (REPETITION.test(part)) {
      if (++repeats > REPEATS || group?.repeats || (group?.chooses && group.longest > 1)) return true;
      here.repeats = true;
    } else if (part === '|') {
      here.chooses = true;
      here.length = 0;
    } else if (part === ')' && open.length > 1) {
      closed = open.pop()!;
      const outer = open.at(-1)!;
      outer.repeats ||= closed.repeats;
      outer.chooses ||= closed.chooses;
      outer.longest = Math.max(outer.longest, (outer.length += closed.longest));
    } else if (part.startsWith('(')) open.push(newGroup());
    else if (part !== '?') here.longest = Math.max(here.longest, ++here.length);
  }
  return false;
}
