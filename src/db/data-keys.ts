import { and, asc, count, desc, eq, gt, lt, max, ne, or, sql } from 'drizzle-orm';
import { type Database } from './client';
import { dataKeys } from './schema';

export type DataKeyRow = typeof dataKeys.$inferSelect;

/** Wrapped data keys in D1, as the vault asks for them. */
export const dataKeyStore = (db: Database) => ({
  newest: (workspaceId: string) =>
    db
      .select()
      .from(dataKeys)
      .where(eq(dataKeys.workspaceId, workspaceId))
      .orderBy(desc(dataKeys.version))
      .limit(1)
      .get(),
  find: (workspaceId: string, version: number) =>
    db
      .select()
      .from(dataKeys)
      .where(and(eq(dataKeys.workspaceId, workspaceId), eq(dataKeys.version, version)))
      .get(),
  insert: async (workspaceId: string, key: { version: number; wrapped: string; masterVersion: number }) => {
    await db
      .insert(dataKeys)
      .values({ workspaceId, ...key, createdAt: Date.now() })
      .onConflictDoNothing();
  },
});

/** A page of the scopes whose newest key was made before `before`, or that keep more than one key, by name. */
export async function scopesWithWork(db: Database, before: number, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ scope: dataKeys.workspaceId })
    .from(dataKeys)
    .where(gt(dataKeys.workspaceId, after))
    .groupBy(dataKeys.workspaceId)
    .having(or(lt(max(dataKeys.createdAt), before), gt(count(), 1)))
    .orderBy(asc(dataKeys.workspaceId))
    .limit(limit)
    .all();
  return rows.map(({ scope }) => scope);
}

/** How many versions of a scope's key are older than `version`. */
export async function olderKeys(db: Database, scope: string, version: number): Promise<number> {
  const row = await db.select({ n: count() }).from(dataKeys).where(olderThan(scope, version)).get();
  return row?.n ?? 0;
}

/** Forgets the keys of a scope that are older than `version`, which has to be there itself. @returns how many. */
export async function forgetOlderKeys(db: Database, scope: string, version: number): Promise<number> {
  const newer = sql`exists (select 1 from data_keys newer where newer.workspace_id = ${scope} and newer.version = ${version})`;
  const result = await db.delete(dataKeys).where(and(olderThan(scope, version), newer));
  return result.meta.changes;
}

const olderThan = (scope: string, version: number) =>
  and(eq(dataKeys.workspaceId, scope), lt(dataKeys.version, version));

/** A place among all data keys, in their order. */
export interface KeyPlace {
  scope: string;
  version: number;
}

/** A page of the data keys that another master key than `master` wraps. */
export const keysOfOtherMasters = (
  db: Database,
  master: number,
  after: KeyPlace,
  limit: number,
): Promise<DataKeyRow[]> =>
  db
    .select()
    .from(dataKeys)
    .where(
      and(
        ne(dataKeys.masterVersion, master),
        sql`(${dataKeys.workspaceId}, ${dataKeys.version}) > (${after.scope}, ${after.version})`,
      ),
    )
    .orderBy(asc(dataKeys.workspaceId), asc(dataKeys.version))
    .limit(limit)
    .all();

/** Puts another wrapping of the same key in the place of the one that was read; one that changed since stays. */
export async function replaceWrapping(
  db: Database,
  read: DataKeyRow,
  now: { wrapped: string; masterVersion: number },
): Promise<void> {
  await db
    .update(dataKeys)
    .set(now)
    .where(
      and(
        eq(dataKeys.workspaceId, read.workspaceId),
        eq(dataKeys.version, read.version),
        eq(dataKeys.wrapped, read.wrapped),
      ),
    );
}

/** How many data keys each master key wraps. */
export const keysByMaster = (db: Database): Promise<{ masterVersion: number; n: number }[]> =>
  db.select({ masterVersion: dataKeys.masterVersion, n: count() }).from(dataKeys).groupBy(dataKeys.masterVersion).all();
