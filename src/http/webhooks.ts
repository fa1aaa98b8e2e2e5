import { Hono } from 'hono';
import { type App } from '../auth/person';
import { readBytes } from '../core/body';
import { type VerifyContext, type WebhookDelivery, type WebhookSource } from '../core/define-connector';
import { SeneschalError } from '../core/errors';
import { newId, sha256 } from '../core/ids';
import { KeySets } from '../core/key-set';
import { log } from '../core/log';
import { problem } from '../core/problem';
import { database } from '../db/client';
import { storeDelivery } from '../db/webhook-events';
import { type Env, settings } from '../env';
import { findWebhookSource } from '../registry';
import { DEPLOYMENT, vaultOf } from '../vault/vault-of';
import { parseJson } from './input';

const MAX_BODY = 1024 * 1024;
const keySets = new KeySets();

/**
 * Webhooks of every platform: raw bytes, signature, one durable write, 200. Nothing is parsed and no handshake answered before the
 * signature is found good; handling comes after, from the queue.
 */
export const webhooks = new Hono<App>();

webhooks.post('/webhooks/:platform', async (c) => {
  const source = findWebhookSource(c.req.param('platform'));
  if (source === undefined) return problem(404, 'No platform of that name sends webhooks here.');
  const body = await readBytes(c.req.raw, MAX_BODY);
  const delivery: WebhookDelivery = { body, headers: c.req.raw.headers, url: c.req.url, receivedAt: Date.now() };
  const secret = await verifiedSecret(c.env, source, delivery);
  if (secret === undefined) {
    log('warn', 'a webhook was refused: its signature does not fit', { platform: source.id });
    return problem(401, 'The signature is missing, wrong or too old.');
  }
  const payload = parseJson(body);
  const handshake = await source.webhook.handshake?.(payload, secret);
  if (handshake !== undefined) return handshake;
  await accept(c.env, source, delivery, payload);
  return c.json({ ok: true });
});

async function verifiedSecret(env: Env, source: WebhookSource, delivery: WebhookDelivery): Promise<string | undefined> {
  const set = settings(env);
  const { publicUrl, sandboxUrl } = set;
  const context: VerifyContext = {
    audience: `${publicUrl}/webhooks/${source.id}`,
    key: (url, kid) => keySets.key(url, kid, { sandboxUrl, now: delivery.receivedAt }),
  };
  for (const secret of set.webhookSecrets(source)) {
    if (await source.webhook.verify(delivery, secret, context)) return secret;
  }
  return undefined;
}

/** Stores the delivery and hands it to the queue. A delivery that is here already is left as it is. */
async function accept(env: Env, source: WebhookSource, delivery: WebhookDelivery, payload: unknown): Promise<void> {
  const event = source.webhook.read(payload);
  const ignored = event === undefined ? 'it says nothing that concerns Seneschal' : event.unhandled;
  const text = new TextDecoder().decode(delivery.body);
  const deliveryId = event?.deliveryId ?? `body:${await sha256(text)}`;
  const id = newId('whe');
  const stored = await storeDelivery(database(env.DB), {
    id,
    platform: source.id,
    deliveryId,
    type: event?.type ?? 'unknown',
    status: ignored === undefined ? 'received' : 'ignored',
    error: ignored ?? null,
    body: await vaultOf(env).seal(DEPLOYMENT, text, ['webhook', id]),
    receivedAt: delivery.receivedAt,
  });
  if (!stored || ignored !== undefined) return;
  try {
    await env.JOBS.send({ type: 'webhook', id });
  } catch (error) {
    // It is stored: the hourly sweep hands it over again.
    log('warn', 'a stored webhook could not be queued yet', { id, error: SeneschalError.from(error).detail });
  }
}
