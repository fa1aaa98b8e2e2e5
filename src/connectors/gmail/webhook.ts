import { z } from 'zod';
import { type Subscription, type DeploymentWebhook, type WebhookEvent } from '../../core/define-connector';
import { verifyIdToken } from '../../core/id-token';
import { fromBase64 } from '../../core/ids';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { equalConstantTime } from '../../core/signatures';
import { emailRoute } from './account';
import { write } from './client';

const GOOGLE_KEYS = 'https://www.googleapis.com/oauth2/v3/certs';
const GOOGLE = ['https://accounts.google.com', 'accounts.google.com'];

const pushShape = z.object({
  message: z.object({ data: z.string().max(10_000), messageId: z.string().regex(/^[\w.:-]{1,200}$/) }),
});
const noticeShape = z.object({
  emailAddress: z.string().min(3).max(320),
  historyId: z.union([z.number(), z.string()]),
});

const watched = z.object({
  expiration: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
});

/** A new watch takes the place of the old one: asking again is renewing. It is taken as a call of the dearest class. */
async function watch(api: PlatformApi, topicName: string): Promise<Subscription> {
  const { expiration } = await write(api, path`/watch`, { topicName }, watched, { cost: 'sending' });
  return { id: null, expiresAt: expiration };
}

/**
 * Gmail's push notifications, which come by Cloud Pub/Sub: what proves them is an OpenID Connect token of the subscription's service
 * account, made out to our own address. They say that a mailbox changed, never what changed.
 * @see https://developers.google.com/workspace/gmail/api/guides/push
 * @see https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export const webhook: DeploymentWebhook = {
  secret: 'GMAIL_PUSH_SERVICE_ACCOUNT',
  sandboxSecret: 'gmail-push@sandbox.example',
  verify: async ({ headers, receivedAt }, serviceAccount, { audience, key }) => {
    const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(headers.get('authorization') ?? '') ?? [];
    const claims = await verifyIdToken(token, {
      issuers: GOOGLE,
      audience,
      now: receivedAt,
      key: (kid) => key(GOOGLE_KEYS, kid),
    });
    const email = claims?.['email'];
    return claims?.['email_verified'] === true && typeof email === 'string' && equalConstantTime(email, serviceAccount);
  },
  read: (payload): WebhookEvent | undefined => {
    const push = pushShape.safeParse(payload);
    const notice = noticeShape.safeParse(push.success ? decode(push.data.message.data) : undefined);
    if (!push.success || !notice.success) return undefined;
    return {
      deliveryId: push.data.message.messageId,
      type: 'mailbox.changed',
      routes: [emailRoute(notice.data.emailAddress)],
      summary: 'The mailbox changed.',
      changed: ['messages'],
    };
  },
  subscription: {
    via: { setting: 'GMAIL_PUBSUB_TOPIC', sandbox: 'projects/sandbox/topics/gmail-push' },
    subscribe: watch,
    renew: watch,
    unsubscribe: async (api) => {
      await write(api, path`/stop`, undefined, z.unknown());
    },
  },
};

function decode(data: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64(data)));
  } catch {
    return undefined;
  }
}
