import { env } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchLogs } from '../support/state';
import { newId } from '../../src/core/ids';
import { database } from '../../src/db/client';
import { dataKeys } from '../../src/db/schema';
import { connectors } from '../../src/registry';
import { app } from '../../src/http/app';

beforeEach(() => void watchLogs());
afterEach(() => void vi.restoreAllMocks());

async function ask(
  query = '',
  more: Record<string, unknown> = {},
): Promise<{ code: number; body: Record<string, unknown> }> {
  const response = await app.request(
    `/healthz${query}`,
    { headers: { accept: 'application/json' } },
    { ...env, ...more },
  );
  return { code: response.status, body: await response.json() };
}

const allSandbox = Object.fromEntries(connectors.map(({ id }) => [id, 'sandbox']));
const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

describe('/healthz', () => {
  it('says that everything is there', async () => {
    expect(await ask()).toEqual({
      code: 200,
      body: { status: 'ok', version: '0.1.0', database: 'ok', vault: 'ok', platforms: allSandbox },
    });
  });

  it('says it without a database, without keys, and without a key that is needed', async () => {
    const broken = { prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('gone')) }) }) };
    expect(await ask('', { DB: broken })).toMatchObject({
      code: 503,
      body: { status: 'unavailable', database: 'unreachable' },
    });
    for (const MASTER_KEYS of ['', 'nonsense']) {
      const { code, body } = await ask('', { MASTER_KEYS });
      expect([code, body['status'], body['vault']]).toEqual([
        503,
        'unavailable',
        'MASTER_KEYS is missing or unreadable',
      ]);
    }
    await database(env.DB)
      .insert(dataKeys)
      .values({ workspaceId: newId('ws'), version: 1, wrapped: 'w', masterVersion: 1, createdAt: 0 });
    expect(await ask('', { MASTER_KEYS: `2:${KEY},1:${KEY}` })).toMatchObject({
      code: 200,
      body: { status: 'ok', vault: 'ok' },
    });
    expect(await ask('', { MASTER_KEYS: `2:${KEY}` })).toMatchObject({
      code: 200,
      body: { status: 'degraded', vault: 'master key 1 is missing' },
    });
  });

  it('says that a database is getting full', async () => {
    const full = new Proxy(env.DB, {
      get: (target, name) => {
        if (name !== 'prepare') return Reflect.get(target, name) as unknown;
        return (sql: string) =>
          sql === 'select 1'
            ? { bind: () => ({ run: async () => ({ success: true, results: [], meta: { size_after: 8e9 } }) }) }
            : target.prepare(sql);
      },
    });
    expect(await ask('', { DB: full })).toMatchObject({
      code: 200,
      body: { status: 'degraded', database: 'nearly full' },
    });
  });

  it('answers for one server', async () => {
    const [first] = connectors;
    if (first === undefined) throw new Error('there is no connector');
    expect(await ask(`?server=${first.id}`)).toEqual({
      code: 200,
      body: {
        status: 'ok',
        version: '0.1.0',
        database: 'ok',
        vault: 'ok',
        server: first.id,
        tools: first.tools.length,
        platform: 'sandbox',
      },
    });
    expect(await ask(`?server=${first.id}`, { SANDBOX_URL: '' })).toMatchObject({
      code: 503,
      body: { status: 'unavailable', platform: 'not configured' },
    });
    expect(await ask('', { SANDBOX_URL: '' })).toMatchObject({ code: 200, body: { status: 'ok' } });
    for (const unknown of ['nothing', '', '__proto__', 'slack/../zoom'])
      expect((await ask(`?server=${unknown}`)).code).toBe(404);
  });
});
