import { integrationStub } from '../../durable-objects/integration/stub';
import { SeneschalError } from '../core/errors';
import { type AuditEntry, type JobMessage } from '../core/jobs';
import { log } from '../core/log';
import { unwrap } from '../core/outcome';
import { insertAudit } from '../db/audit';
import { database } from '../db/client';
import { type Env } from '../env';
import { release } from './leavers';
import { runSyncs } from './sync';
import { upkeep } from './upkeep';
import { handleWebhook } from './webhooks';

const MAX_ATTEMPTS = 5;

/** Jobs of a batch that run at once. */
const AT_ONCE = 10;

/** The queue's consumer. Every message may come twice; handling it twice changes nothing. */
export async function consume(batch: MessageBatch<JobMessage>, env: Env): Promise<void> {
  await writeAudit(batch, env);
  const jobs = batch.messages.filter(({ body }) => body.type !== 'audit' && body.type !== 'sync');
  for (let at = 0; at < jobs.length; at += AT_ONCE) {
    await Promise.all(jobs.slice(at, at + AT_ONCE).map((message) => runJob(env, message)));
  }
  // Last, because each takes its time.
  await runSyncs(batch, env);
}

async function runJob(env: Env, message: Message<JobMessage>): Promise<void> {
  const job = message.body;
  try {
    if (job.type === 'webhook' && (await handleWebhook(env, job.id)) === 'again') return again(message);
    if (job.type === 'health') unwrap(await integrationStub(env, job.integrationId).checkHealth());
    else if (job.type === 'renew') unwrap(await integrationStub(env, job.integrationId).renew());
    else if (job.type === 'subscribe') unwrap(await integrationStub(env, job.integrationId).subscribe());
    else if (job.type === 'leaver') await release(env, job);
    else if (job.type !== 'audit' && job.type !== 'webhook' && job.type !== 'sync') await upkeep(env, job);
    message.ack();
  } catch (error) {
    const { kind, reference, detail } = SeneschalError.from(error);
    const dead = message.attempts >= MAX_ATTEMPTS;
    log('error', 'a job failed', { job: job.type, kind, reference, detail, attempts: message.attempts, dead });
    again(message);
  }
}

/** Later once more; after the last attempt it is left to the next sweep. */
function again(message: Message<JobMessage>): void {
  if (message.attempts >= MAX_ATTEMPTS) message.ack();
  else message.retry({ delaySeconds: 2 ** message.attempts });
}

async function writeAudit(batch: MessageBatch<JobMessage>, env: Env): Promise<void> {
  const messages = batch.messages.filter((message) => message.body.type === 'audit');
  const entries = messages.map((message) => (message.body as { entry: AuditEntry }).entry);
  try {
    await insertAudit(database(env.DB), entries);
    for (const message of messages) message.ack();
  } catch (error) {
    log('error', 'audit entries could not be written yet', { count: entries.length, error: String(error) });
    for (const message of messages) message.retry({ delaySeconds: 5 });
  }
}
