import { env } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { SeneschalError } from '../../src/core/errors';
import { toBase64 } from '../../src/core/ids';
import { database } from '../../src/db/client';
import { dataKeyStore, forgetOlderKeys, olderKeys, scopesWithWork } from '../../src/db/data-keys';
import { masterKeyUse } from '../../src/vault/rotation';
import { type Binding, keyVersionOf, Vault } from '../../src/vault/vault';

const key = (version: number) => `${version}:${toBase64(new Uint8Array(32).fill(version))}`;
const db = database(env.DB);
const store = dataKeyStore(db);
const vault = new Vault(key(1), store);
const PLACE: Binding = ['test', 1];

describe('the version of a sealed value', () => {
  it.each<[string, number | undefined]>([
    ['s1.1.AAAA', 1],
    ['s1.123456789.AA', 123_456_789],
    ['s1.12.', 12],
    ['s1.1', undefined],
    ['s1.1234567890.A', undefined],
    ['s2.1.AAAA', undefined],
    ['xs1.1.AAAA', undefined],
    ['', undefined],
  ])('of %j is %s', (sealed, version) => expect(keyVersionOf(sealed)).toBe(version));
});

describe('sealing anew', () => {
  it('renews what is old, leaves what is not, and says why what does not open does not', async () => {
    const old = await vault.seal('ws_a', 'old', PLACE);
    const other = await vault.seal('ws_a', 'other', ['elsewhere']);
    await vault.succeed('ws_a', 1);
    const fresh = await vault.seal('ws_a', 'fresh', PLACE);
    expect(await vault.newestPrefix('ws_a')).toBe('s1.2.');
    expect([keyVersionOf(old), keyVersionOf(fresh)]).toEqual([1, 2]);
    const values = [old, fresh, other, 'no sealed value', 's1.7.AAAA'].map((sealed) => ({ sealed, binding: PLACE }));
    const [renewed, kept, moved, odd, later] = await vault.reseal('ws_a', values);
    expect(renewed).toMatch(/^s1\.2\./);
    expect(await new Vault(key(1), store).open('ws_a', String(renewed), PLACE)).toBe('old');
    expect([kept, later]).toEqual([undefined, undefined]);
    expect(moved).toBeInstanceOf(SeneschalError);
    expect(odd).toMatchObject({ kind: 'internal', detail: 'a sealed value has an unknown format' });
    expect(await vault.open('ws_a', old, PLACE)).toBe('old');
  });

  it('of nothing makes no key', async () => {
    expect(await vault.reseal('ws_none', [])).toEqual([]);
    expect(await store.newest('ws_none')).toBeUndefined();
  });

  it('fails whole where the keys cannot be asked for', async () => {
    const old = await vault.seal('ws_b', 'old', PLACE);
    const down = new Vault(key(1), { ...store, find: () => Promise.reject(new Error('no connection')) });
    await vault.succeed('ws_b', 1);
    await expect(down.reseal('ws_b', [{ sealed: old, binding: PLACE }])).rejects.toThrow('no connection');
  });
});

describe('a next data key', () => {
  it('is one, though several make it at once', async () => {
    const vaults = [1, 2, 3, 4].map(() => new Vault(key(1), store));
    const before = await vault.seal('ws_c', 'before', PLACE);
    const made = await Promise.all(vaults.map((one) => one.succeed('ws_c', 1)));
    expect(new Set(made.map(({ wrapped }) => wrapped)).size).toBe(1);
    const sealed = await Promise.all(vaults.map((one) => one.seal('ws_c', 'after', PLACE)));
    for (const one of sealed) expect(await new Vault(key(1), store).open('ws_c', one, PLACE)).toBe('after');
    expect(await vault.open('ws_c', before, PLACE)).toBe('before');
  });

  it('leaves the older ones until they are dropped, which needs the newer to be there', async () => {
    expect(await olderKeys(db, 'ws_c', 2)).toBe(1);
    expect(await forgetOlderKeys(db, 'ws_c', 3)).toBe(0);
    expect(await forgetOlderKeys(db, 'ws_c', 1)).toBe(0);
    expect(await forgetOlderKeys(db, 'ws_c', 2)).toBe(1);
    expect(await forgetOlderKeys(db, 'ws_c', 2)).toBe(0);
    expect((await store.newest('ws_c'))?.version).toBe(2);
  });

  it('is due in the scopes that are old or keep several keys, page by page', async () => {
    await env.DB.prepare('DELETE FROM data_keys').run();
    for (const scope of ['a', 'b', 'c', 'd', 'e']) await vault.seal(scope, 'x', PLACE);
    await vault.succeed('b', 1);
    await env.DB.prepare("UPDATE data_keys SET created_at = 5 WHERE workspace_id IN ('d', 'e')").run();
    await vault.succeed('e', 1);
    const before = 6;
    expect(await scopesWithWork(db, before, '', 100)).toEqual(['b', 'd', 'e']);
    expect(await scopesWithWork(db, before, '', 2)).toEqual(['b', 'd']);
    expect(await scopesWithWork(db, before, 'd', 2)).toEqual(['e']);
    expect(await scopesWithWork(db, 5, '', 100)).toEqual(['b', 'e']);
  });
});

describe('wrapping anew', () => {
  it('keeps the key and changes what it is wrapped by', async () => {
    const sealed = await vault.seal('ws_d', 'secret', PLACE);
    const row = await store.newest('ws_d');
    if (row === undefined) throw new Error('no key was kept');
    const both = new Vault(`${key(2)},${key(1)}`, store);
    expect(both.masterVersions).toEqual([2, 1]);
    const rewrapped = await both.rewrap('ws_d', row);
    expect(rewrapped).toMatchObject({ version: 1, masterVersion: 2 });
    const kept = { ...store, find: async () => rewrapped };
    expect(await new Vault(key(2), kept).open('ws_d', sealed, PLACE)).toBe('secret');
    await expect(new Vault(key(1), kept).open('ws_d', sealed, PLACE)).rejects.toMatchObject({
      detail: 'master key 2 is not among MASTER_KEYS',
    });
    await expect(both.rewrap('ws_e', row)).rejects.toMatchObject({
      detail: 'data key 1 does not open under master key 1',
    });
  });
});

describe('the use of master keys', () => {
  it('says which are set, used, and needed no more', () => {
    const used = [
      { masterVersion: 1, n: 4 },
      { masterVersion: 9, n: 1 },
    ];
    expect(masterKeyUse([3, 1, 2], used)).toEqual([
      { version: 3, set: true, keys: 0, droppable: false },
      { version: 1, set: true, keys: 4, droppable: false },
      { version: 2, set: true, keys: 0, droppable: true },
      { version: 9, set: false, keys: 1, droppable: false },
    ]);
  });
});
