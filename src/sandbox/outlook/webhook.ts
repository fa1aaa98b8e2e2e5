import { type Delivery, type EventRequest, type Sandbox } from '../platform';
import { isObject, type JsonObject } from '../kernel/call';
import { person, type PersonKey } from '../world/people';
import { liveSubscriptions, subscriptionsOf, type StoredSubscription } from './api/subscriptions';
import { etagOf } from './api/shapes';
import { objectId, TENANT_ID } from './ids';
import { Mailbox, type StoredMessage } from './mailbox';
import { blank, toAddress } from './seed';

const LIFECYCLE = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export const OUTLOOK_EVENTS = ['created', 'updated', ...LIFECYCLE] as const;

const textOf = (value: unknown, fallback: string): string => (typeof value === 'string' && value ? value : fallback);

const isLifecycle = (type: string): boolean => LIFECYCLE.some((known) => known === type);

/** The account's subscription, the one made last. */
const current = (sandbox: Sandbox, owner: PersonKey): StoredSubscription | undefined =>
  liveSubscriptions(sandbox, owner)
    .sort((a, b) => a.expires - b.expires)
    .at(-1);

/** Where the account's notifications go; undefined where nobody subscribed. */
export const outlookTarget = (owner: PersonKey, sandbox: Sandbox): string | undefined =>
  current(sandbox, owner)?.notificationUrl;

/**
 * A change or lifecycle notification. `data` may describe the new mail (`from`, `subject`, `text`) or name the one that changed (`id`), and
 * may override members of the notification (`notification`). Nothing signs it but the `clientState` of the subscription.
 */
export function outlookEvent(request: EventRequest, sandbox: Sandbox): Delivery {
  const { account, type, data, forged } = request;
  const owner = account.person;
  const subscription = current(sandbox, owner);
  const head = {
    subscriptionId: subscription?.id ?? '00000000-0000-0000-0000-000000000000',
    subscriptionExpirationDateTime: new Date(subscription?.expires ?? sandbox.now()).toISOString(),
    tenantId: TENANT_ID,
    clientState: subscription?.clientState ?? null,
  };
  const rest = isLifecycle(type) ? { lifecycleEvent: type } : changed(request, new Mailbox(sandbox, owner));
  if (type === 'subscriptionRemoved' && subscription && !forged)
    subscriptionsOf(sandbox).delete(owner, subscription.id);
  const notification = { ...head, ...rest, ...(isObject(data.notification) ? data.notification : {}) };
  return {
    body: JSON.stringify({ value: [notification] }),
    contentType: 'application/json; charset=utf-8',
    headers: () => Promise.resolve({ 'user-agent': 'Microsoft Graph Change Tracking' }),
    ...(head.clientState !== null && { provenBy: head.clientState }),
  };
}

function changed({ type, data, forged }: EventRequest, box: Mailbox): JsonObject {
  const message = type === 'created' && !forged ? receive(box, data) : changedMessage(box, data, forged);
  const resource = `Users/${objectId(box.owner)}/Messages/${message?.id ?? ''}`;
  return {
    changeType: type,
    resource,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Message',
      '@odata.id': resource,
      ...(message && { '@odata.etag': etagOf(message), id: message.id }),
    },
  };
}

/** The named message, or the newest of the inbox, which somebody has read meanwhile. */
function changedMessage(box: Mailbox, data: JsonObject, forged: boolean): StoredMessage | undefined {
  const inbox = box.messages(box.folders.own('inbox'));
  const message = typeof data.id === 'string' ? box.get(data.id) : inbox[0];
  return message && !forged ? box.change(message, { read: !message.read }) : message;
}

function receive(box: Mailbox, data: JsonObject): StoredMessage {
  const ruth = person('ruth');
  const text = textOf(data.text, 'Could you call me before the review?\n\nRuth');
  const from = textOf(data.from, ruth.email);
  return box.add({
    ...blank(box.owner, box.sandbox.now()),
    folder: box.folders.own('inbox'),
    from: from === ruth.email ? toAddress('ruth') : { name: from, address: from },
    to: [toAddress(box.owner)],
    subject: textOf(data.subject, 'One more thing'),
    ...{ text, unique: text },
    read: false,
  });
}
