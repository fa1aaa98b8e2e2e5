import { env, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type Client } from '@modelcontextprotocol/client';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { unwrap } from '../../src/core/outcome';
import { vaultOf } from '../../src/vault/vault-of';
import { callTool, mcp, ORIGIN } from '../support/client';
import { expectAgreement } from '../support/agreement';
import { owner, type Somebody } from '../support/people';
import { asked, breakDown, forgetRequests, mend, signInPlatforms, tokenRequests } from '../support/platforms';
import { control } from '../support/sandbox';
import { allObjects, directory, inObject, kept, rows, watchLogs, watchSecrets } from '../support/state';

const MINUTE = 60_000;
const logs = watchLogs();
const secrets = watchSecrets();
let maren: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
});

/** Waits 100 ms wherever the Worker would wait 20 s for a platform. */
function hurry(): void {
  const wait = setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) =>
    wait(run, ms === 20_000 ? 100 : ms)) as typeof setTimeout);
}

/** Moves everybody's clock. */
const at = (time: number) => vi.useFakeTimers({ toFake: ['Date'], now: time });

describe.each(signInPlatforms)(
  'an integration of $platform',
  ({ platform, read, auth, connector, accounts: [account] }) => {
    let client: Client;
    let id: string;
    let readUrl: string;
    const call = () => callTool(client, read);
    /** The connector's health check as this person's call: the object's own work alone. */
    const ask = () =>
      connector.health({ request: async (it) => unwrap(await integrationStub(env, id).request(maren.principal, it)) });
    const connect = async () => (await maren.at.connect(platform, account)).id;
    const state = async () => (await kept(id)).record.state;
    const stub = () => env.INTEGRATION.getByName(id);
    const refreshes = async () => (await tokenRequests(auth, 'refresh_token')).length;

    beforeAll(async () => {
      client = await mcp(platform, await maren.token());
      id = await connect();
      await forgetRequests();
      expect(await call()).toMatchObject({ ok: true });
      const { host = '', path = '' } = (await asked())[0] ?? {};
      readUrl = `https://${host}${path}`;
    });

    afterEach(async () => {
      await mend();
      if (vi.isFakeTimers()) {
        vi.useRealTimers();
        // Forgets what only memory holds, such as when a refresh last failed by a clock that was moved.
        await evictDurableObject(stub());
        id = await connect();
      } else if ((await state()) !== 'ACTIVE') id = await connect();
      await forgetRequests();
    });

    it('is ACTIVE after a health check, with every step in its log', async () => {
      const { record, events } = await kept(id);
      expect(record).toMatchObject({
        state: 'ACTIVE',
        health: { status: 'healthy' },
        owner: maren.member.id,
        visibility: 'personal',
      });
      const owned = { actor: maren.member.id };
      expect(events.slice(0, 4)).toMatchObject([
        { type: 'integration.created', ...owned, data: { account: record.account.label } },
        { type: 'integration.state_changed', ...owned, data: { from: 'PENDING', to: 'AUTHORIZING' } },
        { type: 'integration.state_changed', ...owned, data: { from: 'AUTHORIZING', to: 'CONNECTED' } },
        { type: 'integration.state_changed', actor: 'system', data: { from: 'CONNECTED', to: 'ACTIVE' } },
      ]);
      await expectAgreement(id);
      expect(await rows('SELECT status FROM health_checks WHERE integration_id = ?', id)).toEqual([
        { status: 'healthy' },
      ]);
    });

    it('refreshes once where the platform says that the token has ended, and the call succeeds', async () => {
      await control('tokens', { platform, action: 'expire' });
      expect(await call()).toMatchObject({ ok: true });
      expect(await refreshes()).toBe(1);
      expect(await state()).toBe('ACTIVE');
      await expectAgreement(id);
    });

    const crowd = platform === signInPlatforms[0]?.platform ? 100 : 20;
    it(`asks the token endpoint once for ${crowd} calls at a time`, async () => {
      await control('tokens', { platform, action: 'expire' });
      const { generation } = (await kept(id)).record;
      await Promise.all(Array.from({ length: crowd }, ask));
      expect(await refreshes()).toBe(1);
      expect((await kept(id)).record.generation).toBe(generation + 1);
      await expectAgreement(id);
    });

    it('refreshes once shortly before the end, however many ask', async () => {
      const { expiresAt } = (await kept(id)).record;
      at((expiresAt ?? 0) - 10 * MINUTE);
      await Promise.all(Array.from({ length: 20 }, ask));
      await ask();
      expect(await refreshes()).toBe(1);
      expect((await kept(id)).record.expiresAt).toBeGreaterThan(expiresAt ?? 0);
    });

    it.each([
      ['is down', { status: 503 }],
      ['limits us', { status: 429 }],
      ['breaks off', { status: 502, cut_body: true }],
      ['answers nonsense', { status: 200, body: '<html>' }],
      ['refuses', { status: 400, body: { ok: false, error: 'invalid_grant' } }],
    ])('does not fail a call whose token still works because the token endpoint %s', async (_, fault) => {
      const { expiresAt, generation } = (await kept(id)).record;
      at((expiresAt ?? 0) - 10 * MINUTE);
      await breakDown(auth.token, fault);
      expect(await call()).toMatchObject({ ok: true });
      await ask();
      // In the half minute after a failure it is left in peace.
      expect(await refreshes()).toBe(1);
      expect(await kept(id)).toMatchObject({ record: { state: 'ACTIVE', generation } });
      await mend();
      at(Date.now() + 31_000);
      await ask();
      expect(await refreshes()).toBe(2);
      expect((await kept(id)).record.generation).toBe(generation + 1);
    });

    it('says when it cannot renew because the token endpoint is down, keeps its tokens, and recovers', async () => {
      await control('tokens', { platform, action: 'expire' });
      await breakDown(auth.token, { status: 503 });
      for (const refused of await Promise.allSettled(Array.from({ length: 10 }, ask))) {
        expect(refused).toMatchObject({ reason: { kind: 'provider_unavailable' } });
      }
      expect(await refreshes()).toBe(1);
      expect(await state()).toBe('ERROR');
      await mend();
      at(Date.now() + 31_000);
      expect(await call()).toMatchObject({ ok: true });
      expect(await state()).toBe('ACTIVE');
      await expectAgreement(id);
    });

    it('is EXPIRED where the platform refuses to renew, says where to reconnect, and then leaves the platform alone', async () => {
      const { generation } = (await kept(id)).record;
      await control('tokens', { platform, action: 'expire' });
      await breakDown(auth.token, { status: 400, body: { ok: false, error: 'invalid_grant' } });
      const link = `${ORIGIN}/integrations/connect/${platform}?integration=${id}`;
      const refused = { ok: false, meta: { 'seneschal/error': { kind: 'auth_expired', connectUrl: link } } };
      const answer = await call();
      expect(answer).toMatchObject(refused);
      expect(answer.text).toContain(link);
      expect(await state()).toBe('EXPIRED');
      await expectAgreement(id);
      await forgetRequests();
      expect(await call()).toMatchObject(refused);
      expect(await asked()).toEqual([]);
      await mend();
      expect(await connect()).toBe(id);
      expect(await kept(id)).toMatchObject({ record: { state: 'ACTIVE', generation: generation + 1 } });
      expect(await call()).toMatchObject({ ok: true });
    });

    it.each([
      [
        'is EXPIRED where the platform refuses to renew a token past its end',
        { status: 400, body: { ok: false, error: 'invalid_grant' } },
        'auth_expired',
        'EXPIRED',
      ],
      [
        'is in ERROR where a token past its end cannot be renewed for now',
        { status: 503 },
        'provider_unavailable',
        'ERROR',
      ],
    ] as const)('%s', async (_, fault, kind, expected) => {
      at(((await kept(id)).record.expiresAt ?? 0) + MINUTE);
      await breakDown(auth.token, fault);
      await expect(ask()).rejects.toMatchObject({ kind });
      expect(await state()).toBe(expected);
      expect(await refreshes()).toBe(1);
      await expectAgreement(id);
    });

    it('is not harmed by a late refusal of tokens that were replaced meanwhile', async () => {
      const fault = { status: 401, body: { ok: false, error: 'token_revoked' }, delay_ms: 2500, times: 1 };
      await breakDown(readUrl, fault);
      const slow = call();
      await vi.waitFor(async () => expect(await control('faults')).toEqual({ items: [] }), 10_000);
      expect(await connect()).toBe(id);
      expect(await slow).toMatchObject({ ok: true });
      expect(await state()).toBe('ACTIVE');
      expect(await refreshes()).toBe(0);
    });

    it('keeps the later of two grants, whichever arrives last', async () => {
      const before = await kept(id);
      const { workspaceId, owner: memberId, account: known, routes, refreshedAt } = before.record;
      const tokens = JSON.stringify({ accessToken: 'ended-long-ago', refreshToken: 'spent-long-ago', expiresIn: 3600 });
      const sealedTokens = await vaultOf(env).seal(workspaceId, tokens, ['handover', workspaceId, id]);
      const handover = { workspaceId, memberId, platform, account: known, routes, sealedTokens };
      const adopted = await integrationStub(env, id).adopt({ ...handover, obtainedAt: refreshedAt - 1 });
      expect(adopted).toEqual({ ok: true, value: { id } });
      expect(await kept(id)).toEqual(before);
      await ask();
    });

    it('keeps no tokens of a refresh that ends after it was disconnected', async () => {
      await control('tokens', { platform, action: 'expire' });
      await breakDown(auth.token, { delay_ms: 300, times: 1 });
      const slow = ask().catch((error: unknown) => error);
      await vi.waitFor(async () => expect(await control('faults')).toEqual({ items: [] }));
      const gone = await integrationStub(env, id).disconnect(maren.principal);
      expect(gone).toMatchObject({ ok: true, value: { state: 'DELETED' } });
      await slow;
      expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
      await expectAgreement(id);
      // Nothing that was ever given out for this account works any more.
      expect(await control('tokens', { platform, action: 'revoke', account })).toEqual({ ended: 0 });
      expect((await kept(id)).events.at(-1)).toMatchObject({ data: { to: 'DELETED' } });
    });

    it('is never overwritten in the directory by what it was before', async () => {
      const before = await kept(id);
      await integrationStub(env, id).disconnect(maren.principal);
      await expectAgreement(id);
      await runInDurableObject(stub(), (_, { storage }) => {
        storage.sql.exec(
          'INSERT INTO outbox (json) VALUES (?)',
          JSON.stringify({ table: 'integration', row: before.record }),
        );
        return storage.setAlarm(Date.now() + MINUTE);
      });
      expect(await runDurableObjectAlarm(stub())).toBe(true);
      await expectAgreement(id);
    });

    it('loses its tokens where the grant was withdrawn at the platform, and says where to reconnect', async () => {
      await control('tokens', { platform, action: 'revoke' });
      const answer = await call();
      expect(answer.ok).toBe(false);
      expect(answer.text).toContain(`${ORIGIN}/integrations/connect/${platform}?integration=${id}`);
      expect(['REVOKED', 'EXPIRED']).toContain(await state());
      if ((await state()) === 'REVOKED') expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
      await expectAgreement(id);
      expect(await connect()).toBe(id);
      expect(await call()).toMatchObject({ ok: true });
    });

    it.each([
      ['a server error', { status: 500 }, 'provider_unavailable', 'ERROR'],
      ['unavailable', { status: 503 }, 'provider_unavailable', 'ERROR'],
      ['a limit', { status: 429, headers: { 'retry-after': '7' } }, 'rate_limited', 'DEGRADED'],
      ['an answer that breaks off', { cut_body: true }, 'network', 'ERROR'],
      ['an answer that is no JSON', { status: 200, body: '<html>' }, 'invalid_response', 'ERROR'],
      ['silence', { delay_ms: 1_500 }, 'timeout', 'ERROR'],
    ] as const)('takes %s for what it is and is ACTIVE again by the next success', async (_, fault, kind, expected) => {
      await breakDown(readUrl, fault);
      if (kind === 'timeout') hurry();
      const answer = await call();
      vi.mocked(setTimeout).mockRestore?.();
      expect(answer).toMatchObject({ ok: false, meta: { 'seneschal/error': { kind } } });
      expect(await state()).toBe(expected);
      const { reference } = answer.meta['seneschal/error'] as { reference: string };
      expect(await rows('SELECT kind, integration_id FROM integration_errors WHERE reference = ?', reference)).toEqual([
        { kind, integration_id: id },
      ]);
      await expectAgreement(id);
      await mend();
      // While the limit holds nothing is sent.
      if (kind === 'rate_limited') at(Date.now() + 8_000);
      expect(await call()).toMatchObject({ ok: true });
      expect(await state()).toBe('ACTIVE');
      await expectAgreement(id);
    });

    it('tells when to try again after a limit', async () => {
      await breakDown(readUrl, { status: 429, headers: { 'retry-after': '90' } });
      const before = Date.now();
      const { retryAt } = (await call()).meta['seneschal/error'] as { retryAt: string };
      expect(Date.parse(retryAt)).toBeGreaterThanOrEqual(before + 90_000);
      expect(Date.parse(retryAt)).toBeLessThan(before + 100_000);
    });

    it('stays ACTIVE where only the arguments were wrong', async () => {
      await breakDown(readUrl, { status: 404, body: { ok: false, error: 'channel_not_found' } });
      expect(await call()).toMatchObject({ ok: false, meta: { 'seneschal/error': { kind: 'not_found' } } });
      expect(await state()).toBe('ACTIVE');
    });

    it('loses nothing when it is evicted in between', async () => {
      const before = await kept(id);
      await evictDurableObject(stub());
      expect(await kept(id)).toEqual(before);
      await control('tokens', { platform, action: 'expire' });
      await evictDurableObject(stub());
      expect(await call()).toMatchObject({ ok: true });
      expect(await refreshes()).toBe(1);
      await expectAgreement(id);
    });

    it('keeps what D1 could not take, over an eviction, and the alarm delivers it once', async () => {
      await env.DB.exec('ALTER TABLE events RENAME TO events_away');
      try {
        const shared = await integrationStub(env, id).share(maren.principal, 'shared', [
          { with: 'workspace', id: '', access: 'read' },
        ]);
        expect(shared.ok).toBe(true);
        const waiting = await kept(id);
        expect(waiting.outbox).toBeGreaterThanOrEqual(2);
        const stale = await rows<{ visibility: string }>('SELECT visibility FROM integrations WHERE id = ?', id);
        expect(stale).toEqual([{ visibility: 'personal' }]);
        expect(await runInDurableObject(stub(), (_, { storage }) => storage.getAlarm())).not.toBeNull();
        await evictDurableObject(stub());
        // D1 is still away: everything waits on.
        expect(await runDurableObjectAlarm(stub())).toBe(true);
        expect(await kept(id)).toEqual(waiting);
      } finally {
        await env.DB.exec('ALTER TABLE events_away RENAME TO events');
      }
      const undelivered = await inObject<{ json: string }>(id, 'SELECT json FROM outbox ORDER BY n');
      expect(await runDurableObjectAlarm(stub())).toBe(true);
      await expectAgreement(id);
      expect(await runDurableObjectAlarm(stub())).toBe(false);
      // The same rows again, as after an answer of D1 that was lost, with something newer behind them.
      const after = await directory();
      await runInDurableObject(stub(), (_, { storage }) => {
        for (const { json } of undelivered) storage.sql.exec('INSERT INTO outbox (json) VALUES (?)', json);
        return storage.setAlarm(Date.now() + MINUTE);
      });
      expect(await runDurableObjectAlarm(stub())).toBe(true);
      const again = await directory();
      for (const table of [
        'integrations',
        'events',
        'oauth_tokens',
        'webhooks',
        'health_checks',
        'integration_errors',
      ]) {
        expect([table, again[table]]).toEqual([table, after[table]]);
      }
    });

    it('stands once in the directory, with the scopes as they were granted', async () => {
      const { record } = await kept(id);
      // Google answers with the long names of some.
      expect(new Set(record.scopes).size).toBe(auth.scopes.length);
      if (platform !== 'gmail') expect(new Set(record.scopes)).toEqual(new Set(auth.scopes));
      expect(await rows("SELECT id FROM integrations WHERE platform = ? AND state <> 'DELETED'", platform)).toEqual([
        { id },
      ]);
    });
  },
);

describe('custody of tokens', () => {
  it('never lets a token out: not into storage, not into D1, not into a log line', async () => {
    expect(secrets.size).toBeGreaterThan(10 * signInPlatforms.length);
    const places = {
      objects: JSON.stringify(await allObjects()),
      directory: JSON.stringify(await directory()),
      logs: logs.join('\n'),
    };
    expect(places.logs.length).toBeGreaterThan(1_000);
    for (const [place, text] of Object.entries(places)) {
      const found = [...secrets].filter((secret) => secret.length > 15 && text.includes(secret));
      expect({ place, found: found.length }).toEqual({ place, found: 0 });
    }
  });
});
