import { type JobMessage } from '../core/jobs';
import { log } from '../core/log';
import { database } from '../db/client';
import { dueForHealth, dueForRenewal, dueForSubscription, overdueHealthChecks } from '../db/due';
import { type Env, settings } from '../env';
import { webhookSources } from '../registry';

const PAGE = 100;
/** Messages become due at this pace, so that no platform is asked about everybody at once. */
const PER_SECOND = 25;

/** Says which checks did not happen. Hourly: where nothing is checked any more, the sweep that checks may be what fails. */
export async function watchHealth(env: Env): Promise<void> {
  const overdue = await overdueHealthChecks(database(env.DB), Date.now());
  if (overdue > 0) log('error', 'health checks are overdue', { count: overdue });
}

/** Enqueues a health check of every integration that is due, spread over time. @returns how many. */
export async function sweepHealth(env: Env): Promise<number> {
  const now = Date.now();
  const db = database(env.DB);
  return spread(
    env,
    (after) => dueForHealth(db, now, after, PAGE),
    (integrationId) => ({ type: 'health', integrationId }),
  );
}

/** Enqueues the renewal of every token that is due. @returns how many. */
export async function sweepTokens(env: Env): Promise<number> {
  const now = Date.now();
  const db = database(env.DB);
  return spread(
    env,
    (after) => dueForRenewal(db, now, after, PAGE),
    (integrationId) => ({ type: 'renew', integrationId }),
  );
}

/** Enqueues what keeps webhooks coming: subscriptions that are missing or end in less than six days. @returns how many. */
export async function sweepSubscriptions(env: Env): Promise<number> {
  const now = Date.now();
  const db = database(env.DB);
  const set = settings(env);
  const platforms = webhookSources
    .filter(
      ({ id, webhook: { subscription } }) =>
        subscription !== undefined && set.subscriptionTarget(id, subscription, set.publicUrl) !== undefined,
    )
    .map(({ id }) => id);
  if (platforms.length === 0) return 0;
  return spread(
    env,
    (after) => dueForSubscription(db, platforms, now, after, PAGE),
    (integrationId) => ({ type: 'subscribe', integrationId }),
  );
}

async function spread(
  env: Env,
  page: (after: string) => Promise<{ id: string }[]>,
  message: (id: string) => JobMessage,
): Promise<number> {
  let sent = 0;
  for (let rows = await page(''); rows.length > 0; rows = await page(rows.at(-1)?.id ?? '')) {
    await env.JOBS.sendBatch(
      rows.map(({ id }) => ({ body: message(id), delaySeconds: Math.floor(sent++ / PER_SECOND) })),
    );
    if (rows.length < PAGE) break;
  }
  return sent;
}
