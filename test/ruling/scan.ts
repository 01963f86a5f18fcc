/** What Locksmith finds in a folder now, at phase advanced. */
import * as path from 'node:path';
import { textsOf } from '../../server/report/lines';
import { readText } from '../../server/host/readText';
import { openWorkspace } from '../../server/host/workspace';
import { builtInModels } from '../../server/main/builtin';
import { type Seen, seenIn } from './compare';

export function scanned(dir: string): Seen[] {
  const workspace = openWorkspace(dir, { models: builtInModels(), overrides: { phase: 'advanced' } });
  const texts = textsOf((p) => {
    const r = readText(path.join(dir, p));
    return 'text' in r ? r.text : '';
  });
  return seenIn(workspace.analyzer.scan().findings, texts.at);
}
