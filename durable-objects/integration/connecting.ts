import { accessFor } from '../../src/core/access';
import { CLOSED } from '../../src/core/breaker';
import { type ApiKey, type Connector, type KeyIdentity, type TokenSet } from '../../src/core/define-connector';
import { invalidRequest, notFound, SeneschalError } from '../../src/core/errors';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { type Completion, type Handover, type KeyCompletion } from '../../src/core/integration-view';
import { identifyKey, NO_KEY, readKey, writeKey } from '../../src/core/key';
import { log } from '../../src/core/log';
import { type ClientCredentials, exchangeCode } from '../../src/core/oauth-client';
import { type Outcome } from '../../src/core/outcome';
import { type PlatformCall } from '../../src/core/platform-call';
import { type Principal } from '../../src/core/principal';
import { type Database } from '../../src/db/client';
import { claimAccount, integrationRow } from '../../src/db/projection';
import { connectorOf } from '../../src/registry';
import { type Vault } from '../../src/vault/vault';
import { isSuperseded, newRecord } from './new-record';
import { sendClassified } from './send';
import { type Change, type IntegrationStore } from './store';
import { type TokenCustody, tokenFields } from './tokens';

type Joining = Omit<Handover, 'sealedTokens' | 'account' | 'routes' | 'obtainedAt'>;

/** What connecting needs of the object it works for. */
export interface ConnectingHost {
  id(): string;
  client(connector: Connector, workspaceId: string): Promise<ClientCredentials>;
  publicUrl(): string;
  change(change: Change): Promise<IntegrationRecord>;
  /** Another integration of this deployment, which keeps the account already. */
  adoptedBy(id: string, handover: Handover): Promise<Outcome<{ id: string }>>;
  /** What follows once tokens are kept: one health check, and the webhooks. */
  connected(connector: Connector): Promise<void>;
}

/** How an account comes to its integration: by a code, by a key, or by nothing where a platform has no sign-in. */
export class Connecting {
  readonly #host: ConnectingHost;
  readonly #store: IntegrationStore;
  readonly #vault: Vault;
  readonly #tokens: TokenCustody;
  readonly #db: Database;

  constructor(host: ConnectingHost, store: IntegrationStore, vault: Vault, tokens: TokenCustody, db: Database) {
    this.#host = host;
    this.#store = store;
    this.#vault = vault;
    this.#tokens = tokens;
    this.#db = db;
  }

  /** Redeems a code. */
  async byCode(input: Completion): Promise<{ id: string }> {
    const connector = connectorOf(input.platform);
    const tokens = await exchangeCode(connector, await this.#host.client(connector, input.workspaceId), input);
    return this.#join(connector, input, tokens, NO_KEY);
  }

  /** Takes a key the platform takes, or nothing at all where there is nothing to sign in with. */
  async byKey(input: KeyCompletion): Promise<{ id: string }> {
    const connector = connectorOf(input.platform);
    const { auth } = connector;
    if (auth.kind === 'oauth2') throw invalidRequest(`${connector.title} is connected by signing in there.`);
    if (auth.kind === 'none') return this.#join(connector, input, { accessToken: writeKey({}) }, NO_KEY);
    const key = readKey(auth, input.key);
    const identity = await identifyKey(auth, key);
    return refusedAs(connector, auth, this.#join(connector, input, { accessToken: writeKey(key) }, identity));
  }

  /**
   * Puts another key in the place of this integration's, after the platform took it.
   * @throws {SeneschalError} `conflict` where the key belongs to another account.
   */
  async replaceKey(caller: Principal, given: Record<string, unknown>): Promise<{ id: string }> {
    const { record } = this.#store;
    if (record === undefined || accessFor(caller, record) === 'none' || record.state === 'DELETED')
      throw notFound('The integration');
    if (record.owner !== caller.memberId)
      throw new SeneschalError('insufficient_scope', 'Only its owner replaces the key of an integration.');
    const connector = connectorOf(record.platform);
    const { auth } = connector;
    if (auth.kind !== 'api_key') throw invalidRequest(`${connector.title} is connected by signing in there.`);
    const key = readKey(auth, given);
    const tokens = { accessToken: writeKey(key) };
    const found = await refusedAs(
      connector,
      auth,
      this.#account(connector, record.workspaceId, tokens.accessToken, await identifyKey(auth, key)),
    );
    if (auth.anonymous !== true && found.account.id !== record.account.id)
      throw new SeneschalError(
        'conflict',
        `This key belongs to ${found.account.label}, another account. Connect it as an account of its own.`,
      );
    const account = auth.anonymous === true ? record.account : found.account;
    return this.#accept(
      newRecord(record.id, { ...joiningOf(record), account, routes: found.routes, obtainedAt: Date.now() }),
      tokens,
    );
  }

  /** Takes over tokens of an account this integration keeps. */
  async adopt(handover: Handover): Promise<{ id: string }> {
    const id = this.#host.id();
    const { workspaceId, sealedTokens } = handover;
    const opened = await this.#vault.open(workspaceId, sealedTokens, handoverBinding(workspaceId, id));
    return this.#accept(newRecord(id, handover), JSON.parse(opened) as TokenSet);
  }

  /** Finds out whose account it is; whoever keeps it already gets the tokens. */
  async #join(connector: Connector, input: Joining, tokens: TokenSet, key: KeyIdentity): Promise<{ id: string }> {
    const obtainedAt = Date.now();
    const found = await this.#account(connector, input.workspaceId, tokens.accessToken, key);
    const candidate = newRecord(this.#host.id(), { ...input, ...found, obtainedAt });
    const id = await claimAccount(this.#db, integrationRow(candidate));
    if (id === candidate.id) return this.#accept(candidate, tokens);
    const { workspaceId, memberId, platform } = input;
    const binding = handoverBinding(workspaceId, id);
    const sealedTokens = await this.#vault.seal(workspaceId, JSON.stringify(tokens), binding);
    const handover: Handover = { workspaceId, memberId, platform, ...found, obtainedAt, sealedTokens };
    const adopted = await this.#host.adoptedBy(id, handover);
    if (!adopted.ok) throw SeneschalError.fromFailure(adopted.failure);
    return adopted.value;
  }

  async #account(connector: Connector, workspaceId: string, credential: string, key: KeyIdentity) {
    const client = await this.#host.client(connector, workspaceId);
    const api = {
      request: (call: PlatformCall) => sendClassified(connector, client, credential, call, this.#host.publicUrl()),
    };
    const { routes = [], ...account } = await connector.account(api, key);
    return { account, routes };
  }

  /** Keeps newly granted tokens, whatever state the integration is in, and proves them with one health check. */
  async #accept(candidate: IntegrationRecord, tokens: TokenSet): Promise<{ id: string }> {
    const actor = candidate.owner;
    const known = this.#store.record;
    if (known?.state === 'DELETED')
      throw new SeneschalError('conflict', 'This integration was just disconnected. Connect the account once more.');
    if (known === undefined) this.#store.create(candidate);
    const record = known ?? candidate;
    const { generation, sealed } = await this.#tokens.sealNext(tokens);
    if (isSuperseded(candidate.refreshedAt, this.#store.record ?? record)) return { id: record.id };
    await this.#host.change({
      actor,
      tokens: sealed,
      set: {
        ...tokenFields(tokens, generation, record.scopes, candidate.refreshedAt),
        account: candidate.account,
        routes: candidate.routes,
        hook: record.hook ?? candidate.hook ?? '',
        // A new grant starts without the troubles of the old one.
        breaker: { ...CLOSED },
        recoverAt: null,
        recoverMs: 0,
      },
      events: [
        {
          type: known === undefined ? 'integration.created' : 'integration.reconnected',
          actor,
          data: { account: candidate.account.label },
        },
      ],
      transitions: ['authorize', 'redirected', 'authorized'],
    });
    await this.#host.connected(connectorOf(record.platform));
    return { id: record.id };
  }
}

const joiningOf = ({ workspaceId, owner, platform }: IntegrationRecord): Joining => ({
  workspaceId,
  memberId: owner,
  platform,
});

const handoverBinding = (workspaceId: string, id: string) => ['handover', workspaceId, id];

/** A key the platform does not take is a mistake of typing, not a connection that ended. */
async function refusedAs<T>(connector: Connector, auth: ApiKey, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = SeneschalError.from(error);
    if (failure.kind !== 'auth_expired' && failure.kind !== 'auth_revoked') throw failure;
    const { reference, detail } = failure;
    log('warn', 'a key was refused by its platform', { platform: connector.id, reference, detail });
    throw new SeneschalError('invalid_request', `${connector.title} does not take this key. ${auth.help}`, {
      reference,
    });
  }
}
