import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** An event as it is stored, in D1 and in its object. */
export interface StoredEvent {
  integrationId: string;
  sequence: number;
  type: string;
  data: Record<string, unknown>;
}

export interface Stored {
  /** The directory's history, and the objects' own. */
  events: StoredEvent[];
  ownEvents: StoredEvent[];
  deliveries: { platform: string; deliveryId: string; status: string }[];
  jobs: { id: string; status: string; error: string | null }[];
  /** Rows of objects that have not reached D1. */
  waiting: number;
  audited: number;
}

/** Everything that is to be judged, from the files of a Seneschal that is not running. */
export function readStored(folder: string): Stored {
  const { d1, objects } = databasesIn(folder);
  const all = <T>(database: DatabaseSync, query: string): T[] => database.prepare(query).all() as T[];
  interface Row {
    integrationId: string;
    sequence: number;
    type: string;
    data: string;
  }
  const events = all<Row>(
    d1,
    'SELECT integration_id AS integrationId, sequence, type, data FROM events ORDER BY integration_id, sequence',
  ).map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
  const ownEvents = objects.flatMap((object) => {
    const [record] = all<{ json: string }>(object, 'SELECT json FROM record');
    const { id } = JSON.parse(record?.json ?? '{}') as { id: string };
    return all<{ json: string }>(object, 'SELECT json FROM events ORDER BY sequence').map(({ json }) => ({
      ...(JSON.parse(json) as Omit<StoredEvent, 'integrationId'>),
      integrationId: id,
    }));
  });
  const stored: Stored = {
    events,
    ownEvents,
    deliveries: all(d1, 'SELECT platform, delivery_id AS deliveryId, status FROM webhook_events'),
    jobs: all(d1, 'SELECT id, status, error FROM sync_jobs'),
    waiting: objects.reduce((sum, object) => sum + count(object, 'outbox'), 0),
    audited: count(d1, 'audit'),
  };
  for (const database of [d1, ...objects]) database.close();
  return stored;
}

const count = (database: DatabaseSync, table: string): number =>
  Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'] ?? 0);

/** Told apart by their tables: the names of the files mean nothing. */
function databasesIn(folder: string): { d1: DatabaseSync; objects: DatabaseSync[] } {
  let d1: DatabaseSync | undefined;
  const objects: DatabaseSync[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.sqlite')) continue;
    const database = new DatabaseSync(join(folder, name));
    if (has(database, 'webhook_events')) d1 = database;
    else if (has(database, 'record') && has(database, 'outbox')) objects.push(database);
    else database.close();
  }
  if (d1 === undefined) throw new Error(`no database of Seneschal lies in ${folder}`);
  return { d1, objects };
}

const has = (database: DatabaseSync, table: string): boolean =>
  database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?`).get(table) !== undefined;
