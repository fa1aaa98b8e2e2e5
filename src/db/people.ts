import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { newId, randomToken, sha256 } from '../core/ids';
import { type Role } from '../core/principal';
import { type Database } from './client';
import { members, sessions, signInLinks, workspaces } from './schema';

const SIGN_IN_LINK_MS = 15 * 60_000;
const INVITATION_MS = 7 * 86_400_000;
const SESSION_MS = 30 * 86_400_000;
/** `last_seen_at` is written at most this often. */
const SEEN_MS = 300_000;

export type Member = typeof members.$inferSelect;
export type Session = typeof sessions.$inferSelect;
export type SignInLink = typeof signInLinks.$inferSelect;

/** The owner of the first workspace, made on first use. Two at the same time make one. */
export async function firstOwner(db: Database): Promise<Member> {
  const now = Date.now();
  await db
    .insert(workspaces)
    .values({ id: newId('ws'), slug: 'main', name: 'Workspace', createdAt: now })
    .onConflictDoNothing();
  const workspace = await db.select().from(workspaces).where(eq(workspaces.slug, 'main')).get();
  if (workspace === undefined) throw new Error('the first workspace could not be read back');
  // The id follows from the workspace's: a second insert meets the first.
  const id = workspace.id.replace(/^ws_/, 'mem_');
  await db
    .insert(members)
    .values({ id, workspaceId: workspace.id, name: 'Owner', role: 'owner', createdAt: now })
    .onConflictDoNothing();
  const owner = await findMember(db, id);
  if (owner === undefined) throw new Error('the first owner could not be read back');
  return owner;
}

export const findMember = (db: Database, id: string): Promise<Member | undefined> =>
  db
    .select()
    .from(members)
    .where(and(eq(members.id, id), isNull(members.removedAt)))
    .get();

export const listMembers = (db: Database, workspaceId: string): Promise<Member[]> =>
  db
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), isNull(members.removedAt)))
    .orderBy(members.createdAt)
    .all();

/** The name of everybody who is or was a member: history outlives membership. */
export async function memberNames(db: Database, workspaceId: string): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(eq(members.workspaceId, workspaceId))
    .all();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A link that signs `member` in once, within 15 minutes. @returns the token of the link. */
export async function makeSignInLink(db: Database, member: Member): Promise<string> {
  const token = randomToken();
  const now = Date.now();
  await db.insert(signInLinks).values({
    hash: await sha256(token),
    workspaceId: member.workspaceId,
    memberId: member.id,
    role: member.role,
    name: member.name,
    createdAt: now,
    expiresAt: now + SIGN_IN_LINK_MS,
  });
  return token;
}

/** A link that makes a new member once, within 7 days. @returns the token of the link. */
export async function makeInvitation(
  db: Database,
  invitation: { workspaceId: string; role: Role; name: string; email: string | null; createdBy: string },
): Promise<string> {
  const token = randomToken();
  const now = Date.now();
  await db
    .insert(signInLinks)
    .values({ hash: await sha256(token), ...invitation, createdAt: now, expiresAt: now + INVITATION_MS });
  return token;
}

/** Is the link still good? Looking does not use it: programs that preview links must not spend them. */
export async function peekLink(db: Database, token: string): Promise<SignInLink | undefined> {
  return db
    .select()
    .from(signInLinks)
    .where(and(eq(signInLinks.hash, await sha256(token)), gt(signInLinks.expiresAt, Date.now())))
    .get();
}

/** Uses the link: the statement that reads it deletes it. @returns who is signed in now. */
export async function spendLink(db: Database, token: string): Promise<Member | undefined> {
  const link = await db
    .delete(signInLinks)
    .where(eq(signInLinks.hash, await sha256(token)))
    .returning()
    .get();
  if (link === undefined || link.expiresAt <= Date.now()) return undefined;
  if (link.memberId !== null) return findMember(db, link.memberId);
  const { workspaceId, role, name, email } = link;
  const id = newId('mem');
  await db.insert(members).values({ id, workspaceId, name, email, role, createdAt: Date.now() });
  return findMember(db, id);
}

export async function removeMember(db: Database, workspaceId: string, id: string): Promise<void> {
  const now = Date.now();
  await db.batch([
    db
      .update(members)
      .set({ removedAt: now })
      .where(and(eq(members.id, id), eq(members.workspaceId, workspaceId))),
    db
      .update(sessions)
      .set({ revokedAt: now })
      .where(and(eq(sessions.memberId, id), eq(sessions.workspaceId, workspaceId))),
  ]);
}

/** @returns the new session's secret, for the cookie alone. */
export async function startSession(
  db: Database,
  member: Member,
  userAgent: string,
): Promise<{ secret: string; id: string }> {
  const secret = randomToken();
  const now = Date.now();
  const id = newId('ses');
  await db.insert(sessions).values({
    id,
    hash: await sha256(secret),
    workspaceId: member.workspaceId,
    memberId: member.id,
    userAgent: userAgent.slice(0, 200),
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + SESSION_MS,
  });
  return { secret, id };
}

export async function findSession(
  db: Database,
  secret: string,
): Promise<{ session: Session; member: Member } | undefined> {
  const now = Date.now();
  const row = await db
    .select({ session: sessions, member: members })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.memberId))
    .where(
      and(
        eq(sessions.hash, await sha256(secret)),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
        isNull(members.removedAt),
      ),
    )
    .get();
  if (row !== undefined && now - row.session.lastSeenAt > SEEN_MS) {
    await db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, row.session.id));
  }
  return row;
}

export const listSessions = (db: Database, memberId: string): Promise<Session[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.memberId, memberId), isNull(sessions.revokedAt), gt(sessions.expiresAt, Date.now())))
    .orderBy(desc(sessions.lastSeenAt))
    .all();

export async function revokeSession(db: Database, memberId: string, id: string): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: Date.now() })
    .where(and(eq(sessions.id, id), eq(sessions.memberId, memberId)));
}
