import { and, eq, exists, gt, lt, ne, or } from 'drizzle-orm';
import { integrationStub } from '../../durable-objects/integration/stub';
import { authorizationServer } from '../auth/authorization-server';
import { unwrap } from '../core/outcome';
import { database } from '../db/client';
import { integrations, members } from '../db/schema';
import { type Env } from '../env';

const GRANTS_PER_PAGE = 100;
/** Whoever removed a member has handed the rest to the queue by then. */
const SWEEP_AGE_MS = 120_000;
const DAY_MS = 86_400_000;
const LEAVERS_AT_ONCE = 100;

/**
 * Enqueues once more what members left behind: those removed within a day, whatever came of their job, and any that still own a
 * connection. @param before only members removed before this. @returns how many.
 */
export async function sweepLeavers(env: Env, before = Date.now() - SWEEP_AGE_MS): Promise<number> {
  const db = database(env.DB);
  const owning = db
    .select({ id: integrations.id })
    .from(integrations)
    .where(
      and(
        eq(integrations.workspaceId, members.workspaceId),
        eq(integrations.owner, members.id),
        ne(integrations.state, 'DELETED'),
      ),
    );
  const left = await db
    .select({ workspaceId: members.workspaceId, memberId: members.id })
    .from(members)
    .where(and(lt(members.removedAt, before), or(gt(members.removedAt, before - DAY_MS), exists(owning))))
    .limit(LEAVERS_AT_ONCE)
    .all();
  if (left.length > 0)
    await env.JOBS.sendBatch(left.map((leaver) => ({ body: { type: 'leaver', ...leaver, actor: 'system' } })));
  return left.length;
}

/** Ends what a removed member leaves behind: their connections, at the platforms too, and what their clients were granted. */
export async function release(
  env: Env,
  leaver: { workspaceId: string; memberId: string; actor: string },
): Promise<void> {
  const { workspaceId, memberId, actor } = leaver;
  const owned = await database(env.DB)
    .select({ id: integrations.id })
    .from(integrations)
    .where(
      and(
        eq(integrations.workspaceId, workspaceId),
        eq(integrations.owner, memberId),
        ne(integrations.state, 'DELETED'),
      ),
    )
    .all();
  for (const { id } of owned) unwrap(await integrationStub(env, id).retire(workspaceId, actor));
  const oauth = authorizationServer(env).getOAuthApi(env);
  let grants = await oauth.listUserGrants(memberId, { limit: GRANTS_PER_PAGE });
  for (;;) {
    for (const { id } of grants.items) await oauth.revokeGrant(id, memberId);
    if (grants.cursor === undefined) return;
    grants = await oauth.listUserGrants(memberId, { limit: GRANTS_PER_PAGE, cursor: grants.cursor });
  }
}
