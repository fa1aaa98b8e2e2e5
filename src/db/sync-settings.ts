import { and, asc, eq, exists, gt, inArray, lt, lte, max, or, type SQL, sql } from 'drizzle-orm';
import { newId } from '../core/ids';
import { type Database } from './client';
import { integrations, records, syncJobs, syncSettings, workspaceSettings } from './schema';

export type SyncSetting = typeof syncSettings.$inferSelect;
export type SyncJob = typeof syncJobs.$inferSelect;

/** How long records are kept unless somebody chose otherwise, and at most. */
export const DEFAULT_RETENTION_DAYS = 365;
export const MOST_RETENTION_DAYS = 3_650;

const USABLE = ['CONNECTED', 'ACTIVE', 'ERROR', 'DEGRADED'] as const;
const DAY_MS = 86_400_000;

export const syncSettingsOf = (db: Database, integrationId: string): Promise<SyncSetting[]> =>
  db
    .select()
    .from(syncSettings)
    .where(eq(syncSettings.integrationId, integrationId))
    .orderBy(syncSettings.resource)
    .all();

export const workspaceRecordDays = async (db: Database, workspaceId: string): Promise<number> =>
  (await db.select().from(workspaceSettings).where(eq(workspaceSettings.workspaceId, workspaceId)).get())?.recordDays ??
  DEFAULT_RETENTION_DAYS;

/** Changes how long a workspace keeps records at most. Where that is longer than before, what was left out is read anew. */
export async function setWorkspaceRecordDays(db: Database, workspaceId: string, recordDays: number): Promise<void> {
  const before = await workspaceRecordDays(db, workspaceId);
  const now = Date.now();
  const set = db
    .insert(workspaceSettings)
    .values({ workspaceId, recordDays })
    .onConflictDoUpdate({ target: workspaceSettings.workspaceId, set: { recordDays } });
  const wanted = and(eq(syncSettings.workspaceId, workspaceId), gt(syncSettings.retentionDays, before));
  const longer = db
    .update(syncSettings)
    .set({ epoch: newId('syn', now), dueAt: now })
    .where(wanted);
  await db.batch(recordDays > before ? [set, endJobsOf(db, wanted), longer] : [set]);
}

/** A setting with the days that really hold: its own, or the workspace's where those are fewer. */
export type SettingInForce = SyncSetting & { days: number };

export async function settingInForce(
  db: Database,
  integrationId: string,
  resource: string,
): Promise<SettingInForce | undefined> {
  const row = await db
    .select({ setting: syncSettings, days: daysInForce })
    .from(syncSettings)
    .leftJoin(workspaceSettings, eq(workspaceSettings.workspaceId, syncSettings.workspaceId))
    .where(and(eq(syncSettings.integrationId, integrationId), eq(syncSettings.resource, resource)))
    .get();
  return row === undefined ? undefined : { ...row.setting, days: row.days };
}

const daysInForce = sql<number>`min(${syncSettings.retentionDays}, coalesce(${workspaceSettings.recordDays}, ${DEFAULT_RETENTION_DAYS}))`;

export interface Choice {
  workspaceId: string;
  integrationId: string;
  resource: string;
  enabled: boolean;
  retentionDays: number;
  changedBy: string;
}

/**
 * Switches a resource on or off. Keeping longer than before means reading anew what was left out. What an earlier connection of the same
 * account left behind goes: it is about to be read again.
 */
export async function chooseSync(db: Database, choice: Choice): Promise<void> {
  const now = Date.now();
  const { enabled, retentionDays, changedBy } = choice;
  const epoch = newId('syn', now);
  const chosen = db
    .insert(syncSettings)
    .values({ ...choice, epoch, dueAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: [syncSettings.integrationId, syncSettings.resource],
      set: {
        enabled,
        retentionDays,
        changedBy,
        updatedAt: now,
        epoch: sql`case when ${syncSettings.retentionDays} < ${retentionDays} then ${epoch} else ${syncSettings.epoch} end`,
        dueAt: sql`case when ${syncSettings.enabled} and ${syncSettings.retentionDays} >= ${retentionDays} then ${syncSettings.dueAt} else ${now} end`,
      },
    });
  const earlier = sql`(select o.id from ${integrations} o join ${integrations} i on i.workspace_id = o.workspace_id and i.platform = o.platform
    and i.owner = o.owner and i.account_id = o.account_id where i.id = ${choice.integrationId} and o.id <> i.id and o.state = 'DELETED')`;
  const left = db
    .delete(records)
    .where(and(sql`${records.integrationId} in ${earlier}`, eq(records.resource, choice.resource)));
  const anew = and(
    eq(syncSettings.integrationId, choice.integrationId),
    eq(syncSettings.resource, choice.resource),
    lt(syncSettings.retentionDays, retentionDays),
  );
  await db.batch(enabled ? [endJobsOf(db, anew), chosen, left] : [chosen]);
}

/** Switches everything of an integration off; what is there stays until its time comes. */
export async function stopSyncs(db: Database, integrationId: string): Promise<void> {
  await db.update(syncSettings).set({ enabled: false }).where(eq(syncSettings.integrationId, integrationId));
}

/**
 * Erases what was synced of an integration, or of one of its resources, and switches it off. One transaction: a sync under way finds
 * another epoch and stores nothing any more.
 */
export async function eraseRecords(db: Database, integrationId: string, resource?: string): Promise<void> {
  const settings = and(
    eq(syncSettings.integrationId, integrationId),
    resource === undefined ? undefined : eq(syncSettings.resource, resource),
  );
  const stored = and(
    eq(records.integrationId, integrationId),
    resource === undefined ? undefined : eq(records.resource, resource),
  );
  await db.batch([
    db.delete(syncSettings).where(settings),
    db.delete(records).where(stored),
    closeJobs(db, integrationId, resource),
  ]);
}

/** A page of what is switched on, due, and of an integration that works, in the order of the primary key. */
export function dueSyncs(db: Database, now: number, after: { integrationId: string; resource: string }, limit: number) {
  return db
    .select({ integrationId: syncSettings.integrationId, resource: syncSettings.resource })
    .from(syncSettings)
    .innerJoin(integrations, eq(integrations.id, syncSettings.integrationId))
    .where(
      and(
        eq(syncSettings.enabled, true),
        lte(syncSettings.dueAt, now),
        inArray(integrations.state, [...USABLE]),
        or(
          gt(syncSettings.integrationId, after.integrationId),
          and(eq(syncSettings.integrationId, after.integrationId), gt(syncSettings.resource, after.resource)),
        ),
      ),
    )
    .orderBy(asc(syncSettings.integrationId), asc(syncSettings.resource))
    .limit(limit)
    .all();
}

/**
 * Makes resources due sooner. Answers those for which that was so: not what is due by then anyway, nor what is being synced.
 * Where the answer is lost, the hourly sweep finds them due.
 */
export const claimSyncs = (db: Database, integrationId: string, resources: readonly string[], dueAt: number) =>
  db
    .update(syncSettings)
    .set({ dueAt })
    .where(
      and(
        eq(syncSettings.integrationId, integrationId),
        inArray(syncSettings.resource, [...resources]),
        eq(syncSettings.enabled, true),
        gt(syncSettings.dueAt, dueAt),
        sql`not exists (select 1 from ${syncJobs} j where j.integration_id = ${syncSettings.integrationId}
          and j.resource = ${syncSettings.resource} and j.status in ('queued', 'running'))`,
      ),
    )
    .returning({ resource: syncSettings.resource });

/** Says when a resource is due again. Answers no row where it was switched off or erased meanwhile. */
export const postponeSync = (db: Database, integrationId: string, resource: string, epoch: string, dueAt: number) =>
  db
    .update(syncSettings)
    .set({ dueAt })
    .where(
      and(
        eq(syncSettings.integrationId, integrationId),
        eq(syncSettings.resource, resource),
        eq(syncSettings.epoch, epoch),
        eq(syncSettings.enabled, true),
      ),
    )
    .returning({ resource: syncSettings.resource });

export const saveJob = (db: Database, job: SyncJob) =>
  db.insert(syncJobs).values(job).onConflictDoUpdate({ target: syncJobs.id, set: job });

/** The row of a job that begins; a visit may have been quicker. */
export const openJob = (db: Database, job: SyncJob) => db.insert(syncJobs).values(job).onConflictDoNothing();

/** What is queued or under way. */
export const openJobs = (db: Database, limit: number) =>
  db
    .select({ id: syncJobs.id, integrationId: syncJobs.integrationId, resource: syncJobs.resource })
    .from(syncJobs)
    .where(inArray(syncJobs.status, ['queued', 'running']))
    .limit(limit)
    .all();

/** Ends the jobs of what nobody wants any more. */
export const closeJobs = (db: Database, integrationId: string, resource?: string) =>
  endJobs(
    db,
    'switched off',
    and(
      eq(syncJobs.integrationId, integrationId),
      resource === undefined ? undefined : eq(syncJobs.resource, resource),
    ),
  );

const endJobs = (db: Database, error: string, which: SQL | undefined) =>
  db
    .update(syncJobs)
    .set({ status: 'failed', error, finishedAt: Date.now() })
    .where(and(inArray(syncJobs.status, ['queued', 'running']), which));

/** Ends the jobs of settings that are about to get another epoch. */
const endJobsOf = (db: Database, settings: SQL | undefined) =>
  endJobs(
    db,
    'begun anew',
    exists(
      db
        .select({ one: sql`1` })
        .from(syncSettings)
        .where(
          and(
            eq(syncSettings.integrationId, syncJobs.integrationId),
            eq(syncSettings.resource, syncJobs.resource),
            settings,
          ),
        ),
    ),
  );

/** The latest job of each resource of an integration. */
export async function latestJobs(db: Database, integrationId: string): Promise<Map<string, SyncJob>> {
  const newest = db
    .select({ id: max(syncJobs.id) })
    .from(syncJobs)
    .where(eq(syncJobs.integrationId, integrationId))
    .groupBy(syncJobs.resource);
  const rows = await db.select().from(syncJobs).where(inArray(syncJobs.id, newest)).all();
  return new Map(rows.map((row) => [row.resource, row]));
}

/** Deletes records that have been kept long enough, `most` at a time. @returns how many went. */
export async function forgetRecords(db: Database, now: number, most: number): Promise<number> {
  const old = db
    .select({ n: records.n })
    .from(syncSettings)
    .leftJoin(workspaceSettings, eq(workspaceSettings.workspaceId, syncSettings.workspaceId))
    .innerJoin(
      records,
      and(
        eq(records.integrationId, syncSettings.integrationId),
        lt(records.at, sql`${now} - ${DAY_MS} * ${daysInForce}`),
        eq(records.resource, syncSettings.resource),
      ),
    )
    .limit(most);
  const gone = await db.delete(records).where(inArray(records.n, old)).returning({ n: records.n });
  return gone.length;
}
