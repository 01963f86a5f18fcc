/**
 * The JSON schema of `locksmith.config.json`, for completion and hover in editors. It is made from what `config.ts` reads with,
 * and a test holds that both refuse the same configurations.
 */
import type { RuleMeta } from '../analysis/findings/rule';
import { PHASES } from '../analysis/findings/finding';
import { DEFAULT_CONFIG } from '../engine/api';
import { LEVELS, REFERENCE } from './config';

const LEVEL_WORDS: Record<(typeof LEVELS)[number], string> = {
  error: 'Red, and `scan` exits with 1.',
  warning: 'Yellow, and `scan` exits with 1 unless `--fail-on error`.',
  information: 'Blue; it fails nothing.',
  off: 'Not reported, and not in the posture report.',
};
const PHASE_WORDS = [
  'Zero to a prototype: access control, encryption, filters, approval.',
  'A prototype to production: also limits, records, indirect injection.',
  'Production to scale.',
];
const LOCK_WORDS: Record<keyof typeof DEFAULT_CONFIG.locks, string> = {
  filter: 'Functions that check a prompt and stop it: they throw, or answer with what decides.',
  auth: 'Functions that let only known callers through.',
  approval: 'Functions that ask a person before a side effect.',
  encryption: 'Functions whose result is encrypted.',
  rateLimit: 'Functions that limit how often a caller comes through.',
};

const texts = (markdownDescription: string, more: object = {}): object => ({ type: 'array', items: { type: 'string' }, markdownDescription, ...more });

export function configSchema(rules: readonly RuleMeta[]): object {
  const level = { enum: [...LEVELS], markdownEnumDescriptions: LEVELS.map((l) => LEVEL_WORDS[l]) };
  const families = [...new Set(rules.map((r) => r.id.split('/')[0]!))];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Locksmith configuration',
    markdownDescription: 'Settings of a project, for the editor, the command line and CI. The nearest file up the tree applies. VS Code settings stand behind it.',
    type: 'object',
    additionalProperties: false,
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: [{ label: 'A first configuration', body: { phase: '${1:foundational}' } }],
    properties: {
      $schema: { markdownDescription: 'Where an editor finds this schema.' },
      phase: {
        enum: [...PHASES],
        markdownEnumDescriptions: PHASE_WORDS,
        default: DEFAULT_CONFIG.phase,
        markdownDescription: 'Where you are in the process: it decides which locks are due.',
      },
      threatModel: {
        type: 'array',
        items: { enum: ['remote', 'local'], markdownEnumDescriptions: ['What a remote party sends.', 'Also arguments, standard input and files of whoever runs the program.'] },
        default: DEFAULT_CONFIG.threatModel,
        markdownDescription: 'Whose data is not to be trusted.',
      },
      rules: {
        type: 'object',
        markdownDescription: 'Levels by rule, or by family (`"operations/*": "off"`).',
        additionalProperties: false,
        properties: Object.fromEntries([
          ...families.map((f) => [`${f}/*`, { ...level, markdownDescription: `Every rule of the family \`${f}\`.` }]),
          ...rules.map((r) => [r.id, { ...level, markdownDescription: `${r.summary}\n\nLevel \`${r.level}\`, due from \`${r.due}\` on. [More](${r.helpUri})` }]),
        ]) as object,
      },
      exclude: texts('Files that are not analysed, as globs below the folder of this file.', { examples: [['legacy/**']] }),
      publicCollections: texts('Collections that everyone may read: retrieval from them needs no scope.', { examples: [['docs']] }),
      locks: {
        type: 'object',
        markdownDescription: 'Controls of the project itself, as `file#export` or `package#export`.',
        additionalProperties: false,
        properties: Object.fromEntries(
          (Object.keys(DEFAULT_CONFIG.locks) as (keyof typeof LOCK_WORDS)[]).map((k) => [
            k,
            texts(LOCK_WORDS[k], {
              items: { type: 'string', pattern: REFERENCE.source },
              defaultSnippets: [{ label: 'file#export', body: ['${1:src/security/guard.ts}#${2:check}'] }],
            }),
          ]),
        ) as object,
      },
      models: texts(
        'Files that say what libraries of yours mean, as globs below the folder of this file. See [Writing a model](https://github.com/locksmith-dev/locksmith/blob/main/docs/models.md).',
        { examples: [['security/locksmith/*.yml']] },
      ),
      extends: { type: 'string', markdownDescription: 'Another configuration inside the workspace, which this one adds to.' },
    },
  };
}
