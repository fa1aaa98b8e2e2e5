import { Hono } from 'hono';
import { type App, clearSessionCookie, requireSession } from '../auth/person';
import { html } from '../console/page';
import { SessionsPage } from '../console/sessions-page';
import { notFound } from '../core/errors';
import { database } from '../db/client';
import { listSessions, revokeSession } from '../db/people';
import { audited, changing } from './change';

/** Where a person is signed in. */
export const sessions = new Hono<App>();

sessions.get('/sessions', async (c) => {
  const person = requireSession(c);
  const list = await listSessions(database(c.env.DB), person.member.id);
  return html(c, <SessionsPage person={person} sessions={list} notice={c.req.query('notice')} />, 200, {
    title: 'Sessions',
  });
});

sessions.post('/sessions/:id/revoke', async (c) => {
  const person = await changing(c);
  const id = c.req.param('id');
  const db = database(c.env.DB);
  const own = await listSessions(db, person.member.id);
  if (!own.some((session) => session.id === id)) throw notFound('The session');
  await revokeSession(db, person.member.id, id);
  if (id === person.sessionId) clearSessionCookie(c);
  await audited(c, person, 'session.revoke', id);
  return c.redirect('/sessions?notice=session-revoked', 303);
});
