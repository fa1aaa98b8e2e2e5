import { database } from '../db/client';
import { openJobs } from '../db/sync-settings';
import { type Env } from '../env';
import { handOverWebhooks } from './hourly';
import { sweepLeavers } from './leavers';

const MOST_SYNCS = 1_000;
const BATCH = 100;

/**
 * Takes up everything that was accepted and is not finished, without waiting for the sweeps: for a queue that begins empty, as the local
 * one does with every start. @returns how much of each was found.
 */
export async function recover(env: Env): Promise<{ webhooks: number; syncs: number; leavers: number }> {
  const now = Date.now();
  const webhooks = await handOverWebhooks(env, now);
  const open = await openJobs(database(env.DB), MOST_SYNCS);
  for (let at = 0; at < open.length; at += BATCH) {
    await env.JOBS.sendBatch(
      open.slice(at, at + BATCH).map(({ id: jobId, integrationId, resource }) => ({
        body: { type: 'sync' as const, integrationId, resource, jobId },
      })),
    );
  }
  return { webhooks, syncs: open.length, leavers: await sweepLeavers(env, now) };
}
