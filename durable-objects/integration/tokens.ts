import { type Connector, type TokenSet } from '../../src/core/define-connector';
import { SeneschalError } from '../../src/core/errors';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { log } from '../../src/core/log';
import { type ClientCredentials, oauthOf, refreshTokens, revokeTokens } from '../../src/core/oauth-client';
import { type Binding, type Vault } from '../../src/vault/vault';
import { type Change, type IntegrationStore } from './store';

/** A token this close to its end is refreshed before it is used. */
const REFRESH_MARGIN_MS = 15 * 60_000;
/** The hourly sweep renews a token this long before its end. */
const RENEWAL_MS = 86_400_000;
/** After a failed refresh nothing is tried for this long: a struggling platform is left in peace. */
const COOLDOWN_MS = 30_000;

export interface SealedTokens {
  access: string;
  refresh: string | null;
}

/**
 * Custody of an integration's tokens: sealed at rest, opened only for the moment of a call, refreshed by one flight at a time.
 */
export class TokenCustody {
  readonly #store: IntegrationStore;
  readonly #vault: Vault;
  readonly #change: (change: Change) => Promise<unknown>;
  #flight: Promise<void> | undefined;
  #failure: { generation: number; at: number; refused: boolean } | undefined;

  /** @param change applies a change and brings it to D1. */
  constructor(store: IntegrationStore, vault: Vault, change: (change: Change) => Promise<unknown>) {
    this.#store = store;
    this.#vault = vault;
    this.#change = change;
  }

  /** Seals a token pair as the generation after the present one, whatever else happens to the record meanwhile. */
  async sealNext(tokens: TokenSet): Promise<{ generation: number; sealed: SealedTokens }> {
    for (;;) {
      const record = this.#require();
      const generation = record.generation + 1;
      const seal = (kind: string, token: string) =>
        this.#vault.seal(record.workspaceId, token, binding(record, kind, generation));
      const access = await seal('access', tokens.accessToken);
      const refresh = tokens.refreshToken === undefined ? null : await seal('refresh', tokens.refreshToken);
      if (this.#require().generation === record.generation) return { generation, sealed: { access, refresh } };
    }
  }

  /** The opened access token, all a call needs. @throws {SeneschalError} `auth_expired` where there is none. */
  async openAccess(): Promise<string> {
    const record = this.#require();
    const { access } = this.#store.sealedTokens();
    if (access === undefined)
      throw new SeneschalError('auth_expired', 'This integration holds no tokens. Connect the account again.');
    return this.#vault.open(record.workspaceId, access, binding(record, 'access', record.generation));
  }

  /** The opened tokens. @throws {SeneschalError} `auth_expired` where there are none. */
  async open(): Promise<{ accessToken: string; refreshToken?: string }> {
    const record = this.#require();
    const { refresh } = this.#store.sealedTokens();
    const accessToken = await this.openAccess();
    if (refresh === undefined) return { accessToken };
    const refreshToken = await this.#vault.open(
      record.workspaceId,
      refresh,
      binding(record, 'refresh', record.generation),
    );
    return { accessToken, refreshToken };
  }

  /** Is the access token at or near its end, and can it be refreshed? */
  dueForRefresh(now: number): boolean {
    const { expiresAt, refreshable, refreshedAt } = this.#require();
    if (expiresAt === null || !refreshable) return false;
    return now > expiresAt - Math.min(REFRESH_MARGIN_MS, (expiresAt - refreshedAt) / 2);
  }

  /** Does the token end within a day, or is it in the last half of a shorter life, and can it be refreshed? */
  dueForRenewal(now: number): boolean {
    const { expiresAt, refreshable, refreshedAt } = this.#require();
    if (expiresAt === null || !refreshable) return false;
    return now > expiresAt - Math.min(RENEWAL_MS, (expiresAt - refreshedAt) / 2);
  }

  /**
   * Replaces the tokens of `generation`. Whoever comes while that is under way waits for the same flight; whoever comes after it finds
   * a newer generation and does nothing: the refresh token is spent once.
   * @throws {SeneschalError} `auth_expired` where the platform definitely refuses; otherwise what kept us from asking.
   */
  async refresh(generation: number, connector: Connector, client: ClientCredentials): Promise<void> {
    if (this.#require().generation > generation) return;
    if (this.#flight === undefined) {
      const last = this.#failure;
      if (last?.generation === generation && Date.now() - last.at < COOLDOWN_MS) {
        throw last.refused
          ? new SeneschalError('auth_expired', `${connector.title} refused to renew this sign-in a moment ago.`)
          : new SeneschalError(
              'provider_unavailable',
              `${connector.title} could not renew the sign-in a moment ago. Try again in half a minute.`,
            );
      }
      this.#flight = this.#spend(connector, client).finally(() => {
        this.#flight = undefined;
      });
    }
    await this.#flight;
  }

  /** Resolves when no refresh is under way, whatever came of it. */
  async idle(): Promise<void> {
    await this.#flight?.catch(() => undefined);
  }

  async #spend(connector: Connector, client: ClientCredentials): Promise<void> {
    const record = this.#require();
    const { refreshToken } = await this.open();
    if (refreshToken === undefined) {
      throw new SeneschalError(
        'auth_expired',
        `${connector.title}’s sign-in has ended and cannot be renewed. Connect the account again.`,
      );
    }
    const interrupted = await this.#found(record, connector);
    this.#store.note({ refreshIntent: { generation: record.generation, at: Date.now(), again: interrupted } });
    const superseded = () => this.#require().generation !== record.generation;
    let fresh: TokenSet;
    try {
      fresh = await refreshTokens(connector, client, refreshToken);
    } catch (error) {
      // Reconnected meanwhile: what the old grant's end means is no longer anybody's concern.
      if (superseded()) return;
      const refused = SeneschalError.from(error).kind === 'auth_expired';
      this.#failure = { generation: record.generation, at: Date.now(), refused };
      // One that is refused after an interruption was spent by it: the intent stays, and it is not sent any more.
      if (!(refused && interrupted)) this.#store.note({ refreshIntent: null });
      throw error;
    }
    const next = { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken };
    // Reconnected or disconnected meanwhile: this answer belongs to a grant that is over.
    if (superseded()) return this.#discard(connector, client, next);
    const { generation, sealed } = await this.sealNext(next);
    await this.#change({ actor: 'system', tokens: sealed, set: tokenFields(next, generation, record.scopes) });
    this.#failure = undefined;
  }

  /**
   * Did this refresh token's last use end with the process, so that nobody knows whether it was spent? Then it is sent once more: the
   * platform takes it if it never came there, and refuses it otherwise.
   * @throws {SeneschalError} `auth_expired` where that was done already.
   */
  async #found({ id, generation, refreshIntent }: IntegrationRecord, connector: Connector): Promise<boolean> {
    if (!oauthOf(connector).rotation || refreshIntent?.generation !== generation) return false;
    if (refreshIntent.again === true) {
      throw new SeneschalError(
        'auth_expired',
        `Renewing ${connector.title}’s sign-in was interrupted, and its answer is lost. Connect the account again.`,
      );
    }
    log('warn', 'a renewal was interrupted; it is tried once more', { integration: id, at: refreshIntent.at });
    const data = { begunAt: new Date(refreshIntent.at).toISOString() };
    await this.#change({ actor: 'system', events: [{ type: 'token.renewal_lost', actor: 'system', data }] });
    return true;
  }

  /** Tokens nobody keeps are withdrawn, unless a newer grant of the same account could end with them. */
  async #discard(connector: Connector, client: ClientCredentials, tokens: TokenSet): Promise<void> {
    if (this.#store.sealedTokens().access !== undefined) return;
    await revokeTokens(connector, client, tokens).catch((error: unknown) => {
      const { reference, detail } = SeneschalError.from(error);
      log('warn', 'tokens that came too late could not be withdrawn', {
        integration: this.#require().id,
        reference,
        detail,
      });
    });
  }

  #require(): IntegrationRecord {
    if (this.#store.record === undefined)
      throw new SeneschalError('internal', 'Internal error.', { detail: 'tokens asked of an empty integration' });
    return this.#store.record;
  }
}

/** What the record knows of a token pair. */
export function tokenFields(tokens: TokenSet, generation: number, scopes: string[], now = Date.now()) {
  return {
    generation,
    expiresAt: tokens.expiresIn === undefined ? null : now + tokens.expiresIn * 1000,
    refreshable: tokens.refreshToken !== undefined,
    refreshedAt: now,
    refreshIntent: null,
    scopes: tokens.scopes ?? scopes,
  };
}

const binding = (record: IntegrationRecord, kind: string, generation: number): Binding => [
  'token',
  record.workspaceId,
  record.id,
  record.platform,
  kind,
  generation,
];
