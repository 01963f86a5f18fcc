/** What files say by themselves is asked of each once, and after an edit of those alone of which something is new. */
import assert from 'node:assert/strict';
import { eachFile, inEachFile } from '../../server/analysis/project/overFiles';
import type { FileNode } from '../../server/analysis/flow/values';

const file = (path: string): FileNode => ({ path }) as FileNode;

describe('a question to each file', () => {
  const [a, b, silent] = [file('a.ts'), file('b.ts'), file('silent.ts')];
  const says = new Map([
    [a, ['one']],
    [b, ['two', 'three']],
    [silent, [] as string[]],
  ]);
  const asked: string[] = [];
  const ask = (_: unknown, f: FileNode): string[] => {
    asked.push(f.path);
    return says.get(f)!;
  };
  const askedBy = <T>(question: () => T): [T, string[]] => {
    asked.length = 0;
    const answer = question();
    return [answer, [...asked]];
  };

  it('is put again only where something is new, and answers in the order of paths', () => {
    const project = { news: [silent, b, a] };
    const each = eachFile(ask);
    const of = { project };
    const [answers, whole] = askedBy(() => each(of));
    assert.deepEqual(answers, [
      [a, ['one']],
      [b, ['two', 'three']],
    ]);
    assert.deepEqual(whole, ['silent.ts', 'b.ts', 'a.ts']);
    assert.deepEqual(
      askedBy(() => each(of)),
      [answers, []],
    );
    assert.equal(each(of), answers);

    says.set(a, []);
    project.news.push(a, a);
    assert.deepEqual(
      askedBy(() => each(of)),
      [[[b, ['two', 'three']]], ['a.ts']],
    );

    says.set(silent, ['four']);
    project.news.push(silent);
    assert.deepEqual(
      askedBy(() => each(of)),
      [
        [
          [b, ['two', 'three']],
          [silent, ['four']],
        ],
        ['silent.ts'],
      ],
    );
  });

  it('gives one list that stays the same as long as nobody says anything new', () => {
    says.set(a, ['one']);
    const of = { project: { news: [b, a] } };
    const flat = inEachFile(ask);
    const before = flat(of);
    assert.deepEqual(before, ['one', 'two', 'three']);
    of.project.news.push(silent);
    says.set(silent, []);
    assert.equal(flat(of), before);
  });
});
