import assert from 'node:assert/strict';
import Ajv from 'ajv';
import fc from 'fast-check';
import { RULES } from '../../rules';
import { parseConfig } from '../../server/host/config';
import { configSchema } from '../../server/host/configSchema';

/** What a person may write, right and wrong, in every setting. */
const value = fc.oneof(
  fc.constantFrom<unknown>('foundational', 'advanced', 'remote', 'local', 'error', 'off', 'x', 1, true, null),
  fc.array(fc.constantFrom<unknown>('remote', 'local', 'src/a.ts#f', 2, null), { maxLength: 3 }),
  fc.dictionary(
    fc.constantFrom('filter', 'auth', 'approval', 'padlock', 'prompt/unfiltered-input', 'prompt/*', 'prompt/none', 'none/*'),
    fc.constantFrom<unknown>('off', 'error', 'soon', 1, [], ['a'], [1], {}),
    { maxKeys: 3 },
  ),
);
const KEYS = ['$schema', 'phase', 'threatModel', 'rules', 'exclude', 'publicCollections', 'locks', 'models', 'extends', 'phases'];

describe('the schema of the configuration', () => {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(configSchema(RULES.map((r) => r.meta)));

  it('refuses what the configuration refuses, and nothing else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 4 }), (config) => {
        const { problems } = parseConfig(JSON.stringify(config), 'locksmith.config.json', '');
        assert.equal(validate(config), problems.length === 0, `${JSON.stringify(config)}: ${problems.map((p) => p.message).join('; ')} / ${ajv.errorsText(validate.errors)}`);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('has a word for every rule', () => {
    const { properties } = configSchema(RULES.map((r) => r.meta)) as { properties: { rules: { properties: Record<string, { markdownDescription: string }> } } };
    for (const { meta } of RULES) assert.ok(properties.rules.properties[meta.id]?.markdownDescription.startsWith(meta.summary), meta.id);
  });
});
