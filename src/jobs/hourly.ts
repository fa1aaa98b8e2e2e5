import { authorizationServer } from '../auth/authorization-server';
import { log } from '../core/log';
import { database } from '../db/client';
import { forgetStates } from '../db/connect-states';
import { unhandledDeliveries } from '../db/webhook-events';
import { type Env } from '../env';

const SWEEP_AGE_MS = 120_000;
const SWEEP_MOST = 1_000;

/** Forgets what has expired and hands over again what was accepted and not handled. */
export async function hourly(env: Env): Promise<void> {
  const now = Date.now();
  const db = database(env.DB);
  await forgetStates(db, now);
  const left = await unhandledDeliveries(db, now - SWEEP_AGE_MS, SWEEP_MOST);
  for (let at = 0; at < left.length; at += 100) {
    await env.JOBS.sendBatch(left.slice(at, at + 100).map(({ id }) => ({ body: { type: 'webhook' as const, id } })));
  }
  if (left.length > 0) log('warn', 'webhooks were handed over again', { count: left.length });
  await authorizationServer(env).getOAuthApi(env).purgeExpiredData();
}
