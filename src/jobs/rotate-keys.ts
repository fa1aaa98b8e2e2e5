import { type ResealWalk, type UpkeepJob } from '../core/jobs';
import { log } from '../core/log';
import { database } from '../db/client';
import { keysByMaster, scopesWithWork } from '../db/data-keys';
import { type Env } from '../env';
import { DATA_KEY_LIFE_MS, endWalk, masterKeyUse, rewrapPage, rotateScope } from '../vault/rotation';
import { vaultOf } from '../vault/vault-of';
import { resealStep } from './reseal';

const PAGE = 100;
/** Steps of one message: D1 allows 1,000 queries to each run of the consumer. */
const STEPS = 4;

/** Nightly: begins the rotation of every key that needs it. */
export async function rotateKeys(env: Env): Promise<void> {
  await env.JOBS.send({ type: 'rewrap_keys', after: { scope: '', version: 0 } });
  const before = Date.now() - DATA_KEY_LIFE_MS;
  const page = (after: string) => scopesWithWork(database(env.DB), before, after, PAGE);
  for (let scopes = await page(''); scopes.length > 0; scopes = await page(scopes.at(-1) ?? '')) {
    await env.JOBS.sendBatch(scopes.map((scope) => ({ body: { type: 'rotate_key' as const, scope } })));
    if (scopes.length < PAGE) break;
  }
}

/** Wraps some data keys by the newest master key; at the end says which master keys nothing needs any more. */
export async function rewrapKeys(env: Env, job: Extract<UpkeepJob, { type: 'rewrap_keys' }>): Promise<void> {
  const vault = vaultOf(env);
  const db = database(env.DB);
  const next = await rewrapPage(vault, db, job.after);
  if (next !== undefined) {
    await env.JOBS.send({ type: 'rewrap_keys', after: next });
    return;
  }
  for (const { version, set, keys, droppable } of masterKeyUse(vault.masterVersions, await keysByMaster(db))) {
    if (droppable)
      log('info', 'nothing is wrapped by this master key any more; take it out of MASTER_KEYS', { version });
    if (!set) log('error', 'data keys need a master key that is not among MASTER_KEYS', { version, keys });
  }
}

export async function rotateKey(env: Env, scope: string): Promise<void> {
  const walk = await rotateScope(vaultOf(env), database(env.DB), scope, Date.now());
  if (walk !== undefined) await env.JOBS.send({ type: 'reseal', walk });
}

/** Goes on with a walk for a few steps. Done twice from the same place, the second time finds nothing to do. */
export async function reseal(env: Env, walk: ResealWalk): Promise<void> {
  let now = walk;
  for (let steps = 0; steps < STEPS; steps++) {
    const { found, failed, next } = await resealStep(env, now);
    now = { ...now, found: now.found + found, failed: now.failed + failed, after: next ?? now.after };
    if (next === undefined) {
      await endWalk(database(env.DB), now);
      return;
    }
  }
  await env.JOBS.send({ type: 'reseal', walk: now });
}
