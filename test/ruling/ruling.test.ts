import assert from 'node:assert/strict';
import { RULES } from '../../rules';
import { compare, renewed } from './compare';
import { type Judged, type Ruling, precision, rulings, share } from './verdicts';

const all = rulings();

describe('ruling', () => {
  it('has a verdict with a reason for each finding that is recorded', () => {
    const known = new Set<string>(RULES.map((r) => r.meta.id));
    for (const r of all) {
      assert.match(r.repository, /^[\w.-]+\/[\w.-]+$/);
      assert.match(r.commit, /^[0-9a-f]{40}$/, r.repository);
      for (const [rule, list] of [...Object.entries(r.findings), ...Object.entries(r.mended ?? {})]) {
        assert.ok(known.has(rule), `${r.repository}: there is no rule ${rule}`);
        for (const j of list as Judged[]) {
          assert.match(j.at, /^.+:\d+:\d+$/, r.repository);
          assert.ok(j.why && j.why !== 'unread', `${r.repository} ${rule} ${j.at} has no reason`);
        }
      }
      for (const list of Object.values(r.findings)) for (const j of list) assert.ok([true, false, 'arguable'].includes(j.verdict), `${r.repository} ${j.at}`);
    }
  });

  it('finds no rule that is on by default below 90 % precision; a single wrong one among few says nothing yet', () => {
    const below = [...precision(all)].filter(([, p]) => (share(p) ?? 1) < 0.9 && p.wrong > 1).map(([rule, p]) => `${rule}: ${p.right} right, ${p.wrong} wrong`);
    assert.deepEqual(below, []);
  });

  it('tells what is new, gone, and back', () => {
    const table: Ruling = {
      repository: 'o/n',
      commit: 'f'.repeat(40),
      read: 'sample',
      findings: {
        'a/b': [
          { at: 'x.ts:1:1', verdict: true, why: 'so' },
          { at: 'x.ts:2:1', verdict: false, why: 'not so' },
        ],
      },
      mended: { 'a/b': [{ at: 'x.ts:3:1', why: 'was not so' }] },
      unread: { 'c/d': 1 },
    };
    const seen = [
      { rule: 'a/b', at: 'x.ts:1:1' },
      { rule: 'a/b', at: 'x.ts:3:1' },
      { rule: 'a/b', at: 'x.ts:4:1' },
      { rule: 'c/d', at: 'y.ts:1:1' },
      { rule: 'c/d', at: 'y.ts:2:1' },
    ];
    const { fresh, lost, back } = compare(table, seen);
    assert.deepEqual(fresh, [seen[2], seen[4]]);
    assert.deepEqual(back, [seen[1]]);
    assert.deepEqual(
      lost.map((l) => l.at),
      ['x.ts:2:1'],
    );
    const next = renewed(table, seen, { at: '', verdict: 'arguable', why: 'unread' });
    assert.deepEqual(
      next.findings['a/b']!.map((j) => [j.at, j.verdict]),
      [
        ['x.ts:1:1', true],
        ['x.ts:3:1', false],
        ['x.ts:4:1', 'arguable'],
      ],
    );
    assert.deepEqual(next.mended, { 'a/b': [{ at: 'x.ts:2:1', why: 'not so' }] });
  });
});
