import { notFound, SeneschalError } from '../../src/core/errors';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { needsReconnect } from '../../src/core/integration-state';
import { connectorOf } from '../../src/registry';

/**
 * Why an integration cannot be called, and the step that mends it. One that is over is answered like one that never was.
 * @param connectUrl where its owner signs in at the platform once more.
 */
export function unusable(record: IntegrationRecord, connectUrl: string): SeneschalError {
  if (!needsReconnect(record.state)) return notFound('The integration');
  const { title } = connectorOf(record.platform);
  const kind = record.state === 'REVOKED' ? 'auth_revoked' : 'auth_expired';
  const why =
    kind === 'auth_revoked'
      ? `Access was withdrawn at ${title}.`
      : `${title} no longer accepts this connection’s sign-in.`;
  return new SeneschalError(kind, `${why} Connect the account again: ${connectUrl}`, { connectUrl });
}
