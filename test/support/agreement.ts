import { expect } from 'vitest';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { kept, rows } from './state';

/** The directory's row as it has to be for an integration. */
const directoryRow = (record: IntegrationRecord) => ({
  id: record.id,
  workspace_id: record.workspaceId,
  platform: record.platform,
  account_id: record.account.id,
  account_label: record.account.label,
  owner: record.owner,
  visibility: record.visibility,
  shared_with: JSON.stringify(record.sharedWith),
  state: record.state,
  health_status: record.health.status,
  health_reason: record.health.reason,
  health_checked_at: record.health.checkedAt,
  breaker_state: record.breaker.state,
  breaker_next_try_at: record.breaker.nextTryAt,
  scopes: JSON.stringify(record.scopes),
  expires_at: record.expiresAt,
  created_at: record.createdAt,
  version: record.version,
});

/**
 * Holds D1 against the object: the directory row, the token metadata and the webhook routes say the same, the events are the same in
 * the same order without a gap, and nothing waits in the outbox.
 */
export async function expectAgreement(id: string): Promise<void> {
  const { record, events, outbox } = await kept(id);
  expect(outbox).toBe(0);
  expect(await rows('SELECT * FROM integrations WHERE id = ?', id)).toEqual([directoryRow(record)]);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const stored = await rows<{ data: string }>(
    'SELECT id, sequence, at, type, actor, data FROM events WHERE integration_id = ? ORDER BY sequence',
    id,
  );
  expect(stored.map((event) => ({ ...event, data: JSON.parse(event.data) as unknown }))).toEqual(events);
  const gone = record.state === 'DELETED';
  const tokens = await rows('SELECT * FROM oauth_tokens WHERE integration_id = ?', id);
  const { generation, expiresAt, refreshedAt, workspaceId, refreshable } = record;
  expect(tokens).toEqual(
    gone || record.state === 'REVOKED'
      ? []
      : [
          {
            integration_id: id,
            workspace_id: workspaceId,
            generation,
            expires_at: expiresAt,
            refreshable: refreshable ? 1 : 0,
            refreshed_at: refreshedAt,
          },
        ],
  );
  const routes = await rows<{ route_key: string }>('SELECT route_key FROM webhooks WHERE integration_id = ?', id);
  expect(routes.map(({ route_key: key }) => key).sort()).toEqual(gone ? [] : [...record.routes].sort());
}
