import { SeneschalError } from '../../src/core/errors';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { type SecretHolder } from '../../src/core/integration-view';
import { type Env } from '../../src/env';
import { type Binding, type Vault } from '../../src/vault/vault';

type Place = Pick<IntegrationRecord, 'workspaceId' | 'id' | 'platform'>;

/** At most this many values are sealed anew in one visit: results of effects can be many. */
const MOST = 200;

interface Sealed extends Record<string, SqlStorageValue> {
  key: string;
  generation: number;
  sealed: string;
}

/** Where an object keeps sealed values, and what each is bound to. */
const HOLDS: readonly {
  table: string;
  key: string;
  generation: string;
  binding: (place: Place, row: Sealed) => Binding;
}[] = [
  {
    table: 'tokens',
    key: 'kind',
    generation: 'generation',
    binding: (place, { key, generation }) => tokenBinding(place, key, generation),
  },
  { table: 'effects', key: 'id', generation: '0', binding: (place, { key }) => effectBinding(place.workspaceId, key) },
];

export const tokenBinding = (place: Place, kind: string, generation: number): Binding => [
  'token',
  place.workspaceId,
  place.id,
  place.platform,
  kind,
  generation,
];

export const effectBinding = (workspaceId: string, id: string): Binding => ['effect', workspaceId, id];

/**
 * Seals anew what an object keeps under older data keys. A value that was replaced or erased meanwhile is left alone: the statement that
 * writes names the sealed text that was read.
 * @returns how many values that were; 0 says that nothing was old.
 * @throws {SeneschalError} the first reason why a value does not open; the others are sealed anew before.
 */
export async function resealSecrets(sql: SqlStorage, vault: Vault, place: Place): Promise<number> {
  const prefix = await vault.newestPrefix(place.workspaceId);
  const failures: SeneschalError[] = [];
  let found = 0;
  for (const { table, key, generation, binding } of HOLDS) {
    if (sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table).toArray().length === 0)
      continue;
    const old = sql
      .exec<Sealed>(
        `SELECT ${key} AS key, ${generation} AS generation, sealed FROM ${table} WHERE sealed NOT LIKE ? LIMIT ?`,
        `${prefix}%`,
        MOST,
      )
      .toArray();
    const renewed = await vault.reseal(
      place.workspaceId,
      old.map((row) => ({ sealed: row.sealed, binding: binding(place, row) })),
    );
    for (const [at, sealed] of renewed.entries()) {
      const row = old[at];
      if (sealed instanceof SeneschalError) failures.push(sealed);
      else if (sealed !== undefined && row !== undefined) {
        sql.exec(`UPDATE ${table} SET sealed = ? WHERE ${key} = ? AND sealed = ?`, sealed, row.key, row.sealed);
        found += 1;
      }
    }
  }
  if (failures[0] !== undefined) throw failures[0];
  return found;
}

/** An object as the rotation sees it. */
export const secretHolder = (env: Pick<Env, 'INTEGRATION'>, id: string): SecretHolder => env.INTEGRATION.getByName(id);
