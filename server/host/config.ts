/** `locksmith.config.json` → Config. A mistake is a problem at its place in the file, and the rest still applies. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Node, type ParseError, findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import picomatch from 'picomatch';
import { RULES } from '../../rules';
import { type Config, DEFAULT_CONFIG } from '../engine/api';
import type { Problem } from '../analysis/findings/finding';
import { PHASES } from '../analysis/findings/finding';
import { NOT_SWIFT, isSwift } from './globs';
import { readInside } from './inside';

export const CONFIG_NAME = 'locksmith.config.json';
/** A function of the project or of a package, `module#export`. */
export const REFERENCE = /^[^#\s]+#[\w$]+$/;
export const LEVELS = ['error', 'warning', 'information', 'off'] as const;

export function parseConfig(text: string, file: string, base: string, defaults = DEFAULT_CONFIG): { config: Config; problems: Problem[]; extends?: string } {
  const errors: ParseError[] = [];
  let tree: Node | undefined;
  try {
    tree = parseTree(text, errors, { allowTrailingComma: true });
  } catch {
    // The reader goes as deep as the text does.
    const message = 'the configuration nests too deeply to be read';
    return { config: { ...defaults, base }, problems: [{ path: file, kind: 'config', message, span: { start: 0, end: text.length } }] };
  }
  const problems: Problem[] = errors.map((e) => ({
    path: file,
    kind: 'config',
    message: `${printParseErrorCode(e.error)} in the configuration`,
    span: { start: e.offset, end: e.offset + e.length },
  }));
  const config: Config = { ...defaults, locks: { ...defaults.locks }, base };
  let parent: string | undefined;
  const bad = (node: Node, message: string): void => void problems.push({ path: file, kind: 'config', message, span: { start: node.offset, end: node.offset + node.length } });
  if (tree && tree.type !== 'object') bad(tree, 'the configuration must be an object');
  for (const prop of tree?.type === 'object' ? (tree.children ?? []) : []) {
    const [key, value] = prop.children ?? [];
    if (!key || !value) continue;
    const strings = (node: Node, fits: (text: string) => boolean = () => true, otherwise = ''): string[] => {
      if (node.type !== 'array') {
        bad(node, `\`${String(key.value)}\` must be a list of texts`);
        return [];
      }
      return (node.children ?? []).flatMap((c) => {
        const mistake = c.type !== 'string' ? 'expected a text' : fits(c.value as string) ? undefined : otherwise;
        if (mistake !== undefined) bad(c, mistake);
        return mistake === undefined ? [c.value as string] : [];
      });
    };
    switch (key.value as string) {
      case '$schema':
        break;
      case 'phase':
        if (PHASES.includes(value.value as Config['phase'])) config.phase = value.value as Config['phase'];
        else bad(value, `\`phase\` must be one of ${PHASES.join(', ')}`);
        break;
      case 'threatModel': {
        const list = strings(value);
        if (list.every((t) => t === 'remote' || t === 'local')) config.threatModel = list as Config['threatModel'];
        else bad(value, '`threatModel` may hold "remote" and "local"');
        break;
      }
      case 'rules':
        for (const r of value.type === 'object' ? (value.children ?? []) : (bad(value, '`rules` must be an object of rule and level'), [])) {
          const [id, level] = r.children ?? [];
          if (!id || !level) continue;
          const name = id.value as string;
          if (!RULES.some((x) => x.meta.id === name || name === `${x.meta.id.split('/')[0]}/*`)) bad(id, `there is no rule \`${name}\``);
          else if (!LEVELS.includes(level.value as 'off')) bad(level, `a level is one of ${LEVELS.join(', ')}`);
          else config.rules = { ...config.rules, [name]: level.value as 'error' };
        }
        break;
      case 'exclude':
        config.exclude = strings(value, isSwift, NOT_SWIFT);
        break;
      case 'publicCollections':
        config.publicCollections = strings(value);
        break;
      case 'locks':
        for (const l of value.type === 'object' ? (value.children ?? []) : (bad(value, '`locks` must be an object'), [])) {
          const [kind, list] = l.children ?? [];
          if (!kind || !list) continue;
          if (!Object.hasOwn(DEFAULT_CONFIG.locks, kind.value as string)) bad(kind, `a lock is one of ${Object.keys(DEFAULT_CONFIG.locks).join(', ')}`);
          else config.locks[kind.value as 'filter'] = strings(list, (r) => REFERENCE.test(r), 'a lock is named as module#export');
        }
        break;
      case 'models':
        config.models = strings(value, isSwift, NOT_SWIFT).map((p) => ({ path: p, text: '' }));
        break;
      case 'extends':
        parent = value.type === 'string' ? (value.value as string) : (bad(value, '`extends` must be a path'), undefined);
        break;
      default:
        bad(key, `there is no setting \`${String(key.value)}\``);
    }
  }
  return { config, problems, extends: parent };
}

/** Every configuration of a workspace, innermost last; `read` sees unsaved text first. */
export function readConfigs(
  root: string,
  paths: readonly string[],
  read: (p: string) => ReturnType<typeof readInside> = (p) => readInside(root, p),
  defaults = DEFAULT_CONFIG,
): { configs: Config[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const configs = paths.flatMap((p): Config[] => {
    const r = read(p);
    if ('problem' in r) {
      problems.push({ path: p, kind: 'config', message: `left out: ${r.problem}` });
      return [];
    }
    const base = p.includes('/') ? p.slice(0, p.lastIndexOf('/')) : '';
    const textOf = (other: string): string | undefined => {
      const o = read(other);
      return 'text' in o ? o.text : undefined;
    };
    return [load(root, p, r.text, base, problems, textOf, 0, defaults)];
  });
  return { configs, problems };
}

function load(root: string, file: string, text: string, base: string, problems: Problem[], read: (p: string) => string | undefined, depth: number, defaults: Config): Config {
  const own = parseConfig(text, file, base, defaults);
  problems.push(...own.problems);
  own.config.models = own.config.models.flatMap((m) => modelFiles(root, base, m.path));
  if (!own.extends) return own.config;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), own.extends));
  const parentText = depth > 8 || target.startsWith('..') || path.posix.isAbsolute(own.extends) ? undefined : read(target);
  if (parentText === undefined) {
    const node = findNodeAtLocation(parseTree(text)!, ['extends']);
    problems.push({
      path: file,
      kind: 'config',
      message: `\`extends\` must name a file inside the workspace`,
      span: node && { start: node.offset, end: node.offset + node.length },
    });
    return own.config;
  }
  const parent = load(root, target, parentText, base, problems, read, depth + 1, defaults);
  const set = getNodeValue(parseTree(text)!) as Partial<Config>;
  const merged = {
    ...parent,
    ...Object.fromEntries(
      Object.keys(set)
        .filter((k) => Object.hasOwn(DEFAULT_CONFIG, k))
        .map((k) => [k, own.config[k as 'phase']]),
    ),
  } as Config;
  return { ...merged, base, rules: { ...parent.rules, ...parseConfig(text, file, base).config.rules } };
}

function modelFiles(root: string, base: string, glob: string): { path: string; text: string }[] {
  const at = glob.search(/[*?[{]/);
  const dir = path.posix.join(base, at < 0 ? path.posix.dirname(glob) : glob.slice(0, glob.lastIndexOf('/', at) + 1));
  if (dir.startsWith('..')) return [];
  const match = picomatch(path.posix.join(base, glob));
  try {
    return fs
      .readdirSync(path.join(root, dir))
      .sort()
      .map((f) => path.posix.join(dir, f))
      .filter((f) => match(f))
      .flatMap((f) => {
        const r = readInside(root, f);
        return 'text' in r ? [{ path: f, text: r.text }] : [];
      });
  } catch {
    return [];
  }
}

/** Paths of the configurations in a folder and above its files. */
export function findConfigs(root: string, files: readonly string[], also: (path: string) => boolean = () => false): string[] {
  const dirs = new Set<string>(['']);
  for (const f of files) for (let d = path.posix.dirname(f); d !== '.' && !dirs.has(d); d = path.posix.dirname(d)) dirs.add(d);
  return [...dirs]
    .sort()
    .map((d) => (d ? `${d}/${CONFIG_NAME}` : CONFIG_NAME))
    .filter((p) => also(p) || fs.existsSync(path.join(root, p)));
}
