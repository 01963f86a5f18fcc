/** What a function writes into what it is given, as its summary keeps it. */
import assert from 'node:assert/strict';
import { setField } from '../../server/analysis/flow/access';
import { Effects } from '../../server/analysis/flow/effects';
import { type Value, constant, join, newObj } from '../../server/analysis/flow/values';
import { LIMITS } from '../../server/analysis/limits';

const to = (...path: string[]): { k: 'port'; port: string; path: string[] } => ({ k: 'port', port: '0', path });

describe('writes of a function', () => {
  it('are kept apart up to a limit; those that are more are one, below the first member', () => {
    const effects = new Effects();
    for (let n = 0; n < LIMITS.writes + 10; n++) effects.add(to('tree', `part${n}`, 'text'), constant(`${n}`));
    effects.add(to('title'), constant('short paths are always kept apart'));
    const list = effects.list().map(({ to: place, value }) => [place.k === 'port' ? place.path.join('.') : '', value.refs.length]);
    assert.deepEqual(list.slice(LIMITS.writes - 1), [
      [`tree.part${LIMITS.writes - 1}.text`, 1],
      ['tree.*', 10],
      ['title', 1],
    ]);
  });

  it('that bring nothing new change nothing', () => {
    const text: Value = constant('a');
    const both = join(text, constant('b'));
    assert.equal(join(both, text), both);
    assert.equal(join(text, both).refs.length, 2);
    const obj = newObj({ known: true });
    assert.ok(setField(obj, 'text', both, false));
    assert.ok(!setField(obj, 'text', text, false));
    assert.ok(setField(obj, 'text', constant('c'), false));
  });

  it('lose what a test of one value told, where another is written as well', () => {
    const checked: Value = { ...constant('a'), truthy: new Map() };
    assert.equal(join(checked, constant('a')).truthy, undefined);
  });
});
