import { env } from 'cloudflare:test';
import { newId } from '../../src/core/ids';
import { type Principal, type Role } from '../../src/core/principal';
import { makeAccessToken } from '../../src/db/access-tokens';
import { database } from '../../src/db/client';
import { findMember, firstOwner, makeSignInLink, type Member } from '../../src/db/people';
import { members, workspaces } from '../../src/db/schema';
import { allScopes } from '../../src/registry';
import { ORIGIN, signIn, type SignedIn } from './client';

/** Somebody of the tests: a member, signed in at a browser of their own. */
export interface Somebody {
  member: Member;
  at: SignedIn;
  /** Another browser of theirs. */
  elsewhere(): Promise<SignedIn>;
  /** A personal access token; for everything that exists unless told. */
  token(...scopes: string[]): Promise<string>;
  /** Who they are when they call with everything granted. */
  principal: Principal;
}

/** The owner of the first workspace. */
export const owner = async (): Promise<Somebody> => somebody(await firstOwner(database(env.DB)));

/** A new member of a workspace; of the first one unless told. */
export async function newMember(role: Role, name: string, workspaceId?: string): Promise<Somebody> {
  const db = database(env.DB);
  const id = newId('mem');
  const workspace = workspaceId ?? (await firstOwner(db)).workspaceId;
  await db.insert(members).values({ id, workspaceId: workspace, name, role, createdAt: Date.now() });
  const member = await findMember(db, id);
  if (member === undefined) throw new Error('the member was not stored');
  return somebody(member);
}

/** Another workspace. @returns its id. */
export async function newWorkspace(slug: string): Promise<string> {
  const id = newId('ws');
  await database(env.DB).insert(workspaces).values({ id, slug, name: slug, createdAt: Date.now() });
  return id;
}

async function somebody(member: Member): Promise<Somebody> {
  const db = database(env.DB);
  const elsewhere = async () => signIn(`${ORIGIN}/sign-in?token=${await makeSignInLink(db, member)}`);
  const { id, workspaceId, role } = member;
  return {
    member,
    at: await elsewhere(),
    elsewhere,
    token: async (...scopes) => {
      const granted = scopes.length > 0 ? scopes : [...allScopes];
      return (await makeAccessToken(db, member, { name: 'Test', scopes: granted, days: 1 })).token;
    },
    principal: { workspaceId, memberId: id, role, client: 'test', scopes: allScopes },
  };
}
