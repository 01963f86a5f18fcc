/** Requests over plain HTTP that ask a model, and connections to one: the endpoint's meaning, put to the call that sends the request or connects. */
import type { Catalog } from '../models/catalog';
import type { CallSpec, Condition, EndpointSpec, ModelCallSpec, PortText } from '../models/format';
import { safePattern } from '../models/patterns';
import type { CallEvent } from './events';
import { valuesAt, writtenText } from './positions';
import { constantsOf } from './values';

/** The meanings of a call, with that of the model that answers at its URL. Such a request changes nothing and yields no page of someone else's. */
export function withEndpoint(catalog: Catalog, event: CallEvent): readonly CallSpec[] {
  const { specs } = event;
  const to = specs.find((s) => s.request ?? s.connects);
  if (!to || specs.some((s) => s.model)) return specs;
  const urls = (to.request?.url ?? to.connects!).map((port) => urlAt(event, port)).map((url) => behind(event, to.request?.base, url));
  const endpoint = catalog.endpoints.find((e) => (to.request ? e.model : e.client) && urls.some((u) => leadsTo(e, u)));
  if (!endpoint) return specs;
  if (!to.request) return [...specs, { client: endpoint.client }];
  return [...specs.map((s) => ({ ...s, effect: undefined, returns: undefined })), meaning(endpoint, to.request.body)];
}

interface Url {
  /** What is written of it in the call. */
  written: readonly string[];
  /** What it may be; undefined for what cannot be seen. */
  constants: readonly unknown[];
}

function urlAt(event: CallEvent, port: PortText): Url {
  const found = valuesAt(event, port);
  return { written: found.map((f) => writtenText(event, f.mark)), constants: found.flatMap((f) => constantsOf(f.value) ?? [undefined]) };
}

const HOST = /^(\w+:)?\/\//;

/** A URL without a host, behind what the client was told to put before it. */
function behind(event: CallEvent, base: readonly PortText[] | undefined, url: Url): Url {
  const bases = (base ?? []).flatMap((port) => valuesAt(event, port)).flatMap((at) => constantsOf(at.value) ?? []);
  if (bases.length === 0) return url;
  const joined = <T>(text: T): (T | string)[] =>
    typeof text === 'string' && !HOST.test(text) ? bases.map((b) => `${String(b).replace(/\/$/, '')}/${text.replace(/^\//, '')}`) : [text];
  return { written: url.written.flatMap(joined), constants: url.constants.flatMap(joined) };
}

function leadsTo(e: EndpointSpec, { written, constants }: Url): boolean {
  const pattern = safePattern(e.url, 'i');
  const isIts = (text: unknown): boolean => typeof text === 'string' && pattern?.test(text) === true;
  return written.some(isIts) || (constants.length > 0 && constants.every(isIts));
}

const known = new WeakMap<EndpointSpec, Map<PortText, CallSpec>>();

function meaning(endpoint: EndpointSpec, body: PortText): CallSpec {
  let byBody = known.get(endpoint);
  if (!byBody) known.set(endpoint, (byBody = new Map()));
  let spec = byBody.get(body);
  if (!spec) byBody.set(body, (spec = { model: below(endpoint.model!, body), returns: endpoint.returns }));
  return spec;
}

/** The same model call with its ports below the body's. */
function below(m: ModelCallSpec, body: PortText): ModelCallSpec {
  const moved = (port: PortText): PortText => port.replace(/^0/, body);
  const all = (ports: PortText[] | undefined): PortText[] | undefined => ports?.map(moved);
  const conditions = (list: Condition[] | undefined): Condition[] | undefined => list?.map((c) => ({ ...c, port: moved(c.port) }));
  return {
    ...m,
    name: m.name && moved(m.name),
    instructions: all(m.instructions),
    content: all(m.content),
    roles: all(m.roles),
    cap: all(m.cap),
    speaks: conditions(m.speaks),
    tools: all(m.tools),
    structured: conditions(m.structured),
  };
}
