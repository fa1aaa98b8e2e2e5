import { env, listDurableObjectIds, runInDurableObject } from 'cloudflare:test';
import { vi } from 'vitest';
import { type EventRow, type IntegrationRecord } from '../../src/core/integration-record';
import { watch } from './sandbox';

type Row = Record<string, unknown>;
export type Tables = Record<string, Row[]>;

/** Every row of every table of D1; the search index apart, which holds nothing but words of `records`. */
export async function directory(): Promise<Tables> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations' AND name NOT GLOB 'records_fts*'",
  ).all<{ name: string }>();
  const tables: Tables = {};
  for (const { name } of results) tables[name] = (await env.DB.prepare(`SELECT * FROM "${name}"`).all<Row>()).results;
  return tables;
}

/** How many rows each table of D1 has. */
export const rowCounts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(Object.entries(await directory()).map(([name, rows]) => [name, rows.length]));

/** Rows of D1 by statement. */
export const rows = async <T = Row>(sql: string, ...values: unknown[]): Promise<T[]> =>
  (
    await env.DB.prepare(sql)
      .bind(...values)
      .all<T>()
  ).results;

const objectOf = (id: string) => env.INTEGRATION.getByName(id);

/** Runs SQL inside an integration's own storage. */
export const inObject = <T extends Row = Row>(id: string, sql: string, ...values: SqlStorageValue[]): Promise<T[]> =>
  runInDurableObject(objectOf(id), (_, state) =>
    state.storage.sql
      .exec(sql, ...values)
      .toArray()
      .map((row) => row as T),
  );

/** What an Integration object keeps, read from its storage. */
export async function kept(id: string): Promise<{ record: IntegrationRecord; events: EventRow[]; outbox: number }> {
  const [record] = await inObject<{ json: string }>(id, 'SELECT json FROM record');
  if (record === undefined) throw new Error(`${id} keeps nothing`);
  const events = await inObject<{ json: string }>(id, 'SELECT json FROM events ORDER BY sequence');
  const [outbox] = await inObject<{ n: number }>(id, 'SELECT count(*) AS n FROM outbox');
  return {
    record: JSON.parse(record.json) as IntegrationRecord,
    events: events.map(({ json }) => JSON.parse(json) as EventRow),
    outbox: outbox?.n ?? 0,
  };
}

/** Every row of every Integration object there is, by the object's name; objects that keep nothing are left out. */
export async function allObjects(): Promise<Record<string, Tables>> {
  const found: Record<string, Tables> = {};
  for (const id of await listDurableObjectIds(env.INTEGRATION)) {
    await runInDurableObject(env.INTEGRATION.get(id), (_, { storage, id: { name } }) => {
      const tables = storage.sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
        )
        .toArray();
      if (tables.length === 0) return;
      const contents = tables.map((table) => [table.name, storage.sql.exec(`SELECT * FROM "${table.name}"`).toArray()]);
      found[name ?? String(id)] = Object.fromEntries(contents) as Tables;
    });
  }
  return found;
}

/** Every line written to the console from here on. */
export function watchLogs(): string[] {
  const lines: string[] = [];
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void lines.push(parts.map(String).join(' ')));
  }
  return lines;
}

const SECRETS = new Set(['access_token', 'refresh_token', 'id_token', 'code_verifier', 'code']);

/** Every token a platform gives out and every code and verifier it is shown, from here on. */
export function watchSecrets(): Set<string> {
  const seen = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, child] of Object.entries(value)) {
      if (SECRETS.has(name) && typeof child === 'string') seen.add(child);
      else collect(child);
    }
  };
  watch(async (request, answer) => {
    collect(Object.fromEntries(new URLSearchParams(await request.text())));
    collect(await answer.json().catch(() => undefined));
  });
  return seen;
}
