import { z } from 'zod';
import { type NewSubscription, type Subscription, type Webhook, type WebhookEvent } from '../../core/define-connector';
import { SeneschalError, unlessGone } from '../../core/errors';
import { randomToken } from '../../core/ids';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { equalConstantTime } from '../../core/signatures';
import { read, write } from './client';

/** The inbox: what people send is found when something comes in, or by the hourly sync. */
const RESOURCE = "me/mailFolders('inbox')/messages";
/** Graph takes 10,080 minutes for mail at most; an hour less is never refused for a clock that differs. */
const LIFE_MS = (10_080 - 60) * 60_000;
/** Longer handshakes are none: Graph's have about a hundred characters. */
const LONGEST_TOKEN = 2_000;

const noticeShape = z.object({
  subscriptionId: z.string().min(1).max(200),
  clientState: z.string().max(128),
  changeType: z.string().max(40).optional(),
  lifecycleEvent: z.string().max(60).optional(),
  resource: z.string().max(2_000).optional(),
  resourceData: z.object({ id: z.string().optional(), '@odata.etag': z.string().optional() }).optional(),
});
type Notice = z.output<typeof noticeShape>;

const deliveryShape = z.object({ value: z.array(noticeShape).min(1).max(1_000) });

const LIFECYCLE: Readonly<Record<string, Pick<WebhookEvent, 'summary' | 'effect'>>> = {
  reauthorizationRequired: { effect: 'expiring', summary: 'Outlook wants the subscription renewed.' },
  subscriptionRemoved: { effect: 'unsubscribed', summary: 'Outlook ended the subscription.' },
  missed: { summary: 'Outlook could not deliver some notifications.' },
};

const made = z.object({
  id: z.string().min(1),
  expirationDateTime: z
    .string()
    .transform((text) => Date.parse(text))
    .pipe(z.number()),
});

/**
 * Change notifications of Microsoft Graph. Nothing signs them: what proves them is the `clientState` we made when we subscribed, in every
 * notification of a delivery. They say that something changed; what, is read from the mailbox.
 * @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 * @see https://learn.microsoft.com/graph/change-notifications-lifecycle-events
 */
export const webhook: Webhook = {
  signedBy: 'subscription',
  accepted: 202,
  greet,
  verify: async ({ body }, secret) => {
    const notices = noticesIn(parse(body));
    // All of them are compared, so that the time tells nothing of which one differs.
    const others = notices.filter(({ clientState }) => !equalConstantTime(clientState, secret));
    return notices.length > 0 && others.length === 0;
  },
  read: (payload): WebhookEvent | undefined => {
    const notices = noticesIn(payload);
    const [first] = notices;
    if (first === undefined) return undefined;
    const event = notices
      .map(({ lifecycleEvent = '' }) => lifecycleEvent)
      .find((name) => Object.hasOwn(LIFECYCLE, name));
    const only = notices.length === 1 ? deliveryIdOf(first) : undefined;
    // After a gap in the notifications the mailbox itself says what they would have said.
    const known = { routes: [], changed: ['mail'], ...(only !== undefined && { deliveryId: only }) };
    const lifecycle = LIFECYCLE[event ?? ''];
    if (lifecycle !== undefined) return { ...known, ...lifecycle, type: `lifecycle.${event}` };
    const types = new Set(notices.map(({ changeType = 'changed' }) => changeType));
    const type = types.size === 1 ? [...types].join() : 'changed';
    return { ...known, type: `message.${type}`, summary: 'The inbox changed.' };
  },
  subscription: { subscribe, renew, unsubscribe },
};

/** Graph wants its token back as plain text, within ten seconds, before it subscribes us. */
function greet({ url }: { url: string }): Response | undefined {
  const tokens = new URL(url).searchParams.getAll('validationToken');
  const [token = ''] = tokens;
  if (tokens.length !== 1 || token === '' || token.length > LONGEST_TOKEN) return undefined;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return new Response(token, { headers });
}

const subscriptionAt = (target: string, secret: string) => ({
  changeType: 'created,updated',
  notificationUrl: target,
  lifecycleNotificationUrl: target,
  resource: RESOURCE,
  expirationDateTime: expiry(),
  clientState: secret,
  latestSupportedTlsVersion: 'v1_2',
});

const expiry = (): string => new Date(Date.now() + LIFE_MS).toISOString();

async function subscribe(api: PlatformApi, target: string): Promise<NewSubscription> {
  const secret = randomToken();
  const wanted = subscriptionAt(target, secret);
  const subscription = await write(api, path`/subscriptions`, wanted, made).catch(async (error: unknown) => {
    if (SeneschalError.from(error).kind !== 'conflict') throw error;
    await dropOthers(api, target);
    return write(api, path`/subscriptions`, wanted, made);
  });
  return { ...toSubscription(subscription), secret };
}

/** A subscription whose making was never confirmed has a secret nobody knows: it is in the way of the next. */
async function dropOthers(api: PlatformApi, target: string): Promise<void> {
  const shape = z.object({ value: z.array(z.object({ id: z.string(), notificationUrl: z.string().nullish() })) });
  const { value } = await read(api, path`/subscriptions`, shape);
  for (const { id, notificationUrl } of value) {
    if (notificationUrl === target) await unsubscribe(api, { id });
  }
}

async function renew(api: PlatformApi, target: string, { id }: Subscription): Promise<NewSubscription> {
  if (id === null) return subscribe(api, target);
  const expirationDateTime = expiry();
  const change = write(api, path`/subscriptions/${id}`, { expirationDateTime }, made.nullable(), 'PATCH');
  const renewed = await unlessGone(change);
  if (renewed === undefined) return subscribe(api, target);
  return renewed === null ? { id, expiresAt: Date.parse(expirationDateTime) } : toSubscription(renewed);
}

async function unsubscribe(api: PlatformApi, { id }: Pick<Subscription, 'id'>): Promise<void> {
  if (id !== null) await unlessGone(write(api, path`/subscriptions/${id}`, undefined, z.unknown(), 'DELETE'));
}

const toSubscription = ({ id, expirationDateTime }: z.output<typeof made>): Subscription => ({
  id,
  expiresAt: expirationDateTime,
});

function noticesIn(payload: unknown): Notice[] {
  const parsed = deliveryShape.safeParse(payload);
  return parsed.success ? parsed.data.value : [];
}

/** Graph gives deliveries no ids. A state of a message is told once, a lifecycle event may come again and means no more then. */
function deliveryIdOf({ subscriptionId, changeType, lifecycleEvent, resourceData }: Notice): string | undefined {
  const { id, '@odata.etag': etag } = resourceData ?? {};
  if (lifecycleEvent !== undefined || id === undefined || etag === undefined) return undefined;
  return [subscriptionId, changeType, id.slice(-200), etag.slice(0, 200)].join(':');
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
