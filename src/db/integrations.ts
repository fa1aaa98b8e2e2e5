import { and, asc, desc, eq, gt, lt, ne, or } from 'drizzle-orm';
import { accessFor } from '../core/access';
import { type IntegrationView } from '../core/integration-view';
import { type Principal } from '../core/principal';
import { type Database } from './client';
import { audit, events, integrations, webhooks } from './schema';

export type IntegrationRow = typeof integrations.$inferSelect;
export type EventRow = typeof events.$inferSelect;

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const rowToView = (row: IntegrationRow): IntegrationView => ({
  id: row.id,
  platform: row.platform,
  account: { id: row.accountId, label: row.accountLabel },
  owner: row.owner,
  visibility: row.visibility,
  sharedWith: row.sharedWith,
  state: row.state,
  health: { status: row.healthStatus, checkedAt: iso(row.healthCheckedAt), reason: row.healthReason },
  breaker: { state: row.breakerState, nextTryAt: iso(row.breakerNextTryAt) },
  scopes: row.scopes,
  expiresAt: iso(row.expiresAt),
  createdAt: new Date(row.createdAt).toISOString(),
});

/** The live integrations `caller` may use, oldest first; of one platform where told. */
export async function usableIntegrations(
  db: Database,
  caller: Pick<Principal, 'workspaceId' | 'memberId' | 'role'>,
  options: { platform?: string; after?: string; limit?: number } = {},
): Promise<IntegrationRow[]> {
  const { platform, after, limit } = options;
  const query = db
    .select()
    .from(integrations)
    .where(
      and(
        eq(integrations.workspaceId, caller.workspaceId),
        ne(integrations.state, 'DELETED'),
        or(eq(integrations.owner, caller.memberId), eq(integrations.visibility, 'shared')),
        platform === undefined ? undefined : eq(integrations.platform, platform),
        after === undefined ? undefined : gt(integrations.id, after),
      ),
    )
    .orderBy(asc(integrations.id));
  const rows = await (limit === undefined ? query : query.limit(limit));
  return rows.filter((row) => accessFor(caller, row) !== 'none');
}

/** An integration's events, newest first. */
export const eventsOf = (
  db: Database,
  integrationId: string,
  options: { before?: number; limit: number },
): Promise<EventRow[]> =>
  db
    .select()
    .from(events)
    .where(
      and(
        eq(events.integrationId, integrationId),
        options.before === undefined ? undefined : lt(events.sequence, options.before),
      ),
    )
    .orderBy(desc(events.sequence))
    .limit(options.limit)
    .all();

/** Recent calls through an integration, newest first; one member's where told. */
export const callsOf = (db: Database, integrationId: string, options: { memberId?: string; limit: number }) =>
  db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.integrationId, integrationId),
        options.memberId === undefined ? undefined : eq(audit.memberId, options.memberId),
      ),
    )
    .orderBy(desc(audit.at))
    .limit(options.limit)
    .all();

/** Which integrations a delivery concerns. */
export async function routedTo(db: Database, platform: string, routeKeys: readonly string[]): Promise<string[]> {
  if (routeKeys.length === 0) return [];
  const rows = await db
    .selectDistinct({ id: webhooks.integrationId })
    .from(webhooks)
    .where(and(eq(webhooks.platform, platform), or(...routeKeys.map((key) => eq(webhooks.routeKey, key)))))
    .all();
  return rows.map(({ id }) => id);
}
