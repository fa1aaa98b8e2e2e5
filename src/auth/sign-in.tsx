import { Hono } from 'hono';
import { html } from '../console/page';
import { SignInPage, SignedOutPage, StalePage } from '../console/sign-in-pages';
import { invalidRequest } from '../core/errors';
import { database } from '../db/client';
import { findSession, peekLink, revokeSession, spendLink, startSession } from '../db/people';
import { recordAudit } from '../events/audit';
import {
  type App,
  checkForgery,
  clearSessionCookie,
  refuseForeignOrigin,
  requireSession,
  sessionSecret,
  setSessionCookie,
} from './person';

const MAX_TOKEN = 100;

/**
 * Signing in by a one-time link. Opening the link only shows a page: programs that preview links must not use them up. Pressing the
 * button uses it, ends the browser's former session and starts a new one.
 */
export const signIn = new Hono<App>();

signIn.get('/sign-in', async (c) => {
  const token = (c.req.query('token') ?? '').slice(0, MAX_TOKEN);
  const link = token === '' ? undefined : await peekLink(database(c.env.DB), token);
  if (link === undefined) return html(c, <StalePage />, 410);
  return html(c, <SignInPage token={token} name={link.name} invited={link.memberId === null} />);
});

signIn.post('/sign-in', async (c) => {
  // Another site could sign this browser in as its own person and wait for what is connected.
  refuseForeignOrigin(c);
  const form = await c.req.parseBody();
  const token = form['token'];
  if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN)
    throw invalidRequest('The link’s token is missing.');
  const db = database(c.env.DB);
  const member = await spendLink(db, token);
  if (member === undefined) return html(c, <StalePage />, 410);
  const former = await findSession(db, sessionSecret(c) ?? '');
  if (former !== undefined) await revokeSession(db, former.member.id, former.session.id);
  const session = await startSession(db, member, c.req.header('user-agent') ?? '');
  setSessionCookie(c, session.secret);
  await recordAudit(c.env, {
    workspaceId: member.workspaceId,
    memberId: member.id,
    client: `session:${session.id}`,
    action: 'session.sign_in',
    subject: member.id,
    outcome: 'ok',
  });
  return c.redirect('/', 303);
});

signIn.post('/sign-out', async (c) => {
  const person = requireSession(c);
  await checkForgery(c, person);
  await revokeSession(database(c.env.DB), person.member.id, person.sessionId);
  c.set('person', undefined);
  // Only a response the context knows of takes the cookie along.
  c.res = await html(c, <SignedOutPage />);
  clearSessionCookie(c);
  return c.res;
});
