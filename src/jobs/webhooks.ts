import { integrationStub } from '../../durable-objects/integration/stub';
import { type WebhookEvent } from '../core/define-connector';
import { SeneschalError } from '../core/errors';
import { log } from '../core/log';
import { unwrap } from '../core/outcome';
import { type Database, database } from '../db/client';
import { routedTo } from '../db/integrations';
import {
  addTargets,
  beginDelivery,
  settleDelivery,
  settleTargets,
  type TargetResult,
  targetsOf,
  type WebhookEventRow,
  type WebhookTargetRow,
} from '../db/webhook-events';
import { type Env } from '../env';
import { findWebhookSource } from '../registry';
import { DEPLOYMENT, vaultOf } from '../vault/vault-of';
import { syncSoon } from './sync';

/** After this many attempts an integration that cannot take a delivery is given up on, until somebody replays it. */
const MAX_ATTEMPTS = 5;
/** A delivery begun this often without an end brings down whoever handles it. */
const MAX_BEGUN = 3 * MAX_ATTEMPTS;
/** The runtime opens at most six connections at a time. */
const AT_ONCE = 5;

/**
 * Brings a stored delivery to every integration it concerns that has not handled it. One that fails holds up no other.
 * @returns whether it has to come again.
 */
export async function handleWebhook(env: Env, id: string): Promise<'settled' | 'again'> {
  const db = database(env.DB);
  const row = await beginDelivery(db, id);
  if (row === undefined) return 'settled';
  if (row.attempts > MAX_BEGUN) {
    await giveUp(db, row, 'its handling never came to an end');
    return 'settled';
  }
  try {
    return await handle(env, db, row);
  } catch (error) {
    const { kind, reference, detail } = SeneschalError.from(error);
    log('error', 'a webhook could not be handled', { id, kind, reference, detail, attempts: row.attempts });
    if (row.attempts >= MAX_ATTEMPTS) {
      await giveUp(db, row, `${kind} ${reference}`);
      return 'settled';
    }
    await settleDelivery(db, id, 'failed', `${kind} ${reference}`);
    return 'again';
  }
}

async function handle(env: Env, db: Database, row: WebhookEventRow): Promise<'settled' | 'again'> {
  const text = await vaultOf(env).open(DEPLOYMENT, row.body, ['webhook', row.id]);
  const event = findWebhookSource(row.platform)?.webhook.read(payloadOf(text));
  const known = event === undefined ? [] : await targetsOf(db, row.id);
  const targets =
    event === undefined || known.length > 0
      ? known
      : await addTargets(
          db,
          row,
          row.integrationId === null ? await routedTo(db, row.platform, event.routes) : [row.integrationId],
        );
  if (event === undefined || targets.length === 0) {
    await settleDelivery(db, row.id, 'ignored', 'no integration is registered for it');
    return 'settled';
  }
  const open = targets.filter(({ status }) => status === 'received' || status === 'failed');
  const results: TargetResult[] = [];
  for (let at = 0; at < open.length; at += AT_ONCE) {
    results.push(
      ...(await Promise.all(open.slice(at, at + AT_ONCE).map((target) => receive(env, row, event, target)))),
    );
  }
  await settleTargets(db, row.id, results);
  return conclude(db, row.id);
}

/** What was stored is JSON, or the form it was accepted as. */
function payloadOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}

/** A delivery is what its targets are: failed while one of them may still take it, dead where one never did. */
async function conclude(db: Database, id: string): Promise<'settled' | 'again'> {
  const targets = await targetsOf(db, id);
  const open = targets.find(({ status }) => status === 'failed' || status === 'received');
  const dead = targets.find(({ status }) => status === 'dead');
  if (open !== undefined) await settleDelivery(db, id, 'failed', open.error);
  else if (dead !== undefined) await settleDelivery(db, id, 'dead', dead.error);
  else await settleDelivery(db, id, 'handled', null);
  return open === undefined ? 'settled' : 'again';
}

async function receive(
  env: Env,
  row: WebhookEventRow,
  event: WebhookEvent,
  target: WebhookTargetRow,
): Promise<TargetResult> {
  const { integrationId } = target;
  try {
    const { deliveryId = row.deliveryId, type, summary, effect } = event;
    const received = { deliveryId, type, summary, at: row.receivedAt, ...(effect !== undefined && { effect }) };
    unwrap(await integrationStub(env, integrationId).receive(received));
    // Coming twice it is asked for twice, and made or renewed once more: that changes nothing.
    if (effect === 'unsubscribed' || effect === 'expiring') await env.JOBS.send({ type: 'subscribe', integrationId });
    await syncSoon(env, integrationId, event.changed ?? []);
    return { integrationId, status: 'handled', error: null };
  } catch (error) {
    const { kind, reference, detail } = SeneschalError.from(error);
    const attempts = target.attempts + 1;
    const dead = attempts >= MAX_ATTEMPTS;
    log('error', 'an integration could not take a webhook', {
      ...{ id: row.id, integration: integrationId, kind, reference, detail, attempts, dead },
    });
    return { integrationId, status: dead ? 'dead' : 'failed', error: `${kind} ${reference}` };
  }
}

/** Nothing of it will be tried again by itself; whom it concerns can see it and replay it. */
async function giveUp(db: Database, row: WebhookEventRow, error: string): Promise<void> {
  log('error', 'a webhook was given up', { id: row.id, platform: row.platform, attempts: row.attempts, error });
  const open = (await targetsOf(db, row.id)).filter(({ status }) => status === 'received' || status === 'failed');
  await settleTargets(
    db,
    row.id,
    open.map(({ integrationId }) => ({ integrationId, status: 'dead' as const, error })),
  );
  await settleDelivery(db, row.id, 'dead', error);
}
