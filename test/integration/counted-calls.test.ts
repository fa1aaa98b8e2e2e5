import { env } from 'cloudflare:test';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { unwrap } from '../../src/core/outcome';
import { callTool, mcp, seneschal } from '../support/client';
import { newMember, type Somebody } from '../support/people';
import { type Asked, askedAt, breakDown, forgetRequests, mend } from '../support/platforms';
import { control } from '../support/sandbox';
import { kept, rows } from '../support/state';
import { finished, switchOn } from '../support/sync';

/* A platform that counts calls by the day, and whose webhooks are signed by a secret of the app. monday.com stands for such. */
const API = 'https://api.monday.com/v2';
const PERSON = 'maren@larkfield.example';
let maren: Somebody;
let id: string;
let told: string[];

interface Sent {
  query: string;
  variables: { url?: string };
}
/** The recorder parses JSON bodies. */
const sentIn = ({ body }: Asked): Sent => body as unknown as Sent;
const calls = async () => (await askedAt(API)).map(sentIn);
const deliver = (more: Record<string, unknown> = {}) =>
  control<{ status: number; body: unknown }>('events', {
    platform: 'monday',
    type: 'update_column_value',
    account: PERSON,
    ...more,
  });
const received = async () => (await kept(id)).events.filter(({ type }) => type === 'webhook.received').length;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await newMember('owner', 'Maren');
  await forgetRequests();
  id = (await maren.at.connect('monday', PERSON)).id;
  told = (await calls()).flatMap(({ variables }) => variables.url ?? []);
});

describe('webhooks', () => {
  it('are made for each board, at an address of the integration that answered the challenge', async () => {
    expect(told).toHaveLength(3);
    for (const url of told) expect(url).toMatch(new RegExp(`/webhooks/monday/${id}/[\\w-]{22}$`));
    expect((await kept(id)).record.subscription?.id?.split(' ')).toHaveLength(3);
  });

  it('come once, however often they are sent', async () => {
    expect(await deliver({ duplicate: true })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await received()).toBe(1), 10_000);
  });

  it('are refused where the token is forged, old or missing', async () => {
    const before = (await rows('SELECT id FROM webhook_events')).length;
    expect(await deliver({ tamper: true })).toMatchObject({ status: 401 });
    expect(await deliver({ skew_s: -900 })).toMatchObject({ status: 401 });
    const unsigned = await seneschal(told[0] ?? '', {
      method: 'POST',
      body: '{"event":{"type":"x","triggerUuid":"12345678"}}',
    });
    expect(unsigned.status).toBe(401);
    expect(await rows('SELECT id FROM webhook_events')).toHaveLength(before);
  });

  it('greet at their own address alone, and nobody with a wrong signature', async () => {
    const greet = (url: string, headers: Record<string, string> = {}) =>
      seneschal(url, { method: 'POST', headers, body: '{"challenge":"abc123"}' });
    const [own = ''] = told;
    expect(await (await greet(own)).json()).toEqual({ challenge: 'abc123' });
    expect((await greet(own, { authorization: 'a.b.c' })).status).toBe(401);
    expect((await greet(own.replace(/[\w-]{22}$/, 'A'.repeat(22)))).status).toBe(401);
    expect(await deliver({ type: 'challenge' })).toMatchObject({
      status: 200,
      body: { challenge: expect.any(String) as string },
    });
  });
});

describe('the regular check', () => {
  it('costs no call where one was answered lately, and is written down all the same', async () => {
    await forgetRequests();
    const before = (await kept(id)).record.health.checkedAt ?? 0;
    unwrap(await integrationStub(env, id).checkHealth());
    expect(await calls()).toEqual([]);
    expect((await kept(id)).record.health).toMatchObject({ status: 'healthy', reason: null });
    expect((await kept(id)).record.health.checkedAt).toBeGreaterThanOrEqual(before);
  });

  it('asks the platform where a person wants to know', async () => {
    await breakDown(API, { status: 503, times: 9 });
    unwrap(await integrationStub(env, id).checkHealth(true));
    expect((await kept(id)).record.health.status).toBe('unhealthy');
    // What failed since is no longer proved by what was answered before.
    await forgetRequests();
    unwrap(await integrationStub(env, id).checkHealth());
    expect((await calls()).length + Number((await kept(id)).record.breaker.state !== 'closed')).toBeGreaterThan(0);
    await mend();
  });
});

describe('sync', () => {
  const stored = () =>
    rows<{ external_id: string; kind: string; title: string }>(
      'SELECT external_id, kind, title FROM records WHERE integration_id = ? ORDER BY external_id',
      id,
    );

  it('keeps items and what was written on them, and forgets what was deleted', async () => {
    await forgetRequests();
    await switchOn(maren, id, ['items']);
    expect(await finished(maren, id)).toMatchObject([{ lastJob: { status: 'done' } }]);
    const first = await stored();
    expect(first).toContainEqual(expect.objectContaining({ kind: 'item', title: 'Revised quote Q-2031' }));
    expect(first).toContainEqual(
      expect.objectContaining({ kind: 'message', title: expect.stringContaining('Priya Raman on Firmware') as string }),
    );
    // Boards, items of all boards, updates: what a day may hold is not spent on looking.
    expect(await calls()).toHaveLength(3);

    const firmware = first.find(({ title }) => title.startsWith('Firmware'))?.external_id ?? '';
    const client = await mcp('monday', await maren.token());
    await callTool(client, 'delete_item', { item_id: firmware.replace('item:', '') });
    expect(await callTool(await mcp('workspace', await maren.token()), 'sync_now', { id })).toMatchObject({ ok: true });
    await finished(maren, id);
    expect((await stored()).map(({ external_id: external }) => external)).not.toContain(firmware);
  });
});

describe('disconnecting', () => {
  it('takes the webhooks along, and the grant', async () => {
    const other = await newMember('member', 'Tomas');
    const his = (await other.at.connect('monday', 'tomas@larkfield.example')).id;
    await forgetRequests();
    await other.at.api(`/integrations/disconnect/${his}`, {});
    expect((await calls()).filter(({ query }) => query.startsWith('mutation Unsubscribe'))).toHaveLength(2);
    const [revoked] = await askedAt('https://auth.monday.com/oauth_ms/oauth/revoke');
    expect(revoked?.status).toBe(200);
    expect(revoked?.body).toMatchObject({ token_type_hint: 'refresh_token' });
  });
});
