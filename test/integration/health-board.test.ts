import { env } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/core/ids';
import { database } from '../../src/db/client';
import * as board from '../../src/db/health-board';
import { healthChecks, integrationErrors, integrations, oauthTokens, syncJobs } from '../../src/db/schema';
import { pageOf } from '../support/forms';
import { newMember, owner, type Somebody } from '../support/people';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now();
const db = database(env.DB);

let maren: Somebody;
let tomas: Somebody;
/** Maren's, oldest first: one that works, one that waits for her, one nobody checked. Then one of Tomas's. */
let ids: string[];

async function integration(person: Somebody, more: Partial<typeof integrations.$inferInsert>): Promise<string> {
  const id = newId('int', now + (ids?.length ?? 0));
  await db.insert(integrations).values({
    ...{ id, workspaceId: person.member.workspaceId, platform: 'slack', accountId: id, owner: person.member.id },
    ...{ accountLabel: `label of ${id}`, state: 'ACTIVE', createdAt: now - 40 * DAY, version: 1 },
    ...more,
  });
  ids.push(id);
  return id;
}

beforeAll(async () => {
  maren = await owner();
  tomas = await newMember('member', 'Tomas');
  const { workspaceId } = maren.member;
  ids = [];
  const works = await integration(maren, { healthStatus: 'healthy', healthCheckedAt: now });
  const waits = await integration(maren, { state: 'EXPIRED', healthStatus: 'unhealthy', healthCheckedAt: now });
  await integration(maren, { platform: 'zoom', healthStatus: 'healthy', healthCheckedAt: now - 14 * HOUR });
  const foreign = await integration(tomas, { healthStatus: 'healthy', healthCheckedAt: now });

  const check = (integrationId: string, status: 'healthy' | 'degraded' | 'unhealthy', at: number) =>
    db
      .insert(healthChecks)
      .values({ id: newId('chk', at), integrationId, workspaceId, status, reason: null, durationMs: 12, at });
  for (const hours of [0, 1, 2]) await check(works, 'healthy', now - 3 * DAY - hours);
  await check(works, 'unhealthy', now - 3 * DAY);
  await check(works, 'degraded', now - 2 * DAY);
  // Kept, and beyond what a bar shows.
  await check(works, 'unhealthy', now - 35 * DAY);
  await check(foreign, 'unhealthy', now);

  const token = { workspaceId, generation: 1, refreshedAt: now };
  await db.insert(oauthTokens).values([
    { ...token, integrationId: works, refreshable: true, expiresAt: now + 47 * HOUR },
    { ...token, integrationId: waits, refreshable: false, expiresAt: now + HOUR },
    { ...token, integrationId: ids[2] ?? '', refreshable: true, expiresAt: now + 49 * HOUR },
    { ...token, integrationId: foreign, refreshable: true, expiresAt: now + HOUR },
  ]);
  const job = { workspaceId, resource: 'messages', createdAt: now };
  await db.insert(syncJobs).values([
    { ...job, id: newId('syn', now), integrationId: works, status: 'running', done: 7, startedAt: now },
    { ...job, id: newId('syn', now + 1), integrationId: works, status: 'queued' },
    { ...job, id: newId('syn', now + 2), integrationId: works, status: 'done' },
    { ...job, id: newId('syn', now + 3), integrationId: foreign, status: 'running' },
  ]);
  const error = (integrationId: string, kind: string, at: number) =>
    db.insert(integrationErrors).values({
      ...{ id: newId('err', at), integrationId, workspaceId, kind, reference: `ref_${kind}`, at },
      ...{ method: 'GET', pathTemplate: '/conversations.list', status: 503, code: 'http_503' },
    });
  await error(works, 'provider_unavailable', now - DAY);
  await error(waits, 'auth_expired', now - HOUR);
  await error(works, 'timeout', now - 8 * DAY);
  await error(foreign, 'conflict', now);
});

interface List {
  items: Record<string, unknown>[];
  nextCursor: string | null;
}
const list = async (path: string, at = maren.at): Promise<List> => {
  const { status, body } = await at.api<List>(path);
  expect(status).toBe(200);
  return body;
};

describe('the health board', () => {
  it('says how each account does and did, of those one may use', async () => {
    const { items } = await list('/health/integrations');
    const row = (state: string, overdue: boolean, uptime: object, kept: object) => ({ state, overdue, uptime, kept });
    expect(items).toMatchObject([
      row('ACTIVE', false, { days: 30, checks: 5, share: 0.8 }, { checks: 6, healthy: 3, unhealthy: 2 }),
      row('EXPIRED', false, { days: 30, checks: 0, share: null }, { checks: 0, healthy: 0, unhealthy: 0 }),
      row('ACTIVE', true, { days: 30, checks: 0, share: null }, { checks: 0, healthy: 0, unhealthy: 0 }),
    ]);
    const days = items[0]?.['days'] as Record<string, unknown>[];
    expect(days).toHaveLength(30);
    expect(days.slice(-4).map(({ healthy, degraded, unhealthy }) => [healthy, degraded, unhealthy])).toEqual([
      [3, 0, 1],
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(days.at(-1)?.['day']).toBe(new Date(now).toISOString().slice(0, 10));
  });

  it('lists tokens that end within two days, syncs under way and the errors of a week', async () => {
    expect((await list('/health/tokens')).items).toMatchObject([
      { integrationId: ids[1], renewable: false, expiresAt: new Date(now + HOUR).toISOString() },
      { integrationId: ids[0], renewable: true },
    ]);
    expect((await list('/health/syncs')).items).toMatchObject([
      { status: 'queued', done: 0, startedAt: null },
      { status: 'running', done: 7, resource: 'messages' },
    ]);
    expect((await list('/health/errors')).items).toMatchObject([
      { kind: 'auth_expired', turn: 'owner', integrationId: ids[1] },
      { kind: 'provider_unavailable', turn: 'platform', path: '/conversations.list', status: 503 },
    ]);
  });

  it.each(['integrations', 'tokens', 'syncs', 'errors'])('pages through /health/%s', async (name) => {
    const whole = (await list(`/health/${name}`)).items;
    const found: unknown[] = [];
    let query = '?limit=1';
    for (let pages = 0; pages < 5; pages++) {
      const { items, nextCursor } = await list(`/health/${name}${query}`);
      expect(items).toHaveLength(1);
      found.push(...items);
      if (nextCursor === null) break;
      query = `?limit=1&cursor=${nextCursor}`;
    }
    expect(found).toEqual(whole);
    expect(whole.length).toBeGreaterThan(1);
    expect((await maren.at.api(`/health/${name}?cursor=nonsense`)).status).toBe(400);
    expect((await maren.at.api(`/health/${name}?limit=0`)).status).toBe(400);
  });

  it('answers all four at once, and shows nobody what is not theirs', async () => {
    const { body } = await tomas.at.api<Record<string, List>>('/health');
    expect(Object.keys(body)).toEqual(['integrations', 'tokens', 'syncs', 'errors']);
    for (const { items } of Object.values(body)) expect(items).toHaveLength(1);
    const text = JSON.stringify(body) + (await pageOf(tomas.at, '/health'));
    for (const id of ids.slice(0, 3)) expect(text).not.toContain(id);
    expect(text).toContain(ids[3]);
  });

  it('tells one account’s checks, newest first, with its uptime', async () => {
    await maren.at.connect('gmail', 'maren@larkfield.example');
    const id = (await maren.at.integrations()).find(({ platform }) => platform === 'gmail')?.id ?? '';
    const { status, body } = await maren.at.api<List>(`/integrations/${id}/health`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ id, state: 'ACTIVE', status: 'healthy', overdue: false, uptime: { days: 30, checks: 1, share: 1 } },
      ...{ items: [{ status: 'healthy', reason: null }], nextCursor: null },
    });
    expect((await maren.at.api(`/integrations/${id}/health?cursor=7`)).status).toBe(400);
  });

  it('is a page for people', async () => {
    const html = await pageOf(maren.at, '/health');
    expect(html).toContain('aria-label="Answered 80.0 % of 5 checks in 30 days.');
    expect(html).toContain('Check overdue');
    expect(html).toContain(`/integrations/connect/slack?integration=${ids[1]}`);
    expect(html).toContain('No longer accepted');
    expect(html).toContain('7 so far');
    expect(html).toContain('ref_auth_expired');
    expect(html).not.toContain('ref_timeout');
  });

  it('reads no other accounts’ history', async () => {
    const asked: string[] = [];
    const spied = new Proxy(env.DB, {
      get: (target, name) =>
        name === 'prepare'
          ? (statement: string) => {
              asked.push(statement);
              return target.prepare(statement);
            }
          : (Reflect.get(target, name) as unknown),
    });
    const watched = database(spied);
    await board.healthDays(watched, ids, now);
    await board.healthSummaries(watched, ids);
    await board.healthHistory(watched, ids[0] ?? '', { limit: 5 });
    await board.expiringTokens(watched, ids, { limit: 5 });
    await board.activeSyncs(watched, ids, { limit: 5 });
    await board.recentErrors(watched, ids, { limit: 5 });
    expect(asked).toHaveLength(6);
    for (const statement of asked) {
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${statement.replaceAll('?', '1')}`).all<{
        detail: string;
      }>();
      const scans = results.map(({ detail }) => detail).filter((detail) => /^SCAN (?!json_each)/.test(detail));
      expect([statement, scans]).toEqual([statement, []]);
    }
  });
});
