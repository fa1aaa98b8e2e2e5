import { z } from 'zod';
import { type Webhook, type WebhookEvent, type WebhookSource } from '../../core/define-connector';
import { verifyStripe } from '../../core/signatures';

const eventShape = z.object({
  object: z.literal('event'),
  id: z.string().regex(/^evt_\w{1,250}$/),
  type: z.string().regex(/^[a-z0-9_.]{1,120}$/),
});

const webhook: Webhook = {
  secret: 'STRIPE_WEBHOOK_SECRET',
  verify: ({ body, headers, receivedAt }, secret) =>
    verifyStripe({ body, signature: headers.get('stripe-signature'), secret, now: receivedAt }),
  read: (payload): WebhookEvent | undefined => {
    const parsed = eventShape.safeParse(payload);
    if (!parsed.success) return undefined;
    const { id: deliveryId, type } = parsed.data;
    const unhandled = 'kept for later: no server of this deployment uses Stripe events yet';
    return { deliveryId, type, routes: [], summary: `Stripe event ${type}.`, unhandled };
  },
};

/** Events of the deployment's own Stripe account. @see https://docs.stripe.com/webhooks */
export const stripe: WebhookSource = { id: 'stripe', title: 'Stripe', webhook };
