import assert from 'node:assert/strict';
import type { Finding } from '../../server/analysis/findings/finding';
import { compare } from './expect';

const finding = (rule: string, start: number, end: number, what = 'x'): Finding => ({
  rule,
  level: 'error',
  confidence: 'high',
  place: { path: 'a.ts', start, end },
  message: { what, why: '', todo: '' },
  path: [],
  otherPaths: [],
  related: [],
  fingerprint: '',
  detail: {},
});
const file = (text: string): { path: string; text: string }[] => [{ path: 'a.ts', text }];

describe('the expectation syntax', () => {
  const text = 'call(bad);\n//   ^^^ a/b: names the data\n';
  it('is content when the mark and the message are exactly there', () => assert.deepEqual(compare(file(text), [finding('a/b', 5, 8, 'it names the data')]), []));
  it('says what is missing', () => assert.deepEqual(compare(file(text), []), ['missing a.ts:1:6-9 a/b']));
  it('says what is unexpected', () => assert.deepEqual(compare(file('call(bad);\n'), [finding('a/b', 5, 8)]), ['unexpected a.ts:1:6-9 a/b "bad": x']));
  it('asserts the exact span', () => assert.equal(compare(file(text), [finding('a/b', 4, 8, 'names the data')]).length, 2));
  it('asserts the message', () => assert.match(compare(file(text), [finding('a/b', 5, 8, 'other')])[0]!, /message is "other"/));
  it('asserts that a known miss is still missed', () => {
    const miss = 'call(bad);\n//   ^^^ miss a/b -- not followed yet\n';
    assert.deepEqual(compare(file(miss), []), []);
    assert.equal(compare(file(miss), [finding('a/b', 5, 8)]).length, 1);
  });
});
