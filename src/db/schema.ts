import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, sqliteView, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { type Share } from '../core/access';
import { type IntegrationState } from '../core/integration-state';
import { at, workspaceId } from './columns';

/*
 * The directory and the history. Every row of a tenant carries its workspace's id; times are milliseconds since 1970.
 * The Integration objects are the truth of an integration: their outbox writes `integrations`, `events`, `oauth_tokens`,
 * `health_checks`, `integration_errors` and `rate_limits`, idempotently and never backwards.
 */

export { accessTokens, members, sessions, signInLinks, workspaces } from './schema-people';
export { records, syncSettings, workspaceSettings } from './schema-records';

/** Data keys, wrapped by a master key. The newest version seals; older ones still open. */
export const dataKeys = sqliteTable(
  'data_keys',
  {
    workspaceId: workspaceId(),
    version: integer('version').notNull(),
    wrapped: text('wrapped').notNull(),
    masterVersion: integer('master_version').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.version] })],
);

/** Authorisations under way. Deleted by the statement that reads them; the state itself is kept only as its hash. */
export const connectStates = sqliteTable('connect_states', {
  hash: text('hash').primaryKey(),
  platform: text('platform').notNull(),
  workspaceId: workspaceId(),
  memberId: text('member_id').notNull(),
  /** Hash of the session that started it: the browser it is bound to. */
  sessionId: text('session_id').notNull(),
  redirectUri: text('redirect_uri').notNull(),
  /** PKCE verifier, sealed. */
  verifier: text('verifier'),
  /** The integration a person meant to reconnect, for the words of the answer alone. */
  integrationId: text('integration_id'),
  returnTo: text('return_to').notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const integrations = sqliteTable(
  'integrations',
  {
    id: text('id').primaryKey(),
    workspaceId: workspaceId(),
    platform: text('platform').notNull(),
    accountId: text('account_id').notNull(),
    accountLabel: text('account_label').notNull(),
    owner: text('owner').notNull(),
    visibility: text('visibility').$type<'personal' | 'shared'>().notNull().default('personal'),
    sharedWith: text('shared_with', { mode: 'json' }).$type<Share[]>().notNull().default([]),
    state: text('state').$type<IntegrationState>().notNull(),
    healthStatus: text('health_status')
      .$type<'healthy' | 'degraded' | 'unhealthy' | 'unknown'>()
      .notNull()
      .default('unknown'),
    healthReason: text('health_reason'),
    healthCheckedAt: at('health_checked_at'),
    breakerState: text('breaker_state').$type<'closed' | 'open' | 'half_open'>().notNull().default('closed'),
    breakerNextTryAt: at('breaker_next_try_at'),
    scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull().default([]),
    expiresAt: at('expires_at'),
    createdAt: at('created_at').notNull(),
    /** Grows with every change in the object: an older row never overwrites a newer one. */
    version: integer('version').notNull(),
  },
  (table) => [
    index('integrations_by_workspace').on(table.workspaceId, table.platform),
    /* One live integration per owner and account: what settles two callbacks that arrive together. */
    uniqueIndex('integrations_by_account')
      .on(table.workspaceId, table.platform, table.owner, table.accountId)
      .where(sql`state <> 'DELETED'`),
  ],
);

/** Which account a person's tools use where several would do. */
export const defaultAccounts = sqliteTable(
  'default_accounts',
  {
    workspaceId: workspaceId(),
    memberId: text('member_id').notNull(),
    platform: text('platform').notNull(),
    integrationId: text('integration_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.memberId, table.platform] })],
);

/** Apps a workspace registered at platforms itself, in place of the deployment's. What is secret of them is sealed. */
export const platformApps = sqliteTable(
  'platform_apps',
  {
    workspaceId: workspaceId(),
    platform: text('platform').notNull(),
    clientId: text('client_id').notNull(),
    sealed: text('sealed').notNull(),
    savedBy: text('saved_by').notNull(),
    savedAt: at('saved_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.platform] }),
    index('platform_apps_by_platform').on(table.platform),
  ],
);

/** Metadata only: the tokens themselves stay sealed inside their object. */
export const oauthTokens = sqliteTable(
  'oauth_tokens',
  {
    integrationId: text('integration_id').primaryKey(),
    workspaceId: workspaceId(),
    generation: integer('generation').notNull(),
    expiresAt: at('expires_at'),
    refreshable: integer('refreshable', { mode: 'boolean' }).notNull(),
    refreshedAt: at('refreshed_at').notNull(),
  },
  (table) => [index('oauth_tokens_by_expiry').on(table.expiresAt)],
);

export const healthChecks = sqliteTable(
  'health_checks',
  {
    id: text('id').primaryKey(),
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    status: text('status').$type<'healthy' | 'degraded' | 'unhealthy'>().notNull(),
    reason: text('reason'),
    /** Our time and the platform's, in milliseconds. */
    durationMs: real('duration_ms').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('health_checks_by_integration').on(table.integrationId, table.at)],
);

/** What finds an integration for a delivery, and the subscription behind it where the platform has an API for that. */
export const webhooks = sqliteTable(
  'webhooks',
  {
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    platform: text('platform').notNull(),
    routeKey: text('route_key').notNull(),
    subscriptionId: text('subscription_id'),
    expiresAt: at('expires_at'),
    createdAt: at('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.integrationId, table.routeKey] }),
    index('webhooks_by_route').on(table.platform, table.routeKey),
  ],
);

/** Deliveries, stored before they are acknowledged. */
export const webhookEvents = sqliteTable(
  'webhook_events',
  {
    id: text('id').primaryKey(),
    platform: text('platform').notNull(),
    deliveryId: text('delivery_id').notNull(),
    /** Whose address it came to; null where it came to the platform's. */
    integrationId: text('integration_id'),
    type: text('type').notNull(),
    status: text('status').$type<'received' | 'handled' | 'ignored' | 'failed' | 'dead'>().notNull(),
    /** The raw body, sealed. */
    body: text('body').notNull(),
    receivedAt: at('received_at').notNull(),
    handledAt: at('handled_at'),
    attempts: integer('attempts').notNull().default(0),
    error: text('error'),
  },
  (table) => [
    uniqueIndex('webhook_events_by_delivery').on(table.platform, table.deliveryId),
    index('webhook_events_by_status').on(table.status, table.receivedAt),
  ],
);

/** What becomes of a delivery at each integration it concerns: one that fails holds up no other. */
export const webhookTargets = sqliteTable(
  'webhook_targets',
  {
    eventId: text('event_id').notNull(),
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    status: text('status').$type<'received' | 'handled' | 'failed' | 'dead'>().notNull().default('received'),
    /** Since it was received, or replayed last. */
    attempts: integer('attempts').notNull().default(0),
    error: text('error'),
    receivedAt: at('received_at').notNull(),
    handledAt: at('handled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.eventId, table.integrationId] }),
    index('webhook_targets_by_integration').on(table.integrationId, table.eventId),
  ],
);

export const rateLimits = sqliteTable(
  'rate_limits',
  {
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    limitClass: text('limit_class').notNull(),
    remaining: integer('remaining'),
    resetsAt: at('resets_at'),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.integrationId, table.limitClass] })],
);

export const syncJobs = sqliteTable(
  'sync_jobs',
  {
    id: text('id').primaryKey(),
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    resource: text('resource').notNull(),
    status: text('status').$type<'queued' | 'running' | 'done' | 'failed'>().notNull(),
    done: integer('done').notNull().default(0),
    total: integer('total'),
    cursor: text('cursor'),
    error: text('error'),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    createdAt: at('created_at').notNull(),
  },
  (table) => [index('sync_jobs_by_integration').on(table.integrationId, table.createdAt)],
);

/** Failures with their context: no payloads, no tokens. */
export const integrationErrors = sqliteTable(
  'integration_errors',
  {
    id: text('id').primaryKey(),
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    kind: text('kind').notNull(),
    method: text('method'),
    pathTemplate: text('path_template'),
    status: integer('status'),
    code: text('code'),
    reference: text('reference').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('integration_errors_by_integration').on(table.integrationId, table.at)],
);

/** What happened to an integration: a gap-free sequence per integration. */
export const events = sqliteTable(
  'events',
  {
    id: text('id').primaryKey(),
    integrationId: text('integration_id').notNull(),
    workspaceId: workspaceId(),
    sequence: integer('sequence').notNull(),
    at: at('at').notNull(),
    type: text('type').notNull(),
    actor: text('actor').notNull(),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [uniqueIndex('events_by_integration').on(table.integrationId, table.sequence)],
);

/** Who did what through Seneschal: tool calls, sign-ins, consents, changes. Arguments are never kept. */
export const audit = sqliteTable(
  'audit',
  {
    id: text('id').primaryKey(),
    workspaceId: workspaceId(),
    at: at('at').notNull(),
    memberId: text('member_id').notNull(),
    client: text('client').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    outcome: text('outcome').$type<'ok' | 'refused' | 'failed'>().notNull(),
    reference: text('reference'),
    integrationId: text('integration_id'),
    durationMs: real('duration_ms'),
  },
  (table) => [
    index('audit_by_workspace').on(table.workspaceId, table.at),
    index('audit_by_integration').on(table.integrationId, table.at),
  ],
);

/* Counted integration by integration: whoever asks for a few of them reads no others' checks. */
export const integrationHealthSummary = sqliteView('integration_health_summary', {
  integrationId: text('integration_id'),
  workspaceId: text('workspace_id'),
  platform: text('platform'),
  state: text('state'),
  checks: integer('checks'),
  healthy: integer('healthy'),
  unhealthy: integer('unhealthy'),
  lastCheckedAt: at('last_checked_at'),
}).as(sql`select i.id as integration_id, i.workspace_id as workspace_id, i.platform as platform, i.state as state,
  (select count(*) from health_checks h where h.integration_id = i.id) as checks,
  (select count(*) from health_checks h where h.integration_id = i.id and h.status = 'healthy') as healthy,
  (select count(*) from health_checks h where h.integration_id = i.id and h.status = 'unhealthy') as unhealthy,
  (select max(h.at) from health_checks h where h.integration_id = i.id) as last_checked_at
  from integrations i where i.state <> 'DELETED'`);

export const tokensExpiringSoon = sqliteView('tokens_expiring_soon', {
  integrationId: text('integration_id'),
  workspaceId: text('workspace_id'),
  platform: text('platform'),
  expiresAt: at('expires_at'),
})
  .as(sql`select t.integration_id as integration_id, t.workspace_id as workspace_id, i.platform as platform, t.expires_at as expires_at
  from oauth_tokens t join integrations i on i.id = t.integration_id
  where i.state <> 'DELETED' and t.expires_at is not null and t.expires_at < (unixepoch() + 172800) * 1000`);

export const activeSyncJobs = sqliteView('active_sync_jobs', {
  id: text('id'),
  integrationId: text('integration_id'),
  workspaceId: text('workspace_id'),
  resource: text('resource'),
  status: text('status'),
  done: integer('done'),
  total: integer('total'),
}).as(
  sql`select id, integration_id, workspace_id, resource, status, done, total from sync_jobs where status in ('queued', 'running')`,
);

export const recentIntegrationErrors = sqliteView('recent_integration_errors', {
  id: text('id'),
  integrationId: text('integration_id'),
  workspaceId: text('workspace_id'),
  kind: text('kind'),
  reference: text('reference'),
  at: at('at'),
}).as(sql`select id, integration_id, workspace_id, kind, reference, at from integration_errors
  where at > (unixepoch() - 604800) * 1000`);
