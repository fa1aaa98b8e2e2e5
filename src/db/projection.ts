import { and, eq, lt, or, sql } from 'drizzle-orm';
import { type BatchItem } from 'drizzle-orm/batch';
import { type EventRow, type ErrorRow, type HealthRow, type IntegrationRecord } from '../core/integration-record';
import { type Database } from './client';
import { events, healthChecks, integrationErrors, integrations, oauthTokens, webhooks } from './schema';

type Statement = BatchItem<'sqlite'>;

export const integrationRow = (record: IntegrationRecord) => ({
  id: record.id,
  workspaceId: record.workspaceId,
  platform: record.platform,
  accountId: record.account.id,
  accountLabel: record.account.label,
  owner: record.owner,
  visibility: record.visibility,
  sharedWith: record.sharedWith,
  state: record.state,
  healthStatus: record.health.status,
  healthReason: record.health.reason,
  healthCheckedAt: record.health.checkedAt,
  breakerState: record.breaker.state,
  breakerNextTryAt: record.breaker.nextTryAt,
  scopes: record.scopes,
  expiresAt: record.expiresAt,
  createdAt: record.createdAt,
  version: record.version,
});

/** The directory row, its token metadata and its webhook routes. A smaller version never overwrites a greater one. */
export function projectIntegration(db: Database, record: IntegrationRecord): Statement[] {
  const row = integrationRow(record);
  const statements: Statement[] = [
    db
      .insert(integrations)
      .values(row)
      .onConflictDoUpdate({ target: integrations.id, set: row, setWhere: lt(integrations.version, record.version) }),
  ];
  // What hangs on the row is only touched by the version the row now has.
  const current = sql`exists (select 1 from ${integrations} where ${integrations.id} = ${record.id} and ${integrations.version} = ${record.version})`;
  const gone = record.state === 'DELETED';
  if (gone || record.state === 'REVOKED') {
    statements.push(db.delete(oauthTokens).where(and(eq(oauthTokens.integrationId, record.id), current)));
  } else {
    const { id, workspaceId, generation, expiresAt, refreshable, refreshedAt } = record;
    const tokens = { generation, expiresAt, refreshable, refreshedAt };
    statements.push(
      db
        .insert(oauthTokens)
        .select(
          sql`select ${id}, ${workspaceId}, ${generation}, ${expiresAt}, ${refreshable ? 1 : 0}, ${refreshedAt} where ${current}`,
        )
        .onConflictDoUpdate({ target: oauthTokens.integrationId, set: tokens }),
    );
  }
  if (gone) {
    statements.push(db.delete(webhooks).where(and(eq(webhooks.integrationId, record.id), current)));
    return statements;
  }
  for (const routeKey of record.routes) {
    const { id, workspaceId, platform, createdAt, subscription } = record;
    const kept = { subscriptionId: subscription?.id ?? null, expiresAt: subscription?.expiresAt ?? null };
    statements.push(
      db
        .insert(webhooks)
        .select(
          sql`select ${id}, ${workspaceId}, ${platform}, ${routeKey}, ${kept.subscriptionId}, ${kept.expiresAt}, ${createdAt} where ${current}`,
        )
        .onConflictDoUpdate({ target: [webhooks.integrationId, webhooks.routeKey], set: kept }),
    );
  }
  return statements;
}

export const projectEvent = (db: Database, record: IntegrationRecord, event: EventRow): Statement =>
  db
    .insert(events)
    .values({ ...event, integrationId: record.id, workspaceId: record.workspaceId })
    .onConflictDoNothing();

export const projectError = (db: Database, record: IntegrationRecord, error: ErrorRow): Statement =>
  db
    .insert(integrationErrors)
    .values({ ...error, integrationId: record.id, workspaceId: record.workspaceId })
    .onConflictDoNothing();

export const projectHealth = (db: Database, record: IntegrationRecord, check: HealthRow): Statement =>
  db
    .insert(healthChecks)
    .values({ ...check, integrationId: record.id, workspaceId: record.workspaceId })
    .onConflictDoNothing();

/**
 * Settles which integration keeps an account: inserts `candidate` unless the owner already has a live integration of that account,
 * and answers the id that holds. The unique index decides between callbacks that arrive together.
 */
export async function claimAccount(db: Database, candidate: ReturnType<typeof integrationRow>): Promise<string> {
  await db.insert(integrations).values(candidate).onConflictDoNothing();
  const holder = await db
    .select({ id: integrations.id })
    .from(integrations)
    .where(
      and(
        eq(integrations.workspaceId, candidate.workspaceId),
        eq(integrations.platform, candidate.platform),
        eq(integrations.owner, candidate.owner),
        eq(integrations.accountId, candidate.accountId),
        or(eq(integrations.id, candidate.id), sql`${integrations.state} <> 'DELETED'`),
      ),
    )
    .orderBy(integrations.createdAt)
    .get();
  return holder?.id ?? candidate.id;
}
