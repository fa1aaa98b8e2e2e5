import { type Connector } from '../../src/core/define-connector';
import { RECOVERY, SeneschalError } from '../../src/core/errors';
import { newId } from '../../src/core/ids';
import { type HealthRow } from '../../src/core/integration-record';
import { type PlatformApi } from '../../src/core/platform-call';
import { type Change } from './store';

/** What is known of an integration's health, as its record and its history keep it. */
export function healthOf(
  status: HealthRow['status'],
  reason: string | null,
  startedAt = Date.now(),
): { set: Pick<NonNullable<Change['set']>, 'health'>; also: NonNullable<Change['also']> } {
  const at = Date.now();
  const row = { id: newId('chk'), status, reason, durationMs: at - startedAt, at };
  return { set: { health: { status, checkedAt: at, reason } }, also: [{ table: 'health', row }] };
}

/** Asks the platform by the cheapest read there is. A limit is not an outage. */
export async function lookAtHealth(connector: Connector, api: PlatformApi): Promise<ReturnType<typeof healthOf>> {
  const startedAt = Date.now();
  try {
    await connector.health(api);
    return healthOf('healthy', null, startedAt);
  } catch (error) {
    const { kind, message } = SeneschalError.from(error);
    return healthOf(RECOVERY[kind].state === 'limited' ? 'degraded' : 'unhealthy', message, startedAt);
  }
}
