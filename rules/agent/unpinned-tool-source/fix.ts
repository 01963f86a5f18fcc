/** Quick fixes that fix the version of what is started. */
import { makeFix, replace, type FixContext, type FixMaker } from '../../../server/analysis/api';

interface Started {
  /** `npx`, `uvx`, `docker`, without folder and extension. */
  program: string;
  word: string;
  /** The mark is the word itself, in quotes; else a text with other words around it. */
  alone: boolean;
}

function started(c: FixContext): Started | undefined {
  const code = c.page.read(c.finding.place.start, c.finding.place.end);
  const { word, program } = c.report.detail as { word?: string; program?: string };
  if (!word || !program || !/^(['"`])[^'"`$\\]*\1$/.test(code)) return undefined;
  return { word, program, alone: code.slice(1, -1) === word };
}

const upTo = (word: string, at: number): string => (at < 0 ? word : word.slice(0, at));

/** A package of npm's registry, by its name. */
const npmName = (word: string): string | undefined => (/^(@[\w.-]+\/)?[\w.-]+(@[\w.^~*-]+)?$/.test(word) ? upTo(word, word.indexOf('@', 1)) : undefined);

/** Starts only what is installed: the package becomes a dependency, whose version the lock file fixes. Other runners than `npx` have no such option. */
export const installed: FixMaker = (c) => {
  const s = started(c);
  const name = s?.program === 'npx' ? npmName(s.word) : undefined;
  if (!s || !name) return undefined;
  const code = c.page.read(c.finding.place.start, c.finding.place.end);
  const q = code[0]!;
  const text = s.alone ? `${q}--no-install${q}, ${q}${name}${q}` : code.replace(s.word, `--no-install ${name}`);
  return makeFix({ title: `Start only an installed \`${name}\` (add it to your dependencies)`, tier: 'suggested', on: c.page, edits: [replace(c.page, c.finding.place, text)] });
};

/** `name@^1.2.0` → `name@1.2.0`: the version that the range was written for. */
export const lowest: FixMaker = (c) => {
  const s = started(c);
  const exact = s && /^(.+@)[\^~](\d+\.\d+\.\d[\w.+-]*)$/.exec(s.word);
  if (!exact) return undefined;
  const code = c.page.read(c.finding.place.start, c.finding.place.end).replace(s.word, `${exact[1]}${exact[2]}`);
  return makeFix({ title: `Fix the version: ${exact[2]}`, tier: 'suggested', on: c.page, edits: [replace(c.page, c.finding.place, code)] });
};

/** How a version is joined to the word without the one that it has, and what it is called, by the kind of source. */
function pinOf({ program, word }: Started): { base: string; mark: string; what: 'DIGEST' | 'COMMIT' | 'VERSION' } | undefined {
  if (program === 'docker' || program === 'podman') return { base: word.replace(/:[\w.-]+$/, ''), mark: '@', what: 'DIGEST' };
  if (/^git\+/.test(word)) return { base: upTo(word, word.indexOf('@', word.lastIndexOf('/') + 1)), mark: '@', what: 'COMMIT' };
  if (/^(github:|gitlab:|bitbucket:)/.test(word)) return { base: upTo(word, word.indexOf('#')), mark: '#', what: 'COMMIT' };
  if (/^https?:/.test(word)) return undefined;
  if (/^uvx?$|^pipx$/.test(program)) return { base: upTo(word, word.search(/[=<>~!@]/)), mark: '==', what: 'VERSION' };
  const name = npmName(word);
  return name === undefined ? undefined : { base: name, mark: '@', what: 'VERSION' };
}

/** The version comes from the environment, where a deployment fixes it; without one nothing starts. */
export const fromEnvironment: FixMaker = (c) => {
  const s = started(c);
  const pin = s && pinOf(s);
  const helper = pin && c.helper('requiredEnv');
  if (!s || !pin || !helper) return undefined;
  const name = `${pin.base
    .replace(/^.*\/(?=[^/]+\/?$)|^@/, '')
    .replace(/\.git$/, '')
    .toUpperCase()
    .replace(/\W+/g, '_')}_${pin.what}`;
  const inner = c.page.read(c.finding.place.start + 1, c.finding.place.end - 1);
  const { quote } = c.page.style;
  const text = `\`${inner.replace(s.word, () => `${pin.base}${pin.mark}\${${helper.call}(${quote}${name}${quote})}`)}\``;
  return makeFix({
    title: `Start the ${pin.what.toLowerCase()} that ${name} names`,
    tier: 'suggested',
    on: c.page,
    edits: [replace(c.page, c.finding.place, text)],
    helpers: [helper],
  });
};
