import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { HEALTH_EVERY_MS, HEALTH_OVERDUE_MS } from '../core/health';
import { type Database } from './client';
import { integrations, oauthTokens, webhooks } from './schema';

const HEALTH_DUE_MS = HEALTH_EVERY_MS * 0.9;
const DAY_MS = 86_400_000;

const USABLE = ['CONNECTED', 'ACTIVE', 'ERROR', 'DEGRADED'] as const;

/** A page of the integrations whose health is due, by id. What waits to be connected again stays in the history as what it is: down. */
export const dueForHealth = (db: Database, now: number, after: string, limit: number) =>
  db
    .select({ id: integrations.id })
    .from(integrations)
    .where(
      and(
        inArray(integrations.state, [...USABLE, 'EXPIRED', 'REVOKED']),
        or(isNull(integrations.healthCheckedAt), lt(integrations.healthCheckedAt, now - HEALTH_DUE_MS)),
        gt(integrations.id, after),
      ),
    )
    .orderBy(asc(integrations.id))
    .limit(limit)
    .all();

/** How many integrations have not been checked when they should have been. */
export async function overdueHealthChecks(db: Database, now: number): Promise<number> {
  const row = await db
    .select({ n: count() })
    .from(integrations)
    .where(
      and(
        inArray(integrations.state, [...USABLE]),
        lt(sql`coalesce(${integrations.healthCheckedAt}, ${integrations.createdAt})`, now - HEALTH_OVERDUE_MS),
      ),
    )
    .get();
  return row?.n ?? 0;
}

/** A page of the integrations whose token ends within 24 hours or is in the last half of a shorter life, by id. */
export const dueForRenewal = (db: Database, now: number, after: string, limit: number) =>
  db
    .select({ id: oauthTokens.integrationId })
    .from(oauthTokens)
    .innerJoin(integrations, eq(integrations.id, oauthTokens.integrationId))
    .where(
      and(
        inArray(integrations.state, [...USABLE]),
        eq(oauthTokens.refreshable, true),
        isNotNull(oauthTokens.expiresAt),
        lt(
          oauthTokens.expiresAt,
          sql`${now} + min(${DAY_MS}, (${oauthTokens.expiresAt} - ${oauthTokens.refreshedAt}) / 2)`,
        ),
        gt(oauthTokens.integrationId, after),
      ),
    )
    .orderBy(asc(oauthTokens.integrationId))
    .limit(limit)
    .all();

/** A subscription that ends by itself within this time is due: one of seven days is renewed daily. */
const SUBSCRIPTION_DUE_MS = 6 * DAY_MS;

/** A page of the integrations on `platforms` that have no subscription or one that ends in less than six days, by id. */
export const dueForSubscription = (
  db: Database,
  platforms: readonly string[],
  now: number,
  after: string,
  limit: number,
) =>
  db
    .selectDistinct({ id: webhooks.integrationId })
    .from(webhooks)
    .innerJoin(integrations, eq(integrations.id, webhooks.integrationId))
    .where(
      and(
        inArray(webhooks.platform, [...platforms]),
        inArray(integrations.state, [...USABLE]),
        or(
          lt(webhooks.expiresAt, now + SUBSCRIPTION_DUE_MS),
          and(isNull(webhooks.expiresAt), isNull(webhooks.subscriptionId)),
        ),
        gt(webhooks.integrationId, after),
      ),
    )
    .orderBy(asc(webhooks.integrationId))
    .limit(limit)
    .all();
