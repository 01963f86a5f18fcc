/** Functions that the workspace's own infrastructure code puts behind HTTP, and whether it has a lock stand before them there. */
import { apis } from '../flow/access';
import { having } from '../flow/asked';
import type { CallEvent } from '../flow/events';
import { allHold, holds, valuesAt } from '../flow/positions';
import { type Value, constantsOf } from '../flow/values';
import type { Condition, ExposesSpec, LockKind } from '../models/format';
import { type Guard, strongest } from './locks';

interface Exposed {
  /** The end of the handler's path, without an extension (`src/chat`), and the export. */
  file: string;
  name: string;
  auth: Guard;
  rateLimit: Guard;
}

/** All ways in have to be locked; where no code exposes the handler, it says nothing. */
export function guardOfDeployment(events: readonly CallEvent[], file: string, name: string, lock: LockKind): Guard {
  if (lock !== 'auth' && lock !== 'rateLimit') return 'none';
  const path = `/${file.replace(/\.[cm]?[jt]sx?$/, '')}`;
  const ways = exposed(events)
    .filter((e) => path.endsWith(`/${e.file}`) && e.name === name)
    .map((e) => e[lock]);
  return ways.length === 0 || ways.includes('none') ? 'none' : ways.includes('unknown') ? 'unknown' : 'locked';
}

const SAYS = { yes: 'locked', no: 'none', unknown: 'unknown' } as const;
const known = new WeakMap<readonly CallEvent[], Exposed[]>();

function exposed(events: readonly CallEvent[]): Exposed[] {
  let found = known.get(events);
  if (!found) known.set(events, (found = having(events, 'exposes').flatMap((e) => e.specs.flatMap((s) => (s.exposes ? ofCall(e, s.exposes) : [])))));
  return found;
}

function ofCall(event: CallEvent, spec: ExposesSpec): Exposed[] {
  if (allHold(event, spec.if) === 'no') return [];
  const off = (spec.unless ?? []).some((u) => holds(event, u) === 'yes');
  const told = (conditions: readonly Condition[] = []): Guard => strongest(conditions.map((c) => SAYS[holds(event, c)]));
  return spec.function
    .flatMap((p) => valuesAt(event, p).flatMap((at) => functionsIn(at.value, 0)))
    .map((f) => ({ ...f, auth: off ? 'none' : told(spec.auth), rateLimit: told(spec.rateLimit) }));
}

/** What was deployed, also where an integration was made of it. */
function functionsIn(v: Value, depth: number): Pick<Exposed, 'file' | 'name'>[] {
  if (depth > 3) return [];
  return apis(v).flatMap((r) => {
    const { made } = r;
    if (!made) return [];
    const used = made.specs.flatMap((s) => s.uses ?? []).flatMap((p) => valuesAt(made, p).flatMap((at) => functionsIn(at.value, depth + 1)));
    return [...made.specs.flatMap((s) => (s.deploys ? placesOf(made, s.deploys) : [])), ...used];
  });
}

function placesOf(event: CallEvent, { file, folder, handler }: { file?: string; folder?: string; handler: string }): Pick<Exposed, 'file' | 'name'>[] {
  const textAt = (port: string): string[] => {
    const given = valuesAt(event, port).flatMap((at) => (constantsOf(at.value) ?? []).map(String));
    return given.length > 0 ? given : endOfPath(event, port);
  };
  const [name = 'handler'] = textAt(handler);
  const [source] = file === undefined ? [] : textAt(file);
  if (source !== undefined) return [{ file: normal(source).replace(/\.[cm]?[jt]sx?$/, ''), name }];
  const [below] = folder === undefined ? [] : textAt(folder);
  const dot = name.lastIndexOf('.');
  return below === undefined || dot < 0 ? [] : [{ file: normal(`${below}/${name.slice(0, dot)}`), name: name.slice(dot + 1) }];
}

/** `path.join(__dirname, '../src/chat.ts')`, written in the options: the part of it that is written out. */
function endOfPath(event: CallEvent, port: string): string[] {
  const { instrs } = event.fn.facts;
  const [index = '', option] = port.split('.');
  const options = instrs[event.argUses[Number(index)]?.[0] ?? -1];
  const value = options?.op === 'object' ? options.props.find((p) => p.key === option)?.value : undefined;
  const call = value && instrs[value[0]];
  const words = call?.op === 'call' ? call.args.flatMap((a) => instrs[a.use[0]] ?? []) : [];
  const parts = words.flatMap((w) => (w.op === 'lit' && typeof w.value === 'string' ? [w.value] : []));
  return parts.length > 0 ? [parts.join('/')] : [];
}

const normal = (path: string): string =>
  path
    .split('/')
    .filter((p) => p !== '' && p !== '.' && p !== '..')
    .join('/');
