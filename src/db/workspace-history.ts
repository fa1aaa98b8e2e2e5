import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { type Database } from './client';
import { events, integrationErrors, integrations, syncJobs, syncSettings } from './schema';

interface HistoryFilter {
  /** Only of these integrations, which the caller was found to be allowed. */
  integrationIds: readonly string[];
  /** Only what is older than this one. */
  before?: string | undefined;
  limit: number;
}

/** Ids begin with the time: their order is that of what happened. */
export const eventsAcross = (db: Database, filter: HistoryFilter & { type?: string | undefined }) =>
  db
    .select({ event: events, platform: integrations.platform })
    .from(events)
    .innerJoin(integrations, eq(integrations.id, events.integrationId))
    .where(
      and(
        sql`${events.integrationId} in (select value from json_each(${JSON.stringify(filter.integrationIds)}))`,
        filter.type === undefined ? undefined : eq(events.type, filter.type),
        filter.before === undefined ? undefined : lt(events.id, filter.before),
      ),
    )
    .orderBy(desc(events.id))
    .limit(filter.limit)
    .all();

export const errorsAcross = (db: Database, filter: HistoryFilter & { kind?: string | undefined }) =>
  db
    .select({ error: integrationErrors, platform: integrations.platform })
    .from(integrationErrors)
    .innerJoin(integrations, eq(integrations.id, integrationErrors.integrationId))
    .where(
      and(
        sql`${integrationErrors.integrationId} in (select value from json_each(${JSON.stringify(filter.integrationIds)}))`,
        filter.kind === undefined ? undefined : eq(integrationErrors.kind, filter.kind),
        filter.before === undefined ? undefined : lt(integrationErrors.id, filter.before),
      ),
    )
    .orderBy(desc(integrationErrors.id))
    .limit(filter.limit)
    .all();

/** What is switched on among some integrations, and when each was last read to its end. */
export const syncedAmong = (db: Database, integrationIds: readonly string[]) =>
  db
    .select({
      integrationId: syncSettings.integrationId,
      platform: integrations.platform,
      resource: syncSettings.resource,
      syncedAt: sql<
        number | null
      >`(select max(j.finished_at) from ${syncJobs} j where j.integration_id = ${syncSettings.integrationId}
        and j.resource = ${syncSettings.resource} and j.status = 'done')`,
    })
    .from(syncSettings)
    .innerJoin(integrations, eq(integrations.id, syncSettings.integrationId))
    .where(sql`${syncSettings.integrationId} in (select value from json_each(${JSON.stringify(integrationIds)}))`)
    .orderBy(syncSettings.integrationId, syncSettings.resource)
    .all();
