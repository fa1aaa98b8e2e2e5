import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { secretHolder } from '../../durable-objects/integration/reseal';
import { SeneschalError } from '../core/errors';
import { type ResealWalk } from '../core/jobs';
import { log } from '../core/log';
import { unwrap } from '../core/outcome';
import { database } from '../db/client';
import { appsOf, resealApp } from '../db/platform-apps';
import { integrations, webhookEvents } from '../db/schema';
import { type Env } from '../env';
import { appBinding } from '../vault/platform-apps';
import { keyVersionOf } from '../vault/vault';
import { DEPLOYMENT, vaultOf } from '../vault/vault-of';

/** One step of a walk. */
export interface ResealStep {
  found: number;
  failed: number;
  /** Where to go on; undefined at the end. */
  next: string | undefined;
}

const PAGE = 50;
/** Bodies opened at a time, in characters: they are held in memory sealed and open. */
const MOST_CHARACTERS = 4_000_000;
/** The runtime opens at most six connections at a time. */
const AT_ONCE = 5;

/** Seals anew a page of what a scope keeps: the deployment's webhook bodies, or a workspace's integrations. */
export const resealStep = (env: Env, walk: ResealWalk): Promise<ResealStep> =>
  walk.scope === DEPLOYMENT ? resealDeliveries(env, walk) : resealIntegrations(env, walk);

async function resealDeliveries(env: Env, { version, after }: ResealWalk): Promise<ResealStep> {
  const db = database(env.DB);
  const page = await db
    .select({
      id: webhookEvents.id,
      head: sql<string>`substr(${webhookEvents.body}, 1, 16)`,
      size: sql<number>`length(${webhookEvents.body})`,
    })
    .from(webhookEvents)
    .where(gt(webhookEvents.id, after))
    .orderBy(asc(webhookEvents.id))
    .limit(PAGE)
    .all();
  const { ids, last } = takeOld(page, version);
  const next = last ?? (page.length < PAGE ? undefined : page.at(-1)?.id);
  if (ids.length === 0) return { found: 0, failed: 0, next };

  const rows = await db
    .select({ id: webhookEvents.id, body: webhookEvents.body })
    .from(webhookEvents)
    .where(inArray(webhookEvents.id, ids))
    .all();
  const renewed = await vaultOf(env).reseal(
    DEPLOYMENT,
    rows.map(({ id, body }) => ({ sealed: body, binding: ['webhook', id] })),
  );
  let failed = 0;
  const statements = rows.flatMap(({ id, body }, at) => {
    const sealed = renewed[at];
    if (typeof sealed === 'string') {
      // A body that is another by now is left alone.
      return [
        db
          .update(webhookEvents)
          .set({ body: sealed })
          .where(and(eq(webhookEvents.id, id), eq(webhookEvents.body, body))),
      ];
    }
    if (sealed !== undefined) failed += tell('a webhook body could not be sealed anew', { id }, sealed);
    return [];
  });
  const [first, ...rest] = statements;
  if (first !== undefined) await db.batch([first, ...rest]);
  return { found: statements.length, failed, next };
}

/** Of a page, what is old and fits into memory; `last` is where that cut the page short. */
function takeOld(
  page: readonly { id: string; head: string; size: number }[],
  version: number,
): { ids: string[]; last?: string } {
  const ids: string[] = [];
  let characters = 0;
  let before = '';
  for (const { id, head, size } of page) {
    if ((keyVersionOf(head) ?? version) < version) {
      characters += size;
      if (characters > MOST_CHARACTERS && ids.length > 0) return { ids, last: before };
      ids.push(id);
    }
    before = id;
  }
  return { ids };
}

/** The apps a workspace registered itself: so few that they go in one step. */
async function resealApps(env: Env, workspaceId: string): Promise<Omit<ResealStep, 'next'>> {
  const db = database(env.DB);
  const rows = await appsOf(db, workspaceId);
  const renewed = await vaultOf(env).reseal(
    workspaceId,
    rows.map((row) => ({ sealed: row.sealed, binding: appBinding(row) })),
  );
  const count = { found: 0, failed: 0 };
  for (const [at, sealed] of renewed.entries()) {
    const row = rows[at];
    if (sealed === undefined || row === undefined) continue;
    if (typeof sealed !== 'string')
      count.failed += tell('an app could not be sealed anew', { platform: row.platform }, sealed);
    else {
      await resealApp(db, row, sealed);
      count.found += 1;
    }
  }
  return count;
}

/** Disconnected ones too: what they keep is kept until it is gone. */
async function resealIntegrations(env: Env, { scope, after }: ResealWalk): Promise<ResealStep> {
  const apps = after === '' ? await resealApps(env, scope) : { found: 0, failed: 0 };
  const page = await database(env.DB)
    .select({ id: integrations.id })
    .from(integrations)
    .where(and(eq(integrations.workspaceId, scope), gt(integrations.id, after)))
    .orderBy(asc(integrations.id))
    .limit(PAGE)
    .all();
  const step: ResealStep = { ...apps, next: page.length < PAGE ? undefined : page.at(-1)?.id };
  for (let at = 0; at < page.length; at += AT_ONCE) {
    await Promise.all(
      page.slice(at, at + AT_ONCE).map(async ({ id }) => {
        try {
          step.found += unwrap(await secretHolder(env, id).resealSecrets());
        } catch (error) {
          step.failed += tell('an integration could not seal its secrets anew', { integration: id }, error);
        }
      }),
    );
  }
  return step;
}

/** @returns 1, for counting. */
function tell(message: string, what: Record<string, string>, error: unknown): 1 {
  const { reference, detail } = SeneschalError.from(error);
  log('error', message, { ...what, reference, detail });
  return 1;
}
