import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { newId, randomToken, sha256 } from '../core/ids';
import { type Database } from './client';
import { type Member } from './people';
import { accessTokens, members } from './schema';

/** Every personal access token begins with this, so that leak scanners can find them. */
export const ACCESS_TOKEN_PREFIX = 'snl_pat_';
const SEEN_MS = 60_000;

export type AccessToken = typeof accessTokens.$inferSelect;

/** @returns the token itself, shown once. */
export async function makeAccessToken(
  db: Database,
  member: Pick<Member, 'id' | 'workspaceId'>,
  options: { name: string; scopes: string[]; days: number },
): Promise<{ token: string; id: string }> {
  const token = ACCESS_TOKEN_PREFIX + randomToken();
  const now = Date.now();
  const id = newId('tok');
  await db.insert(accessTokens).values({
    id,
    hash: await sha256(token),
    workspaceId: member.workspaceId,
    memberId: member.id,
    name: options.name,
    scopes: options.scopes,
    createdAt: now,
    expiresAt: now + options.days * 86_400_000,
  });
  return { token, id };
}

export async function findAccessToken(
  db: Database,
  token: string,
): Promise<{ token: AccessToken; member: Member } | undefined> {
  const now = Date.now();
  const row = await db
    .select({ token: accessTokens, member: members })
    .from(accessTokens)
    .innerJoin(members, eq(members.id, accessTokens.memberId))
    .where(
      and(
        eq(accessTokens.hash, await sha256(token)),
        isNull(accessTokens.revokedAt),
        gt(accessTokens.expiresAt, now),
        isNull(members.removedAt),
      ),
    )
    .get();
  if (row !== undefined && now - (row.token.lastUsedAt ?? 0) > SEEN_MS) {
    await db.update(accessTokens).set({ lastUsedAt: now }).where(eq(accessTokens.id, row.token.id));
  }
  return row;
}

export const listAccessTokens = (db: Database, memberId: string): Promise<AccessToken[]> =>
  db
    .select()
    .from(accessTokens)
    .where(
      and(eq(accessTokens.memberId, memberId), isNull(accessTokens.revokedAt), gt(accessTokens.expiresAt, Date.now())),
    )
    .orderBy(desc(accessTokens.createdAt))
    .all();

/** The names of tokens of a workspace, also of those that have ended. At most 90 ids: D1 takes 100 parameters. */
export async function accessTokenNames(
  db: Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: accessTokens.id, name: accessTokens.name })
    .from(accessTokens)
    .where(and(eq(accessTokens.workspaceId, workspaceId), inArray(accessTokens.id, ids.slice(0, 90))))
    .all();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** @returns whether there was such a token. */
export async function revokeAccessToken(db: Database, memberId: string, id: string): Promise<boolean> {
  const result = await db
    .update(accessTokens)
    .set({ revokedAt: Date.now() })
    .where(and(eq(accessTokens.id, id), eq(accessTokens.memberId, memberId), isNull(accessTokens.revokedAt)));
  return result.meta.changes > 0;
}
