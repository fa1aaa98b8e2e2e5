import { DurableObject } from 'cloudflare:workers';
import { accessFor, type Share } from '../src/core/access';
import { type Connector } from '../src/core/define-connector';
import { notFound, SeneschalError } from '../src/core/errors';
import { type IntegrationRecord, toView } from '../src/core/integration-record';
import { HEALTH_PROVED_MS } from '../src/core/health';
import { isUsable } from '../src/core/integration-state';
import {
  type BegunEffect,
  type Completion,
  type EffectClaim,
  type Handover,
  type HookDelivery,
  type IntegrationObject,
  type IntegrationView,
  type KeyCompletion,
  type ReceivedEvent,
  type SecretHolder,
} from '../src/core/integration-view';
import { type Outcome, settle } from '../src/core/outcome';
import { type PlatformCall, type PlatformResponse } from '../src/core/platform-call';
import { type Principal } from '../src/core/principal';
import { type SyncProgress, type SyncSlice } from '../src/core/sync';
import { log } from '../src/core/log';
import { database } from '../src/db/client';
import { type Env, settings } from '../src/env';
import { connectorOf } from '../src/registry';
import { type Vault } from '../src/vault/vault';
import { clientOf, signingSecrets } from '../src/vault/platform-apps';
import { vaultOf } from '../src/vault/vault-of';
import { Clients } from './integration/clients';
import { integrationStub } from './integration/stub';
import { Connecting } from './integration/connecting';
import { Hooks } from './integration/hooks';
import { Outbox } from './integration/outbox';
import { PlatformCaller, RECOVER_FIRST_MS, RECOVER_MAX_MS } from './integration/caller';
import { EffectLedger } from './integration/effects';
import { healthOf, lookAtHealth } from './integration/health';
import { prune } from './integration/prune';
import { resealSecrets } from './integration/reseal';
import { Subscriber } from './integration/subscription';
import { SyncEngine } from './integration/sync';
import { type Change, IntegrationStore } from './integration/store';
import { TokenCustody } from './integration/tokens';
import { unusable } from './integration/unusable';
import { withdraw } from './integration/withdraw';

const OUTBOX_RETRY_MS = 5_000;

/**
 * One connection to one account on a platform, and the only place that ever holds its opened token. It owns the state, the tokens and
 * their refresh, the event log and the outbox to D1. Who may use it is decided here, on every call.
 */
export class Integration extends DurableObject<Env> implements IntegrationObject, SecretHolder {
  readonly #store: IntegrationStore;
  readonly #clients: Clients;
  readonly #vault: Vault;
  readonly #tokens: TokenCustody;
  readonly #outbox: Outbox;
  readonly #caller: PlatformCaller;
  readonly #effects: EffectLedger;
  readonly #subscriber: Subscriber;
  readonly #hooks: Hooks;
  readonly #connecting: Connecting;
  readonly #syncs: SyncEngine;
  #leaving: Promise<boolean> | undefined;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = new IntegrationStore(state.storage);
    this.#vault = vaultOf(env);
    this.#clients = new Clients(env);
    this.#tokens = new TokenCustody(this.#store, this.#vault, (change) => this.#change(change));
    this.#outbox = new Outbox(this.#store, database(env.DB));
    this.#effects = new EffectLedger(state.storage.sql, this.#vault);
    const host = {
      record: () => this.#require(),
      change: (change: Change) => this.#change(change),
      answered: (at: number) => this.#store.note({ answeredAt: at }),
      connectUrl: () => this.#connectUrl(),
      client: (connector: Connector, workspaceId?: string) =>
        this.#clients.of(workspaceId ?? this.#require().workspaceId, connector),
      unusable: (record: IntegrationRecord) => unusable(record, this.#connectUrl()),
      api: (connector: Connector) => ({ request: (call: PlatformCall) => this.#caller.call(connector, call) }),
    };
    this.#caller = new PlatformCaller(host, this.#tokens);
    this.#syncs = new SyncEngine(state.storage, database(env.DB), host);
    this.#hooks = new Hooks(this.#store, this.#vault, this.#tokens, ({ workspaceId, platform: id }, webhook) =>
      signingSecrets(env, workspaceId, { id, webhook }),
    );
    this.#subscriber = new Subscriber({
      ...host,
      target: (record, subscribing) =>
        settings(env).subscriptionTarget(record.platform, subscribing, this.#hookAddress(record)),
      sealHookSecret: (record, secret) => this.#hooks.seal(record, secret),
    });
    this.#connecting = new Connecting(
      {
        ...host,
        id: () => this.#id(),
        publicUrl: () => settings(env).publicUrl,
        adoptedBy: (id, handover) => integrationStub(env, id).adopt(handover),
        connected: (connector) => this.#connected(connector),
      },
      this.#store,
      this.#vault,
      this.#tokens,
      database(env.DB),
    );
  }

  complete(input: Completion): Promise<Outcome<{ id: string }>> {
    return settle(() => this.#connecting.byCode(input));
  }

  completeKey(input: KeyCompletion): Promise<Outcome<{ id: string }>> {
    return settle(() => this.#connecting.byKey(input));
  }

  replaceKey(caller: Principal, key: Record<string, unknown>): Promise<Outcome<{ id: string }>> {
    return settle(() => this.#connecting.replaceKey(caller, key));
  }

  adopt(handover: Handover): Promise<Outcome<{ id: string }>> {
    return settle(() => this.#connecting.adopt(handover));
  }

  verifyDelivery(hook: string, delivery: HookDelivery): Promise<Outcome<{ known: boolean; verified: boolean }>> {
    return settle(async () => ({
      known: this.#hooks.knows(hook),
      verified: await this.#hooks.verify(hook, delivery),
    }));
  }

  webhookAddress(caller: Principal): Promise<Outcome<string | null>> {
    return settle(async () => {
      const { record } = this.#visibleTo(caller);
      return record.owner === caller.memberId ? this.#hookAddress(record) : null;
    });
  }

  request(caller: Principal, call: PlatformCall): Promise<Outcome<PlatformResponse>> {
    return settle(async () => {
      const { record, access } = this.#visibleTo(caller);
      if (call.effect === 'write' && access !== 'write') {
        throw new SeneschalError(
          'insufficient_scope',
          'This integration is shared with you for reading only. Ask its owner to allow writing.',
        );
      }
      if (!isUsable(record.state)) throw unusable(record, this.#connectUrl());
      return this.#caller.call(connectorOf(record.platform), call);
    });
  }

  begin(caller: Principal, claim: EffectClaim): Promise<Outcome<BegunEffect>> {
    return settle(async () => {
      this.#visibleTo(caller);
      return this.#effects.begin(caller, claim);
    });
  }

  finish(caller: Principal, claim: EffectClaim, result: string | null): Promise<Outcome<null>> {
    return settle(() => this.#effects.finish(caller, claim, result));
  }

  lose(caller: Principal, claim: EffectClaim): Promise<Outcome<null>> {
    return settle(() => this.#effects.lose(caller, claim));
  }

  renew(): Promise<Outcome<IntegrationView>> {
    return settle(async () => {
      const record = this.#require();
      if (isUsable(record.state)) await this.#caller.renew(connectorOf(record.platform));
      return toView(this.#require());
    });
  }

  resealSecrets(): Promise<Outcome<number>> {
    return settle(async () => {
      const { record } = this.#store;
      return record === undefined ? 0 : resealSecrets(this.ctx.storage.sql, this.#vault, record);
    });
  }

  checkHealth(asked = false): Promise<Outcome<IntegrationView>> {
    return settle(async () => {
      const record = this.#require();
      prune(this.ctx.storage.sql, Date.now());
      const { sparing = false } = connectorOf(record.platform);
      const proved = sparing && record.state === 'ACTIVE' && Date.now() - (record.answeredAt ?? 0) < HEALTH_PROVED_MS;
      if (proved && !asked) return toView(await this.#change({ actor: 'system', ...healthOf('healthy', null) }));
      if (isUsable(record.state)) return toView(await this.#health(connectorOf(record.platform)));
      if (record.state !== 'EXPIRED' && record.state !== 'REVOKED') return toView(record);
      return toView(await this.#change({ actor: 'system', ...this.#down(record) }));
    });
  }

  subscribe(): Promise<Outcome<null>> {
    return settle(async () => {
      const record = this.#require();
      if (isUsable(record.state)) await this.#subscriber.subscribe(connectorOf(record.platform));
      return null;
    });
  }

  receive(event: ReceivedEvent): Promise<Outcome<null>> {
    return settle(async () => {
      const record = this.#require();
      if (record.state === 'DELETED' || !this.#store.claimDelivery(event.deliveryId, event.at)) return null;
      const { deliveryId, type, summary } = event;
      const data = { deliveryId, type, summary };
      // One that waited in a queue may speak of a grant that was replaced since.
      const revoked = event.effect === 'revoked' && event.at >= record.refreshedAt;
      const unsubscribed = event.effect === 'unsubscribed';
      const down = revoked ? this.#down({ ...record, state: 'REVOKED' }) : undefined;
      await this.#change({
        actor: 'platform',
        events: [{ type: 'webhook.received', actor: 'platform', data }],
        ...(revoked && { transitions: ['revoked'], tokens: 'erase', because: { connectUrl: this.#connectUrl() } }),
        ...down,
        set: { ...down?.set, ...(unsubscribed && { subscription: null }) },
      });
      return null;
    });
  }

  share(
    caller: Principal,
    visibility: 'personal' | 'shared',
    sharedWith: readonly Share[],
  ): Promise<Outcome<IntegrationView>> {
    return settle(async () => {
      const { record } = this.#visibleTo(caller);
      if (record.owner !== caller.memberId)
        throw new SeneschalError('insufficient_scope', 'Only the owner decides who may use an integration.');
      if (record.state === 'DELETED') throw notFound('The integration');
      const shares = visibility === 'personal' ? [] : [...sharedWith];
      const changed = await this.#change({
        actor: caller.memberId,
        set: { visibility, sharedWith: shares },
        events: [{ type: 'integration.shared', actor: caller.memberId, data: { visibility, sharedWith: shares } }],
      });
      return toView(changed);
    });
  }

  beginSync(caller: Principal, resource: string): Promise<Outcome<SyncProgress>> {
    return settle(async () => this.#syncs.begin(this.#visibleTo(caller).record, resource));
  }

  sync(resource: string, jobId?: string): Promise<Outcome<SyncSlice>> {
    return settle(async () => this.#syncs.run(resource, jobId));
  }

  disconnect(caller: Principal): Promise<Outcome<IntegrationView>> {
    return settle(async () => {
      const { record } = this.#visibleTo(caller);
      if (record.owner !== caller.memberId && caller.role !== 'owner' && caller.role !== 'admin') {
        throw new SeneschalError('insufficient_scope', 'Only its owner or an admin can disconnect an integration.');
      }
      return toView(await this.#end(caller.memberId));
    });
  }

  retire(workspaceId: string, actor: string): Promise<Outcome<null>> {
    return settle(async () => {
      if (this.#store.record?.workspaceId === workspaceId) await this.#end(actor);
      return null;
    });
  }

  status(caller: Principal): Promise<Outcome<IntegrationView>> {
    return settle(async () => toView(this.#visibleTo(caller).record));
  }

  override async alarm(): Promise<void> {
    const { record } = this.#store;
    if (record === undefined) return;
    if (record.recoverAt !== null && record.recoverAt <= Date.now()) await this.#lookAgain(record);
    await this.#deliver();
  }

  /** Looks whether the platform works again; where it does not, the next look is planned. */
  async #lookAgain(record: IntegrationRecord): Promise<void> {
    if (record.state !== 'ERROR' && record.state !== 'DEGRADED') {
      this.#store.note({ recoverAt: null, recoverMs: 0 });
      return;
    }
    const after = await this.#health(connectorOf(record.platform));
    const now = Date.now();
    if (after.recoverAt === null || after.recoverAt > now) return;
    const recoverMs = Math.min(Math.max(after.recoverMs * 2, RECOVER_FIRST_MS), RECOVER_MAX_MS);
    this.#store.note({ recoverMs, recoverAt: Math.max(after.breaker.nextTryAt ?? 0, now + recoverMs) });
  }

  /** Proves newly granted tokens with one health check, and asks for webhooks; what fails of it is tried again later. */
  async #connected(connector: Connector): Promise<void> {
    this.#caller.forgetLimits();
    await this.#health(connector).catch((error: unknown) => {
      const { reference } = SeneschalError.from(error);
      log('warn', 'the first health check failed', { integration: this.#id(), reference });
    });
    await this.#subscriber.subscribeIfPossible(connector);
  }

  async #health(connector: Connector): Promise<IntegrationRecord> {
    const found = await lookAtHealth(connector, { request: (call) => this.#caller.call(connector, call) });
    const record = this.#require();
    // A grant that ended by this check has been written down as what it is.
    return isUsable(record.state) ? this.#change({ actor: 'system', ...found }) : record;
  }

  /** Ends the connection for good: at the platform, then here. */
  async #end(actor: string): Promise<IntegrationRecord> {
    const record = this.#require();
    if (record.state === 'DELETED') return record;
    const revokedAtPlatform = await this.#leave(record);
    if (this.#require().state === 'DELETED') return this.#require();
    const nothing = { subscription: null, expiresAt: null, refreshable: false, refreshIntent: null };
    return this.#change({
      actor,
      tokens: 'erase',
      transitions: ['disconnected'],
      set: { ...nothing, visibility: 'personal', sharedWith: [] },
      events: [{ type: 'integration.disconnected', actor, data: { revokedAtPlatform } }],
    });
  }

  /** Ends the subscription and then the grant at the platform; asked again meanwhile, it is ended once. */
  #leave(record: IntegrationRecord): Promise<boolean> {
    const connector = connectorOf(record.platform);
    this.#leaving ??= this.#tokens
      .idle()
      .then(() => this.#subscriber.unsubscribe(connector, database(this.env.DB)))
      .then(() => clientOf(this.env, record.workspaceId, connector))
      .then((client) => withdraw(connector, client, this.#store, this.#tokens))
      .finally(() => (this.#leaving = undefined));
    return this.#leaving;
  }

  /** Applies a change and brings it to D1; where that fails the alarm does it. */
  async #change(change: Change): Promise<IntegrationRecord> {
    const record = this.#store.apply(change);
    await this.ctx.storage.setAlarm(Date.now() + OUTBOX_RETRY_MS);
    await this.#deliver();
    return record;
  }

  /** Empties the outbox and sets the alarm for what comes next: another try, or a look whether the platform works again. */
  async #deliver(): Promise<void> {
    const delivered = await this.#outbox.flush();
    // Another change may have been applied since, and relies on the alarm.
    const empty = delivered && this.#store.outbox(1).length === 0;
    const next = empty ? (this.#store.record?.recoverAt ?? null) : Date.now() + OUTBOX_RETRY_MS;
    await (next === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(next));
  }

  /** The health of an integration that only its owner can bring back. */
  #down(record: IntegrationRecord): ReturnType<typeof healthOf> {
    return healthOf('unhealthy', unusable(record, this.#connectUrl()).message);
  }

  #visibleTo(caller: Principal): { record: IntegrationRecord; access: 'read' | 'write' } {
    const record = this.#store.record;
    const access = record === undefined ? 'none' : accessFor(caller, record);
    if (record === undefined || access === 'none') throw notFound('The integration');
    return { record, access };
  }

  #hookAddress(record: IntegrationRecord): string {
    return this.#hooks.address(settings(this.env).publicUrl, record);
  }

  #connectUrl(): string {
    const record = this.#require();
    return `${settings(this.env).publicUrl}/integrations/connect/${record.platform}?integration=${record.id}`;
  }

  #require(): IntegrationRecord {
    if (this.#store.record === undefined) throw notFound('The integration');
    return this.#store.record;
  }

  #id(): string {
    return this.ctx.id.name ?? this.#require().id;
  }
}
