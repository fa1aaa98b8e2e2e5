import { type Prompt } from './define-server';
import { type Tool } from './define-tool';
import { type ErrorKind } from './errors';
import { type Account, type PlatformApi, type PlatformResponse } from './platform-call';
import { type SyncResource } from './sync';

/** Tokens as a platform's token endpoint gives them. */
export interface TokenSet {
  accessToken: string;
  /** Only where the platform sent one: a missing one never erases the one we hold. */
  refreshToken?: string;
  /** Lifetime of the access token in seconds; absent where it does not expire. */
  expiresIn?: number;
  /** Granted scopes; absent where the platform does not say. */
  scopes?: string[];
}

/** Sign-in by OAuth 2 authorization code. */
export interface OAuth2 {
  kind: 'oauth2';
  /** Paths below the connector's `oauth` origins are full URLs here; their hosts must be among `origins`. */
  authorize: string;
  token: string;
  scopes: readonly string[];
  /** The authorisation parameter that carries the scopes, and what separates them. */
  scopeParam?: string;
  scopeSeparator?: string;
  pkce: boolean;
  /** How the client authenticates at the token and revocation endpoints. */
  clientAuth: 'basic' | 'body';
  /** How requests to the token and revocation endpoints are written; `form` (RFC 6749) unless told. */
  encoding?: 'form' | 'json';
  /** Settings that stand as `{name}` in `authorize`, `token` and `revoke`, such as a directory's id. */
  variables?: Readonly<Record<string, { setting: string; default: string }>>;
  /** Extra parameters of the authorisation request. */
  params?: Readonly<Record<string, string>>;
  /** Is a refresh token spent by its use? Then it is sent again only where a crash left open whether it was spent, and once. */
  rotation: boolean;
  /** Assumed lifetime of an access token in seconds, where the platform gives none. */
  lifetime?: number;
  /** How a grant is withdrawn; absent where the platform has no way. `hint`: does it want to be told which token it is (RFC 7009)? */
  revoke?: {
    url: string;
    token: 'access' | 'refresh';
    send: 'body' | 'bearer';
    authenticate: boolean;
    hint?: boolean;
  };
  /** Reads a token answer; RFC 6749 unless told. Throws nothing: an answer without a token gives an error code. */
  parse?: (body: Record<string, unknown>) => TokenSet | { error: string };
  /** Error codes of the token endpoint that end a grant for good; `invalid_grant` unless told. */
  terminalErrors?: readonly string[];
  /** Error codes that mean our own client id or secret is wrong: the operator's turn, no integration dies of it. */
  clientErrors?: readonly string[];
}

/** Something a person gives us instead of signing in. */
export interface KeyField {
  /** In snake_case, unique in its key. */
  name: string;
  label: string;
  /** Where a person finds it, or what it is for. */
  help: string;
  /** Shown once typed, and told to the connector's own functions? A secret is neither. */
  secret: boolean;
  /** May it be left empty? */
  optional?: boolean;
  /** The shape it has to have, from beginning to end. */
  pattern: RegExp;
  /** What it may look like, for the refusal of another shape. */
  example: string;
  /** The value the sandbox takes for one of its company's people, and for their spare key (`maren2`); undefined where it needs none. */
  sandbox?: (person: string) => string;
}

/** Sign-in by a key the person gives us. */
export interface ApiKey {
  kind: 'api_key';
  fields: readonly KeyField[];
  /** The headers that carry it. */
  headers: (key: Readonly<Record<string, string>>) => Record<string, string>;
  /** Where a person makes the key, in a sentence. */
  help: string;
  /** Does the platform not say whose a key is? Then another key of the same account looks like another account. */
  anonymous?: boolean;
}

/** No sign-in at all: the platform has nothing to sign in to, and an integration is switched on. */
export interface NoSignIn {
  kind: 'none';
  /** What the platform lacks and what this does instead, for the person who switches it on. */
  help: string;
}

/** What a connector learns of a key without seeing it. */
export interface KeyIdentity {
  /** Its fields that are no secrets. */
  given: Readonly<Record<string, string>>;
  /** Stands for the secret ones, and tells nothing of them. */
  fingerprint: string;
}

/** A secret of the deployment's own app besides its client id and secret: calls name it to go out as the app. */
export interface AppKey {
  setting: string;
  /** Its value where the platform is simulated. */
  sandbox: string;
  headers: (key: string) => Record<string, string>;
}

/** A bucket of calls, or of what calls cost: `capacity` at once, refilled at `perMinute`. */
export interface RateLimit {
  capacity: number;
  perMinute: number;
  /** Calls under way at the same time, where the platform counts those, too. */
  atOnce?: number;
}

/** A delivery as it arrived. */
export interface WebhookDelivery {
  /** The raw body, before any parsing. */
  body: Uint8Array<ArrayBuffer>;
  headers: Headers;
  url: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
}

export type WebhookEffect = 'revoked' | 'unsubscribed' | 'expiring';

/** What a verified delivery says. */
export interface WebhookEvent {
  /** The platform's own id of the delivery, stable over its retries; absent where it gives none, and the body has to stand for it. */
  deliveryId?: string;
  type: string;
  /** Route keys: every integration registered under one of them receives the event. */
  routes: readonly string[];
  /** What the platform did: ended the grant; ended the subscription, which is then made anew; or wants it renewed. */
  effect?: WebhookEffect;
  /** A sentence for the event log; no content of third parties. */
  summary: string;
  /** Resources of the connector's sync in which something changed: those that are switched on are synced soon. */
  changed?: readonly string[];
  /** Why nothing is done with it yet, where that is so: it is stored and left alone. */
  unhandled?: string;
}

/** What a verification may need besides the delivery and a secret. */
export interface VerifyContext {
  /** Our own address of these webhooks: whom a token has to be made out to. */
  audience: string;
  /**
   * The key `kid` of a platform's published key set (RFC 7517), undefined where it has none of that name.
   * @throws {SeneschalError} where the key set cannot be had: the delivery is not refused, it may come again.
   */
  key: (keySet: string, kid: string) => Promise<JsonWebKey | undefined>;
}

/** What a platform keeps for us so that it delivers. */
export interface Subscription {
  /** The platform's own id of it, where it has one. */
  id: string | null;
  /** When it ends by itself, in milliseconds since 1970; null where it does not. */
  expiresAt: number | null;
}

/** A subscription just made, with what will sign its deliveries where the platform says so only now. */
export type NewSubscription = Subscription & { secret?: string };

/** Subscriptions of an account, where the platform has an API for them. */
export interface Subscribing {
  /**
   * Setting that says where the platform delivers to, where that is not our own address (a topic, a queue); no subscription is made
   * where it is empty. `sandbox` is its value where the platform is simulated.
   */
  via?: { setting: string; sandbox: string };
  /** @param target what the setting holds, or our own address for these webhooks. */
  subscribe: (api: PlatformApi, target: string) => Promise<NewSubscription>;
  /** Prolongs it; makes another where the platform no longer has it. */
  renew: (api: PlatformApi, target: string, current: Subscription) => Promise<NewSubscription>;
  unsubscribe: (api: PlatformApi, current: Subscription) => Promise<void>;
}

interface WebhookBase {
  /** Constant-time check of the raw body against one secret. Runs before anything is parsed. */
  verify: (delivery: WebhookDelivery, secret: string, context: VerifyContext) => Promise<boolean>;
  /** Reads a verified delivery. Undefined: nothing to handle. */
  read: (payload: unknown) => WebhookEvent | undefined;
  /** How deliveries are asked for, account by account. */
  subscription?: Subscribing;
  /** The status the platform wants for an accepted delivery; 200 unless told. */
  accepted?: 200 | 202 | 204;
}

/** All deliveries of the platform come to one address, `/webhooks/{platform}`, and say whom they concern. */
export interface DeploymentWebhook extends WebhookBase {
  /** Setting that holds the signing secret, comma separated while it is being changed. */
  secret: string;
  /** Its value where the platform is simulated; the sandbox's signing secret unless told. */
  sandboxSecret?: string;
  /** The answer to a verified handshake; undefined where the delivery is none. */
  handshake?: (payload: unknown, secret: string) => Promise<Response | undefined>;
}

/** Deliveries that do not say whom they concern come to an address of each integration that nobody can guess. */
export interface IntegrationWebhook extends WebhookBase {
  /**
   * What signs them: a field of the integration's key, a setting of the deployment's app (comma separated while it is being changed),
   * what the platform said at subscribing, or nothing but the address.
   */
  signedBy: { field: string } | { setting: string } | 'subscription' | 'address';
  /**
   * The answer to a handshake that comes while the subscription is being made; undefined where the delivery is none.
   * @param verified whether the delivery is signed as the platform's are.
   */
  greet?: (delivery: WebhookDelivery, verified: boolean) => Response | undefined;
}

export type Webhook = DeploymentWebhook | IntegrationWebhook;

/** Do its deliveries come to an address of each integration? */
export const isPerIntegration = (webhook: Webhook): webhook is IntegrationWebhook => 'signedBy' in webhook;

/** The setting that holds the signing secret of a webhook, where one does. */
export function signingSetting(webhook: Webhook): string | undefined {
  if (!isPerIntegration(webhook)) return webhook.secret;
  const { signedBy } = webhook;
  return typeof signedBy === 'object' && 'setting' in signedBy ? signedBy.setting : undefined;
}

/** Whoever sends webhooks to `/webhooks/{id}`: a connector, or a service that is none. */
export interface WebhookSource {
  id: string;
  title: string;
  webhook: Webhook;
}

export interface Connector {
  id: string;
  title: string;
  /** What a model can do with it, in a sentence. */
  description: string;
  category: string;
  /** A path of an inline SVG icon, 24 × 24. */
  icon: string;
  /** Where people register their own app and read about it. */
  docs: { app: string; api: string };
  /** The only hosts it can reach. `api` is the default of every call. */
  origins: Readonly<Record<string, string>> & { api: string };
  auth: OAuth2 | ApiKey | NoSignIn;
  /** Secrets of the deployment's own app, by the name calls use for them. */
  appKeys?: Readonly<Record<string, AppKey>>;
  /** Whose account is this? `routes` are the keys webhooks find it by. */
  account: (api: PlatformApi, key: KeyIdentity) => Promise<Account & { routes?: readonly string[] }>;
  /** The cheapest authenticated read; throws where the platform does not answer as it should. */
  health: (api: PlatformApi) => Promise<void>;
  /** Does the platform count calls by the day? Then a call it answered lately is proof enough, and the regular check makes none. */
  sparing?: boolean;
  limits: Readonly<Record<string, RateLimit>> & { default: RateLimit };
  /** What the thirteen kinds look like on this platform; undefined: as HTTP says, and a 2xx is a success. */
  classify: (response: PlatformResponse) => Classified | undefined;
  webhook?: Webhook;
  /** What can be kept here and searched, by name. Nothing is, before its owner switches it on. */
  sync?: { resources: Readonly<Record<string, SyncResource>> };
  tools: readonly Tool[];
  prompts: readonly Prompt[];
}

/** A platform's refusal, read. */
export interface Classified {
  kind: ErrorKind;
  /** The platform's own code, for the log. */
  code: string;
  /** What the caller should do, where we know better than the kind alone. Our words only. */
  advice?: string;
  /** When to try again, in milliseconds since 1970; or in how many seconds, as some platforms say it in the body. */
  retryAt?: number;
  retryInSeconds?: number;
}

/** The one way to make a connector. */
export const defineConnector = (connector: Connector): Connector => connector;
export const oauth2 = (settings: Omit<OAuth2, 'kind'>): OAuth2 => ({ kind: 'oauth2', ...settings });
export const apiKey = (settings: Omit<ApiKey, 'kind'>): ApiKey => ({ kind: 'api_key', ...settings });
export const noSignIn = (help: string): NoSignIn => ({ kind: 'none', help });
