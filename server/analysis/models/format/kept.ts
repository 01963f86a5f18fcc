/** What is kept and looked for: searches, records, queries that are put together, and stores. */
import type { Condition } from './flow';
import type { PortText, StoreKind } from './words';

export interface RetrievalSpec {
  store?: string;
  /** The tool by which the model itself searches: it is marked in place of the call. */
  at?: PortText;
  /** Only a search where these hold (SQL text with a vector operator). */
  if?: Condition[];
  query?: PortText[];
  /** Options that name whose records are meant. Any of them with an owner counts as a scope. */
  scope?: PortText[];
  /** Scopes that are namespaces or tenants: their whole value is the owner. */
  namespace?: PortText[];
  /** Where the collection's name stands (`publicCollections`). */
  collection?: PortText[];
  /** SQL text: a condition on an owner's column scopes it, with the parameter that the text names (`$2`, `?`) in `params`. */
  sql?: PortText;
  /** Values of the parameters that the SQL text, or a `scope` that is a text, names: a list, an object, or arguments (`1..`). */
  params?: PortText;
}

/** A read, change or deletion of records, for `retrieval/unowned-record`; a `count` tells only how many there are, or whether there is one. */
export interface RecordSpec {
  action: 'read' | 'write' | 'delete' | 'count';
  /** Where the table, model or collection is named; without it, the member of the client that is called (`prisma.chat.findUnique`). */
  table?: PortText[];
  /** The provider keeps such records, and all of them are AI data. */
  kept?: string;
  /** SQL text, with its parameters in `where`. */
  sql?: PortText;
  /** Conditions that select the record. */
  where?: PortText[];
}

export interface ScopedSpec {
  ports: PortText[];
  unless?: Condition[];
  /** The value is the caller's own token, which the store verifies: row-level security. */
  verified?: boolean;
}

/**
 * A link of a query or a condition that is built call by call, and runs when its last link is awaited: `.eq('user_id', x)`,
 * `eq(chats.userId, x)`, `.where('a = :a', { a })`. A link that says nothing of whose the records are is `{}`.
 */
export interface BuildsSpec {
  /** The table that the query is about, by its name or as a value. */
  table?: PortText;
  /** Columns that come back, by the names that they have then. */
  columns?: PortText;
  /** Another table, which stands in the rows beside the first, each under its name. */
  joins?: PortText;
  /** What the condition is about: a column, by its name or as a value that ends in it. */
  field?: PortText;
  value?: PortText[];
  /** SQL text with its parameters in `params`, as in `RetrievalSpec`. */
  sql?: PortText;
  params?: PortText;
  /** Whole conditions: objects of fields and values, texts, other conditions. */
  all?: PortText[];
}

export interface StoreSpec {
  kind: StoreKind;
  value: PortText[];
  /** Conditions that say the store or the value is encrypted or has a customer's key. */
  encrypted?: Condition[];
  /** Names of fields that are left out of what is written: of a list, the last part of each path. */
  redacts?: PortText[];
  /** The option of what made the logger that is made of functions: fields that these write over are left out as well. */
  rewrites?: string;
  /** SQL text whose verb decides whether anything is written; unknown text counts as none. */
  sql?: PortText;
  /** Documents that searches will find: where an owner stands in their metadata, and namespaces, which are owners as a whole. */
  ingests?: {
    metadata?: PortText[];
    namespace?: PortText[];
    collection?: PortText[];
    /** The call makes a store in memory, which holds nothing else. */
    alone?: boolean;
    /** Only what goes where a search of the workspace looks: the store keeps other things as well. */ searched?: boolean;
    /** SQL text with its parameters: the owner stands in one of the columns. */ sql?: PortText;
    params?: PortText;
  };
  table?: PortText[];
}

/**
 * Which table, collection or key is meant. Without `table` and `key` it is the one that an earlier link of the query names (`builds.table`), the
 * member of the client that is called (`prisma.message.create`), or what the receiver was made with (`db.collection('messages')`). Stores of one
 * package are the same where they are made in the same package of the workspace, and have the same name.
 */
export interface TableSpec {
  table?: PortText[];
  /** The name of the one value that is meant: a constant, or a text that begins with one. There are no rows then, and a list is kept as it is. */
  key?: PortText;
  /** The name of the one column that is written, or read (`hset(key, field, value)`). */
  column?: PortText;
  /** Tables by the names that they have as members of the client (`db.query.messages`). */
  among?: PortText;
  /** The SQL text that says so, and which column is which parameter; `this` where an earlier link has it (`builds.sql`). Only a text that is all there counts. */
  sql?: PortText;
  /** Values of its parameters: a list, an object, or arguments (`1..`). Those of a tagged template are its arguments. */
  params?: PortText;
}

/** It writes rows that others read again: one, or a list of them. What a model wrote comes back at the same column, and nothing else does. */
export interface KeepsSpec extends TableSpec {
  /** Not with `sql`, whose parameters they are. */
  rows?: PortText[];
  /** Columns that are lists, each with what is put into it: one element, or several (`$each`). */
  lists?: PortText[];
  /** Where, below a column, rows of the table stand to which it relates (`create`, `createMany.data`). */
  related?: string[];
}

/** It reads rows again, which then stand in its result. */
export interface RecallsSpec extends TableSpec {
  rows: PortText[];
  /** Columns of which the rows come along to which they relate (`include`), and of those, by the same name, others. */
  related?: PortText[];
  /** The same where all columns are named (`select`): those of which more is said relate to rows. */
  selects?: PortText[];
}
