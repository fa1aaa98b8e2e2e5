import { newId } from '../core/ids';
import { type AuditEntry } from '../core/jobs';
import { log } from '../core/log';
import { type Env } from '../env';

type NewEntry = Omit<AuditEntry, 'id' | 'at'>;

const complete = (entry: NewEntry): AuditEntry => ({ id: newId('aud'), at: Date.now(), ...entry });

/**
 * Hands an audit entry to the queue: the request that is being audited never waits for a database. An entry has its id from here on,
 * so that arriving twice it is kept once.
 */
export async function recordAudit(env: Pick<Env, 'JOBS'>, entry: NewEntry): Promise<void> {
  const whole = complete(entry);
  try {
    await env.JOBS.send({ type: 'audit', entry: whole });
  } catch (error) {
    log('error', 'an audit entry could not be queued', { entry: whole, error: String(error) });
  }
}

/** The queue takes so many messages at once. */
const MOST = 100;
/** For so long a request sends for the others; what comes later is sent by who brings it. */
const FLIGHT_MS = 1_000;

const waiting: AuditEntry[] = [];
let flight: { until: number } | undefined;

/**
 * The same for tool calls, of which many end at once: while one request is sending, the others leave theirs for it to take along. A
 * request that ends early, or does nothing but send, is relieved by the next.
 */
export async function recordCall(env: Pick<Env, 'JOBS'>, entry: NewEntry): Promise<void> {
  waiting.push(complete(entry));
  if (flight !== undefined && Date.now() < flight.until) return;
  const own = { until: Date.now() + FLIGHT_MS };
  flight = own;
  while (waiting.length > 0) {
    const entries = waiting.splice(0, MOST);
    try {
      await env.JOBS.sendBatch(entries.map((one) => ({ body: { type: 'audit' as const, entry: one } })));
    } catch (error) {
      log('error', 'audit entries could not be queued', { entries, error: String(error) });
    }
  }
  if (flight === own) flight = undefined;
}
