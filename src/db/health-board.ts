import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { type Database } from './client';
import {
  activeSyncJobs,
  healthChecks,
  integrationErrors,
  integrationHealthSummary,
  integrations,
  oauthTokens,
  recentIntegrationErrors,
  syncJobs,
  tokensExpiringSoon,
} from './schema';

/*
 * The four views, as far as somebody may see them: each is asked for the integrations its reader was found to be allowed, and joined
 * with the tables behind it for what people want to read beside it.
 */

const DAY_MS = 86_400_000;
/** Days an uptime bar shows. */
export const UPTIME_DAYS = 30;

type Ids = readonly string[];
const among = (ids: Ids) => sql`(select value from json_each(${JSON.stringify(ids)}))`;

/** The health checks of one day (UTC), counted. */
export interface HealthDay {
  /** Midnight, in milliseconds since 1970. */
  day: number;
  healthy: number;
  degraded: number;
  unhealthy: number;
}

/** The last 30 days of each integration, oldest first; days without a check are there, as such. */
export async function healthDays(db: Database, ids: Ids, now: number): Promise<Map<string, HealthDay[]>> {
  const first = Math.floor(now / DAY_MS) - UPTIME_DAYS + 1;
  const counted = (status: string) => sql<number>`sum(${healthChecks.status} = ${status})`;
  const dayNumber = sql<number>`cast(${healthChecks.at} / ${DAY_MS} as integer)`;
  const rows = await db
    .select({
      id: healthChecks.integrationId,
      number: dayNumber,
      healthy: counted('healthy'),
      degraded: counted('degraded'),
      unhealthy: counted('unhealthy'),
    })
    .from(healthChecks)
    .where(and(sql`${healthChecks.integrationId} in ${among(ids)}`, sql`${healthChecks.at} >= ${first * DAY_MS}`))
    .groupBy(healthChecks.integrationId, sql`2`)
    .all();
  const found = new Map(rows.map((row) => [`${row.id} ${row.number}`, row]));
  const daysOf = (id: string): HealthDay[] =>
    Array.from({ length: UPTIME_DAYS }, (_, index) => {
      const { healthy = 0, degraded = 0, unhealthy = 0 } = found.get(`${id} ${first + index}`) ?? {};
      return { day: (first + index) * DAY_MS, healthy, degraded, unhealthy };
    });
  return new Map(ids.map((id) => [id, daysOf(id)]));
}

/** The share of checks the platform answered, if only to limit us; null where there were none. From 0 to 1. */
export function uptimeOf(days: readonly HealthDay[]): { checks: number; share: number | null } {
  const down = days.reduce((sum, { unhealthy }) => sum + unhealthy, 0);
  const checks = days.reduce((sum, { healthy, degraded, unhealthy }) => sum + healthy + degraded + unhealthy, 0);
  return { checks, share: checks === 0 ? null : (checks - down) / checks };
}

/** Of everything that is kept: how many checks, how many healthy, and when the last one was. */
export const healthSummaries = (db: Database, ids: Ids) =>
  db
    .select()
    .from(integrationHealthSummary)
    .where(sql`${integrationHealthSummary.integrationId} in ${among(ids)}`)
    .orderBy(integrationHealthSummary.integrationId)
    .all();

/** An integration's health checks, newest first. */
export const healthHistory = (db: Database, id: string, options: { before?: string | undefined; limit: number }) =>
  db
    .select()
    .from(healthChecks)
    .where(
      and(
        eq(healthChecks.integrationId, id),
        options.before === undefined ? undefined : lt(healthChecks.id, options.before),
      ),
    )
    .orderBy(desc(healthChecks.at), desc(healthChecks.id))
    .limit(options.limit)
    .all();

/** Where a list of tokens goes on. */
export interface TokenPlace {
  expiresAt: number;
  integrationId: string;
}

/** Tokens that end within 48 hours, the next one first. */
export const expiringTokens = (db: Database, ids: Ids, options: { after?: TokenPlace | undefined; limit: number }) =>
  db
    .select({
      integrationId: integrations.id,
      platform: integrations.platform,
      account: integrations.accountLabel,
      state: integrations.state,
      expiresAt: sql<number>`${tokensExpiringSoon.expiresAt}`,
      renewable: oauthTokens.refreshable,
    })
    .from(tokensExpiringSoon)
    .innerJoin(integrations, eq(integrations.id, tokensExpiringSoon.integrationId))
    .innerJoin(oauthTokens, eq(oauthTokens.integrationId, tokensExpiringSoon.integrationId))
    .where(
      and(
        sql`${tokensExpiringSoon.integrationId} in ${among(ids)}`,
        options.after === undefined
          ? undefined
          : sql`(${tokensExpiringSoon.expiresAt}, ${integrations.id}) > (${options.after.expiresAt}, ${options.after.integrationId})`,
      ),
    )
    .orderBy(tokensExpiringSoon.expiresAt, integrations.id)
    .limit(options.limit)
    .all();

/** Syncs that wait or run, the newest first. */
export const activeSyncs = (db: Database, ids: Ids, options: { before?: string | undefined; limit: number }) =>
  db
    .select({
      id: syncJobs.id,
      integrationId: syncJobs.integrationId,
      platform: integrations.platform,
      account: integrations.accountLabel,
      resource: syncJobs.resource,
      status: syncJobs.status,
      done: syncJobs.done,
      total: syncJobs.total,
      createdAt: syncJobs.createdAt,
      startedAt: syncJobs.startedAt,
    })
    .from(activeSyncJobs)
    .innerJoin(syncJobs, eq(syncJobs.id, activeSyncJobs.id))
    .innerJoin(integrations, eq(integrations.id, activeSyncJobs.integrationId))
    .where(
      and(
        sql`${activeSyncJobs.integrationId} in ${among(ids)}`,
        options.before === undefined ? undefined : lt(syncJobs.id, options.before),
      ),
    )
    .orderBy(desc(syncJobs.id))
    .limit(options.limit)
    .all();

/** Failed calls of the last 7 days, newest first. */
export const recentErrors = (db: Database, ids: Ids, options: { before?: string | undefined; limit: number }) =>
  db
    .select({ error: integrationErrors, platform: integrations.platform, account: integrations.accountLabel })
    .from(recentIntegrationErrors)
    .innerJoin(integrationErrors, eq(integrationErrors.id, recentIntegrationErrors.id))
    .innerJoin(integrations, eq(integrations.id, recentIntegrationErrors.integrationId))
    .where(
      and(
        sql`${recentIntegrationErrors.integrationId} in ${among(ids)}`,
        options.before === undefined ? undefined : lt(integrationErrors.id, options.before),
      ),
    )
    .orderBy(desc(integrationErrors.id))
    .limit(options.limit)
    .all();

export type ExpiringToken = Awaited<ReturnType<typeof expiringTokens>>[number];
export type ActiveSync = Awaited<ReturnType<typeof activeSyncs>>[number];
export type RecentError = Awaited<ReturnType<typeof recentErrors>>[number];
export type HealthCheck = Awaited<ReturnType<typeof healthHistory>>[number];
export type HealthSummary = Awaited<ReturnType<typeof healthSummaries>>[number];
