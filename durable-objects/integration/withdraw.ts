import { type Connector } from '../../src/core/define-connector';
import { SeneschalError } from '../../src/core/errors';
import { log } from '../../src/core/log';
import { type ClientCredentials, revokeTokens } from '../../src/core/oauth-client';
import { type IntegrationStore } from './store';
import { type TokenCustody } from './tokens';

/**
 * Withdraws the grant at the platform. One that takes access tokens refuses those that have ended, and the grant would live on: then the
 * token is renewed first.
 * @returns whether the grant is known to be over; false where the platform has no way to end it or could not be asked.
 */
export async function withdraw(
  connector: Connector,
  client: ClientCredentials | undefined,
  store: IntegrationStore,
  tokens: TokenCustody,
): Promise<boolean> {
  if (client === undefined || connector.auth.kind !== 'oauth2' || connector.auth.revoke === undefined) return false;
  const { record } = store;
  if (record === undefined || store.sealedTokens().access === undefined) return false;
  const takesAccess = connector.auth.revoke.token === 'access' && record.refreshable;
  const ended = record.expiresAt !== null && record.expiresAt <= Date.now();
  try {
    if (!(takesAccess && ended) && (await revokeTokens(connector, client, await tokens.open()))) return true;
    // A refresh token the platform does not know stands for a grant that is over.
    if (!takesAccess) return true;
    await tokens.refresh(record.generation, connector, client);
    return await revokeTokens(connector, client, await tokens.open());
  } catch (error) {
    const { kind, reference, detail } = SeneschalError.from(error);
    if (kind === 'auth_expired') return true;
    log('warn', 'the platform could not be asked to withdraw a grant', { integration: record.id, reference, detail });
    return false;
  }
}
