import { type Principal, scopeAllowedForRole } from '../core/principal';
import { sha256 } from '../core/ids';
import { ACCESS_TOKEN_PREFIX, findAccessToken } from '../db/access-tokens';
import { database } from '../db/client';
import { findMember, type Member } from '../db/people';
import { type Env } from '../env';
import { authorizationServer, type GrantProps } from './authorization-server';

/** A bearer token that was found good for `audience`. */
export interface ValidatedBearer {
  props: Principal;
  audience: string;
  expiresAt: number;
  scope: string[];
  userId: string;
  clientId: string;
}

/** Validated tokens are remembered this long, for reads only. Revoking in this isolate forgets them at once. */
const REMEMBER_MS = 10_000;
const REMEMBER_MOST = 1_000;
const remembered = new Map<string, { until: number; result: ValidatedBearer }>();

export const forgetBearers = (): void => remembered.clear();

/**
 * Whose token is this, and what may it do now? An OAuth access token or a personal access token; undefined for anything else.
 * The member's role is looked up afresh, so that a demotion or removal acts on tokens already given.
 * @param options.remember may an answer up to 10 s old serve? Only for reads.
 */
export async function validateBearer(
  env: Env,
  audience: string,
  token: string,
  options: { remember: boolean },
): Promise<ValidatedBearer | undefined> {
  const key = `${audience} ${await sha256(token)}`;
  const known = remembered.get(key);
  const now = Date.now();
  if (options.remember && known !== undefined && known.until > now && known.result.expiresAt * 1000 > now)
    return known.result;
  const result = token.startsWith(ACCESS_TOKEN_PREFIX)
    ? await byAccessToken(env, audience, token)
    : await byGrant(env, audience, token);
  remembered.delete(key);
  if (result === undefined) return undefined;
  if (remembered.size >= REMEMBER_MOST) remembered.delete(remembered.keys().next().value ?? '');
  remembered.set(key, { until: now + REMEMBER_MS, result });
  return result;
}

async function byAccessToken(env: Env, audience: string, token: string): Promise<ValidatedBearer | undefined> {
  const found = await findAccessToken(database(env.DB), token);
  if (found === undefined) return undefined;
  const { id, scopes, expiresAt } = found.token;
  return bearer(found.member, { audience, client: `token:${id}`, scopes, expiresAt: Math.floor(expiresAt / 1000) });
}

async function byGrant(env: Env, audience: string, token: string): Promise<ValidatedBearer | undefined> {
  const valid = await authorizationServer(env).validateToken(audience, token, env);
  if (valid === null) return undefined;
  const { workspaceId, memberId } = valid.props as GrantProps;
  const member = await findMember(database(env.DB), memberId);
  if (member?.workspaceId !== workspaceId) return undefined;
  return bearer(member, { audience, client: valid.clientId, scopes: valid.scope, expiresAt: valid.expiresAt });
}

function bearer(
  member: Member,
  token: { audience: string; client: string; scopes: readonly string[]; expiresAt: number },
): ValidatedBearer {
  const scopes = token.scopes.filter((scope) => scopeAllowedForRole(scope, member.role));
  const props: Principal = {
    workspaceId: member.workspaceId,
    memberId: member.id,
    role: member.role,
    client: token.client,
    scopes,
  };
  return {
    props,
    audience: token.audience,
    expiresAt: token.expiresAt,
    scope: [...scopes],
    userId: member.id,
    clientId: token.client,
  };
}
