import { integrationStub } from '../../durable-objects/integration/stub';
import { SeneschalError } from '../core/errors';
import { type JobMessage, type SyncJob } from '../core/jobs';
import { log } from '../core/log';
import { unwrap } from '../core/outcome';
import { database } from '../db/client';
import { claimSyncs, dueSyncs, forgetRecords } from '../db/sync-settings';
import { type Env } from '../env';

const PAGE = 100;
/** Syncs become due at this pace, so that no platform is asked for everybody at once. */
const PER_SECOND = 5;
/** Visits under way in one run of the consumer. */
const AT_ONCE = 5;
/** What changed at a platform is read after so many seconds, together with what changes meanwhile. */
const SOON_S = 2;
/** Records deleted by one statement, and statements of one night: what is left goes the next one. */
const FORGET = 500;
const FORGET_ROUNDS = 200;

/** Hourly: enqueues everything that is switched on and due, spread over time. @returns how many. */
export async function sweepSyncs(env: Env): Promise<number> {
  const now = Date.now();
  const db = database(env.DB);
  let sent = 0;
  let last = { integrationId: '', resource: '' };
  for (;;) {
    const rows = await dueSyncs(db, now, last, PAGE);
    const messages = rows.map(({ integrationId, resource }) => ({
      body: { type: 'sync' as const, integrationId, resource },
      delaySeconds: Math.floor(sent++ / PER_SECOND),
    }));
    if (messages.length > 0) await env.JOBS.sendBatch(messages);
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return sent;
    last = end;
  }
}

/**
 * After a platform said that something changed: enqueues what is switched on of it. Changes come in bursts, so the first of them asks
 * and the others find that asked already; a sync under way finds the change itself, or the next one does.
 */
export async function syncSoon(env: Env, integrationId: string, resources: readonly string[]): Promise<void> {
  if (resources.length === 0) return;
  const claimed = await claimSyncs(database(env.DB), integrationId, resources, Date.now() + SOON_S * 1000);
  for (const { resource } of claimed)
    await env.JOBS.send({ type: 'sync', integrationId, resource }, { delaySeconds: SOON_S });
}

/** Nightly: deletes records that have been kept for as long as their workspace and owner want. @returns how many. */
export async function forgetOldRecords(env: Env): Promise<number> {
  const db = database(env.DB);
  const now = Date.now();
  let gone = 0;
  for (let round = 0; round < FORGET_ROUNDS; round++) {
    const deleted = await forgetRecords(db, now, FORGET);
    gone += deleted;
    if (deleted < FORGET) break;
  }
  if (gone > 0) log('info', 'records were deleted: they were kept long enough', { deleted: gone });
  return gone;
}

type SyncMessage = Message<JobMessage> & { body: SyncJob };

/** The sync messages of a batch, some at a time. Each visit is short and says itself when to come again. */
export async function runSyncs(batch: MessageBatch<JobMessage>, env: Env): Promise<void> {
  const waiting = batch.messages.filter((message): message is SyncMessage => message.body.type === 'sync').values();
  const worker = async () => {
    for (const message of waiting) await visit(env, message);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function visit(env: Env, message: SyncMessage): Promise<void> {
  const { integrationId, resource, jobId } = message.body;
  try {
    const { progress, again } = unwrap(await integrationStub(env, integrationId).sync(resource, jobId));
    if (again !== null) {
      const next: SyncJob = { type: 'sync', integrationId, resource, jobId: progress.jobId };
      await env.JOBS.send(next, { delaySeconds: again });
    }
    message.ack();
  } catch (error) {
    const { kind, reference, detail } = SeneschalError.from(error);
    log('warn', 'a sync could not be visited', { integration: integrationId, resource, kind, reference, detail });
    // Switched off, or gone meanwhile: nothing left to do. Anything else is tried again, and by the next sweep after that.
    if (kind === 'invalid_request' || kind === 'not_found') message.ack();
    else message.retry({ delaySeconds: 2 ** message.attempts });
  }
}
