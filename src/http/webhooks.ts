import { type Context, Hono } from 'hono';
import { type App } from '../auth/person';
import { readBytes } from '../core/body';
import { integrationStub } from '../../durable-objects/integration/stub';
import {
  type DeploymentWebhook,
  isPerIntegration,
  type VerifyContext,
  type Webhook,
  type WebhookDelivery,
  type WebhookSource,
} from '../core/define-connector';
import { SeneschalError } from '../core/errors';
import { isId, newId, sha256 } from '../core/ids';
import { KeySets } from '../core/key-set';
import { log } from '../core/log';
import { unwrap } from '../core/outcome';
import { problem } from '../core/problem';
import { database } from '../db/client';
import { storeDelivery } from '../db/webhook-events';
import { type Env, settings } from '../env';
import { findWebhookSource } from '../registry';
import { appWebhookSecrets } from '../vault/platform-apps';
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
  if (source === undefined || isPerIntegration(source.webhook))
    return problem(404, 'No platform of that name sends webhooks here.');
  const { webhook } = source;
  const delivery = await readDelivery(c);
  const secret = await verifiedSecret(c.env, source, webhook, delivery);
  if (secret === undefined) return refuse(source.id);
  const payload = payloadOf(delivery);
  const handshake = await webhook.handshake?.(payload, secret);
  if (handshake !== undefined) return handshake;
  await accept(c.env, source, delivery, payload, null);
  return accepted(webhook);
});

/** The same for a platform whose deliveries do not say whom they concern: the address does. A wrong one is answered like a wrong signature. */
webhooks.post('/webhooks/:platform/:integration/:hook', async (c, next) => {
  // No platform: that is where deliveries are replayed.
  if (c.req.param('platform') === 'events') return next();
  const source = findWebhookSource(c.req.param('platform'));
  const { integration, hook } = c.req.param();
  if (source === undefined || !isPerIntegration(source.webhook) || !isId('int', integration))
    return refuse(c.req.param('platform').slice(0, 40));
  const { webhook } = source;
  const delivery = await readDelivery(c);
  const { body, headers, url, receivedAt } = delivery;
  const sent = { body, headers: [...headers], url, receivedAt };
  const { known, verified } = unwrap(await integrationStub(c.env, integration).verifyDelivery(hook, sent));
  const greeting = known ? webhook.greet?.(delivery, verified) : undefined;
  if (greeting !== undefined) return greeting;
  if (!verified) return refuse(source.id);
  await accept(c.env, source, delivery, payloadOf(delivery), integration);
  return accepted(webhook);
});

function refuse(platform: string): Response {
  log('warn', 'a webhook was refused: its signature does not fit', { platform });
  return problem(401, 'The signature is missing, wrong or too old.');
}

/** As it arrived; its address is the public one, which platforms sign, whatever stands before us. */
async function readDelivery(c: Context<App>): Promise<WebhookDelivery> {
  const body = await readBytes(c.req.raw, MAX_BODY);
  const { pathname, search } = new URL(c.req.url);
  const url = `${settings(c.env).publicUrl}${pathname}${search}`;
  return { body, headers: c.req.raw.headers, url, receivedAt: Date.now() };
}

/** A JSON body, or the fields of a form; a form that says a name twice is read by its last. */
function payloadOf({ body, headers }: WebhookDelivery): unknown {
  const form = /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
  return form ? Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body))) : parseJson(body);
}

const accepted = ({ accepted: status = 200 }: Webhook): Response =>
  status === 200 ? Response.json({ ok: true }) : new Response(null, { status });

async function verifiedSecret(
  env: Env,
  source: WebhookSource,
  webhook: DeploymentWebhook,
  delivery: WebhookDelivery,
): Promise<string | undefined> {
  const set = settings(env);
  const { publicUrl, sandboxUrl } = set;
  const context: VerifyContext = {
    audience: `${publicUrl}/webhooks/${source.id}`,
    key: (url, kid) => keySets.key(url, kid, { sandboxUrl, now: delivery.receivedAt }),
  };
  for (const secret of set.webhookSecrets(source)) {
    if (await webhook.verify(delivery, secret, context)) return secret;
  }
  // Only what no secret of the deployment signed is looked up: the apps of workspaces are few, and so are their deliveries.
  for (const secret of await appWebhookSecrets(env, source)) {
    if (await webhook.verify(delivery, secret, context)) return secret;
  }
  return undefined;
}

/** Stores the delivery and hands it to the queue. A delivery that is here already is left as it is. */
async function accept(
  env: Env,
  source: WebhookSource,
  delivery: WebhookDelivery,
  payload: unknown,
  integrationId: string | null,
): Promise<void> {
  const event = source.webhook.read(payload);
  const ignored = event === undefined ? 'it says nothing that concerns Seneschal' : event.unhandled;
  const text = new TextDecoder().decode(delivery.body);
  const own = event?.deliveryId ?? `body:${await sha256(text)}`;
  const id = newId('whe');
  const stored = await storeDelivery(database(env.DB), {
    id,
    platform: source.id,
    deliveryId: integrationId === null ? own : `${integrationId}:${own}`,
    integrationId,
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
