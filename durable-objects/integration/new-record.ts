import { CLOSED } from '../../src/core/breaker';
import { randomToken } from '../../src/core/ids';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { isUsable } from '../../src/core/integration-state';
import { type Handover } from '../../src/core/integration-view';

/** An integration before its first tokens. */
export function newRecord(id: string, from: Omit<Handover, 'sealedTokens'>): IntegrationRecord {
  return {
    id,
    workspaceId: from.workspaceId,
    platform: from.platform,
    owner: from.memberId,
    visibility: 'personal',
    sharedWith: [],
    account: from.account,
    // One that no delivery names has its own: the directory knows by it whose subscriptions end.
    routes: from.routes.length > 0 ? [...from.routes] : [`integration:${id}`],
    state: 'PENDING',
    scopes: [],
    generation: 0,
    expiresAt: null,
    refreshable: false,
    refreshedAt: from.obtainedAt,
    refreshIntent: null,
    health: { status: 'unknown', checkedAt: null, reason: null },
    breaker: { ...CLOSED },
    hook: randomToken(16),
    recoverAt: null,
    recoverMs: 0,
    createdAt: Date.now(),
    version: 0,
  };
}

/** Callbacks that come together are answered within this time. */
const TOGETHER_MS = 60_000;

/**
 * Did a later grant of the same account arrive first? Of two that come together the later one stands: some platforms end the earlier
 * with it.
 */
export function isSuperseded(obtainedAt: number, present: IntegrationRecord): boolean {
  const behind = present.refreshedAt - obtainedAt;
  return behind > 0 && behind < TOGETHER_MS && isUsable(present.state);
}
