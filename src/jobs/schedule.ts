import { SeneschalError } from '../core/errors';
import { log } from '../core/log';
import { database } from '../db/client';
import { databaseSize, sizeWarning } from '../db/size';
import { type Env } from '../env';
import { hourly } from './hourly';
import { sweepLeavers } from './leavers';
import { retention } from './retention';
import { rotateKeys } from './rotate-keys';
import { sweepHealth, sweepSubscriptions, sweepTokens, watchHealth } from './sweeps';
import { forgetOldRecords, sweepSyncs } from './sync';

type Body = (env: Env) => Promise<unknown>;

/** What each cron of wrangler.toml does. A test holds the two against each other. */
export const SCHEDULE: Readonly<Record<string, Readonly<Record<string, Body>>>> = {
  '0 * * * *': {
    hourly,
    sweepLeavers: (env) => sweepLeavers(env),
    sweepTokens,
    sweepSubscriptions,
    sweepSyncs,
    watchHealth,
  },
  '0 */6 * * *': { sweepHealth },
  '30 3 * * *': { retention, rotateKeys, forgetOldRecords, watchSize },
};

/** Runs what is due. One body that fails keeps no other from running. @throws {Error} naming what failed, for the platform's record. */
export async function runSchedule(cron: string, env: Env): Promise<void> {
  const bodies = SCHEDULE[cron];
  if (bodies === undefined) throw new Error(`no such cron: ${cron}; known: ${Object.keys(SCHEDULE).join(', ')}`);
  const references: string[] = [];
  for (const [job, body] of Object.entries(bodies)) {
    try {
      await body(env);
    } catch (error) {
      const { reference, detail } = SeneschalError.from(error);
      log('error', 'a scheduled job failed', { cron, job, reference, detail });
      references.push(reference);
    }
  }
  if (references.length > 0) throw new Error(`scheduled jobs failed: ${references.join(', ')}`);
}

async function watchSize(env: Env): Promise<void> {
  const size = await databaseSize(database(env.DB));
  const warning = sizeWarning(size);
  if (warning !== undefined) log('warn', warning, { bytes: size.bytes, limit: size.limit });
}
