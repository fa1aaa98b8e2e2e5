import { Hono } from 'hono';
import { authorizationServer } from '../auth/authorization-server';
import { type App, requireSession } from '../auth/person';
import { attentionOf } from '../console/attention';
import { HomePage } from '../console/home-page';
import { html } from '../console/page';
import { canManageMembers } from '../core/principal';
import { listAccessTokens } from '../db/access-tokens';
import { callsPerHour, listAudit } from '../db/audit';
import { database } from '../db/client';
import { rowToView, usableIntegrations } from '../db/integrations';
import { memberNames } from '../db/people';
import { databaseSize, sizeWarning } from '../db/size';
import { connectors } from '../registry';
import { clientNames } from './client-names';
import { withoutForeign } from './without-foreign';

/** The first page: is everything all right, and if not, what to press. */
export const pages = new Hono<App>();

const WEEK_MS = 7 * 86_400_000;
const RECENT = 8;
const HOURS = 24;

pages.get('/', async (c) => {
  const person = requireSession(c);
  const { workspaceId, memberId, role } = person.principal;
  const db = database(c.env.DB);
  const now = Date.now();
  const whose = { workspaceId, ...(!canManageMembers(role) && { memberId }) };
  const [rows, tokens, latest, hours, names, size, grants] = await Promise.all([
    usableIntegrations(db, person.principal),
    listAccessTokens(db, memberId),
    listAudit(db, { ...whose, limit: RECENT }),
    callsPerHour(db, whose, HOURS, now),
    memberNames(db, workspaceId),
    databaseSize(db),
    authorizationServer(c.env).getOAuthApi(c.env).listUserGrants(memberId, { limit: 1 }),
  ]);
  const integrations = rows.map(rowToView);
  const recent = await withoutForeign(db, person.principal, latest);
  const clients = await clientNames(
    c.env,
    db,
    workspaceId,
    recent.map(({ client }) => client),
  );
  const props = {
    person,
    name: person.member.name,
    connectors,
    integrations,
    attention: attentionOf(integrations, connectors, memberId, names),
    // The last fifth of its life, a week at most: a token made for a day is no news all day.
    expiring: tokens.filter(
      ({ createdAt, expiresAt }) => expiresAt - now < Math.min(WEEK_MS, (expiresAt - createdAt) / 5),
    ),
    storage: canManageMembers(role) ? sizeWarning(size) : undefined,
    recent,
    hours,
    names,
    clients,
    hasClient: grants.items.length > 0 || tokens.length > 0,
  };
  return html(c, <HomePage {...props} />, 200, { title: 'Home' });
});
