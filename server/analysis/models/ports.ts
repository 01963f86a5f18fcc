/** The small language of ports (see `format.ts`): parsed once per model, walked over abstract values by `flow/positions.ts`. */
export interface PortStep {
  /** `.name`, `.{0}`, `.*`, `[*]`, `[key=a|b]` / `[key!=a|b]`, or what a value is: `[text]`, `[list]`, `[made]`, `[whole]`. */
  kind: 'prop' | 'named' | 'every' | 'element' | 'where' | 'text' | 'list' | 'made' | 'whole';
  name?: string;
  values?: string[];
  negated?: boolean;
}

export interface Port {
  root: 'arg' | 'args-from' | 'all' | 'this' | 'return';
  index: number;
  /** `0(1)`: a parameter of the function given; `0()`: what it returns; `0(1)(0)`: what it calls that parameter with. */
  callback?: { param?: number; given?: number };
  steps: PortStep[];
  text: string;
}

const cache = new Map<string, Port>();

export function parsePort(text: string): Port {
  let port = cache.get(text);
  if (!port) cache.set(text, (port = read(text)));
  return port;
}

const HEAD = /^(this|return|\*|\d+)(\.\.)?/;
const STEP = /^(?:\.([\w$-]+|\*|\{\d+\})|\[\*\]|\[([\w$]+)(!?=)([^\]]*)\]|\[(text|list|made|whole)\])/;
const CALLBACK = /^\((\d*)\)/;

function read(text: string): Port {
  const head = HEAD.exec(text);
  const port: Port = { root: 'all', index: 0, steps: [], text };
  if (!head) return { ...port, root: 'arg', index: -1 };
  const word = head[1]!;
  if (word === 'this' || word === 'return') port.root = word;
  else if (word !== '*') {
    port.root = head[2] ? 'args-from' : 'arg';
    port.index = Number(word);
  }
  let rest = text.slice(head[0].length);
  while (rest) {
    const cb = CALLBACK.exec(rest);
    if (cb) {
      const at = cb[1] ? Number(cb[1]) : undefined;
      port.callback = port.callback?.param === undefined ? { param: at } : { ...port.callback, given: at };
      rest = rest.slice(cb[0].length);
      continue;
    }
    const m = STEP.exec(rest);
    if (!m) break;
    if (m[2] !== undefined) port.steps.push({ kind: 'where', name: m[2], negated: m[3] === '!=', values: m[4]!.split('|') });
    else if (m[5] !== undefined) port.steps.push({ kind: m[5] as 'text' | 'list' | 'made' | 'whole' });
    else if (m[1] === '*') port.steps.push({ kind: 'every' });
    else if (m[1]?.startsWith('{')) port.steps.push({ kind: 'named', name: m[1].slice(1, -1) });
    else if (m[1] !== undefined) port.steps.push({ kind: 'prop', name: m[1] });
    else port.steps.push({ kind: 'element' });
    rest = rest.slice(m[0].length);
  }
  return port;
}

/** `['a', 'b']`, `'a'` or nothing, as a list. */
export const listOf = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
