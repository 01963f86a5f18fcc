/**
 * Functions that a deployment file puts behind HTTP (AWS SAM's `template.yaml`, `serverless.yml`), with what stands before them there: an authorizer,
 * an API key, a throttle. The nearest file above the handler that names it speaks.
 */
import { parseDocument } from 'yaml';
import type { LockKind } from '../models/format';
import type { Guard } from './locks';

/** What the file says of one function: a verdict for each of its ways in. */
interface Deployed {
  /** `src/chat`, without an extension, and the export. */
  file: string;
  name: string;
  ways: { auth: Guard; rateLimit: Guard }[];
}

type Table = Record<string, unknown>;
const table = (v: unknown): Table => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Table) : {});
const text = (v: unknown): string | undefined => (typeof v === 'string' ? v : undefined);
const guard = (locked: boolean): Guard => (locked ? 'locked' : 'none');

const FILES: readonly [name: string, read: (doc: Table, dir: string) => Deployed[]][] = [
  ['template.yaml', ofSam],
  ['template.yml', ofSam],
  ['serverless.yml', ofServerless],
  ['serverless.yaml', ofServerless],
];

/** `read` gives the text of a file of the workspace. */
export function createDeployments(read: (path: string) => string | undefined): (file: string, name: string, lock: LockKind) => Guard {
  const known = new Map<string, Deployed[]>();
  const declaredIn = (dir: string): Deployed[] => {
    let found = known.get(dir);
    if (!found) {
      found = FILES.flatMap(([name, of]) => {
        const source = read(dir ? `${dir}/${name}` : name);
        return source === undefined ? [] : of(parsed(source), dir);
      });
      known.set(dir, found);
    }
    return found;
  };
  return (file, name, lock) => {
    if (lock !== 'auth' && lock !== 'rateLimit') return 'none';
    const path = file.replace(/\.[cm]?[jt]sx?$/, '');
    for (let dir = parentOf(path); ; dir = parentOf(dir)) {
      const here = declaredIn(dir).filter((d) => d.file === path);
      const own = here.some((d) => d.name === name) ? here.filter((d) => d.name === name) : here;
      const ways = own.flatMap((d) => d.ways.map((w) => w[lock]));
      if (ways.length > 0) return ways.includes('none') ? 'none' : ways.includes('unknown') ? 'unknown' : 'locked';
      if (dir === '') return 'none';
    }
  };
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** Tags (`!Ref`, `!GetAtt`) leave the text behind them. A file that cannot be read says nothing. */
function parsed(source: string): Table {
  try {
    return table(parseDocument(source, { logLevel: 'silent' }).toJS({ maxAliasCount: 100 }));
  } catch {
    return {};
  }
}

/** `dir` and a handler `src/chat.handler` as the file without its extension, and the export. */
function placeOf(dir: string, below: string, handler: string): Pick<Deployed, 'file' | 'name'> {
  const parts = [dir, below, handler].flatMap((p) => p.split('/')).filter((p) => p !== '' && p !== '.');
  const last = parts.pop() ?? '';
  const dot = last.lastIndexOf('.');
  return { file: [...parts, last.slice(0, dot)].join('/'), name: last.slice(dot + 1) };
}

function ofSam(doc: Table, dir: string): Deployed[] {
  const resources = table(doc['Resources']);
  const globals = table(doc['Globals']);
  return Object.values(resources).flatMap((resource): Deployed[] => {
    const { Type, Properties, Metadata } = table(resource);
    const p = { ...table(globals['Function']), ...table(Properties) };
    const handler = text(p['Handler']);
    if (Type !== 'AWS::Serverless::Function' || handler === undefined) return [];
    const url = table(p['FunctionUrlConfig'])['AuthType'];
    const ways = Object.values(table(p['Events'])).map((e) => samEvent(table(e), resources, globals));
    if (url !== undefined) ways.push({ auth: guard(url === 'AWS_IAM'), rateLimit: 'none' });
    // A bundler is told the source, and leaves a file of its name behind.
    const [source] = [table(table(Metadata)['BuildProperties'])['EntryPoints']].flat();
    const place = placeOf(dir, text(p['CodeUri']) ?? '', typeof source === 'string' ? source.replace(/\.\w+$/, handler.slice(handler.lastIndexOf('.'))) : handler);
    return [{ ...place, ways }];
  });
}

function samEvent({ Type, Properties }: Table, resources: Table, globals: Table): Deployed['ways'][number] {
  const p = table(Properties);
  const own = table(p['Auth']);
  // Queues, timers and topics let nobody else in.
  if (Type !== 'Api' && Type !== 'HttpApi') return { auth: 'locked', rateLimit: 'locked' };
  const ref = text(p['RestApiId']) ?? text(p['ApiId']) ?? text(table(p['RestApiId'] ?? p['ApiId'])['Ref']);
  const api = ref === undefined ? table(globals[Type]) : table(table(resources[ref])['Properties']);
  const shared = table(api['Auth']);
  const authorizer = own['Authorizer'] ?? shared['DefaultAuthorizer'];
  const keyed = (own['ApiKeyRequired'] ?? shared['ApiKeyRequired']) === true;
  const locked = keyed || (authorizer !== undefined && authorizer !== 'NONE');
  // An API whose routes are written elsewhere may guard them there.
  const elsewhere = api['DefinitionBody'] !== undefined || api['DefinitionUri'] !== undefined || (ref !== undefined && resources[ref] === undefined);
  const throttled = [api['MethodSettings'], api['DefaultRouteSettings'], api['RouteSettings'], shared['UsagePlan']].some(
    (s) => s !== undefined && /Throttl|RateLimit/.test(JSON.stringify(s)),
  );
  return { auth: locked ? 'locked' : elsewhere ? 'unknown' : 'none', rateLimit: throttled ? 'locked' : elsewhere ? 'unknown' : 'none' };
}

function ofServerless(doc: Table, dir: string): Deployed[] {
  const provider = table(doc['provider']);
  const throttled = /throttl|usagePlan/i.test(JSON.stringify([provider['apiGateway'] ?? {}, table(doc['custom'])['apiGatewayThrottling'] ?? {}]));
  const functions = [doc['functions']].flat().reduce<Table>((all, f) => ({ ...all, ...table(f) }), {});
  return Object.values(functions).flatMap((f): Deployed[] => {
    const { handler, events, url } = table(f);
    if (typeof handler !== 'string') return [];
    const ways = (Array.isArray(events) ? events : []).map((e) => serverlessEvent(e, throttled));
    if (url !== undefined && url !== false) ways.push({ auth: guard(table(url)['authorizer'] === 'aws_iam'), rateLimit: 'none' });
    return [{ ...placeOf(dir, '', handler), ways }];
  });
}

function serverlessEvent(event: unknown, throttled: boolean): Deployed['ways'][number] {
  const { http, httpApi } = table(event);
  const websocket = table(event)['websocket'];
  if (http === undefined && httpApi === undefined && websocket === undefined) return { auth: 'locked', rateLimit: 'locked' };
  const { authorizer, private: keyed } = table(http ?? httpApi ?? websocket);
  return { auth: guard(authorizer !== undefined || keyed === true), rateLimit: guard(throttled && http !== undefined) };
}
