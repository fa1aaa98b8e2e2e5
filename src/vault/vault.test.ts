import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeneschalError } from '../core/errors';
import { fromBase64, toBase64 } from '../core/ids';
import { type Binding, type KeyStore, parseMasterKeys, Vault, type WrappedKey } from './vault';

const KEY_ONE = toBase64(new TextEncoder().encode('0123456789abcdef0123456789abcdef'));
const KEY_TWO = toBase64(new TextEncoder().encode('fedcba9876543210fedcba9876543210'));
const MASTER = `1:${KEY_ONE}`;
const TOKEN: Binding = ['token', 'ws_one', 'int_one', 'slack', 'access', 1];

interface Kept extends KeyStore {
  rows: Map<string, WrappedKey>;
}

/** The store's promise in memory: the first insert of a version wins. */
function store(): Kept {
  const rows = new Map<string, WrappedKey>();
  return {
    rows,
    newest: async (workspaceId) =>
      [...rows]
        .filter(([name]) => name.startsWith(`${workspaceId}/`))
        .map(([, key]) => key)
        .sort((a, b) => b.version - a.version)[0],
    find: async (workspaceId, version) => rows.get(`${workspaceId}/${version}`),
    insert: async (workspaceId, key) => {
      const name = `${workspaceId}/${key.version}`;
      if (!rows.has(name)) rows.set(name, key);
    },
  };
}

async function refused(work: Promise<unknown>): Promise<SeneschalError> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof SeneschalError)) throw new Error(`expected a refusal, got ${String(error)}`);
  expect(error.kind).toBe('internal');
  expect(error.message).toBe('A stored secret could not be opened. The operator finds the reason in the log.');
  return error;
}

describe('a sealed secret', () => {
  it('comes back as it was, whatever it was', async () => {
    const vault = new Vault(MASTER, store());
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((rest) => `\ufeff${rest}`),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.oneof(fc.string(), fc.integer())), async (plain, binding) => {
        expect(await vault.open('ws_one', await vault.seal('ws_one', plain, binding), binding)).toBe(plain);
      }),
      { numRuns: 50 },
    );
  });

  it('shows nothing of itself and never looks the same twice', async () => {
    const vault = new Vault(MASTER, store());
    const [first, second] = await Promise.all([
      vault.seal('ws_one', 'xoxb-secret', TOKEN),
      vault.seal('ws_one', 'xoxb-secret', TOKEN),
    ]);
    expect(first).toMatch(/^s1\.1\.[A-Za-z0-9+/]+=*$/);
    expect(first).not.toBe(second);
    expect(new TextDecoder().decode(fromBase64(first.split('.')[2] ?? ''))).not.toContain('secret');
  });

  it.each<[string, string, Binding]>([
    ['workspace, in the binding', 'ws_one', ['token', 'ws_two', 'int_one', 'slack', 'access', 1]],
    ['integration', 'ws_one', ['token', 'ws_one', 'int_two', 'slack', 'access', 1]],
    ['platform', 'ws_one', ['token', 'ws_one', 'int_one', 'zoom', 'access', 1]],
    ['kind', 'ws_one', ['token', 'ws_one', 'int_one', 'slack', 'refresh', 1]],
    ['generation', 'ws_one', ['token', 'ws_one', 'int_one', 'slack', 'access', 2]],
    ['generation’s type', 'ws_one', ['token', 'ws_one', 'int_one', 'slack', 'access', '1']],
    ['length', 'ws_one', ['token', 'ws_one', 'int_one', 'slack', 'access']],
    ['cuts between its parts', 'ws_one', ['token', 'ws_one","int_one', 'slack', 'access', 1]],
    ['workspace, whole', 'ws_two', ['token', 'ws_two', 'int_one', 'slack', 'access', 1]],
  ])('does not open where its place differs in its %s', async (_what, workspaceId, binding) => {
    const vault = new Vault(MASTER, store());
    const sealed = await vault.seal('ws_one', 'secret', TOKEN);
    await vault.seal('ws_two', 'another', binding);
    await refused(vault.open(workspaceId, sealed, binding));
    expect(await vault.open('ws_one', sealed, TOKEN)).toBe('secret');
  });

  it('does not open with any one byte altered, cut or added', async () => {
    const vault = new Vault(MASTER, store());
    const sealed = await vault.seal('ws_one', 'secret', TOKEN);
    const bytes = fromBase64(sealed.slice('s1.1.'.length));
    expect(bytes.length).toBe(12 + 6 + 16);
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      await refused(vault.open('ws_one', `s1.1.${toBase64(altered)}`, TOKEN));
    }
    await refused(vault.open('ws_one', `s1.1.${toBase64(bytes.subarray(0, -1))}`, TOKEN));
    await refused(vault.open('ws_one', `s1.1.${toBase64(new Uint8Array([...bytes, 0]))}`, TOKEN));
  });

  it.each([
    '',
    's1',
    's1.1',
    's1.1.',
    's1.1.AAAA',
    's1.1.***',
    's2.1.AAAA',
    's1.2.AAAA',
    's1.x.AAAA',
    'xoxb-plain-token',
  ])('is not mistaken for %j', async (text) => {
    const vault = new Vault(MASTER, store());
    await vault.seal('ws_one', 'secret', TOKEN);
    await refused(vault.open('ws_one', text, TOKEN));
  });

  it('has nothing behind its last part', async () => {
    const vault = new Vault(MASTER, store());
    const sealed = await vault.seal('ws_one', 'secret', TOKEN);
    await refused(vault.open('ws_one', `${sealed}.more`, TOKEN));
  });
});

describe('data keys', () => {
  it('are one per workspace, though two write first at the same time from two isolates', async () => {
    const kept = store();
    const vaults = [new Vault(MASTER, kept), new Vault(MASTER, kept), new Vault(MASTER, kept)];
    const sealed = await Promise.all(vaults.map((vault, at) => vault.seal('ws_one', `secret ${at}`, TOKEN)));
    expect(kept.rows.size).toBe(1);
    const late = new Vault(MASTER, kept);
    expect(await Promise.all(sealed.map((one) => late.open('ws_one', one, TOKEN)))).toEqual([
      'secret 0',
      'secret 1',
      'secret 2',
    ]);
  });

  it('are wrapped, and do not open for another workspace or version', async () => {
    const kept = store();
    const vault = new Vault(MASTER, kept);
    const sealed = await vault.seal('ws_one', 'secret', TOKEN);
    const key = kept.rows.get('ws_one/1');
    if (key === undefined) throw new Error('no key was kept');
    expect(fromBase64(key.wrapped).length).toBe(12 + 32 + 16);
    kept.rows.set('ws_two/1', key);
    kept.rows.set('ws_one/2', { ...key, version: 2 });
    await refused(new Vault(MASTER, kept).open('ws_two', sealed, TOKEN));
    await refused(new Vault(MASTER, kept).open('ws_one', sealed.replace('s1.1.', 's1.2.'), TOKEN));
  });

  it('that are gone are named in the log alone', async () => {
    const kept = store();
    const sealed = await new Vault(MASTER, kept).seal('ws_one', 'secret', TOKEN);
    kept.rows.clear();
    expect((await refused(new Vault(MASTER, kept).open('ws_one', sealed, TOKEN))).detail).toBe(
      'data key 1 of the workspace is gone',
    );
  });
});

describe('master keys', () => {
  it('may change: the old one opens what it sealed, the new one seals', async () => {
    const kept = store();
    const old = await new Vault(MASTER, kept).seal('ws_one', 'old', TOKEN);
    const both = new Vault(`2:${KEY_TWO},${MASTER}`, kept);
    const made = await both.seal('ws_two', 'new', TOKEN);
    expect([kept.rows.get('ws_one/1')?.masterVersion, kept.rows.get('ws_two/1')?.masterVersion]).toEqual([1, 2]);
    expect([await both.open('ws_one', old, TOKEN), await both.open('ws_two', made, TOKEN)]).toEqual(['old', 'new']);

    const newOnly = new Vault(`2:${KEY_TWO}`, kept);
    expect(await newOnly.open('ws_two', made, TOKEN)).toBe('new');
    const error = await refused(newOnly.open('ws_one', old, TOKEN));
    expect(error.detail).toBe('master key 1 is not among MASTER_KEYS');
  });

  it('that are wrong open nothing', async () => {
    const kept = store();
    const sealed = await new Vault(MASTER, kept).seal('ws_one', 'secret', TOKEN);
    const error = await refused(new Vault(`1:${KEY_TWO}`, kept).open('ws_one', sealed, TOKEN));
    expect(error.detail).toBe('data key 1 does not open under master key 1');
  });

  it.each([
    ['nothing', '', 'MASTER_KEYS is missing: set it with `wrangler secret put MASTER_KEYS`.'],
    ['blanks', ' , ', 'MASTER_KEYS is missing: set it with `wrangler secret put MASTER_KEYS`.'],
    [
      'a key without version',
      KEY_ONE,
      'MASTER_KEYS must be `{version}:{32 bytes base64}`, comma separated, newest first.',
    ],
    [
      'a short key',
      `1:${btoa('short-canary')}`,
      'MASTER_KEYS must be `{version}:{32 bytes base64}`, comma separated, newest first.',
    ],
    [
      'no base64',
      `1:not-base64-canary!!`,
      'MASTER_KEYS must be `{version}:{32 bytes base64}`, comma separated, newest first.',
    ],
    [
      'a version that is no number',
      `one:${KEY_ONE}`,
      'MASTER_KEYS must be `{version}:{32 bytes base64}`, comma separated, newest first.',
    ],
    ['one version twice', `${MASTER},1:${KEY_TWO}`, 'MASTER_KEYS names version 1 twice.'],
  ])('set to %s are a clear error that does not repeat them', (_what, setting, message) => {
    expect(() => parseMasterKeys(setting)).toThrow(new Error(message));
    expect(() => new Vault(setting, store())).toThrow(new Error(message));
  });

  it('are read with blanks around them, newest first', () => {
    expect(parseMasterKeys(` 2:${KEY_TWO} , ${MASTER} `).map(({ version }) => version)).toEqual([2, 1]);
  });
});
