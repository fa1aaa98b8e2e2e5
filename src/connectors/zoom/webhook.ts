import { z } from 'zod';
import { type DeploymentWebhook, type WebhookEvent } from '../../core/define-connector';
import { hmacSha256Hex, verifyV0 } from '../../core/signatures';

/* The key that signs events also answers the handshake: a token of any other form could be a forged event waiting for its signature. */
const handshakeShape = z.object({
  event: z.literal('endpoint.url_validation'),
  payload: z.object({ plainToken: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
});

const text = z.union([z.string(), z.number()]).transform(String).optional();

const eventShape = z.object({
  event: z.string().regex(/^[a-z0-9_.]{1,80}$/),
  event_ts: z.number(),
  payload: z.object({
    account_id: z.string().optional(),
    user_id: z.string().optional(),
    object: z
      .object({
        uuid: text,
        meeting_uuid: text,
        id: text,
        host_id: z.string().optional(),
        meeting_host_id: z.string().optional(),
        participant: z.object({ user_id: text }).optional(),
      })
      .optional(),
  }),
});

/** What kinds of events change of what is synced. */
const CHANGED: readonly [RegExp, readonly string[]][] = [
  [/^meeting\.(created|updated|deleted|ended)$/, ['meetings']],
  [/^recording\.(completed|transcript_completed|trashed|deleted|recovered)$/, ['recordings', 'transcripts']],
];

export const accountRoute = (account: string): string => `account:${account}`;
export const hostRoute = (user: string): string => `host:${user}`;

/** Zoom's event subscriptions. @see https://developers.zoom.us/docs/api/webhooks/ */
export const webhook: DeploymentWebhook = {
  secret: 'ZOOM_WEBHOOK_SECRET_TOKEN',
  verify: (delivery, secret) =>
    verifyV0({
      body: delivery.body,
      timestamp: delivery.headers.get('x-zm-request-timestamp'),
      signature: delivery.headers.get('x-zm-signature'),
      secret,
      now: delivery.receivedAt,
    }),
  handshake: async (payload, secret) => {
    const parsed = handshakeShape.safeParse(payload);
    if (!parsed.success) return undefined;
    const { plainToken } = parsed.data.payload;
    return Response.json({ plainToken, encryptedToken: await hmacSha256Hex(secret, plainToken) });
  },
  read: (payload): WebhookEvent | undefined => {
    const parsed = eventShape.safeParse(payload);
    if (!parsed.success || parsed.data.event === 'endpoint.url_validation') return undefined;
    const { event: type, event_ts: at, payload: said } = parsed.data;
    const { object, account_id: account, user_id: user } = said;
    if (type === 'app_deauthorized') {
      // Without a user nobody's grant may end: an admin who removes the app is told apart by the next refused call.
      if (user === undefined) return undefined;
      const deliveryId = `${type}:${user}:${at}`;
      return {
        deliveryId,
        type,
        routes: [hostRoute(user)],
        effect: 'revoked',
        summary: 'The app was removed at Zoom.',
      };
    }
    const subject = object?.uuid ?? object?.meeting_uuid ?? object?.id ?? '';
    // Several people can join within the same millisecond.
    const who = object?.participant?.user_id;
    const deliveryId = [type, subject, at, ...(who === undefined ? [] : [who])].join(':');
    const host = object?.host_id ?? object?.meeting_host_id;
    const routes = host !== undefined ? [hostRoute(host)] : account !== undefined ? [accountRoute(account)] : [];
    const changed = CHANGED.find(([pattern]) => pattern.test(type))?.[1];
    return { deliveryId, type, routes, summary: `Zoom event ${type}.`, ...(changed !== undefined && { changed }) };
  },
};
