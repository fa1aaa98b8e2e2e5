import { newId } from '../core/ids';
import { type AuditEntry } from '../core/jobs';
import { log } from '../core/log';
import { type Env } from '../env';

/**
 * Hands an audit entry to the queue: the request that is being audited never waits for a database. An entry has its id from here on,
 * so that arriving twice it is kept once.
 */
export async function recordAudit(env: Pick<Env, 'JOBS'>, entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
  const whole: AuditEntry = { id: newId('aud'), at: Date.now(), ...entry };
  try {
    await env.JOBS.send({ type: 'audit', entry: whole });
  } catch (error) {
    log('error', 'an audit entry could not be queued', { entry: whole, error: String(error) });
  }
}
