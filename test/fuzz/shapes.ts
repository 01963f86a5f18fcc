/** Texts that nest one construct in itself, or repeat it, as often as they are asked to: generated code and attacks look like this. */
export interface Shape {
  name: string;
  path: string;
  text(times: number): string;
}

const around =
  (open: string, middle: string, close: string) =>
  (n: number): string =>
    open.repeat(n) + middle + close.repeat(n);
const chain =
  (head: string, link: string) =>
  (n: number): string =>
    head + link.repeat(n);
const kind = (name: string, text: Shape['text'], path = 'a.ts'): Shape => ({ name, path, text });

/** A call that is asked about stands at the bottom where there can be one, so that what is deep is also solved. */
const CALL = "openai.responses.create({ model: 'm', instructions: req.body.text, input: 'x' })";
const HEAD = "import OpenAI from 'openai';\nconst openai = new OpenAI();\n";
const inHandler =
  (text: Shape['text']) =>
  (n: number): string =>
    `${HEAD}app.post('/x', async (req, res) => {\n${text(n)}\n});\n`;

const EXPRESSIONS: [string, (n: number) => string][] = [
  ['parentheses', around('(', CALL, ')')],
  ['arrays', around('[', CALL, ']')],
  ['objects', around('{ a: ', CALL, ' }')],
  ['calls', around('f(', CALL, ')')],
  ['constructions', around('new F(', CALL, ')')],
  ['awaits', (n) => 'await '.repeat(n) + CALL],
  ['spreads', around('[...', CALL, ']')],
  ['nots', (n) => '!'.repeat(n) + CALL],
  ['minuses', (n) => '- '.repeat(n) + CALL],
  ['voids', (n) => 'void '.repeat(n) + CALL],
  ['members', chain(CALL, '.a')],
  ['optional members', chain(CALL, '?.a')],
  ['elements', chain(CALL, '[0]')],
  ['indices', around('a[', CALL, ']')],
  ['method calls', chain(CALL, '.then(f)')],
  ['nested callbacks', around('f((x) => ', CALL, ')')],
  ['non-nulls', chain(CALL, '!')],
  ['casts', chain(CALL, ' as any')],
  ['angle casts', (n) => '<any>'.repeat(n) + CALL],
  ['sums', chain(CALL, ' + a')],
  ['right sums', around('a + (', CALL, ')')],
  ['powers', (n) => 'a ** '.repeat(n) + CALL],
  ['ands', chain(CALL, ' && a')],
  ['coalesces', chain(CALL, ' ?? a')],
  ['comparisons', chain(CALL, ' < a')],
  ['commas', chain(CALL, ', a')],
  ['assignments', (n) => 'a = '.repeat(n) + CALL],
  ['ternaries', (n) => 'a ? b : '.repeat(n) + CALL],
  ['ternaries in conditions', around('(', CALL, ' ? a : b)')],
  ['ternaries in the middle', (n) => 'a ? '.repeat(n) + CALL + ' : b'.repeat(n)],
  ['templates', around('`${', CALL, '}`')],
  ['tags', (n) => CALL + '``'.repeat(n)],
  ['arrow functions', (n) => '() => '.repeat(n) + CALL],
  ['arrow functions with blocks', around('() => { ', CALL, ' }')],
  ['functions', around('function () { return ', CALL, ' }')],
  ['classes', around('class { a = ', CALL, ' }')],
  ['immediate calls', around('(() => ', CALL, ')()')],
  ['yields', (n) => `function* () { ${'yield '.repeat(n)}${CALL} }`],
  ['patterns', (n) => `([${'['.repeat(n)}a${']'.repeat(n)}] = ${CALL})`],
  ['object patterns', (n) => `({${'a: {'.repeat(n)}b${'}'.repeat(n)}} = ${CALL})`],
  ['parameters', (n) => `(${'{ a: '.repeat(n)}b${' }'.repeat(n)}) => ${CALL}`],
  ['defaults', around('(a = ', CALL, ') => 1')],
];

const STATEMENTS: [string, (n: number) => string][] = [
  ['blocks', around('{', CALL, '}')],
  ['ifs', (n) => 'if (a) '.repeat(n) + CALL],
  ['ifs with blocks', around('if (a) { ', CALL, ' }')],
  ['else ifs', (n) => 'if (a) b(); else '.repeat(n) + CALL],
  ['fors', (n) => 'for (;;) '.repeat(n) + CALL],
  ['for-ofs', (n) => 'for (const a of b) '.repeat(n) + CALL],
  ['whiles', around('while (a) { ', CALL, ' }')],
  ['dos', around('do { ', CALL, ' } while (a)')],
  ['tries', around('try { ', CALL, ' } catch {}')],
  ['catches', around('try { a() } catch { ', CALL, ' }')],
  ['finallies', around('try { a() } finally { ', CALL, ' }')],
  ['switches', around('switch (a) { case 1: ', CALL, ' }')],
  ['labels', (n) => Array.from({ length: n }, (_, i) => `l${i}: `).join('') + CALL],
  ['declared functions', around('function f() { ', CALL, ' }')],
  ['declared classes', around('class A { m() { ', CALL, ' } }')],
];

const TYPES: [string, (n: number) => string][] = [
  ['type parentheses', around('(', 'string', ')')],
  ['type arrays', chain('string', '[]')],
  ['tuples', around('[', 'string', ']')],
  ['generics', around('Array<', 'string', '>')],
  ['unions', chain('string', ' | number')],
  ['nested unions', around('(a | ', 'string', ')')],
  ['intersections', chain('a', ' & b')],
  ['type objects', around('{ a: ', 'string', ' }')],
  ['function types', (n) => '() => '.repeat(n) + 'string'],
  ['function parameters', around('(a: ', 'string', ') => void')],
  ['conditional types', (n) => 'a extends b ? c : '.repeat(n) + 'string'],
  ['infers', around('a extends (infer b)[] ? ', 'string', ' : c')],
  ['mapped types', around('{ [k in a]: ', 'string', ' }')],
  ['indexed types', chain('a', "['b']")],
  ['keyofs', (n) => 'keyof '.repeat(n) + 'a'],
  ['template types', around('`${', 'string', '}`')],
  ['qualified names', chain('a', '.b')],
  ['typeofs', chain('typeof a', '.b')],
  ['imported types', around("import('a').b<", 'string', '>')],
];

const MARKUP: [string, (n: number) => string][] = [
  ['elements', around('<a>', '{x}', '</a>')],
  ['fragments', around('<>', '{x}', '</>')],
  ['expressions in elements', around('<a>{', 'x', '}</a>')],
  ['attributes', around('<a b={', 'x', '} />')],
  ['spread attributes', around('<a {...', 'x', '} />')],
  ['unclosed elements', (n) => '<a>'.repeat(n)],
];

export const NESTED: readonly Shape[] = [
  ...EXPRESSIONS.map(([name, text]) =>
    kind(
      name,
      inHandler((n) => `const out = (${text(n)});`),
    ),
  ),
  ...EXPRESSIONS.map(([name, text]) => kind(`unfinished ${name}`, (n) => text(n).slice(0, text(n).indexOf(CALL) + 1 || undefined))),
  ...STATEMENTS.map(([name, text]) => kind(name, inHandler(text))),
  ...TYPES.map(([name, text]) => kind(name, (n) => `${HEAD}export const f = (a: ${text(n)}) => openai.responses.create({ model: 'm', input: a });\nexport type T = ${text(n)};\n`)),
  ...MARKUP.map(([name, text]) => kind(name, (n) => `export const Page = (x) => (${text(n)});\n`, 'a.tsx')),
  kind('namespaces', around('namespace a { ', 'f();', ' }')),
  kind('dotted namespaces', (n) => `namespace a${'.b'.repeat(n)} {}`),
  kind('decorators', (n) => `${'@a '.repeat(n)}class B {}`),
  kind('decorator arguments', (n) => `@a(${'b('.repeat(n)}${')'.repeat(n)}) class B {}`),
  kind('heritage', around('class A extends (', 'b', ') {}')),
  kind('raw HTML of components', (n) => `<template><p v-html="${'('.repeat(n)}x${')'.repeat(n)}" /></template>\n<script>\nconst x = 1;\n</script>\n`, 'a.vue'),
  kind('raw HTML, many times', (n) => `<template>${'<p v-html="x" />'.repeat(n)}</template>\n<script>\nconst x = 1;\n</script>\n`, 'a.vue'),
  kind(
    'lists of components, each made of the one before it twice',
    (n) => `${Array.from({ length: n }, (_, i) => `{#each a${i}.concat(a${i}) as a${i + 1}}`).join('')}{@html a${n}}${'{/each}'.repeat(n)}\n<script>\nlet a0 = [];\n</script>\n`,
    'a.svelte',
  ),
  kind('open braces in markup', (n) => '{@html '.repeat(n), 'a.svelte'),
  kind('scripts of components', (n) => '<script>'.repeat(n), 'a.svelte'),
  kind('closed scripts of components', (n) => '<script>a();</script>'.repeat(n), 'a.svelte'),
];

const many =
  (line: (n: number) => string) =>
  (n: number): string =>
    Array.from({ length: n }, (_, i) => line(i)).join('\n');

/** Side by side instead of in one another: what looks up each of many among all of them shows here. */
export const REPEATED: readonly Shape[] = [
  kind(
    'suppressions',
    many(() => '// locksmith-ignore-next-line prompt/unfiltered-input -- a reason'),
  ),
  kind(
    'suppressions of statements',
    many(() => '// locksmith-ignore-next-line prompt/unfiltered-input -- a reason\nf();'),
  ),
  kind('suppressions in one comment', (n) => `/* ${many(() => 'locksmith-ignore prompt/unfiltered-input -- a reason')(n)} */`),
  kind(
    'imports',
    many((i) => `import { a${i} } from './m${i}';`),
  ),
  kind(
    'exports',
    many((i) => `export const a${i} = ${i};`),
  ),
  kind(
    'exports of others',
    many((i) => `export * from './m${i}';`),
  ),
  kind(
    'functions',
    many((i) => `function f${i}(a) { return f${i + 1}(a); }`),
  ),
  kind(
    'functions of one name',
    many(() => 'function f(a) { return f(a); }'),
  ),
  kind(
    'classes',
    many((i) => `class A${i} extends A${i + 1} { m() {} }`),
  ),
  kind('methods', (n) => `class A {\n${many((i) => `m${i}() { return this.m${i + 1}(); }`)(n)}\n}`),
  kind('fields', (n) => `class A {\n${many((i) => `a${i} = ${i};`)(n)}\n}`),
  kind('properties', (n) => `const a = {\n${many((i) => `a${i}: f(${i}),`)(n)}\n};`),
  kind('items', (n) => `const a = [\n${many((i) => `f(${i}),`)(n)}\n];`),
  kind('parameters', (n) => `function f(\n${many((i) => `a${i},`)(n)}\n) { return a0; }`),
  kind('arguments', (n) => `f(\n${many((i) => `a${i},`)(n)}\n);`),
  kind('cases', (n) => `switch (a) {\n${many((i) => `case ${i}: f(); break;`)(n)}\n}`),
  kind('cases that fall through', (n) => `switch (a) {\n${many((i) => `case ${i}:`)(n)}\n}`),
  kind('assignments to one variable', (n) => `let a = 1;\n${many((i) => `if (b${i}) a = ${i};`)(n)}\nf(a);`),
  kind('many variables over many branches', (n) => `${many((i) => `let a${i} = ${i};`)(n / 50)}\n${many((i) => `if (b) a${i % 200} = ${i};`)(n / 5)}\n`),
  kind('returns', (n) => `function f(a) {\n${many((i) => `if (a === ${i}) return ${i};`)(n)}\n}`),
  kind(
    'loops',
    many((i) => `for (const a of b) f(a, ${i});`),
  ),
  kind(
    'tries',
    many((i) => `try { f(${i}); } catch {}`),
  ),
  kind('parts of a template', (n) => `const a = \`${many((i) => `\${b${i}}`)(n)}\`;`),
  kind('routes', (n) => `${HEAD}${many((i) => `app.post('/x${i}', (req, res) => res.json(f(req.body)));`)(n / 10)}`),
  kind('calls of a model', (n) => inHandler(many(() => `await ${CALL};`))(n / 50)),
  kind(
    'types',
    many((i) => `type A${i} = A${i + 1} | { a: A${i} };`),
  ),
  kind('members of an enumeration', (n) => `enum A {\n${many((i) => `a${i} = ${i},`)(n)}\n}`),
  kind('children', (n) => `const a = <p>\n${many((i) => `<a b={c} key={${i}} />`)(n)}\n</p>;`, 'a.tsx'),
  kind(
    'errors',
    many(() => 'const = ) {'),
  ),
  kind(
    'open strings',
    many(() => `"`),
  ),
  kind('empty lines', (n) => '\n'.repeat(n)),
  kind('carriage returns', (n) => '\r'.repeat(n)),
  kind('one long line', (n) => 'f();'.repeat(n)),
  kind('one long string', (n) => `const a = '${'x'.repeat(n)}';`),
  kind('one long name', (n) => `const ${'x'.repeat(n)} = 1;`),
];
