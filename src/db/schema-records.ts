import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { type RecordKind } from '../core/sync';
import { at, workspaceId } from './columns';

/**
 * What is to be kept here of an integration. Kept for as long as there are records, also when switched off: it says until when.
 * Records are only ever inserted while the setting is on and has the epoch the sync began with.
 */
export const syncSettings = sqliteTable(
  'sync_settings',
  {
    integrationId: text('integration_id').notNull(),
    resource: text('resource').notNull(),
    workspaceId: workspaceId(),
    enabled: integer('enabled', { mode: 'boolean' }).notNull(),
    retentionDays: integer('retention_days').notNull(),
    /** Changes when everything has to be read anew: a cursor of another epoch is worth nothing. */
    epoch: text('epoch').notNull(),
    /** When the next sync is due. */
    dueAt: at('due_at').notNull(),
    changedBy: text('changed_by').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.integrationId, table.resource] }),
    index('sync_settings_by_due').on(table.enabled, table.dueAt),
  ],
);

/** What a workspace has decided for all its members. */
export const workspaceSettings = sqliteTable('workspace_settings', {
  workspaceId: text('workspace_id').primaryKey(),
  /** Nothing that was synced is kept longer than this. */
  recordDays: integer('record_days').notNull(),
});

/**
 * What was synced, normalised. `records_fts` indexes its texts (FTS5, external content), kept by triggers: see the migration. `n` is
 * the row's number there.
 */
export const records = sqliteTable(
  'records',
  {
    n: integer('n').primaryKey({ autoIncrement: true }),
    workspaceId: workspaceId(),
    integrationId: text('integration_id').notNull(),
    resource: text('resource').notNull(),
    kind: text('kind').$type<RecordKind>().notNull(),
    externalId: text('external_id').notNull(),
    at: at('at').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    people: text('people', { mode: 'json' }).$type<string[]>().notNull(),
    url: text('url'),
    containerId: text('container_id'),
    containerName: text('container_name'),
    /** Arguments with which the platform's tools find it. */
    ids: text('ids', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    /** The full pass that saw it last: what a later one does not see is gone. */
    pass: integer('pass').notNull(),
    /** When it last changed at the platform. */
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('records_by_external').on(table.integrationId, table.externalId),
    index('records_by_time').on(table.integrationId, table.at),
  ],
);
