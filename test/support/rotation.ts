import { env, runInDurableObject } from 'cloudflare:test';
import { EffectLedger } from '../../durable-objects/integration/effects';
import { effectBinding, resealSecrets, tokenBinding } from '../../durable-objects/integration/reseal';
import { newId } from '../../src/core/ids';
import { type EffectClaim } from '../../src/core/integration-view';
import { type UpkeepJob } from '../../src/core/jobs';
import { settle } from '../../src/core/outcome';
import { database } from '../../src/db/client';
import { webhookEvents } from '../../src/db/schema';
import { type Env } from '../../src/env';
import { rotateKeys } from '../../src/jobs/rotate-keys';
import { upkeep } from '../../src/jobs/upkeep';
import { DEPLOYMENT, vaultOf } from '../../src/vault/vault-of';
import { type CrashPoint, crashingWorld } from './crashing';
import { jobsOf, type Queued } from './jobs';
import { owner, type Somebody } from './people';
import { inObject, kept, rows } from './state';

/** The integrations that keep secrets, and their workspace. */
export const ids: string[] = [];
let workspace = '';

/** An effect that was wanted once and is done in every integration. */
export const claim: EffectClaim = { tool: 'slack.send_message', key: 'once', digest: 'd' };

/** Connects two accounts and keeps the result of an effect in each. */
export async function keepSecrets(): Promise<Somebody> {
  const person = await owner();
  workspace = person.principal.workspaceId;
  for (const platform of ['slack', 'zoom']) ids.push((await person.at.connect(platform)).id);
  for (const id of ids) {
    await runInDurableObject(env.INTEGRATION.getByName(id), async (_, { storage }) => {
      const ledger = new EffectLedger(storage.sql, vaultOf(env));
      await ledger.begin(person.principal, claim);
      await ledger.finish(person.principal, claim, `result of ${id}`);
    });
  }
  return person;
}

/** What an object does when it is asked to seal anew. */
export const reseal = (id: string) =>
  runInDurableObject(env.INTEGRATION.getByName(id), (_, { storage }) =>
    settle(async () => {
      const found = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'record'").toArray();
      if (found.length === 0) return 0;
      const { json } = storage.sql.exec<{ json: string }>('SELECT json FROM record').one();
      return resealSecrets(
        storage.sql,
        vaultOf(env),
        JSON.parse(json) as { id: string; workspaceId: string; platform: string },
      );
    }),
  );

/** Every secret there is, opened by somebody who has just come: by where it lies. */
export async function secrets(bindings: Env = { ...env }): Promise<Record<string, string>> {
  const vault = vaultOf(bindings);
  const found: Record<string, string> = {};
  for (const { id, body } of await rows<{ id: string; body: string }>('SELECT id, body FROM webhook_events')) {
    found[id] = await vault.open(DEPLOYMENT, body, ['webhook', id]);
  }
  for (const id of ids) {
    const { record } = await kept(id);
    type Kept = { key: string; generation: number; sealed: string };
    for (const row of await inObject<Kept>(id, 'SELECT kind AS key, generation, sealed FROM tokens')) {
      found[`${id} ${row.key}`] = await vault.open(
        record.workspaceId,
        row.sealed,
        tokenBinding(record, row.key, row.generation),
      );
    }
    for (const row of await inObject<Kept>(id, 'SELECT id AS key, sealed FROM effects')) {
      found[`${id} effect`] = await vault.open(
        record.workspaceId,
        row.sealed,
        effectBinding(record.workspaceId, row.key),
      );
    }
  }
  return found;
}

/** Under which data keys anything is sealed, and which there are, by scope. */
export async function versions(): Promise<{ sealed: Record<string, number[]>; keys: Record<string, number[]> }> {
  const used: Record<string, Set<number>> = { [DEPLOYMENT]: new Set(), [workspace]: new Set() };
  const note = (scope: string, sealed: string) => used[scope]?.add(Number(sealed.split('.')[1]));
  for (const { body } of await rows<{ body: string }>('SELECT body FROM webhook_events')) note(DEPLOYMENT, body);
  for (const id of ids) {
    for (const table of ['tokens', 'effects']) {
      for (const { sealed } of await inObject<{ sealed: string }>(id, `SELECT sealed FROM ${table}`))
        note(workspace, sealed);
    }
  }
  const keys: Record<string, number[]> = { [DEPLOYMENT]: [], [workspace]: [] };
  const kept = await rows<{ workspace_id: string; version: number }>(
    'SELECT workspace_id, version FROM data_keys ORDER BY version',
  );
  for (const { workspace_id: scope, version } of kept) (keys[scope] ??= []).push(version);
  const sealed = Object.fromEntries(
    Object.entries(used).map(([scope, found]) => [scope, [...found].sort((a, b) => a - b)]),
  );
  return { sealed, keys };
}

/** Lets this much time go by for the keys. */
export const age = (ms: number) => env.DB.prepare('UPDATE data_keys SET created_at = created_at - ?').bind(ms).run();

/** Stores a delivery whose body is sealed already. */
export const store = (id: string, body: string) =>
  database(env.DB)
    .insert(webhookEvents)
    .values({ id, platform: 'slack', deliveryId: id, type: 't', status: 'handled', body, receivedAt: Date.now() });

/** Seals and stores deliveries. */
export async function receive(amount: number, body = '{}', bindings: Env = env): Promise<void> {
  for (let at = 0; at < amount; at++) {
    const id = newId('whe');
    await store(id, await vaultOf(bindings).seal(DEPLOYMENT, `${body} ${id}`, ['webhook', id]));
  }
}

/** A night: the cron, and everything that follows from it. A crash ends it; `lost` says whether the message at hand is lost with it. */
export async function night(
  point?: CrashPoint,
  options: { lost?: boolean; bindings?: Env; holder?: typeof reseal } = {},
): Promise<boolean> {
  const queue = jobsOf();
  const world = crashingWorld({ ...(options.bindings ?? env), JOBS: queue.binding }, point, options.holder ?? reseal);
  const survived = async (work: Promise<void>) =>
    work.then(
      () => true,
      (error: unknown) => {
        if (world.crashed) return false;
        throw error;
      },
    );
  if (!(await survived(rotateKeys(world.env)))) return true;
  for (let job = queue.take(); job !== undefined; job = queue.take()) {
    if (await survived(upkeep(world.env, job as UpkeepJob))) continue;
    if (options.lost !== false) return true;
    queue.waiting.unshift(job);
    await finish(queue, options.bindings ?? env);
    return true;
  }
  return false;
}

/** What another process does with the messages that are left. */
export async function finish(queue: Queued, bindings: Env, holder = reseal): Promise<void> {
  const world = crashingWorld({ ...bindings, JOBS: queue.binding }, undefined, holder);
  for (let job = queue.take(); job !== undefined; job = queue.take()) await upkeep(world.env, job as UpkeepJob);
}
