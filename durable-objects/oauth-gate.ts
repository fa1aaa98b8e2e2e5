import { DurableObject } from 'cloudflare:workers';
import { authorizationServer } from '../src/auth/authorization-server';
import { sha256 } from '../src/core/ids';
import { type Env, settings } from '../src/env';
import { DEPLOYMENT, vaultOf } from '../src/vault/vault-of';

/** A request to the token endpoint, as plain data. */
export interface TokenRequest {
  body: string;
  authorization: string | null;
}

export interface TokenAnswer {
  status: number;
  headers: [string, string][];
  body: string;
}

/** A handle that was presented: by which request, its sealed answer, and when. */
interface Spent extends Record<string, SqlStorageValue> {
  request: string;
  sealed: string | null;
  at: number;
}

/** How long the answer to a refresh can be asked for again: it may have been lost on the way. */
const REPLAY_MS = 30_000;
/** A code's answer is held back this long, so that requests sent at the same time share it. */
const GATHER_MS = 200;
/** A grant's spent handles are forgotten after its longest life. */
const FORGET_MS = 400 * 86_400_000;

/**
 * One object per client grant: code redemption and refresh happen one at a time. The OAuth library keeps its grants in KV, which does
 * not serialise; 20 parallel refreshes would leave 19 clients locked out.
 *
 * What is presented a second time is told by its hash. A code: refused and the grant revoked, unless its answer is still being made. A
 * refresh token: the same answer within 30 seconds for the identical request; after that its family is revoked.
 * @see RFC 9700 section 4.14.2, OAuth 2.1 section 4.1.3
 */
export class OAuthGate extends DurableObject<Env> {
  readonly #flights = new Map<string, Promise<TokenAnswer>>();
  #tail: Promise<unknown> = Promise.resolve();

  /** True for the first caller alone: consent handles and other things that work once. */
  claim(handle: string): boolean {
    const first =
      this.#table().exec('INSERT OR IGNORE INTO spent (handle, request, at) VALUES (?, ?, ?)', handle, '', Date.now())
        .rowsWritten > 0;
    if (first) void this.ctx.storage.setAlarm(Date.now() + 3_600_000);
    return first;
  }

  async exchange(kind: 'code' | 'refresh', secret: string, request: TokenRequest): Promise<TokenAnswer> {
    const handle = await sha256(secret);
    const identity = await sha256(JSON.stringify([request.body, request.authorization]));
    const name = `${handle}/${identity}`;
    const flight = this.#flights.get(name);
    if (flight !== undefined) return flight;
    const started = this.#tail
      .then(() => this.#serve(kind, handle, identity, request))
      .finally(() => this.#flights.delete(name));
    this.#flights.set(name, started);
    this.#tail = started.catch(() => undefined);
    return started;
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const sql = this.#table();
    sql.exec('UPDATE spent SET sealed = NULL WHERE at < ?', now - REPLAY_MS);
    sql.exec("DELETE FROM spent WHERE at < ? OR (request = '' AND at < ?)", now - FORGET_MS, now - 3_000_000);
    if (sql.exec('SELECT 1 FROM spent LIMIT 1').toArray().length === 0) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(now + 30 * 86_400_000);
  }

  /** Made on the first handle that is spent, and again after everything was forgotten. */
  #table(): SqlStorage {
    const { sql } = this.ctx.storage;
    sql.exec(
      'CREATE TABLE IF NOT EXISTS spent (handle TEXT PRIMARY KEY, request TEXT NOT NULL, sealed TEXT, at INTEGER NOT NULL)',
    );
    return sql;
  }

  /** Writes nothing: whoever makes up handles must not make storage. */
  #find(handle: string): Spent | undefined {
    const { sql } = this.ctx.storage;
    if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'spent'").toArray().length === 0) return undefined;
    return sql.exec<Spent>('SELECT request, sealed, at FROM spent WHERE handle = ?', handle).toArray()[0];
  }

  async #serve(
    kind: 'code' | 'refresh',
    handle: string,
    identity: string,
    request: TokenRequest,
  ): Promise<TokenAnswer> {
    const row = this.#find(handle);
    if (row !== undefined) return this.#again(kind, row, handle, identity);
    const answer = await this.#forward(request);
    if (answer.status !== 200) return answer;
    const sealed =
      kind === 'refresh'
        ? await vaultOf(this.env).seal(DEPLOYMENT, JSON.stringify(answer), ['token-answer', handle])
        : null;
    this.#table().exec(
      'INSERT OR IGNORE INTO spent (handle, request, sealed, at) VALUES (?, ?, ?, ?)',
      handle,
      identity,
      sealed,
      Date.now(),
    );
    await this.ctx.storage.setAlarm(Date.now() + REPLAY_MS + 1000);
    if (kind === 'code') await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    return answer;
  }

  async #again(kind: 'code' | 'refresh', row: Spent, handle: string, identity: string): Promise<TokenAnswer> {
    const fresh = kind === 'refresh' && Date.now() - row.at < REPLAY_MS;
    if (fresh && row.sealed !== null && row.request === identity) {
      return JSON.parse(await vaultOf(this.env).open(DEPLOYMENT, row.sealed, ['token-answer', handle])) as TokenAnswer;
    }
    if (!fresh) await this.#revokeFamily();
    return refusal('It was used before. Sign in again.');
  }

  async #revokeFamily(): Promise<void> {
    const [userId, grantId] = (this.ctx.id.name ?? '').split(':', 2);
    if (userId === undefined || grantId === undefined) return;
    await authorizationServer(this.env).getOAuthApi(this.env).revokeGrant(grantId, userId);
  }

  async #forward(request: TokenRequest): Promise<TokenAnswer> {
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
    if (request.authorization !== null) headers.set('authorization', request.authorization);
    const url = `${settings(this.env).publicUrl}/oauth/token`;
    const forwarded = new Request(url, { method: 'POST', headers, body: request.body });
    const response = await authorizationServer(this.env).fetch(forwarded, this.env, asExecutionContext(this.ctx));
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  }
}

const refusal = (description: string): TokenAnswer => ({
  status: 400,
  headers: [
    ['content-type', 'application/json'],
    ['cache-control', 'no-store'],
  ],
  body: JSON.stringify({ error: 'invalid_grant', error_description: description }),
});

/** The library only needs `waitUntil`, which an object's state has too. */
const asExecutionContext = (state: DurableObjectState): ExecutionContext => state as unknown as ExecutionContext;
