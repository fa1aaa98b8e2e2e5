import { integrationStub } from '../../durable-objects/integration/stub';
import { SeneschalError } from '../core/errors';
import { type AuditEntry, type JobMessage } from '../core/jobs';
import { log } from '../core/log';
import { unwrap } from '../core/outcome';
import { insertAudit } from '../db/audit';
import { database } from '../db/client';
import { routedTo } from '../db/integrations';
import { findDelivery, settleDelivery } from '../db/webhook-events';
import { type Env } from '../env';
import { connectorOf } from '../registry';
import { DEPLOYMENT, vaultOf } from '../vault/vault-of';

const MAX_ATTEMPTS = 5;

/** Jobs of a batch that run at once. */
const AT_ONCE = 10;

/** The queue's consumer. Every message may come twice; handling it twice changes nothing. */
export async function consume(batch: MessageBatch<JobMessage>, env: Env): Promise<void> {
  await writeAudit(batch, env);
  const jobs = batch.messages.filter((message) => message.body.type !== 'audit');
  for (let at = 0; at < jobs.length; at += AT_ONCE) {
    await Promise.all(jobs.slice(at, at + AT_ONCE).map((message) => runJob(env, message)));
  }
}

async function runJob(env: Env, message: Message<JobMessage>): Promise<void> {
  const job = message.body;
  try {
    if (job.type === 'webhook') await handleWebhook(env, job.id);
    else if (job.type === 'health') unwrap(await integrationStub(env, job.integrationId).checkHealth());
    else if (job.type === 'renew') unwrap(await integrationStub(env, job.integrationId).renew());
    message.ack();
  } catch (error) {
    const { kind, reference, detail } = SeneschalError.from(error);
    const dead = message.attempts >= MAX_ATTEMPTS;
    log('error', 'a job failed', { job: job.type, kind, reference, detail, attempts: message.attempts, dead });
    if (job.type === 'webhook')
      await settleDelivery(database(env.DB), job.id, dead ? 'dead' : 'failed', `${kind} ${reference}`);
    if (dead) message.ack();
    else message.retry({ delaySeconds: 2 ** message.attempts });
  }
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

/** Brings a stored delivery to every integration it concerns. */
async function handleWebhook(env: Env, id: string): Promise<void> {
  const db = database(env.DB);
  const row = await findDelivery(db, id);
  if (row === undefined || row.status === 'handled' || row.status === 'ignored') return;
  const text = await vaultOf(env).open(DEPLOYMENT, row.body, ['webhook', id]);
  const event = connectorOf(row.platform).webhook?.read(JSON.parse(text));
  const targets = event === undefined ? [] : await routedTo(db, row.platform, event.routes);
  if (event === undefined || targets.length === 0)
    return settleDelivery(db, id, 'ignored', 'no integration is registered for it');
  for (const integration of targets) {
    const received = await integrationStub(env, integration).receive({
      deliveryId: event.deliveryId,
      type: event.type,
      summary: event.summary,
      at: row.receivedAt,
      ...(event.effect !== undefined && { effect: event.effect }),
    });
    unwrap(received);
  }
  await settleDelivery(db, id, 'handled', null);
}
