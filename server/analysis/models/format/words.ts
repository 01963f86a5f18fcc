/** The words of the model format: kinds of data, sinks, effects, stores, locks and entry points, and how APIs and ports are named. */

/** `pkg:Name#member` or `Name#member`. */
export type ApiName = string;

/** See `format.ts`. */
export type PortText = string;

/**
 * What a value is made of. A value may carry several. `identity` is the verified caller, `credential` what a caller shows to be
 * verified; `arguments` are what a model calls a tool with, `record` a row of the program's own.
 */
export const DATA_KINDS = ['user', 'credential', 'local', 'file', 'external', 'retrieved', 'model', 'arguments', 'record', 'secret', 'personal', 'identity'] as const;

export type DataKind = (typeof DATA_KINDS)[number];

/**
 * What a barrier makes a value safe for. `any` (an allow-list, a number) clears every kind of data; the others silence only
 * the sinks that name them. `resolved` silences nothing by itself: it says that a path has no `..` left, so that a prefix test of it
 * is a containment check; `rebased`, that it was resolved against a folder of the program. `below`: it has no `..`, so that it leads below
 * what it is put behind; `relative`: it is no absolute path, so that with `below` it leads below whatever it is resolved against. `program`: it stands behind a fixed first word, so that taken apart it is an argument. `encoded`: as one part of a
 * URL, so that behind something else it chooses no host. `scheme`: it begins with a scheme that the program knows, so that whoever opens it takes
 * it for an address and for nothing else. `scope`: it was compared with the verified identity, or is one of the identity's own
 * memberships. `extracted`: it was taken out of a document, so that what was `user` is `external` as well; it silences those who
 * ask about what a sender wrote himself.
 */
export const SAFE_FOR = [
  'any',
  'filter',
  'shell',
  'code',
  'query',
  'html',
  'images',
  'path',
  'host',
  'schema',
  'redacted',
  'encrypted',
  'roles',
  'resolved',
  'rebased',
  'encoded',
  'scope',
  'program',
  'below',
  'relative',
  'scheme',
  'extracted',
] as const;

export type SafeFor = (typeof SAFE_FOR)[number];

export const SINK_KINDS = ['command', 'code', 'query', 'html', 'markdown', 'path', 'url', 'response', 'structure', 'tool-source'] as const;

export type SinkKind = (typeof SINK_KINDS)[number];

export const EFFECT_KINDS = ['process', 'file', 'database', 'http', 'message', 'payment', 'cloud', 'repository', 'browser', 'queue', 'calendar'] as const;

export type EffectKind = (typeof EFFECT_KINDS)[number];

export const STORE_KINDS = ['file', 'browser', 'embedded', 'record', 'managed', 'vector', 'log', 'cookie'] as const;

export type StoreKind = (typeof STORE_KINDS)[number];

export const LOCK_KINDS = ['filter', 'auth', 'approval', 'encryption', 'rateLimit', 'audit'] as const;

export type LockKind = (typeof LOCK_KINDS)[number];

/** What a response is declared to be. It locks nothing, but holds on a way as locks do. */
export type ResponseKind = 'html' | 'text';

export const ENTRY_KINDS = ['http', 'websocket', 'rpc', 'action', 'page', 'lambda', 'queue', 'bot', 'timer', 'webhook', 'cli', 'mcp', 'agent'] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];
