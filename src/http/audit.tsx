import { Hono } from 'hono';
import { z } from 'zod';
import { type App, type Person, requirePerson } from '../auth/person';
import { AuditPage } from '../console/audit-page';
import { html } from '../console/page';
import { invalidRequest } from '../core/errors';
import { canManageMembers } from '../core/principal';
import { type AuditRow, listAudit } from '../db/audit';
import { database } from '../db/client';
import { listMembers, memberNames } from '../db/people';
import { clientNames } from './client-names';
import { wantsPage } from './negotiate';
import { withoutForeign } from './without-foreign';

/** Who did what, newest first: a page for people, JSON for programs. */
export const audit = new Hono<App>();

/** The scope a token needs to read more than its own member's entries. */
const READS_ALL = 'audit_log:read';

/** A form sends its empty fields too: they mean nothing was asked. */
const asked = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const queryInput = z.object({
  person: asked(z.string().max(60)),
  action: asked(z.string().max(60)),
  outcome: asked(z.enum(['ok', 'refused', 'failed'])),
  subject: asked(z.string().max(100)),
  cursor: asked(z.string().regex(/^\d{1,16}-aud_[0-9a-z]{26}$/, 'use the nextCursor of the previous answer')),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

audit.get('/audit', async (c) => {
  const person = requirePerson(c);
  const parsed = queryInput.safeParse(c.req.query());
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  const { limit, cursor, ...query } = parsed.data;
  const { workspaceId, memberId } = person.principal;
  const all = seesEverybody(person);
  const db = database(c.env.DB);
  const { person: whom, ...filter } = query;
  const before = cursor === undefined ? undefined : readCursor(cursor);
  // Somebody else's entries are not refused to a member: for them there are none.
  const rows =
    !all && whom !== undefined && whom !== memberId
      ? []
      : await listAudit(db, { workspaceId, memberId: all ? whom : memberId, ...filter, before, limit: limit + 1 });
  const items = await withoutForeign(db, person.principal, rows.slice(0, limit));
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? `${last.at}-${last.id}` : null;
  if (!wantsPage(c)) return c.json({ items: items.map(entryView), nextCursor });
  const [members, names, clients] = await Promise.all([
    all ? listMembers(db, workspaceId) : [],
    memberNames(db, workspaceId),
    clientNames(
      c.env,
      db,
      workspaceId,
      items.map(({ client }) => client),
    ),
  ]);
  const props = { person, rows: items, query, members, names, clients, older: before !== undefined, nextCursor };
  return html(c, <AuditPage {...props} />, 200, { title: 'Audit' });
});

function seesEverybody({ principal, sessionId }: Person): boolean {
  return canManageMembers(principal.role) && (sessionId !== undefined || principal.scopes.includes(READS_ALL));
}

function readCursor(cursor: string): { at: number; id: string } {
  const [at = '', id = ''] = cursor.split('-', 2);
  return { at: Number(at), id };
}

const entryView = ({
  id,
  at,
  memberId,
  client,
  action,
  subject,
  outcome,
  reference,
  integrationId,
  durationMs,
}: AuditRow) => ({
  ...{
    id,
    at: new Date(at).toISOString(),
    memberId,
    client,
    action,
    subject,
    outcome,
    reference,
    integrationId,
    durationMs,
  },
});
