import { type Share } from './access';
import { type WebhookEffect } from './define-connector';
import { type IntegrationState } from './integration-state';
import { type Outcome } from './outcome';
import { type Account, type PlatformCall, type PlatformResponse } from './platform-call';
import { type Principal } from './principal';
import { type SyncProgress, type SyncSlice } from './sync';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
export type BreakerState = 'closed' | 'open' | 'half_open';

/** An integration as every face of Seneschal shows it. Times are ISO 8601, null where there is none. */
export interface IntegrationView {
  id: string;
  platform: string;
  account: Account;
  /** The member who connected it. */
  owner: string;
  visibility: 'personal' | 'shared';
  sharedWith: readonly Share[];
  state: IntegrationState;
  health: { status: HealthStatus; checkedAt: string | null; reason: string | null };
  breaker: { state: BreakerState; nextTryAt: string | null };
  scopes: readonly string[];
  expiresAt: string | null;
  createdAt: string;
}

/** What completes an authorisation. */
export interface Completion {
  workspaceId: string;
  memberId: string;
  platform: string;
  code: string;
  redirectUri: string;
  verifier?: string;
}

/** A key a person gave; without fields where the platform has no sign-in. */
export interface KeyCompletion {
  workspaceId: string;
  memberId: string;
  platform: string;
  key: Record<string, unknown>;
}

/** A delivery at the address of one integration, as it travels to its object. */
export interface HookDelivery {
  body: Uint8Array<ArrayBuffer>;
  headers: [string, string][];
  url: string;
  receivedAt: number;
}

/** Tokens on their way to the object that already keeps this account, sealed for it alone. */
export interface Handover {
  workspaceId: string;
  memberId: string;
  platform: string;
  account: Account;
  routes: readonly string[];
  sealedTokens: string;
  /** When the platform gave the tokens, in milliseconds since 1970. */
  obtainedAt: number;
}

/** A webhook as it reaches an integration. */
export interface ReceivedEvent {
  deliveryId: string;
  type: string;
  summary: string;
  effect?: WebhookEffect;
  at: number;
}

/** An effect a caller wants once: the tool, the key it chose, and a digest of the arguments. */
export interface EffectClaim {
  tool: string;
  key: string;
  digest: string;
}

export type BegunEffect = { done: false } | { done: true; result: string };

/** The Integration object's public methods, as its callers see them. */
export interface IntegrationObject {
  /** Redeems a code; answers which integration keeps the account, this one or one that had it already. */
  complete(input: Completion): Promise<Outcome<{ id: string }>>;
  /** Takes a key after the platform took it; answers which integration keeps the account. */
  completeKey(input: KeyCompletion): Promise<Outcome<{ id: string }>>;
  /** Puts another key of the same account in the place of the present one. */
  replaceKey(caller: Principal, key: Record<string, unknown>): Promise<Outcome<{ id: string }>>;
  /** Is a delivery at this integration's own address the platform's? `known` is whether the address is right at all. */
  verifyDelivery(hook: string, delivery: HookDelivery): Promise<Outcome<{ known: boolean; verified: boolean }>>;
  /** Where its platform delivers to, for its owner to paste there; null for anybody else. */
  webhookAddress(caller: Principal): Promise<Outcome<string | null>>;
  adopt(handover: Handover): Promise<Outcome<{ id: string }>>;
  request(caller: Principal, call: PlatformCall): Promise<Outcome<PlatformResponse>>;
  /** Claims a key before its effect begins. An effect that is done already answers its first result instead. */
  begin(caller: Principal, claim: EffectClaim): Promise<Outcome<BegunEffect>>;
  /** Keeps the result under its key, or forgets the key where certainly nothing happened. */
  finish(caller: Principal, claim: EffectClaim, result: string | null): Promise<Outcome<null>>;
  /** What was begun may or may not have happened. */
  lose(caller: Principal, claim: EffectClaim): Promise<Outcome<null>>;
  /** Renews the tokens where they are due: within a day of their end, or in the last half of a shorter life. */
  renew(): Promise<Outcome<IntegrationView>>;
  /** @param asked by a person: the platform is then asked in any case. */
  checkHealth(asked?: boolean): Promise<Outcome<IntegrationView>>;
  /** Makes or renews the subscription by which the platform delivers webhooks, where it has an API for that. */
  subscribe(): Promise<Outcome<null>>;
  receive(event: ReceivedEvent): Promise<Outcome<null>>;
  share(
    caller: Principal,
    visibility: 'personal' | 'shared',
    sharedWith: readonly Share[],
  ): Promise<Outcome<IntegrationView>>;
  /** Makes sure there is a sync job for a resource that is switched on, and answers how far it has come. */
  beginSync(caller: Principal, resource: string): Promise<Outcome<SyncProgress>>;
  /** Goes on with a sync for some seconds: with this job, or with whatever is due where none is named. */
  sync(resource: string, jobId?: string): Promise<Outcome<SyncSlice>>;
  disconnect(caller: Principal): Promise<Outcome<IntegrationView>>;
  status(caller: Principal): Promise<Outcome<IntegrationView>>;
  /** Disconnects it for a member who was removed; reachable by no address. */
  retire(workspaceId: string, actor: string): Promise<Outcome<null>>;
}

/** What the rotation of data keys asks of an Integration object. */
export interface SecretHolder {
  /** Seals anew what older data keys sealed, so much as fits one visit. Fails where a value does not open; it then stays as it is. */
  resealSecrets(): Promise<Outcome<number>>;
}
