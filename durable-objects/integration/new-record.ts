import { CLOSED } from '../../src/core/breaker';
import { type IntegrationRecord } from '../../src/core/integration-record';
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
    routes: [...from.routes],
    state: 'PENDING',
    scopes: [],
    generation: 0,
    expiresAt: null,
    refreshable: false,
    refreshedAt: 0,
    refreshIntent: null,
    health: { status: 'unknown', checkedAt: null, reason: null },
    breaker: { ...CLOSED },
    recoverAt: null,
    recoverMs: 0,
    createdAt: Date.now(),
    version: 0,
  };
}
