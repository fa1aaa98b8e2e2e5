import { z } from 'zod';
import { type IntegrationWebhook, type NewSubscription, type WebhookEvent } from '../../core/define-connector';
import { SeneschalError } from '../../core/errors';
import { path } from '../../core/path';
import { expectShape, type PlatformApi } from '../../core/platform-call';
import { verifyStandardWebhook } from '../../core/signatures';

const EVENTS = ['note.generated', 'note.edited', 'note.access_granted'] as const;

const made = z.object({ id: z.string(), signing_secret: z.string() });
const present = z.object({ id: z.string(), status: z.string().nullish() });

/** Events carry no content: a note they name is read again. */
const payloadShape = z.object({ event_id: z.string().min(1).max(200), type: z.string().min(1).max(100) });

/** Granola signs as Standard Webhooks say, with a secret of each endpoint. @see https://www.standardwebhooks.com */
export const webhook: IntegrationWebhook = {
  signedBy: 'subscription',
  verify: ({ body, headers, receivedAt }, secret) =>
    verifyStandardWebhook({
      body,
      id: headers.get('webhook-id'),
      timestamp: headers.get('webhook-timestamp'),
      signature: headers.get('webhook-signature'),
      secret,
      now: receivedAt,
    }),
  read: (payload): WebhookEvent | undefined => {
    const parsed = payloadShape.safeParse(payload);
    if (!parsed.success) return undefined;
    const { event_id: deliveryId, type } = parsed.data;
    return { deliveryId, type, routes: [], summary: `A note: ${type}.` };
  },
  subscription: {
    subscribe,
    renew: async (api, target, current) => {
      if (current.id === null) return subscribe(api, target);
      try {
        const call = { method: 'GET', path: path`/webhook-endpoints/${current.id}`, effect: 'read' } as const;
        const { status } = expectShape(present, (await api.request(call)).body);
        if (status !== 'disabled') return current;
        // Granola switches an endpoint off after too many failures; another one begins anew.
        await remove(api, current.id);
      } catch (error) {
        if (SeneschalError.from(error).kind !== 'not_found') throw error;
      }
      return subscribe(api, target);
    },
    unsubscribe: async (api, { id }) => {
      if (id !== null) await remove(api, id);
    },
  },
};

async function subscribe(api: PlatformApi, target: string): Promise<NewSubscription> {
  const { body } = await api.request({
    method: 'POST',
    path: path`/webhook-endpoints`,
    effect: 'write',
    json: { url: target, scopes: ['personal', 'public'], events: EVENTS },
  });
  const { id, signing_secret: secret } = expectShape(made, body);
  return { id, expiresAt: null, secret };
}

async function remove(api: PlatformApi, id: string): Promise<void> {
  await api.request({ method: 'DELETE', path: path`/webhook-endpoints/${id}`, effect: 'write', expect: 'empty' });
}
