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
  await forgetStates(database(env.DB), now);
  const again = await handOverWebhooks(env, now - SWEEP_AGE_MS);
  if (again > 0) log('warn', 'webhooks were handed over again', { count: again });
  await authorizationServer(env).getOAuthApi(env).purgeExpiredData();
}

/** Enqueues what was accepted before `before` and is not handled, the oldest first. @returns how many. */
export async function handOverWebhooks(env: Env, before: number): Promise<number> {
  const left = await unhandledDeliveries(database(env.DB), before, SWEEP_MOST);
  for (let at = 0; at < left.length; at += 100) {
    await env.JOBS.sendBatch(left.slice(at, at + 100).map(({ id }) => ({ body: { type: 'webhook' as const, id } })));
  }
  return left.length;
}
