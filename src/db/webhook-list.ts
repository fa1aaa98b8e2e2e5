import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { type Database } from './client';
import { webhookEvents, webhookTargets } from './schema';

export const DELIVERY_STATUSES = ['received', 'handled', 'failed', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A delivery as far as it concerns the integrations somebody may use; times are milliseconds since 1970. */
export interface ConcernedDelivery {
  id: string;
  platform: string;
  deliveryId: string;
  type: string;
  status: DeliveryStatus;
  receivedAt: number;
  handledAt: number | null;
  attempts: number;
  error: string | null;
}

export interface DeliveryFilter {
  /** Only deliveries that concern one of these. */
  integrationIds: readonly string[];
  id?: string | undefined;
  platform?: string | undefined;
  status?: DeliveryStatus | undefined;
  /** Only what is older than this delivery. */
  before?: string | undefined;
  limit: number;
}

/* What its targets are, not what the delivery is: what became of it at others' integrations is theirs to know. */
const concernedStatus = sql<DeliveryStatus>`case when sum(${webhookTargets.status} = 'failed') > 0 then 'failed'
  when sum(${webhookTargets.status} = 'received') > 0 then 'received'
  when sum(${webhookTargets.status} = 'dead') > 0 then 'dead' else 'handled' end`;

const idList = (ids: readonly string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;

/** Deliveries that concern given integrations, newest first. */
export function listDeliveries(db: Database, filter: DeliveryFilter): Promise<ConcernedDelivery[]> {
  const { integrationIds, id, platform, status, before, limit } = filter;
  return db
    .select({
      id: webhookEvents.id,
      platform: webhookEvents.platform,
      deliveryId: webhookEvents.deliveryId,
      type: webhookEvents.type,
      status: concernedStatus,
      receivedAt: webhookEvents.receivedAt,
      handledAt: sql<
        number | null
      >`case when sum(${webhookTargets.status} <> 'handled') = 0 then max(${webhookTargets.handledAt}) end`,
      attempts: sql<number>`max(${webhookTargets.attempts})`,
      error: sql<string | null>`max(${webhookTargets.error})`,
    })
    .from(webhookTargets)
    .innerJoin(webhookEvents, eq(webhookEvents.id, webhookTargets.eventId))
    .where(
      and(
        sql`${webhookTargets.integrationId} in ${idList(integrationIds)}`,
        id === undefined ? undefined : eq(webhookTargets.eventId, id),
        before === undefined ? undefined : sql`${webhookTargets.eventId} < ${before}`,
        platform === undefined ? undefined : eq(webhookEvents.platform, platform),
      ),
    )
    .groupBy(webhookTargets.eventId)
    .having(status === undefined ? undefined : sql`${concernedStatus} = ${status}`)
    .orderBy(desc(webhookTargets.eventId))
    .limit(limit)
    .all();
}

/**
 * Makes a delivery be tried again at those of `integrationIds` that have not handled it, in one transaction.
 * @returns the integrations it will be tried at; none where all of them have handled it.
 */
export async function reopenDelivery(db: Database, id: string, integrationIds: readonly string[]): Promise<string[]> {
  const reopened = await db.batch([
    db
      .update(webhookTargets)
      .set({ status: 'received', attempts: 0, error: null })
      .where(
        and(
          eq(webhookTargets.eventId, id),
          sql`${webhookTargets.integrationId} in ${idList(integrationIds)}`,
          inArray(webhookTargets.status, ['received', 'failed', 'dead']),
        ),
      )
      .returning({ integrationId: webhookTargets.integrationId }),
    db
      .update(webhookEvents)
      .set({ status: 'received', attempts: 0, error: null, handledAt: null })
      .where(
        and(
          eq(webhookEvents.id, id),
          sql`exists (select 1 from ${webhookTargets} where ${webhookTargets.eventId} = ${id} and ${webhookTargets.status} = 'received')`,
        ),
      ),
  ]);
  return reopened[0].map(({ integrationId }) => integrationId);
}
