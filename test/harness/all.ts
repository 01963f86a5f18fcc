/** Every case of the rules and of the flow, for suites that compare two ways to the same findings. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Case, type CaseFile, readCases } from './markdown';
import { filesOf, optionsOf } from './workspace';

const TEST = path.join(__dirname, '..');

export function allCases(): Case[] {
  const rules = path.join(TEST, '../rules');
  const ofRules = (fs.readdirSync(rules, { recursive: true }) as string[]).filter((f) => /cases[\\/][^\\/]+\.md$/.test(f)).map((f) => path.join(rules, f));
  const ofFlow = fs
    .readdirSync(path.join(TEST, 'flow'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => path.join(TEST, 'flow', f));
  return [...ofRules, ...ofFlow].sort().flatMap((file) => readCases(file).map((c) => ({ ...c, title: `${path.relative(path.join(TEST, '..'), file)}: ${c.title}` })));
}

/** The files of a case with the configuration that it asks for, as they would stand in a folder. */
export function onDisk(c: Case): CaseFile[] {
  // The confidence is a setting of the run, not of a project.
  const config = Object.fromEntries(Object.entries(optionsOf(c)).filter(([key]) => key !== 'minConfidence'));
  return [...filesOf(c), { path: 'locksmith.config.json', text: JSON.stringify(config) }];
}
