import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { type BatchItem } from 'drizzle-orm/batch';
import { type Database } from './client';
import { integrations, webhookEvents, webhookTargets } from './schema';

export type WebhookEventRow = typeof webhookEvents.$inferSelect;
export type WebhookTargetRow = typeof webhookTargets.$inferSelect;

/** D1 takes at most 100 parameters in a statement; ids travel as one JSON list. */
const TARGETS_PER_STATEMENT = 10;

type NewDelivery = Pick<
  WebhookEventRow,
  'id' | 'platform' | 'deliveryId' | 'integrationId' | 'type' | 'status' | 'body' | 'receivedAt' | 'error'
>;

/** Stores a delivery. @returns false where the same delivery is stored already. */
export async function storeDelivery(db: Database, row: NewDelivery): Promise<boolean> {
  const result = await db.insert(webhookEvents).values(row).onConflictDoNothing();
  return result.meta.changes > 0;
}

/**
 * Takes a delivery up that is not settled, and counts that before anything is done with it: one that brings its handler down is known
 * by its count. @returns undefined where there is nothing to do.
 */
export const beginDelivery = (db: Database, id: string): Promise<WebhookEventRow | undefined> =>
  db
    .update(webhookEvents)
    .set({ attempts: sql`${webhookEvents.attempts} + 1` })
    .where(and(eq(webhookEvents.id, id), inArray(webhookEvents.status, ['received', 'failed'])))
    .returning()
    .get();

export async function settleDelivery(
  db: Database,
  id: string,
  status: 'handled' | 'ignored' | 'failed' | 'dead',
  error: string | null,
): Promise<void> {
  const handledAt = status === 'handled' ? Date.now() : null;
  await db
    .update(webhookEvents)
    .set({ status, error, handledAt })
    .where(and(eq(webhookEvents.id, id), ne(webhookEvents.status, 'handled')));
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

export const targetsOf = (db: Database, eventId: string): Promise<WebhookTargetRow[]> =>
  db.select().from(webhookTargets).where(eq(webhookTargets.eventId, eventId)).all();

/** Writes down whom a delivery concerns, all or nothing. Those gone from the directory are left out. */
export async function addTargets(
  db: Database,
  event: Pick<WebhookEventRow, 'id' | 'receivedAt'>,
  integrationIds: readonly string[],
): Promise<WebhookTargetRow[]> {
  const known = await db
    .select({ integrationId: integrations.id, workspaceId: integrations.workspaceId })
    .from(integrations)
    .where(sql`${integrations.id} in (select value from json_each(${JSON.stringify(integrationIds)}))`)
    .all();
  const rows = known.map((row) => ({ ...row, eventId: event.id, receivedAt: event.receivedAt }));
  const statements = Array.from({ length: Math.ceil(rows.length / TARGETS_PER_STATEMENT) }, (_, at) =>
    db
      .insert(webhookTargets)
      .values(rows.slice(at * TARGETS_PER_STATEMENT, (at + 1) * TARGETS_PER_STATEMENT))
      .onConflictDoNothing(),
  );
  await inOneBatch(db, statements);
  return targetsOf(db, event.id);
}

/** What came of a delivery at one integration. */
export interface TargetResult {
  integrationId: string;
  status: 'handled' | 'failed' | 'dead';
  error: string | null;
}

/** Counts an attempt at each. What is handled stays so, whatever a second handler that ran beside this one says. */
export const settleTargets = (db: Database, eventId: string, results: readonly TargetResult[]): Promise<void> =>
  inOneBatch(
    db,
    results.map(({ integrationId, status, error }) =>
      db
        .update(webhookTargets)
        .set({
          status,
          error,
          handledAt: status === 'handled' ? Date.now() : null,
          attempts: sql`${webhookTargets.attempts} + 1`,
        })
        .where(
          and(
            eq(webhookTargets.eventId, eventId),
            eq(webhookTargets.integrationId, integrationId),
            ne(webhookTargets.status, 'handled'),
          ),
        ),
    ),
  );

async function inOneBatch(db: Database, statements: BatchItem<'sqlite'>[]): Promise<void> {
  const [first, ...rest] = statements;
  if (first !== undefined) await db.batch([first, ...rest]);
}
