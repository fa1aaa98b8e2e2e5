import { type Share } from './access';
import { type Breaker } from './breaker';
import { type Subscription } from './define-connector';
import { type IntegrationState } from './integration-state';
import { type HealthStatus, type IntegrationView } from './integration-view';
import { type Account } from './platform-call';

/** Everything an Integration object knows of itself, but for its sealed tokens. Times are milliseconds since 1970. */
export interface IntegrationRecord {
  id: string;
  workspaceId: string;
  platform: string;
  owner: string;
  visibility: 'personal' | 'shared';
  sharedWith: Share[];
  account: Account;
  routes: string[];
  state: IntegrationState;
  scopes: string[];
  /** Grows with every new token pair; part of what the sealed tokens are bound to. */
  generation: number;
  expiresAt: number | null;
  refreshable: boolean;
  refreshedAt: number;
  /** Written before a refresh token is sent and gone with the answer: one that is found was interrupted. `again`: for the second time. */
  refreshIntent: { generation: number; at: number; again?: boolean } | null;
  health: { status: HealthStatus; checkedAt: number | null; reason: string | null };
  breaker: Breaker;
  /** When a call was last known to be answered, within some minutes; kept only where calls are counted by the day. */
  answeredAt?: number;
  /** What the platform keeps so that it delivers webhooks; absent in records older than that. */
  subscription?: Subscription | null;
  /** The part of its webhooks' address that nobody can guess; absent in records older than that. */
  hook?: string;
  /** When the object looks by itself whether it works again; null while there is no need. */
  recoverAt: number | null;
  /** How long it waited for that last, in milliseconds. */
  recoverMs: number;
  createdAt: number;
  /** Grows with every change; D1 never goes back to a smaller one. */
  version: number;
}

export interface EventRow {
  id: string;
  sequence: number;
  at: number;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}

/** A failure with its context: no payloads, no tokens. */
export interface ErrorRow {
  id: string;
  kind: string;
  method: string | null;
  pathTemplate: string | null;
  status: number | null;
  code: string | null;
  reference: string;
  at: number;
}

export interface HealthRow {
  id: string;
  status: 'healthy' | 'degraded' | 'unhealthy';
  reason: string | null;
  durationMs: number;
  at: number;
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const toView = (record: IntegrationRecord): IntegrationView => ({
  id: record.id,
  platform: record.platform,
  account: record.account,
  owner: record.owner,
  visibility: record.visibility,
  sharedWith: record.sharedWith,
  state: record.state,
  health: { status: record.health.status, checkedAt: iso(record.health.checkedAt), reason: record.health.reason },
  breaker: { state: record.breaker.state, nextTryAt: iso(record.breaker.nextTryAt) },
  scopes: record.scopes,
  expiresAt: iso(record.expiresAt),
  createdAt: new Date(record.createdAt).toISOString(),
});
