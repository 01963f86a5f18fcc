/** The proof of models finds what is not there, and names it. */
import assert from 'node:assert/strict';
import { sourcesOf } from './prove/documents';
import { prove } from './prove/prove';

const faults = (text: string): string[] => {
  const sources = sourcesOf('x.yml', text);
  return prove(
    sources,
    sources.map((s) => s.document),
  ).faults.map((f) => `${f.line} ${f.message}`);
};

describe('the proof of models', function () {
  this.timeout(180_000);

  it('is content with what is there', () =>
    assert.deepEqual(
      faults('package: shell-quote\ncalls:\n  quote: { steps: [{ from: "0[*]", to: return }] }\n').map((f) => f.replace(/@[\d.]+/, '@N')),
      ['1 shell-quote: checked has to be ["shell-quote@N"]'],
    ));

  it('names the line of a call that does not exist', () =>
    assert.deepEqual(faults('package: shell-quote\ncalls:\n  parse: {}\n  qoute: {}\n'), ['4 shell-quote: no checked version has a call qoute']));

  it('names a port that does not exist, and a constant that may not stand there', () =>
    assert.deepEqual(
      faults(
        'package: ollama\nprovider: Ollama\ntypes: { Ollama: {} }\ncalls:\n  Ollama#chat:\n    model: { name: 0.modle, content: ["0.messages[role=user].content"] }\n  Ollama#generate: { sink: { kind: url, port: 0.prompt, if: [{ port: 0.stream, is: [sometimes] }] } }\n',
      ),
      ['5 ollama: no checked version has 0.modle of Ollama#chat', '7 ollama: no checked version has 0.stream that may be "sometimes" of Ollama#generate'],
    ));

  it('takes a pattern that some export matches as a whole', () =>
    assert.deepEqual(
      faults('package: shell-quote\nchecked: [x]\ncalls:\n  /quo\\w+/: {}\n  /uot/: {}\n').filter((f) => !f.includes('checked has to be')),
      ['5 shell-quote: no checked version has a call /uot/'],
    ));

  it('names a member and a type that do not exist', () =>
    assert.deepEqual(faults('package: ollama\ntypes:\n  Ollama: { members: { confg: Config } }\n  Olama: {}\n'), [
      '3 ollama: no checked version has a member Ollama#confg',
      '4 ollama: no checked version has a type Olama, nor a call that yields one',
    ]));

  it('takes a reason for what has no typings, and none for what has', () => {
    assert.deepEqual(faults('package: "#generated"\nunproved: a framework makes it\ncalls: { useIt: {} }\n'), []);
    assert.equal(faults('package: "#generated"\ncalls: { useIt: {} }\n').length, 2);
    assert.match(faults('package: shell-quote\nunproved: { quote: none }\ncalls: { quote: {} }\n')[0]!, /^2 shell-quote: quote is proven$/);
  });
});
