import { sandboxCredentials } from '../../../core/sandbox-credentials';
import { json, type Call, type JsonObject } from '../../kernel/call';
import { type Collection } from '../../kernel/store';
import { type Sandbox } from '../../platform';
import { type PersonKey } from '../../world/people';
import { refuse } from '../failure';
import { guid, objectId } from '../ids';
import { contextOf, options, READ, readBody, type Context, type Operation } from './operation';

export interface StoredSubscription {
  id: string;
  changeType: string;
  notificationUrl: string;
  lifecycleNotificationUrl?: string;
  resource: string;
  /** Milliseconds. */
  expires: number;
  clientState?: string;
}

const MOST_MINUTES = 10_080;
const LEAST_MINUTES = 45;
const HANDSHAKE_MS = 10_000;
const BASE = '/v1.0/subscriptions';

export const subscriptionsOf = ({ store }: Sandbox): Collection<StoredSubscription> =>
  store.collection('outlook.subscription');

/** Those of a person that have not ended by themselves. */
export const liveSubscriptions = (sandbox: Sandbox, owner: PersonKey): StoredSubscription[] =>
  subscriptionsOf(sandbox)
    .list(owner)
    .filter(({ expires }) => expires > sandbox.now());

const invalid = (message: string): never => refuse(400, 'ValidationError', message);

function expiryIn(value: unknown, now: number): number {
  const expires = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(expires)) return invalid('The expirationDateTime is missing or no date.');
  const minutes = (expires - now) / 60_000;
  if (minutes > MOST_MINUTES) {
    return invalid(`Subscription expiration can only be ${MOST_MINUTES} minutes in the future.`);
  }
  if (minutes <= 0) return invalid('Subscription expiration has to be in the future.');
  return Math.max(expires, now + LEAST_MINUTES * 60_000);
}

function addressIn(value: unknown, name: string): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href : invalid(`The ${name} is no address.`);
}

/** The service posts a token to the address, which has to come back as plain text before anything is subscribed. */
async function shake(address: string): Promise<void> {
  const id = guid(crypto.randomUUID());
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${id}`;
  const url = new URL(address);
  url.searchParams.set('validationToken', token);
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  const fail = (why: string): never => invalid(`Subscription validation request failed. ${why}`);
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(HANDSHAKE_MS);
    answer = await fetch(url, { method: 'POST', headers, body: '', redirect: 'manual', signal });
  } catch {
    return fail('Notification endpoint must respond within 10 seconds.');
  }
  const text = await answer.text();
  if (answer.status !== 200) fail(`Notification endpoint must respond with 200 OK, and answered ${answer.status}.`);
  if (!answer.headers.get('content-type')?.startsWith('text/plain')) fail('The answer must be of the type text/plain.');
  if (text !== token) fail('Response must be equal to the validation token.');
}

function shape({ expires, ...subscription }: StoredSubscription, owner: PersonKey, secret: boolean): JsonObject {
  return {
    ...subscription,
    applicationId: sandboxCredentials('outlook').clientId,
    expirationDateTime: new Date(expires).toISOString(),
    creatorId: objectId(owner),
    // Told to whoever makes it, and to nobody after that.
    clientState: secret ? (subscription.clientState ?? null) : null,
  };
}

const show = (subscription: StoredSubscription, { box }: Context, status = 200): Response =>
  json(
    { '@odata.context': contextOf('subscriptions/$entity'), ...shape(subscription, box.owner, status === 201) },
    status,
  );

const CHANGES = ['created', 'updated', 'deleted'];
/** Mail is subscribed by folder or as a whole. */
const RESOURCE = /^\/?(me|users\/[^/]+)\/(mailFolders(\('[\w=+-]+'\)|\/[\w=+-]+)\/)?messages$/i;

async function create(call: Call, _: Record<string, string>, context: Context): Promise<Response> {
  const { box, sandbox } = context;
  const body = readBody(call);
  const { changeType, resource, clientState } = body;
  if (typeof changeType !== 'string' || !changeType.split(',').every((type) => CHANGES.includes(type))) {
    return invalid('The changeType has to be of created, updated and deleted.');
  }
  if (typeof resource !== 'string' || !RESOURCE.test(resource)) {
    return refuse(400, 'InvalidRequest', 'The resource is not one that can be subscribed.');
  }
  if (clientState !== undefined && (typeof clientState !== 'string' || clientState.length > 128)) {
    return invalid('The clientState has to be a text of 128 characters at most.');
  }
  const notificationUrl = addressIn(body.notificationUrl, 'notificationUrl');
  const lifecycle = body.lifecycleNotificationUrl;
  const lifecycleNotificationUrl =
    lifecycle === undefined ? undefined : addressIn(lifecycle, 'lifecycleNotificationUrl');
  const expires = expiryIn(body.expirationDateTime, sandbox.now());
  const twin = liveSubscriptions(sandbox, box.owner).find(
    (one) => one.resource === resource && one.changeType === changeType && one.notificationUrl === notificationUrl,
  );
  if (twin) return refuse(409, 'ExtensionError', 'A subscription for this resource and address exists already.');
  await shake(notificationUrl);
  if (lifecycleNotificationUrl !== undefined) await shake(lifecycleNotificationUrl);
  const id = guid(crypto.randomUUID());
  const subscription = {
    ...{ id, changeType, notificationUrl, resource, expires },
    ...(lifecycleNotificationUrl !== undefined && { lifecycleNotificationUrl }),
    ...(clientState !== undefined && { clientState }),
  };
  return show(subscriptionsOf(sandbox).put(box.owner, id, subscription), context, 201);
}

function own(id: string, { box, sandbox }: Context): StoredSubscription {
  const found = liveSubscriptions(sandbox, box.owner).find((subscription) => subscription.id === id);
  return found ?? refuse(404, 'ResourceNotFound', 'The object was not found.');
}

function patch(call: Call, { id = '' }: Record<string, string>, context: Context): Response {
  const { sandbox, box } = context;
  const subscription = own(id, context);
  const expires = expiryIn(readBody(call).expirationDateTime, sandbox.now());
  return show(subscriptionsOf(sandbox).put(box.owner, id, { ...subscription, expires }), context);
}

export const SUBSCRIPTION_OPERATIONS: Record<string, Operation> = {
  [`POST ${BASE}`]: { scopes: READ, run: create },
  [`GET ${BASE}`]: {
    scopes: READ,
    run: (call, _, { box, sandbox }) => {
      options(call, []);
      const value = liveSubscriptions(sandbox, box.owner).map((one) => shape(one, box.owner, false));
      return json({ '@odata.context': contextOf('subscriptions'), value });
    },
  },
  [`GET ${BASE}/:id`]: { scopes: READ, run: (_, { id = '' }, context) => show(own(id, context), context) },
  [`PATCH ${BASE}/:id`]: { scopes: READ, run: patch },
  [`DELETE ${BASE}/:id`]: {
    scopes: READ,
    run: (_, { id = '' }, context) => {
      own(id, context);
      subscriptionsOf(context.sandbox).delete(context.box.owner, id);
      return new Response(null, { status: 204 });
    },
  },
  [`POST ${BASE}/:id/reauthorize`]: {
    scopes: READ,
    run: (_, { id = '' }, context) => {
      own(id, context);
      return new Response(null, { status: 204 });
    },
  },
};
