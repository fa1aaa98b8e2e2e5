import { and, lt, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { type AnySQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { type UpkeepJob } from '../core/jobs';
import { log } from '../core/log';
import { database, literal } from '../db/client';
import {
  accessTokens,
  audit,
  events,
  healthChecks,
  integrationErrors,
  sessions,
  signInLinks,
  syncJobs,
  webhookEvents,
  webhookTargets,
} from '../db/schema';
import { type Env } from '../env';

const DAY_MS = 86_400_000;
const WEBHOOKS_MS = 30 * DAY_MS;
const HISTORY_MS = 90 * DAY_MS;
/** What let people and programs in, after it has ended. */
const ENDED_MS = 30 * DAY_MS;
/** Seven years, two of them leap years at most. */
const AUDIT_MS = 2557 * DAY_MS;

interface Rule {
  table: SQLiteTable;
  /** Which rows have been kept long enough. */
  over: (now: number) => SQL | undefined;
  /** Are the oldest rows first? Then nothing behind a stretch without one of them has to be looked at. */
  ordered: boolean;
}

const aged = (table: SQLiteTable, at: AnySQLiteColumn, keep: number): Rule => ({
  table,
  over: (now) => lt(at, now - keep),
  ordered: true,
});

const ended = (table: SQLiteTable, ...ends: readonly AnySQLiteColumn[]): Rule => ({
  table,
  over: (now) => or(...ends.map((end) => lt(end, now - ENDED_MS))),
  ordered: false,
});

/** How long everything in D1 is kept that is not kept for good. */
const RULES: Readonly<Record<string, Rule>> = {
  webhook_events: aged(webhookEvents, webhookEvents.receivedAt, WEBHOOKS_MS),
  webhook_targets: aged(webhookTargets, webhookTargets.receivedAt, WEBHOOKS_MS),
  events: aged(events, events.at, HISTORY_MS),
  integration_errors: aged(integrationErrors, integrationErrors.at, HISTORY_MS),
  health_checks: aged(healthChecks, healthChecks.at, HISTORY_MS),
  sync_jobs: {
    ...aged(syncJobs, syncJobs.createdAt, HISTORY_MS),
    over: (now) => and(lt(syncJobs.createdAt, now - HISTORY_MS), notInArray(syncJobs.status, ['queued', 'running'])),
  },
  audit: aged(audit, audit.at, AUDIT_MS),
  sessions: ended(sessions, sessions.expiresAt, sessions.revokedAt),
  access_tokens: ended(accessTokens, accessTokens.expiresAt, accessTokens.revokedAt),
  sign_in_links: ended(signInLinks, signInLinks.expiresAt),
};

/** Rows looked at by one statement. */
const STRETCH = 250;
/** Stretches of one message: D1 allows 1,000 queries to each run of the consumer. */
const STRETCHES = 20;

/** Nightly: begins to delete what has been kept long enough. What one night does not reach the next one does. */
export async function retention(env: Env): Promise<void> {
  const tables = Object.keys(RULES);
  await env.JOBS.sendBatch(tables.map((table) => ({ body: { type: 'retention' as const, table, after: 0 } })));
}

/** Deletes some of what a table has kept long enough, and hands the rest on. */
export async function retain(env: Env, { table, after }: Extract<UpkeepJob, { type: 'retention' }>): Promise<void> {
  const rule = RULES[table];
  if (rule === undefined) return;
  const now = Date.now();
  let deleted = 0;
  let place = after;
  for (let stretches = 0; stretches < STRETCHES; stretches++) {
    const { last, rows, gone } = await deleteStretch(env, rule, place, now);
    deleted += gone;
    place = last;
    if (rows < STRETCH || (rule.ordered && gone === 0)) {
      if (deleted > 0) log('info', 'rows were deleted: they were kept long enough', { table, deleted });
      return;
    }
  }
  log('info', 'rows were deleted: they were kept long enough; more may follow', { table, deleted });
  await env.JOBS.send({ type: 'retention', table, after: place });
}

/** Deletes among the next rows of a table in the order they were written, in one small transaction. */
async function deleteStretch(
  env: Env,
  { table, over }: Rule,
  after: number,
  now: number,
): Promise<{ last: number; rows: number; gone: number }> {
  const db = database(env.DB);
  const stretch = sql`select rowid from ${table} where rowid > ${literal(after)} order by rowid limit ${literal(STRETCH)}`;
  const [seen, deletion] = await db.batch([
    db.all<{ last: number | null; rows: number }>(sql`select max(rowid) as last, count(*) as rows from (${stretch})`),
    db.delete(table).where(sql`rowid in (${stretch}) and (${over(now)})`),
  ]);
  const { last = null, rows = 0 } = seen[0] ?? {};
  return { last: last ?? after, rows, gone: deletion.meta.changes };
}
