import { type Env } from '../../src/env';

/** What the sweeps cost: what goes over the network in production, and rows that are billed. */
export const counts = {
  d1Calls: 0,
  rowsRead: 0,
  rowsWritten: 0,
  objectCalls: 0,
  objectRowsRead: 0,
  objectRowsWritten: 0,
  queueCalls: 0,
  queueMessages: 0,
};

interface Cursor {
  rowsRead: number;
  rowsWritten: number;
}
let cursors: Cursor[] = [];

/** Adds up what the statements run since the last time have read and written; a cursor knows only once it was read to its end. */
export function settleCursors(): void {
  for (const { rowsRead, rowsWritten } of cursors) {
    counts.objectRowsRead += rowsRead;
    counts.objectRowsWritten += rowsWritten;
  }
  cursors = [];
}

let countsStorage = false;

/** Counts the rows of every object's own database from here on. Every object shares the one prototype. */
export function countStorage(sql: SqlStorage): void {
  if (countsStorage) return;
  countsStorage = true;
  const prototype = Object.getPrototypeOf(sql) as SqlStorage;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on what it was called on
  const { exec } = prototype;
  prototype.exec = function counted(this: SqlStorage, ...args: Parameters<SqlStorage['exec']>) {
    const cursor = exec.apply(this, args);
    if (cursors.length >= 10_000) settleCursors();
    cursors.push(cursor);
    return cursor;
  } as SqlStorage['exec'];
}

const inner = new WeakMap<object, D1PreparedStatement>();

function noted<T extends { meta: D1Meta }>(result: T): T {
  counts.rowsRead += result.meta.rows_read;
  counts.rowsWritten += result.meta.rows_written;
  return result;
}

function statement(real: D1PreparedStatement): D1PreparedStatement {
  const all = async () => {
    counts.d1Calls++;
    return noted(await real.all<Record<string, unknown>>());
  };
  const wrapped = {
    bind: (...values: unknown[]) => statement(real.bind(...values)),
    all,
    run: all,
    // Columns of one name would become one: nothing that is counted joins tables by `*`.
    raw: async () => (await all()).results.map((row) => Object.values(row)),
  };
  inner.set(wrapped, real);
  return asStatement(wrapped);
}

/** Drizzle uses these methods and no others. */
const asStatement = (wrapped: object): D1PreparedStatement => wrapped as D1PreparedStatement;

const countedD1 = (real: D1Database): D1Database =>
  ({
    prepare: (sql: string) => statement(real.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      counts.d1Calls++;
      const results = await real.batch(statements.map((wrapped) => inner.get(wrapped) ?? wrapped));
      return results.map(noted);
    },
  }) as D1Database;

const countedObjects = (real: Env['INTEGRATION']): Env['INTEGRATION'] =>
  ({
    getByName: (name: string) => {
      counts.objectCalls++;
      return real.getByName(name);
    },
  }) as Env['INTEGRATION'];

const countedQueue = (real: Env['JOBS']): Env['JOBS'] => ({
  ...real,
  send: (body, options) => {
    counts.queueCalls++;
    counts.queueMessages++;
    return real.send(body, options);
  },
  sendBatch: (messages) => {
    const all = [...messages];
    counts.queueCalls++;
    counts.queueMessages += all.length;
    // A sweep spreads its messages over minutes, so that platforms are left in peace: here they are due at once.
    return real.sendBatch(all.map(({ body }) => ({ body })));
  },
});

const known = new WeakMap<Env, Env>();

/** The same bindings, counted. */
export function counted(env: Env): Env {
  let wrapped = known.get(env);
  if (wrapped === undefined) {
    const { DB, INTEGRATION, JOBS } = env;
    wrapped = { ...env, DB: countedD1(DB), INTEGRATION: countedObjects(INTEGRATION), JOBS: countedQueue(JOBS) };
    known.set(env, wrapped);
  }
  return wrapped;
}
