import { createScheduledController, env } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import config from '../../wrangler.toml?raw';
import { jobsOf } from '../support/jobs';
import { watchLogs } from '../support/state';
import worker from '../../src/index';
import { databaseSize, DATABASE_LIMIT_BYTES, sizeOf, sizeWarning } from '../../src/db/size';
import { database } from '../../src/db/client';
import { runSchedule, SCHEDULE } from '../../src/jobs/schedule';

afterEach(() => void vi.restoreAllMocks());

const crons = () => {
  const [, list = ''] = /^crons = \[(.*)\]$/m.exec(config) ?? [];
  return [...list.matchAll(/"([^"]+)"/g)].map(([, cron]) => cron);
};

describe('the schedule', () => {
  it('has a body for every cron that is configured, and no other', () => {
    expect(crons().length).toBeGreaterThan(1);
    expect(Object.keys(SCHEDULE).sort()).toEqual(crons().sort());
  });

  it('refuses a cron it does not know', async () => {
    await expect(runSchedule('* * * * *', env)).rejects.toThrow('no such cron: * * * * *; known: 0 * * * *, ');
  });

  it('begins the housekeeping at night', async () => {
    const queue = jobsOf();
    await worker.scheduled(createScheduledController({ cron: '30 3 * * *' }), { ...env, JOBS: queue.binding });
    const types = queue.waiting.map(({ type }) => type);
    expect(types.filter((type) => type === 'retention').length).toBeGreaterThan(8);
    expect(types).toContain('rewrap_keys');
  });

  it('runs the other bodies where one fails, and says which failed', async () => {
    const lines = watchLogs();
    const queue = jobsOf();
    const send = () => Promise.reject(new Error('the queue is down'));
    const bindings = { ...env, JOBS: Object.assign(queue.binding, { send }) };
    const run = runSchedule('30 3 * * *', bindings);
    await expect(run).rejects.toThrow(/^scheduled jobs failed: ref_[0-9a-z]{26}$/);
    expect(queue.waiting.length).toBeGreaterThan(8);
    const [said, ...more] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(said).toMatchObject({
      level: 'error',
      message: 'a scheduled job failed',
      cron: '30 3 * * *',
      job: 'rotateKeys',
    });
    await expect(run).rejects.toThrow(String(said?.['reference']));
    expect(said?.['detail']).toContain('the queue is down');
  });
});

describe('the size of the database', () => {
  /** A database that says it is this large. */
  const saying = (bytes: number): D1Database =>
    new Proxy(env.DB, {
      get: (target, name) =>
        name === 'prepare'
          ? () => ({ bind: () => ({ run: async () => ({ success: true, results: [], meta: { size_after: bytes } }) }) })
          : (Reflect.get(target, name) as unknown),
    });

  it('is what D1 says', async () => {
    const { bytes, limit, share, warn } = await databaseSize(database(env.DB));
    expect(bytes).toBeGreaterThan(10_000);
    expect([limit, share, warn]).toEqual([10_000_000_000, bytes / 10_000_000_000, false]);
  });

  it('is worth a warning from 70 % on', () => {
    expect(sizeWarning(sizeOf(DATABASE_LIMIT_BYTES * 0.7 - 1))).toBeUndefined();
    expect(sizeWarning(sizeOf(DATABASE_LIMIT_BYTES * 0.7))).toBe(
      'The database holds 7.0 of at most 10.0 GB (70 %). Once it is full nothing can be stored. Stop syncing what nobody needs.',
    );
  });

  it('is told by night, where it is', async () => {
    const watchSize = SCHEDULE['30 3 * * *']?.['watchSize'];
    const lines = watchLogs();
    await watchSize?.({ ...env, DB: saying(6.9e9) });
    expect(lines).toEqual([]);
    await watchSize?.({ ...env, DB: saying(8.25e9) });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: expect.stringContaining('8.3 of at most 10.0 GB (82 %)') as string,
      }),
    ]);
  });
});
