import { and, desc, eq } from 'drizzle-orm';
import { type Database } from './client';
import { dataKeys } from './schema';

/** Wrapped data keys in D1, as the vault asks for them. */
export const dataKeyStore = (db: Database) => ({
  newest: (workspaceId: string) =>
    db.select().from(dataKeys).where(eq(dataKeys.workspaceId, workspaceId)).orderBy(desc(dataKeys.version)).limit(1).get(),
  find: (workspaceId: string, version: number) =>
    db.select().from(dataKeys).where(and(eq(dataKeys.workspaceId, workspaceId), eq(dataKeys.version, version))).get(),
  insert: async (workspaceId: string, key: { version: number; wrapped: string; masterVersion: number }) => {
    await db.insert(dataKeys).values({ workspaceId, ...key, createdAt: Date.now() }).onConflictDoNothing();
  },
});
