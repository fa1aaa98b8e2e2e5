import { type Context, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { SeneschalError } from '../core/errors';
import { sha256 } from '../core/ids';
import { type Principal, scopeAllowedForRole } from '../core/principal';
import { equalConstantTime } from '../core/signatures';
import { ACCESS_TOKEN_PREFIX } from '../db/access-tokens';
import { database } from '../db/client';
import { findSession, type Member } from '../db/people';
import { type Env, settings } from '../env';
import { allScopes } from '../registry';
import { resourceOf } from './authorization-server';
import { validateBearer } from './bearer';

/** `__Host-`: only ever sent back over a secure connection to this very host. */
const COOKIE = '__Host-seneschal';
const COOKIE_SECONDS = 30 * 86_400;

/** What the pages and the API know of whoever is asking. */
export interface Variables {
  /** Undefined for a stranger. */
  person: Person | undefined;
}
export type App = { Bindings: Env; Variables: Variables };

export interface Person {
  principal: Principal;
  member: Member | undefined;
  /** The session behind it; undefined for a personal access token. */
  sessionId: string | undefined;
  /** Stands in every form of this session and nowhere else. */
  csrf: string;
}

/** Finds out who is asking: the session cookie, or a personal access token. */
export const identify: MiddlewareHandler<App> = async (c, next) => {
  c.set('person', (await bySession(c)) ?? (await byToken(c)));
  await next();
};

async function bySession(c: Context<App>): Promise<Person | undefined> {
  const secret = getCookie(c, COOKIE);
  if (secret === undefined || secret === '') return undefined;
  const found = await findSession(database(c.env.DB), secret);
  if (found === undefined) return undefined;
  const { session, member } = found;
  const scopes = allScopes.filter((scope) => scopeAllowedForRole(scope, member.role));
  const principal = {
    workspaceId: member.workspaceId,
    memberId: member.id,
    role: member.role,
    client: `session:${session.id}`,
    scopes,
  };
  return { principal, member, sessionId: session.id, csrf: await sha256(`csrf:${secret}`) };
}

async function byToken(c: Context<App>): Promise<Person | undefined> {
  const [, token] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (token?.startsWith(ACCESS_TOKEN_PREFIX) !== true) return undefined;
  const valid = await validateBearer(c.env, resourceOf(c.env), token, { remember: false });
  return valid === undefined
    ? undefined
    : { principal: valid.props, member: undefined, sessionId: undefined, csrf: '' };
}

export function setSessionCookie(c: Context<App>, secret: string): void {
  setCookie(c, COOKIE, secret, { httpOnly: true, secure: true, sameSite: 'Lax', path: '/', maxAge: COOKIE_SECONDS });
}

export function clearSessionCookie(c: Context<App>): void {
  setCookie(c, COOKIE, '', { httpOnly: true, secure: true, sameSite: 'Lax', path: '/', maxAge: 0 });
}

export const sessionSecret = (c: Context<App>): string | undefined => getCookie(c, COOKIE);

/** @throws {SignInRequired} for a stranger. */
export function requirePerson(c: Context<App>): Person {
  const person = c.get('person');
  if (person === undefined) throw new SignInRequired();
  return person;
}

/** A person at a browser, not a program with a token. @throws {SignInRequired} */
export function requireSession(c: Context<App>): Person & { member: Member; sessionId: string } {
  const { member, sessionId, ...rest } = requirePerson(c);
  if (member === undefined || sessionId === undefined) throw new SignInRequired();
  return { ...rest, member, sessionId };
}

/** Nobody is signed in: 401 and how to sign in. What has ended is the login here, never a platform's grant. */
export class SignInRequired extends Error {
  constructor() {
    super('Sign in to Seneschal first.');
    this.name = 'SignInRequired';
  }
}

/**
 * Refuses a change that another site could have caused. A form carries the session's token; anything else must come from our own
 * origin by its `Origin` header. A program with its own token is past this.
 */
export async function checkForgery(c: Context<App>, person: Person): Promise<void> {
  if (person.sessionId === undefined) return;
  const origin = refuseForeignOrigin(c);
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim();
  const isForm =
    type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data' || type === 'text/plain';
  if (!isForm && origin !== undefined) return;
  const sent = isForm ? (await c.req.parseBody())['csrf'] : c.req.header('x-csrf-token');
  if (typeof sent !== 'string' || !equalConstantTime(sent, person.csrf)) throw forged();
}

/** Refuses what a browser says it sends for another site. @returns the `Origin` header, where there is one. */
export function refuseForeignOrigin(c: Context<App>): string | undefined {
  const origin = c.req.header('origin');
  if (origin !== undefined && origin !== settings(c.env).publicUrl) throw forged();
  return origin;
}

const forged = (): SeneschalError =>
  new SeneschalError(
    'insufficient_scope',
    'This form is out of date or came from another site. Reload the page and try again.',
  );
