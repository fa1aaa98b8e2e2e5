import { createScheduledController, env } from 'cloudflare:test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobsOf, type Queued } from '../support/jobs';
import { rowCounts, watchLogs } from '../support/state';
import { newId } from '../../src/core/ids';
import { type UpkeepJob } from '../../src/core/jobs';
import { database } from '../../src/db/client';
import * as tables from '../../src/db/schema';
import { type Env } from '../../src/env';
import worker from '../../src/index';
import { retain, retention } from '../../src/jobs/retention';
import { upkeep } from '../../src/jobs/upkeep';

const DAY = 86_400_000;
const db = database(env.DB);
const ws = { workspaceId: 'ws_r' };

let lines: string[];
let queue: Queued;
let bindings: Env;

beforeEach(async () => {
  lines = watchLogs();
  for (const name of Object.keys(await rowCounts())) await db.run(sql.raw(`delete from ${name}`));
  queue = jobsOf();
  bindings = { ...env, JOBS: queue.binding };
});
afterEach(() => void vi.restoreAllMocks());

/** Works through everything that is queued. @returns how many messages that were. */
async function work(): Promise<number> {
  let done = 0;
  for (let job = queue.take(); job !== undefined; job = queue.take()) {
    await upkeep(bindings, job as UpkeepJob);
    done += 1;
  }
  return done;
}

let made = 0;
/** Stores deliveries received this long ago. */
const receive = (age: number, amount: number) =>
  env.DB.prepare(
    `insert into webhook_events (id, platform, delivery_id, type, status, body, received_at)
    with recursive numbers(n) as (select ?1 union all select n + 1 from numbers where n < ?2)
    select 'whe_' || n, 'slack', n, 't', 'handled', 's1.1.x', ?3 from numbers`,
  )
    .bind(made + 1, (made += amount), Date.now() - age)
    .run();

describe('retention', () => {
  it('keeps each kind of row as long as promised and no longer', async () => {
    const kept: string[] = [];
    /** A row just within its time and one just beyond it. */
    const both = async (days: number, insert: (id: string, at: number) => Promise<unknown>) => {
      const at = Date.now() - days * DAY;
      const [stays, goes] = [newId('row'), newId('row')];
      await insert(goes, at - 60_000);
      await insert(stays, at + 60_000);
      kept.push(stays);
    };
    await both(30, (id, at) =>
      db
        .insert(tables.webhookEvents)
        .values({ id, platform: 'slack', deliveryId: id, type: 't', status: 'handled', body: '', receivedAt: at }),
    );
    await both(30, (id, at) =>
      db.insert(tables.webhookTargets).values({ ...ws, eventId: id, integrationId: 'int', receivedAt: at }),
    );
    let sequence = 0;
    await both(90, (id, at) =>
      db
        .insert(tables.events)
        .values({ ...ws, id, integrationId: 'int', sequence: ++sequence, at, type: 't', actor: 'system', data: {} }),
    );
    await both(90, (id, at) =>
      db
        .insert(tables.integrationErrors)
        .values({ ...ws, id, integrationId: 'int', kind: 'timeout', reference: 'r', at }),
    );
    await both(90, (id, at) =>
      db.insert(tables.healthChecks).values({ ...ws, id, integrationId: 'int', status: 'healthy', durationMs: 1, at }),
    );
    await both(90, (id, createdAt) =>
      db.insert(tables.syncJobs).values({ ...ws, id, integrationId: 'int', resource: 'r', status: 'done', createdAt }),
    );
    await both(2557, (id, at) =>
      db
        .insert(tables.audit)
        .values({ ...ws, id, at, memberId: 'm', client: 'c', action: 'a', subject: 's', outcome: 'ok' }),
    );
    const later = Date.now() + DAY;
    const session = { ...ws, memberId: 'm', userAgent: '', createdAt: 0, lastSeenAt: 0 };
    await both(30, (id, at) => db.insert(tables.sessions).values({ ...session, id, hash: id, expiresAt: at }));
    await both(30, (id, at) =>
      db.insert(tables.sessions).values({ ...session, id, hash: id, expiresAt: later, revokedAt: at }),
    );
    const token = { ...ws, memberId: 'm', name: 'n', scopes: [], createdAt: 0 };
    await both(30, (id, at) => db.insert(tables.accessTokens).values({ ...token, id, hash: id, expiresAt: at }));
    await both(30, (id, at) =>
      db.insert(tables.accessTokens).values({ ...token, id, hash: id, expiresAt: later, revokedAt: at }),
    );
    await both(30, (id, at) =>
      db.insert(tables.signInLinks).values({ ...ws, hash: id, role: 'member', name: 'n', createdAt: 0, expiresAt: at }),
    );
    const running = newId('syn');
    await db.insert(tables.syncJobs).values({
      ...ws,
      id: running,
      integrationId: 'int',
      resource: 'r',
      status: 'running',
      createdAt: Date.now() - 200 * DAY,
    });

    await retention(bindings);
    await work();
    const left = await Promise.all([
      db.select({ id: tables.webhookEvents.id }).from(tables.webhookEvents).all(),
      db.select({ id: tables.webhookTargets.eventId }).from(tables.webhookTargets).all(),
      db.select({ id: tables.events.id }).from(tables.events).all(),
      db.select({ id: tables.integrationErrors.id }).from(tables.integrationErrors).all(),
      db.select({ id: tables.healthChecks.id }).from(tables.healthChecks).all(),
      db.select({ id: tables.syncJobs.id }).from(tables.syncJobs).all(),
      db.select({ id: tables.audit.id }).from(tables.audit).all(),
      db.select({ id: tables.sessions.id }).from(tables.sessions).all(),
      db.select({ id: tables.accessTokens.id }).from(tables.accessTokens).all(),
      db.select({ id: tables.signInLinks.hash }).from(tables.signInLinks).all(),
    ]);
    expect(
      left
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...kept, running].sort());
  });

  it('goes in small steps, hands the rest on, and says what it did', async () => {
    await receive(31 * DAY, 5_600);
    await receive(DAY, 5);
    await retain(bindings, { type: 'retention', table: 'webhook_events', after: 0 });
    expect((await rowCounts())['webhook_events']).toBe(605);
    expect(queue.waiting).toHaveLength(1);
    expect(await work()).toBe(1);
    expect((await rowCounts())['webhook_events']).toBe(5);
    const said = lines.map((line) => JSON.parse(line) as { deleted: number });
    expect(said.map(({ deleted }) => deleted)).toEqual([5_000, 600]);
  });

  it('goes on the next night where a message was lost', async () => {
    await receive(31 * DAY, 5_600);
    await retain(bindings, { type: 'retention', table: 'webhook_events', after: 0 });
    queue.waiting.length = 0;
    await retention(bindings);
    await work();
    expect((await rowCounts())['webhook_events']).toBe(0);
  });

  it('looks no further than where the old rows end', async () => {
    await receive(31 * DAY, 1);
    await receive(DAY, 1_000);
    const statements = vi.spyOn(env.DB, 'batch');
    await retain(bindings, { type: 'retention', table: 'webhook_events', after: 0 });
    expect((await rowCounts())['webhook_events']).toBe(1_000);
    expect(statements).toHaveBeenCalledTimes(2);
  });

  it('finds what has ended among what has not', async () => {
    const session = (at: number, expiresAt: number) => ({
      ...ws,
      id: `ses_${at}`,
      hash: `${at}`,
      memberId: 'm',
      userAgent: '',
      createdAt: 0,
      lastSeenAt: 0,
      expiresAt,
    });
    const rows = Array.from({ length: 600 }, (_, at) => session(at, Date.now() + (at === 550 ? -31 : 1) * DAY));
    for (let at = 0; at < rows.length; at += 10) await db.insert(tables.sessions).values(rows.slice(at, at + 10));
    await retain(bindings, { type: 'retention', table: 'sessions', after: 0 });
    expect((await rowCounts())['sessions']).toBe(599);
  });

  it('has a rule for every table that grows by itself', async () => {
    await retention(bindings);
    const ruled = queue.waiting.map((job) => (job as { table: string }).table);
    // Everything else is a directory: as large as what people have set up.
    const directory = [
      'workspaces',
      'members',
      'data_keys',
      'integrations',
      'default_accounts',
      'platform_apps',
      'oauth_tokens',
      'webhooks',
      'rate_limits',
      'sync_settings',
      'workspace_settings',
    ];
    // Kept for as long as their owners want.
    const chosen = ['records'];
    // Forgotten by the hour.
    const hourly = ['connect_states'];
    expect([...ruled, ...directory, ...chosen, ...hourly].sort()).toEqual(Object.keys(await rowCounts()).sort());
  });

  it('runs by night, through the real queue', async () => {
    await receive(31 * DAY, 300);
    await receive(DAY, 2);
    await worker.scheduled(createScheduledController({ cron: '30 3 * * *' }), env);
    await vi.waitFor(async () => expect((await rowCounts())['webhook_events']).toBe(2), 10_000);
  });

  it('ignores a table it does not know', async () => {
    await retain(bindings, { type: 'retention', table: 'workspaces', after: 0 });
    expect(queue.waiting).toEqual([]);
  });
});
