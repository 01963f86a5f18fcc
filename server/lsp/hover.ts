/** The hover on a mark. */
import type { Hover, Location, Position } from 'vscode-languageserver';
import { RULES } from '../../rules';
import type { Finding } from '../analysis/findings/finding';
import { plain } from '../report/markdown';
import type { Folder } from './folder';
import type { ClientCommand } from './protocol';

const META = new Map(RULES.map((r) => [r.meta.id, r.meta]));

export function hover(folder: Folder, file: string, uri: string, at: Position, client: readonly ClientCommand[]): Hover | null {
  const hits = folder.findings(file).flatMap((f) => {
    const place = { uri: folder.convert.location(f.place).uri, range: folder.convert.mark(f.place) };
    return place.uri === uri && !before(at, place.range.start) && !before(place.range.end, at) ? [{ f, place }] : [];
  });
  const [first] = hits;
  if (!first) return null;
  const parts = hits.map(({ f, place }) => (client.includes('locksmith.explainFinding') ? beside(f, place) : alone(f)));
  return { contents: { kind: 'markdown', value: parts.join('\n\n---\n\n') }, range: first.place.range };
}

const before = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);

/** For an editor that shows no more than the hover. Names of the workspace stand in these sentences. */
const alone = (f: Finding): string => [`**${f.rule}**`, ...[f.message.what, f.message.why, f.message.todo].map(plain)].join('\n\n');

/** VS Code puts the hover below the diagnostic, which has said what, why and what to do: here stands what it means and where to go on. */
function beside(f: Finding, { uri, range }: Location): string {
  const meta = META.get(f.rule);
  const link = (title: string, command: string, ...args: unknown[]): string => `[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
  const go = [
    ...(f.path.length > 1 ? [link('Show path', 'locksmith.showPath', { uri, range, rule: f.rule })] : []),
    link('Explain', 'locksmith.explainFinding', f.rule),
    link('Posture report', 'locksmith.openPostureReport'),
  ];
  const tags = meta ? [...meta.tags.owasp.filter((t) => t.endsWith(':2026')).map((t) => `OWASP ${t}`), ...meta.tags.aws, ...meta.tags.cwe] : [];
  // One paragraph: with the diagnostic above it, it is all that VS Code shows without scrolling.
  return [`**${meta?.title ?? f.rule}**`, ...tags].join(' · ') + `  \n${go.join(' · ')}`;
}
