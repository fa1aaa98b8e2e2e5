import { env, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type Client } from '@modelcontextprotocol/client';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { unwrap } from '../../src/core/outcome';
import { sweepHealth, sweepTokens, watchHealth } from '../../src/jobs/sweeps';
import { callTool, mcp } from '../support/client';
import { owner, type Somebody } from '../support/people';
import { asked, askedAt, breakDown, forgetRequests, mend, tokenRequests, signInPlatforms } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, kept, rows, watchLogs } from '../support/state';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const READ = 'https://slack.com/api/conversations.list';
const POST = 'https://slack.com/api/chat.postMessage';
const slack = signInPlatforms.find(({ platform }) => platform === 'slack');

let maren: Somebody;
let client: Client;
let id: string;

/** Moves everybody's clock. */
const at = (time: number) => vi.useFakeTimers({ toFake: ['Date'], now: time });
const record = async () => (await kept(id)).record;
const read = () => callTool(client, 'list_channels');
const stub = () => env.INTEGRATION.getByName(id);
const kindOf = (answer: { meta: Record<string, unknown> }) =>
  (answer.meta['seneschal/error'] as { kind?: string } | undefined)?.kind;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  client = await mcp('slack', await maren.token());
  ({ id } = await maren.at.connect('slack', 'maren@larkfield.example'));
});

afterEach(async () => {
  vi.useRealTimers();
  await mend();
  await evictDurableObject(stub());
  ({ id } = await maren.at.connect('slack', 'maren@larkfield.example'));
  await forgetRequests();
});

describe('retries', () => {
  it('repeats a read that failed in passing, at most three times in all', async () => {
    await breakDown(READ, { status: 503, times: 2 });
    expect(await read()).toMatchObject({ ok: true });
    expect(await askedAt(READ)).toHaveLength(3);
    await breakDown(READ, { status: 503 });
    await forgetRequests();
    expect(kindOf(await read())).toBe('provider_unavailable');
    expect(await askedAt(READ)).toHaveLength(3);
  });

  it('never repeats a change, and says that its outcome is unknown', async () => {
    await breakDown(POST, { status: 503 });
    const answer = await callTool(client, 'send_message', { channel: 'C0000000000', text: 'Once' });
    expect(await askedAt(POST)).toHaveLength(1);
    expect(answer.text).toContain('unknown');
  });

  it('waits a short limit out and tells of a long one', async () => {
    await breakDown(READ, { status: 429, headers: { 'retry-after': '1' }, times: 1 });
    expect(await read()).toMatchObject({ ok: true });
    await breakDown(READ, { status: 429, headers: { 'retry-after': '30' }, times: 1 });
    const limited = await read();
    expect(kindOf(limited)).toBe('rate_limited');
    expect((await record()).state).toBe('DEGRADED');
    await forgetRequests();
    // Until then nothing of that kind is sent; other kinds of calls are not held back.
    expect(kindOf(await read())).toBe('rate_limited');
    expect(await askedAt(READ)).toEqual([]);
    expect(await callTool(client, 'get_permalink', { channel: 'C0000000000', ts: '1763709600.000100' })).toBeDefined();
    expect(await asked()).toHaveLength(1);
  });
});

describe('the breaker', () => {
  const fail = async (times: number) => {
    for (let n = 0; n < times; n++) expect(kindOf(await read())).toBe('provider_unavailable');
  };

  it('opens after five failed calls, holds calls back, and lets one probe through after five minutes', async () => {
    await breakDown(READ, { status: 500 });
    await fail(4);
    expect((await record()).breaker).toMatchObject({ state: 'closed', failures: 4 });
    await fail(1);
    const opened = Date.now();
    expect(await record()).toMatchObject({ state: 'ERROR', breaker: { state: 'open', failures: 5 } });
    expect((await kept(id)).events.map(({ type }) => type)).toContain('breaker.opened');

    await forgetRequests();
    await evictDurableObject(stub());
    const held = await read();
    expect(held.text).toMatch(/next try is in \d+ s/);
    expect(await asked()).toEqual([]);

    await mend();
    at(opened + 6 * MINUTE);
    expect(await read()).toMatchObject({ ok: true });
    expect(await record()).toMatchObject({ state: 'ACTIVE', breaker: { state: 'closed', failures: 0 } });
    expect((await kept(id)).events.map(({ type }) => type)).toContain('breaker.closed');
  });

  it('opens for twice as long where the probe fails, and sends one probe alone', async () => {
    await breakDown(READ, { status: 500 });
    await fail(5);
    const { breaker } = await record();
    at((breaker.nextTryAt ?? 0) + 1);
    await breakDown(READ, { status: 500, delay_ms: 100 });
    await forgetRequests();
    const answers = await Promise.all(Array.from({ length: 10 }, read));
    expect(answers.filter(({ text }) => text.includes('next try'))).toHaveLength(9);
    const again = (await record()).breaker;
    expect(again).toMatchObject({ state: 'open', openMs: 10 * MINUTE });
  });

  it('is not opened by refusals of arguments', async () => {
    await breakDown(READ, { status: 200, body: { ok: false, error: 'channel_not_found' } });
    for (let n = 0; n < 6; n++) expect(kindOf(await read())).toBe('not_found');
    expect(await record()).toMatchObject({ state: 'ACTIVE', breaker: { state: 'closed', failures: 0 } });
  });

  it('recovers by its own alarm', async () => {
    await breakDown(READ, { status: 500, times: 3 });
    await fail(1);
    const { recoverAt, state } = await record();
    expect(state).toBe('ERROR');
    at((recoverAt ?? 0) + 1);
    expect(await runDurableObjectAlarm(stub())).toBe(true);
    expect(await record()).toMatchObject({ state: 'ACTIVE', recoverAt: null });
  });
});

describe('effects with a key', () => {
  const channel = async () => {
    const { value } = await read();
    return (value['items'] as { id: string; member: boolean }[]).find(({ member }) => member)?.id ?? '';
  };

  it('answers the first result again and repeats nothing', async () => {
    const message = { channel: await channel(), text: 'Once', idempotency_key: 'k-1' };
    const first = await callTool(client, 'send_message', message);
    expect(first).toMatchObject({ ok: true });
    await evictDurableObject(stub());
    expect((await callTool(client, 'send_message', message)).value).toEqual(first.value);
    expect(await askedAt(POST)).toHaveLength(1);
    const [kept24] = await inObject<{ sealed: string }>(id, 'SELECT sealed FROM effects');
    expect(kept24?.sealed).not.toContain(String(first.value['ts']));
  });

  it('sends one of twenty that come together', async () => {
    const message = { channel: await channel(), text: 'Together', idempotency_key: 'k-2' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => callTool(client, 'send_message', message)));
    expect(await askedAt(POST)).toHaveLength(1);
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect(answers.filter(({ ok }) => !ok).map(kindOf)).toEqual(answers.filter(({ ok }) => !ok).map(() => 'conflict'));
  });

  it('tells that the outcome is unknown after an answer was lost', async () => {
    const message = { channel: await channel(), text: 'Lost', idempotency_key: 'k-3' };
    await breakDown(POST, { cut_body: true, times: 1 });
    expect((await callTool(client, 'send_message', message)).ok).toBe(false);
    const again = await callTool(client, 'send_message', message);
    expect(kindOf(again)).toBe('conflict');
    expect(again.text).toContain('unknown');
    expect(await askedAt(POST)).toHaveLength(1);
  });

  it('forgets the key where certainly nothing happened', async () => {
    const message = { channel: await channel(), text: 'Refused', idempotency_key: 'k-4' };
    await breakDown(POST, { status: 200, body: { ok: false, error: 'is_archived' }, times: 1 });
    expect((await callTool(client, 'send_message', message)).ok).toBe(false);
    expect(await callTool(client, 'send_message', message)).toMatchObject({ ok: true });
  });

  it('refuses a key that was used for something else', async () => {
    const to = await channel();
    await callTool(client, 'send_message', { channel: to, text: 'A', idempotency_key: 'k-5' });
    expect(kindOf(await callTool(client, 'send_message', { channel: to, text: 'B', idempotency_key: 'k-5' }))).toBe(
      'conflict',
    );
  });
});

const refreshes = async () => (await tokenRequests(slack!.auth, 'refresh_token')).length;

describe('a renewal that died before its answer was kept', () => {
  /** Leaves what a process leaves that dies after it asked. */
  const interrupted = async () => {
    const { generation } = await record();
    await inObject(
      id,
      `UPDATE record SET json = json_set(json, '$.refreshIntent', json('{"generation":${generation},"at":1}'))`,
    );
    await evictDurableObject(stub());
    await control('tokens', { platform: 'slack', action: 'expire' });
  };

  it('is tried once more, and is forgotten where it never came to the platform', async () => {
    await interrupted();
    expect(await read()).toMatchObject({ ok: true });
    expect(await refreshes()).toBe(1);
    expect(await record()).toMatchObject({ state: 'ACTIVE', refreshIntent: null });
  });

  it('asks for its owner where it was spent, and its refresh token is never sent a third time', async () => {
    await interrupted();
    await breakDown(slack!.auth.token, { status: 200, body: { ok: false, error: 'invalid_refresh_token' } });
    expect(kindOf(await read())).toBe('auth_expired');
    expect((await record()).state).toBe('EXPIRED');
    expect(await refreshes()).toBe(1);
    await inObject(id, `UPDATE record SET json = json_set(json, '$.state', 'ACTIVE')`);
    await evictDurableObject(stub());
    expect(kindOf(await read())).toBe('auth_expired');
    expect(await refreshes()).toBe(1);
  });

  it('is tried again as often as it takes where the platform was in trouble', async () => {
    await interrupted();
    await breakDown(slack!.auth.token, { status: 503, times: 1 });
    expect(kindOf(await read())).toBe('provider_unavailable');
    await evictDurableObject(stub());
    expect(await read()).toMatchObject({ ok: true });
    expect(await refreshes()).toBe(2);
  });
});

describe('sweeps', () => {
  it('renews in the last half of a short life, and not before', async () => {
    const { expiresAt, refreshedAt, generation } = await record();
    expect(await sweepTokens(env)).toBe(0);
    at(refreshedAt + ((expiresAt ?? 0) - refreshedAt) / 2 + MINUTE);
    expect(await sweepTokens(env)).toBe(1);
    await vi.waitFor(async () => expect((await record()).generation).toBe(generation + 1), { timeout: 10_000 });
    expect(await refreshes()).toBe(1);
    expect(unwrap(await integrationStub(env, id).renew())).toMatchObject({ state: 'ACTIVE' });
    expect(await refreshes()).toBe(1);
  });

  it('keeps a connection whose renewal is refused while its token still works', async () => {
    const { expiresAt, generation } = await record();
    at((expiresAt ?? 0) - HOUR);
    await breakDown(slack!.auth.token, { status: 200, body: { ok: false, error: 'invalid_refresh_token' } });
    await integrationStub(env, id).renew();
    expect(await record()).toMatchObject({ state: 'ACTIVE', generation });
    await breakDown('https://slack.com/api/auth.test', { status: 200, body: { ok: false, error: 'token_expired' } });
    at((expiresAt ?? 0) - HOUR + MINUTE);
    await integrationStub(env, id).renew();
    expect((await record()).state).toBe('EXPIRED');
  });

  it('keeps the tokens when the platform is in trouble', async () => {
    const { expiresAt, generation } = await record();
    at((expiresAt ?? 0) - HOUR);
    await breakDown(slack!.auth.token, { status: 503 });
    await integrationStub(env, id).renew();
    expect(await record()).toMatchObject({ state: 'ACTIVE', generation });
  });

  it('checks the health of what is due, and of nothing else', async () => {
    const before = (await rows('SELECT id FROM health_checks WHERE integration_id = ?', id)).length;
    expect(await sweepHealth(env)).toBe(0);
    at(Date.now() + 6 * HOUR);
    expect(await sweepHealth(env)).toBeGreaterThanOrEqual(1);
    await vi.waitFor(
      async () =>
        expect((await rows('SELECT id FROM health_checks WHERE integration_id = ?', id)).length).toBe(before + 1),
      { timeout: 10_000 },
    );
  });

  it('keeps an ended sign-in in the history as down, once for each check, and leaves the platform alone', async () => {
    await control('tokens', { platform: 'slack', action: 'revoke' });
    const checks = () => rows<{ status: string }>('SELECT status FROM health_checks WHERE integration_id = ?', id);
    const before = (await checks()).length;
    unwrap(await integrationStub(env, id).checkHealth());
    expect(['EXPIRED', 'REVOKED']).toContain((await record()).state);
    expect((await checks()).slice(before)).toEqual([{ status: 'unhealthy' }]);
    await forgetRequests();
    at(Date.now() + 6 * HOUR);
    expect(await sweepHealth(env)).toBeGreaterThanOrEqual(1);
    await vi.waitFor(
      async () => expect((await checks()).slice(before)).toEqual([{ status: 'unhealthy' }, { status: 'unhealthy' }]),
      { timeout: 10_000 },
    );
    expect(await asked()).toEqual([]);
  });

  it('reports every hour which checks did not happen', async () => {
    const lines = watchLogs();
    const { checkedAt } = (await record()).health;
    const overdue = () => lines.filter((line) => line.includes('health checks are overdue'));
    at((checkedAt ?? 0) + 13 * HOUR);
    await watchHealth(env);
    expect(overdue()).toEqual([]);
    at((checkedAt ?? 0) + 13 * HOUR + MINUTE);
    await watchHealth(env);
    expect(overdue().map((line) => (JSON.parse(line) as { count: number }).count)).toEqual([1]);
  });

  it('finds a renewal whose answer was lost in a crash, tries it once more, and says so', async () => {
    const { generation, expiresAt } = await record();
    const told = async () => (await kept(id)).events.filter(({ type }) => type === 'token.renewal_lost').length;
    const before = await told();
    await runInDurableObject(stub(), (_, { storage }) => {
      storage.sql.exec(
        "UPDATE record SET json = json_set(json, '$.refreshIntent', json(?))",
        JSON.stringify({ generation, at: Date.now() }),
      );
    });
    await evictDurableObject(stub());
    at((expiresAt ?? 0) - HOUR);
    await integrationStub(env, id).renew();
    expect(await refreshes()).toBe(1);
    expect(await record()).toMatchObject({ state: 'ACTIVE', generation: generation + 1, refreshIntent: null });
    expect(await told()).toBe(before + 1);
    // A refusal that was heard is no crash.
    await breakDown(slack!.auth.token, { status: 503 });
    at(((await record()).expiresAt ?? 0) - HOUR);
    await integrationStub(env, id).renew();
    expect((await record()).refreshIntent).toBeNull();
  });

  it('tells with the event what puts an ended sign-in right', async () => {
    await control('tokens', { platform: 'slack', action: 'revoke' });
    const answer = await read();
    const { connectUrl } = answer.meta['seneschal/error'] as { connectUrl: string };
    const { events, record: ended } = await kept(id);
    expect(events.at(-1)).toMatchObject({ type: 'integration.state_changed', data: { to: ended.state, connectUrl } });
    expect(ended.health.status).toBe('unhealthy');
  });
});
