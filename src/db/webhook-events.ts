import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { type Database } from './client';
import { webhookEvents } from './schema';

export type WebhookEventRow = typeof webhookEvents.$inferSelect;

/** Stores a delivery. @returns false where the same delivery is stored already. */
export async function storeDelivery(db: Database, row: Pick<WebhookEventRow, 'id' | 'platform' | 'deliveryId' | 'type' | 'status' | 'body' | 'receivedAt'>): Promise<boolean> {
  const result = await db.insert(webhookEvents).values(row).onConflictDoNothing();
  return result.meta.changes > 0;
}

export const findDelivery = (db: Database, id: string): Promise<WebhookEventRow | undefined> =>
  db.select().from(webhookEvents).where(eq(webhookEvents.id, id)).get();

export async function settleDelivery(db: Database, id: string, status: 'handled' | 'ignored' | 'failed' | 'dead', error: string | null): Promise<void> {
  await db
    .update(webhookEvents)
    .set({ status, error, handledAt: status === 'handled' ? Date.now() : null, attempts: sql`${webhookEvents.attempts} + 1` })
    .where(eq(webhookEvents.id, id));
}

/** What was accepted and not handled, older than `before`. */
export const unhandledDeliveries = (db: Database, before: number, limit: number) =>
  db
    .select({ id: webhookEvents.id })
    .from(webhookEvents)
    .where(and(inArray(webhookEvents.status, ['received', 'failed']), lt(webhookEvents.receivedAt, before)))
    .orderBy(webhookEvents.receivedAt)
    .limit(limit)
    .all();
