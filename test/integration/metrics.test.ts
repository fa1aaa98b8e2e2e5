import { env } from 'cloudflare:test';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parsePrometheus, type Parsed } from '../support/prometheus';
import { watchLogs } from '../support/state';
import { newId } from '../../src/core/ids';
import { type IntegrationState } from '../../src/core/integration-state';
import { database } from '../../src/db/client';
import { takeMeasures } from '../../src/db/measures';
import {
  accessTokens,
  audit,
  dataKeys,
  integrationErrors,
  integrations,
  oauthTokens,
  sessions,
  webhookEvents,
  workspaces,
} from '../../src/db/schema';
import { DATABASE_LIMIT_BYTES, sizeOf } from '../../src/db/size';
import { app } from '../../src/http/app';
import { toMetrics } from '../../src/http/metrics';
import { render } from '../../src/http/prometheus';

const TOKEN = 'metrics-token-of-the-tests';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = Date.now();
const db = database(env.DB);

const ask = (
  authorization?: string,
  token: { METRICS_TOKEN?: string } = { METRICS_TOKEN: TOKEN },
): Response | Promise<Response> => {
  const headers = { accept: 'application/json', ...(authorization !== undefined && { authorization }) };
  return app.request('/metrics', { headers }, { ...env, ...token });
};

async function scrape(): Promise<Parsed> {
  const response = await ask(`Bearer ${TOKEN}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return parsePrometheus(await response.text());
}

/** The values of a family that are not 0, by their labels. */
const counted = (parsed: Parsed, name: string): Record<string, number> =>
  Object.fromEntries(
    (parsed.get(`seneschal_${name}`)?.samples ?? [])
      .filter(({ value }) => value !== 0)
      .map(({ labels, value }) => [Object.values(labels).join(' '), value]),
  );

const integration = async (
  platform: string,
  state: IntegrationState,
  more: Partial<typeof integrations.$inferInsert> = {},
): Promise<string> => {
  const id = newId('int');
  const row = {
    id,
    workspaceId: 'ws_m',
    platform,
    accountId: id,
    accountLabel: 'ada@secret.example',
    owner: 'mem_canary',
  };
  await db.insert(integrations).values({ ...row, state, healthCheckedAt: now, createdAt: now, version: 1, ...more });
  return id;
};

const error = (integrationId: string, kind: string, at: number) =>
  db
    .insert(integrationErrors)
    .values({ id: newId('err'), integrationId, workspaceId: 'ws_m', kind, reference: 'ref', at });

const delivery = (
  platform: string,
  status: 'received' | 'handled' | 'ignored' | 'failed' | 'dead',
  receivedAt: number,
) => {
  const id = newId('whe');
  return db
    .insert(webhookEvents)
    .values({ id, platform, deliveryId: id, type: 't', status, body: 's1.1.x', receivedAt });
};

const call = (
  subject: string,
  outcome: 'ok' | 'refused' | 'failed',
  durationMs: number | null,
  at = now - MINUTE,
  action = 'tool.call',
) =>
  db.insert(audit).values({
    id: newId('aud'),
    workspaceId: 'ws_m',
    at,
    memberId: 'mem_canary',
    client: 'c',
    action,
    subject,
    outcome,
    durationMs,
  });

beforeEach(() => void watchLogs());
afterEach(() => void vi.restoreAllMocks());

beforeAll(async () => {
  await db.insert(workspaces).values({ id: 'ws_m', slug: 'm', name: 'M', createdAt: now });
  const slack = await integration('slack', 'ACTIVE', { healthStatus: 'healthy' });
  await integration('slack', 'ACTIVE', { healthStatus: 'healthy', healthCheckedAt: now - 14 * HOUR });
  await integration('slack', 'ERROR', { healthStatus: 'unhealthy', breakerState: 'open' });
  const zoom = await integration('zoom', 'CONNECTED', {
    healthCheckedAt: null,
    createdAt: now - 14 * HOUR,
    breakerState: 'half_open',
  });
  await integration('zoom', 'EXPIRED', { healthStatus: 'unhealthy', healthCheckedAt: 1, breakerState: 'open' });
  const gone = await integration('zoom', 'DELETED');
  const strange = await integration('person@example.com', 'ACTIVE');

  const token = { workspaceId: 'ws_m', generation: 1, refreshedAt: now };
  await db.insert(oauthTokens).values([
    { ...token, integrationId: slack, refreshable: true, expiresAt: now + HOUR },
    { ...token, integrationId: zoom, refreshable: false, expiresAt: now + 47 * HOUR },
    { ...token, integrationId: strange, refreshable: false, expiresAt: now + 49 * HOUR },
    { ...token, integrationId: gone, refreshable: false, expiresAt: now },
  ]);

  await error(slack, 'timeout', now - MINUTE);
  await error(slack, 'timeout', now - 2 * MINUTE);
  await error(slack, 'timeout', now - 2 * HOUR);
  await error(zoom, 'something new', now - MINUTE);

  await delivery('slack', 'handled', now - MINUTE);
  await delivery('slack', 'handled', now - 2 * HOUR);
  await delivery('slack', 'received', now - 10 * MINUTE);
  await delivery('zoom', 'failed', now - 3 * HOUR);
  await delivery('zoom', 'dead', now - 5 * HOUR);

  await call('slack.list_channels', 'ok', 4);
  await call('slack.list_channels', 'ok', 40);
  await call('slack.send_message', 'ok', 20_000);
  await call('zoom.get_meeting', 'failed', 10);
  await call('zoom.get_meeting', 'refused', null);
  await call('mem_canary.x', 'ok', 10);
  await call('slack.list_channels', 'ok', 4, now - 2 * HOUR);
  await call('slack', 'ok', null, now, 'integration.connect');

  const session = { workspaceId: 'ws_m', memberId: 'mem_canary', createdAt: now, lastSeenAt: now, userAgent: '' };
  await db.insert(sessions).values([
    { ...session, id: 'ses_1', hash: '1', expiresAt: now + HOUR },
    { ...session, id: 'ses_2', hash: '2', expiresAt: now - 1 },
    { ...session, id: 'ses_3', hash: '3', expiresAt: now + HOUR, revokedAt: now },
  ]);
  const access = { workspaceId: 'ws_m', memberId: 'mem_canary', name: 'canary', scopes: [], createdAt: now };
  await db.insert(accessTokens).values([
    { ...access, id: 'tok_1', hash: '1', expiresAt: now + HOUR },
    { ...access, id: 'tok_2', hash: '2', expiresAt: now + HOUR },
    { ...access, id: 'tok_3', hash: '3', expiresAt: now - 1 },
  ]);
  await db.insert(dataKeys).values([
    { workspaceId: 'ws_m', version: 1, wrapped: 'w', masterVersion: 1, createdAt: now },
    { workspaceId: 'ws_m', version: 2, wrapped: 'w', masterVersion: 1, createdAt: now },
    { workspaceId: 'ws_n', version: 1, wrapped: 'w', masterVersion: 7, createdAt: now },
  ]);
});

describe('/metrics', () => {
  it('is there for whoever has its token, and for nobody where there is none', async () => {
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
    expect((await ask(`bearer ${TOKEN}`)).status).toBe(200);
    for (const wrong of [
      undefined,
      '',
      'Bearer',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Basic ${TOKEN}`,
      TOKEN,
    ]) {
      const refused = await ask(wrong);
      expect([wrong, refused.status]).toEqual([wrong, 401]);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="metrics"');
      expect(await refused.text()).not.toContain('seneschal_');
    }
    for (const none of [{}, { METRICS_TOKEN: '' }]) {
      for (const any of [undefined, 'Bearer ', `Bearer ${TOKEN}`]) expect((await ask(any, none)).status).toBe(404);
    }
  });

  it('counts what is there', async () => {
    const parsed = await scrape();
    const of = (name: string) => counted(parsed, name);
    expect(of('integrations')).toEqual({
      'slack ACTIVE': 2,
      'slack ERROR': 1,
      'zoom CONNECTED': 1,
      'zoom EXPIRED': 1,
      'zoom DELETED': 1,
      'other ACTIVE': 1,
    });
    expect(of('integrations_health')).toEqual({
      'slack healthy': 2,
      'slack unhealthy': 1,
      'zoom unknown': 1,
      'other unknown': 1,
    });
    expect(of('health_checks_overdue')).toEqual({ slack: 1, zoom: 1 });
    expect(of('breakers_open')).toEqual({ slack: 1, zoom: 1 });
    expect(of('tokens_expiring_48h')).toEqual({ 'slack true': 1, 'zoom false': 1 });
    expect(of('integration_errors_1h')).toEqual({ 'slack timeout': 2, 'zoom other': 1 });
    expect(of('webhook_events_1h')).toEqual({ 'slack handled': 1, 'slack received': 1 });
    expect(of('webhook_events_unhandled')).toEqual({ 'slack received': 1, 'zoom failed': 1, 'zoom dead': 1 });
    const age = of('webhook_oldest_unhandled_seconds')[''] ?? 0;
    expect(age).toBeGreaterThanOrEqual(3 * 3600);
    expect(age).toBeLessThan(3 * 3600 + 600);
    expect(of('tool_calls_1h')).toEqual({ 'slack ok': 3, 'zoom failed': 1, 'zoom refused': 1, 'other ok': 1 });
    expect(of('sessions')).toEqual({ '': 1 });
    expect(of('access_tokens')).toEqual({ '': 2 });
    expect(of('build_info')).toEqual({ '0.1.0': 1 });
  });

  it('shows durations as a histogram', async () => {
    const samples = (await scrape()).get('seneschal_tool_call_duration_1h_seconds')?.samples ?? [];
    const value = (part: string, outcome: string, le?: string) =>
      samples.find(({ name, labels }) => name.endsWith(part) && labels['outcome'] === outcome && labels['le'] === le)
        ?.value;
    expect(['0.01', '0.025', '0.05', '10', '+Inf'].map((le) => value('_bucket', 'ok', le))).toEqual([2, 2, 3, 3, 4]);
    expect([value('_sum', 'ok'), value('_count', 'ok')]).toEqual([20.054, 4]);
    expect([value('_sum', 'refused'), value('_count', 'refused')]).toEqual([0, 0]);
  });

  it('says which master keys are used, set, and needed no more', async () => {
    const parsed = parsePrometheus(render(toMetrics(await takeMeasures(db, now), [2, 1, 3], now)));
    const of = (name: string): Record<string, number> =>
      Object.fromEntries(
        (parsed.get(`seneschal_${name}`)?.samples ?? []).map(({ labels, value }): [string, number] => [
          labels['master_version'] ?? '',
          value,
        ]),
      );
    expect(of('data_keys')).toEqual({ 2: 0, 1: 2, 3: 0, 7: 1 });
    expect(of('master_key_set')).toEqual({ 2: 1, 1: 1, 3: 1, 7: 0 });
    expect(of('master_key_droppable')).toEqual({ 2: 0, 1: 0, 3: 1, 7: 0 });
    expect(counted(parsed, 'data_keys_superseded')).toEqual({ '': 1 });
  });

  it('says how full the database is', async () => {
    const parsed = await scrape();
    expect(counted(parsed, 'database_size_bytes')['']).toBeGreaterThan(10_000);
    expect(counted(parsed, 'database_size_limit_bytes')).toEqual({ '': 10_000_000_000 });
    expect(counted(parsed, 'database_size_warning')).toEqual({});
    const full = { ...(await takeMeasures(db, now)), size: sizeOf(DATABASE_LIMIT_BYTES * 0.7) };
    expect(counted(parsePrometheus(render(toMetrics(full, [1], now))), 'database_size_warning')).toEqual({ '': 1 });
  });

  it('names no person, account, workspace or id', async () => {
    const text = await (await ask(`Bearer ${TOKEN}`)).text();
    for (const name of ['ada@', 'person@', 'canary', 'ws_m', 'int_', 'something new']) expect(text).not.toContain(name);
  });

  it('asks the database nothing that walks the history', async () => {
    const asked: string[] = [];
    const spied = new Proxy(env.DB, {
      get: (target, name) => {
        if (name === 'batch') return (statements: D1PreparedStatement[]) => target.batch(statements);
        return (statement: string) => {
          asked.push(statement);
          return target.prepare(statement);
        };
      },
    });
    await takeMeasures(database(spied), now);
    expect(asked.length).toBeGreaterThan(8);
    for (const sql of asked) {
      const bound = sql.replaceAll('?', '1');
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${bound}`).all<{ detail: string }>();
      const scans = results
        .map(({ detail }) => detail)
        .filter((detail) => /^SCAN (audit|webhook_events|e|integration_errors|events)\b/.test(detail));
      expect([sql, scans.filter((detail) => !detail.includes('USING'))]).toEqual([sql, []]);
    }
  });
});
