import { SeneschalError } from '../../src/core/errors';
import { sha256 } from '../../src/core/ids';
import { type BegunEffect, type EffectClaim } from '../../src/core/integration-view';
import { type Principal } from '../../src/core/principal';
import { type Vault } from '../../src/vault/vault';

/** A key answers its first result this long. */
const KEEP_MS = 86_400_000;

/**
 * Effects that are wanted once. The key is claimed before the effect begins; its result is kept sealed. What was begun and never
 * finished (a crash, a lost answer) is told as unknown: guessing either way could repeat it or lose it.
 */
export class EffectLedger {
  readonly #sql: SqlStorage;
  readonly #vault: Vault;
  /** Under way in this life of the object. */
  readonly #running = new Set<string>();

  constructor(sql: SqlStorage, vault: Vault) {
    this.#sql = sql;
    this.#vault = vault;
  }

  /** @throws {SeneschalError} `conflict` where the key has other arguments, is under way, or its outcome is unknown. */
  async begin(caller: Principal, claim: EffectClaim): Promise<BegunEffect> {
    const id = await idOf(caller, claim);
    const now = Date.now();
    this.#sql.exec('DELETE FROM effects WHERE at < ?', now - KEEP_MS);
    const row = this.#sql
      .exec<{ digest: string; sealed: string | null }>('SELECT digest, sealed FROM effects WHERE id = ?', id)
      .toArray()[0];
    if (row === undefined) {
      this.#sql.exec('INSERT INTO effects (id, digest, sealed, at) VALUES (?, ?, NULL, ?)', id, claim.digest, now);
      this.#running.add(id);
      return { done: false };
    }
    if (row.digest !== claim.digest)
      throw conflict('This idempotency_key was used with other arguments. Choose another key.');
    if (row.sealed !== null)
      return {
        done: true,
        result: await this.#vault.open(caller.workspaceId, row.sealed, ['effect', caller.workspaceId, id]),
      };
    if (this.#running.has(id))
      throw conflict('The same call is still under way. Ask again in a moment with the same key.');
    throw conflict(
      'An earlier call with this idempotency_key was begun, and its outcome is unknown: it may have happened. Check at the platform, then use a new key if it has not.',
    );
  }

  /** Keeps the result; null forgets the key, where certainly nothing happened. */
  async finish(caller: Principal, claim: EffectClaim, result: string | null): Promise<null> {
    const id = await idOf(caller, claim);
    if (result === null) this.#sql.exec('DELETE FROM effects WHERE id = ? AND sealed IS NULL', id);
    else {
      const sealed = await this.#vault.seal(caller.workspaceId, result, ['effect', caller.workspaceId, id]);
      this.#sql.exec('UPDATE effects SET sealed = ? WHERE id = ? AND sealed IS NULL', sealed, id);
    }
    this.#running.delete(id);
    return null;
  }

  /** The answer is lost: what is asked for under this key from now on is told that its outcome is unknown. */
  async lose(caller: Principal, claim: EffectClaim): Promise<null> {
    this.#running.delete(await idOf(caller, claim));
    return null;
  }
}

const idOf = (caller: Principal, claim: EffectClaim): Promise<string> =>
  sha256(JSON.stringify([caller.memberId, claim.tool, claim.key]));

const conflict = (message: string): SeneschalError => new SeneschalError('conflict', message, { unsent: true });
