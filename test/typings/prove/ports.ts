/** Proves ports and conditions: that a signature of the call has such a parameter, with such a property, that may have such a value. */
import ts from 'typescript';
import { parsePort, type Port, type PortStep } from '../../../server/analysis/models/ports';
import { constants, elements, everyProperty, exists, joined, NOWHERE, OPEN, parameters, property, returned, signatures, type Place, type Walker } from './walk';

const PORT = /^(this|return|\*|\d+(\.\.)?)(\(\d*\)|\.([\w$-]+|\*|\{\d+\})|\[\*\]|\[(text|list|made)\]|\[[\w$]+!?=[^\]]*\])*$/;

/** Fields of a specification whose texts look like ports and are none: constants, and parts of a handler's own parameters. */
const CONSTANTS = new Set([
  'is',
  'not',
  'on',
  'off',
  'equals',
  'refuses',
  'matches',
  'input',
  'lists',
  'untrusted',
  'private',
  'change',
  'params',
  'except',
  'turn',
  'title',
  'label',
  'role',
  'versions',
  'offered',
  'through',
]);

export interface Asked {
  port: string;
  /** Constants that the value at the port has to allow. */
  values: (string | number | boolean)[];
}

/** All ports that a specification names, with the constants that it compares them with. */
export function portsOf(spec: unknown): Asked[] {
  if (typeof spec === 'string') return PORT.test(spec) ? [{ port: spec, values: [] }] : [];
  if (Array.isArray(spec)) return spec.flatMap(portsOf);
  if (typeof spec !== 'object' || spec === null) return [];
  const fields = Object.entries(spec);
  const own = fields.flatMap(([key, value]) => [
    ...(PORT.test(key) ? [{ port: key, values: [] }] : []),
    ...(key === 'set' ? portsOf(Object.keys(value as object)) : CONSTANTS.has(key) && !(key === 'params' && typeof value === 'string') ? [] : portsOf(value)),
  ]);
  const values = ['is', 'on', 'off']
    .flatMap((k) => [(spec as Record<string, unknown>)[k]].flat())
    .filter((v) => ['string', 'number', 'boolean'].includes(typeof v)) as Asked['values'];
  const port = (spec as { port?: unknown }).port;
  return typeof port === 'string' && values.length > 0 && (spec as { form?: string }).form !== 'by-tool' ? [...own, { port, values }] : own;
}

/** Where a port leads, over all signatures of the call: `0.execute(0)` to the first parameter of the function at `0.execute`. */
export function placeOf(w: Walker, call: Place, text: string): Place {
  const callback = /^([^(]*)\((\d*)\)(.*)$/.exec(text);
  const port = parsePort(callback ? callback[1]! : text);
  const place = along(w, rootOf(w, call, port), port.steps);
  if (!callback) return place;
  // A function that returns nothing can be given one that does.
  if (callback[2] === '' && callback[3] === '') return place.open || signatures(w, place).length > 0 ? OPEN : NOWHERE;
  const within = callback[2] ? parameters(w, place, Number(callback[2])) : returned(w, place);
  return along(w, within, parsePort(`return${callback[3]}`).steps);
}

function rootOf(w: Walker, call: Place, port: Port): Place {
  switch (port.root) {
    case 'this':
      return OPEN;
    case 'return':
      return returned(w, call);
    case 'all':
      return parameters(w, call, 0, Infinity);
    default:
      return parameters(w, call, port.index, port.root === 'args-from' ? Infinity : port.index);
  }
}

function along(w: Walker, start: Place, steps: readonly PortStep[]): Place {
  return steps.reduce<Place>((place, step) => {
    switch (step.kind) {
      case 'prop':
        return property(w, joined([place, returnedObjects(w, place)]), step.name!);
      case 'named':
      case 'every':
        return everyProperty(w, place);
      case 'element':
        return elements(w, place);
      case 'text':
        return ofText(place);
      case 'list':
      case 'made':
      case 'whole':
        return place;
      case 'where': {
        const list = elements(w, place);
        const from = exists(list) ? list : place;
        const key = property(w, from, step.name!);
        const allowed = constants(key);
        const fits = exists(key) && (step.negated || !allowed || [...allowed].some((v) => step.values!.includes(String(v))));
        return fits ? from : NOWHERE;
      }
    }
  }, start);
}

/** Where a text may stand, among others where anything may (`{}`); a list has other ports. */
const ofText = (place: Place): Place => ({ ...place, types: place.types.filter((t) => t.flags & ts.TypeFlags.StringLike || isAnything(t)) });

const isAnything = (t: ts.Type): boolean => (t.flags & ts.TypeFlags.Object) !== 0 && t.getProperties().length === 0 && t.getCallSignatures().length === 0;

/** Options may be given as a function that makes them. */
const returnedObjects = (w: Walker, place: Place): Place => ({ ...returned(w, { ...place, open: false }), open: false });

export function provesPort(w: Walker, call: Place, { port, values }: Asked): boolean {
  const place = placeOf(w, call, port);
  if (!exists(place)) return false;
  const allowed = constants(place);
  return !allowed || values.every((v) => allowed.has(v));
}
