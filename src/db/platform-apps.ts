import { and, eq } from 'drizzle-orm';
import { type Database } from './client';
import { platformApps } from './schema';

export type PlatformAppRow = typeof platformApps.$inferSelect;

export const findApp = (db: Database, workspaceId: string, platform: string): Promise<PlatformAppRow | undefined> =>
  db.select().from(platformApps).where(isApp(workspaceId, platform)).get();

export const appsOf = (db: Database, workspaceId: string): Promise<PlatformAppRow[]> =>
  db.select().from(platformApps).where(eq(platformApps.workspaceId, workspaceId)).all();

/** Of all workspaces: whose webhooks come to an address of all, which does not say whose app sent them. */
export const appsOn = (db: Database, platform: string): Promise<PlatformAppRow[]> =>
  db.select().from(platformApps).where(eq(platformApps.platform, platform)).all();

export async function saveApp(db: Database, row: PlatformAppRow): Promise<void> {
  await db
    .insert(platformApps)
    .values(row)
    .onConflictDoUpdate({ target: [platformApps.workspaceId, platformApps.platform], set: row });
}

/** Puts what was sealed anew in the place of what was read; an app saved meanwhile is left alone. */
export async function resealApp(db: Database, row: PlatformAppRow, sealed: string): Promise<void> {
  await db
    .update(platformApps)
    .set({ sealed })
    .where(and(isApp(row.workspaceId, row.platform), eq(platformApps.sealed, row.sealed)));
}

/** @returns whether there was one. */
export async function removeApp(db: Database, workspaceId: string, platform: string): Promise<boolean> {
  return (await db.delete(platformApps).where(isApp(workspaceId, platform))).meta.changes > 0;
}

const isApp = (workspaceId: string, platform: string) =>
  and(eq(platformApps.workspaceId, workspaceId), eq(platformApps.platform, platform));
