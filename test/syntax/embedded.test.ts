import assert from 'node:assert/strict';
import { extractScript, scriptSpans } from '../../server/analysis/syntax/embedded';
import { parse } from '../../server/analysis/syntax/parse';

const scripts = (path: string, source: string): string[] => (scriptSpans(path, source) ?? []).map(([from, to]) => source.slice(from, to));

describe('the script of a component', () => {
  it('begins behind its tag, also where that holds a type', () => {
    assert.deepEqual(scripts('a.vue', '<script lang="ts" generic="T extends Record<string, number>">a();</script>'), ['a();']);
  });
  it('ends where it is closed, whatever characters come before', () => {
    // Its small letter is two units long.
    assert.deepEqual(scripts('a.vue', '<p>İİİ</p><script>a();</script><SCRIPT>b();</SCRIPT>'), ['a();', 'b();']);
  });
  it('is not there while its tag is being typed, and open to the end while it is not closed', () => {
    assert.deepEqual(scripts('a.vue', '<script>a();</script><script lang="ts'), ['a();']);
    assert.deepEqual(scripts('a.svelte', '<script src="x" /><script>a();'), ['a();']);
  });
  it('is not looked for in the front matter of a page', () => {
    assert.deepEqual(scripts('a.astro', "---\nconst a = '<script>';\n---\n<script>b();</script>"), ["const a = '<script>';\n", 'b();']);
  });
  it('comes with the raw HTML of its template, at its place', () => {
    const vue = '<p v-html="a.b(c)" /><script>const d = 1;</script>';
    assert.deepEqual(
      extractScript('a.vue', vue).html.map((h) => vue.slice(h.start, h.end)),
      ['a.b(c)'],
    );
    const [html] = parse('a.vue', vue).html;
    const { expression } = html!.sourceFile.statements[0]! as unknown as { expression: { expression: { pos: number; end: number } } };
    assert.equal(vue.slice(expression.expression.pos + html!.shift, expression.expression.end + html!.shift), 'a.b(c)');
    const svelte = '<script>const a = 1;</script>{@html f({ a: {} })}{@html open';
    assert.deepEqual(
      extractScript('a.svelte', svelte).html.map((h) => svelte.slice(h.start, h.end)),
      ['f({ a: {} })'],
    );
  });
});
