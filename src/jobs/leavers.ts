import { and, eq, ne } from 'drizzle-orm';
import { integrationStub } from '../../durable-objects/integration/stub';
import { authorizationServer } from '../auth/authorization-server';
import { unwrap } from '../core/outcome';
import { database } from '../db/client';
import { integrations } from '../db/schema';
import { type Env } from '../env';

const GRANTS_PER_PAGE = 100;

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
