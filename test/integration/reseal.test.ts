import { env, runInDurableObject } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/core/ids';
import { SeneschalError } from '../../src/core/errors';
import { vaultOf } from '../../src/vault/vault-of';
import { type Vault } from '../../src/vault/vault';
import { prune } from '../../durable-objects/integration/prune';
import { effectBinding, resealSecrets, tokenBinding } from '../../durable-objects/integration/reseal';

const DAY = 86_400_000;
const vault = vaultOf(env);
let place: { id: string; workspaceId: string; platform: string };

beforeEach(() => {
  place = { id: newId('int'), workspaceId: newId('ws'), platform: 'slack' };
});

const inside = <T>(work: (sql: SqlStorage) => Promise<T> | T): Promise<T> =>
  runInDurableObject(env.INTEGRATION.getByName(place.id), (_, { storage }) => work(storage.sql));

const TABLES = [
  'CREATE TABLE tokens (kind TEXT PRIMARY KEY, generation INTEGER NOT NULL, sealed TEXT NOT NULL)',
  'CREATE TABLE effects (id TEXT PRIMARY KEY, digest TEXT NOT NULL, sealed TEXT, at INTEGER NOT NULL)',
];

/** Two tokens and some effects, sealed under the first data key; then there is a second. */
const keep = (effects: number) =>
  inside(async (sql) => {
    for (const statement of TABLES) sql.exec(statement);
    for (const kind of ['access', 'refresh']) {
      const sealed = await vault.seal(place.workspaceId, `${kind} token`, tokenBinding(place, kind, 3));
      sql.exec('INSERT INTO tokens VALUES (?, 3, ?)', kind, sealed);
    }
    for (let at = 0; at < effects; at++) {
      const sealed = await vault.seal(place.workspaceId, `result ${at}`, effectBinding(place.workspaceId, `e${at}`));
      sql.exec('INSERT INTO effects VALUES (?, ?, ?, 0)', `e${at}`, 'd', sealed);
    }
    sql.exec("INSERT INTO effects VALUES ('begun', 'd', NULL, 0)");
    await vault.succeed(place.workspaceId, 1);
  });

const sealedIn = (sql: SqlStorage): string[] =>
  sql
    .exec<{ sealed: string }>('SELECT sealed FROM tokens UNION ALL SELECT sealed FROM effects WHERE sealed IS NOT NULL')
    .toArray()
    .map(({ sealed }) => sealed);
const old = (sql: SqlStorage): number => sealedIn(sql).filter((sealed) => sealed.startsWith('s1.1.')).length;
const reseal = (using: Vault = vault) => inside((sql) => resealSecrets(sql, using, place));

describe('an object that seals anew', () => {
  it('renews everything it keeps, once', async () => {
    await keep(3);
    expect(await reseal()).toBe(5);
    expect(await reseal()).toBe(0);
    await inside(async (sql) => {
      expect(old(sql)).toBe(0);
      const { sealed } = sql.exec<{ sealed: string }>("SELECT sealed FROM tokens WHERE kind = 'refresh'").one();
      expect(await vault.open(place.workspaceId, sealed, tokenBinding(place, 'refresh', 3))).toBe('refresh token');
      const effect = sql.exec<{ sealed: string }>("SELECT sealed FROM effects WHERE id = 'e2'").one();
      expect(await vault.open(place.workspaceId, effect.sealed, effectBinding(place.workspaceId, 'e2'))).toBe(
        'result 2',
      );
      expect(sql.exec("SELECT sealed FROM effects WHERE id = 'begun'").one()).toEqual({ sealed: null });
    });
  });

  it('does so much in one visit and the rest in the next', async () => {
    await keep(230);
    expect(await reseal()).toBe(202);
    expect(await reseal()).toBe(30);
    expect(await reseal()).toBe(0);
  });

  it('leaves alone what was replaced or erased while it was at it', async () => {
    await keep(1);
    const found = await inside((sql) => {
      const interfering = Object.create(vault) as Vault;
      interfering.reseal = async (workspaceId, values) => {
        const renewed = await vault.reseal(workspaceId, values);
        sql.exec("UPDATE tokens SET generation = 4, sealed = 'replaced' WHERE kind = 'access'");
        sql.exec("DELETE FROM tokens WHERE kind = 'refresh'");
        return renewed;
      };
      interfering.newestPrefix = (workspaceId) => vault.newestPrefix(workspaceId);
      return resealSecrets(sql, interfering, place);
    });
    expect(found).toBe(3);
    await inside((sql) =>
      expect(sql.exec('SELECT kind, generation, sealed FROM tokens').toArray()).toEqual([
        { kind: 'access', generation: 4, sealed: 'replaced' },
      ]),
    );
  });

  it('tells of what does not open, and renews the rest', async () => {
    await keep(2);
    await inside((sql) => sql.exec("UPDATE tokens SET generation = 9 WHERE kind = 'access'"));
    const failure: unknown = await inside((sql) => resealSecrets(sql, vault, place).catch((error: unknown) => error));
    expect(failure).toBeInstanceOf(SeneschalError);
    expect(failure).toMatchObject({ detail: 'a sealed value does not belong where it was found' });
    await inside((sql) => expect(old(sql)).toBe(1));
  });

  it('that keeps nothing stays without a trace', async () => {
    expect(await reseal()).toBe(0);
    await inside((sql) =>
      expect(sql.exec("SELECT name FROM sqlite_master WHERE name IN ('tokens', 'effects')").toArray()).toEqual([]),
    );
  });
});

describe('an object that forgets', () => {
  it('keeps deliveries 30 days and events 90, and always the newest event', async () => {
    const now = Date.now();
    await inside((sql) => {
      sql.exec('CREATE TABLE deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL)');
      sql.exec('CREATE TABLE events (sequence INTEGER PRIMARY KEY, json TEXT NOT NULL)');
      for (const [id, age] of [
        ['old', 31],
        ['young', 29],
      ] as const)
        sql.exec('INSERT INTO deliveries VALUES (?, ?)', id, now - age * DAY);
      const ages = [200, 91, 89, 1];
      ages.forEach((age, at) =>
        sql.exec('INSERT INTO events VALUES (?, ?)', at + 1, JSON.stringify({ sequence: at + 1, at: now - age * DAY })),
      );
      prune(sql, now);
      expect(sql.exec('SELECT id FROM deliveries').toArray()).toEqual([{ id: 'young' }]);
      expect(sql.exec('SELECT sequence FROM events').toArray()).toEqual([{ sequence: 3 }, { sequence: 4 }]);
      prune(sql, now + 400 * DAY);
      expect(sql.exec('SELECT id FROM deliveries').toArray()).toEqual([]);
      expect(sql.exec('SELECT sequence FROM events').toArray()).toEqual([{ sequence: 4 }]);
    });
  });
});
