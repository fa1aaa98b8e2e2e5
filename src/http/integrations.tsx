import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { integrationStub } from '../../durable-objects/integration/stub';
import { type App, checkForgery, type Person, requirePerson } from '../auth/person';
import { IntegrationPage } from '../console/integration-page';
import { IntegrationsPage } from '../console/integrations-page';
import { html } from '../console/page';
import { isPerIntegration } from '../core/define-connector';
import { invalidRequest, notFound, SeneschalError } from '../core/errors';
import { isId } from '../core/ids';
import { type IntegrationView } from '../core/integration-view';
import { unwrap } from '../core/outcome';
import { canManageMembers, ROLES } from '../core/principal';
import { database } from '../db/client';
import { callsOf, eventsOf, type EventRow, rowToView } from '../db/integrations';
import { healthDays } from '../db/health-board';
import { listMembers, memberNames } from '../db/people';
import { appsOf } from '../db/platform-apps';
import { setDefaultAccount, defaultAccountOf } from '../db/default-accounts';
import { syncStatuses } from '../db/sync-status';
import { workspaceRecordDays } from '../db/sync-settings';
import { recordAudit } from '../events/audit';
import { connectorOf, connectors, managingScope } from '../registry';
import { clientNames } from './client-names';
import { healthDetails } from './health-views';
import { readJson } from './input';
import { isForm, wantsPage } from './negotiate';
import { endSyncs, sync } from './sync';
import { mayRead, visibleIntegrations } from './visible';

/** Integrations as JSON for programs and as pages for people, at the same addresses. */
export const integrations = new Hono<App>();

integrations.route('/', sync);

integrations.get('/integrations', async (c) => {
  const person = requirePerson(c);
  const { limit, cursor } = listQuery(c);
  const visible = await visibleIntegrations(database(c.env.DB), person);
  if (wantsPage(c)) {
    const { workspaceId } = person.principal;
    const names = await memberNames(database(c.env.DB), workspaceId);
    const own = await appsOf(database(c.env.DB), workspaceId);
    const props = {
      ownApps: new Set(own.map(({ platform }) => platform)),
      person,
      connectors,
      integrations: visible.map(rowToView),
      names,
      env: c.env,
      notice: c.req.query('notice'),
    };
    return html(c, <IntegrationsPage {...props} />, 200, { title: 'Integrations' });
  }
  const after = cursor === undefined ? visible : visible.filter((row) => row.id > cursor);
  const items = after.slice(0, limit).map(rowToView);
  return c.json({ items, nextCursor: after.length > limit ? (items.at(-1)?.id ?? null) : null });
});

integrations.get('/integrations/:id', async (c) => {
  const person = requirePerson(c);
  const view = await readable(c, person);
  if (!wantsPage(c)) return c.json(view);
  const db = database(c.env.DB);
  const { workspaceId, memberId, role } = person.principal;
  const seesEverybody = view.owner === memberId || canManageMembers(role);
  const [events, calls, members, names, preferred, syncs, workspaceDays, days] = await Promise.all([
    eventPage(c, view.id, { limit: 20, cursor: listQuery(c).cursor }),
    callsOf(db, view.id, { limit: 20, ...(!seesEverybody && { memberId }) }),
    listMembers(db, workspaceId),
    memberNames(db, workspaceId),
    defaultAccountOf(db, { workspaceId, memberId, platform: view.platform }),
    syncStatuses(db, connectorOf(view.platform), view.id),
    workspaceRecordDays(db, workspaceId),
    healthDays(db, [view.id], Date.now()),
  ]);
  const clients = await clientNames(
    c.env,
    db,
    workspaceId,
    calls.map(({ client }) => client),
  );
  const props = {
    ...{
      person,
      connector: connectorOf(view.platform),
      integration: view,
      events: events.items,
      olderEvents: events.nextCursor,
    },
    ...{ syncs, workspaceDays, days: days.get(view.id) ?? [], webhookAddress: await addressToPaste(c, person, view) },
    ...{ calls, members, names, clients, isDefault: preferred === view.id, notice: c.req.query('notice') },
  };
  return html(c, <IntegrationPage {...props} />, 200, { title: view.account.label });
});

/** Where the platform delivers to, where its owner has to tell it; a platform with an API for that is told by us. */
async function addressToPaste(
  c: Context<App>,
  person: Person,
  { id, platform }: IntegrationView,
): Promise<string | null> {
  const { webhook } = connectorOf(platform);
  if (webhook === undefined || !isPerIntegration(webhook) || webhook.subscription !== undefined) return null;
  return unwrap(await integrationStub(c.env, id).webhookAddress(person.principal));
}

integrations.get('/integrations/:id/events', async (c) => {
  const person = requirePerson(c);
  const view = await readable(c, person);
  return c.json(await eventPage(c, view.id, listQuery(c)));
});

async function eventPage(
  c: Context<App>,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: EventView[]; nextCursor: string | null }> {
  const before = cursor === undefined ? undefined : Number(cursor);
  if (before !== undefined && !Number.isSafeInteger(before))
    throw invalidRequest('cursor: use the nextCursor of the previous answer.');
  const rows = await eventsOf(database(c.env.DB), id, { limit: limit + 1, ...(before !== undefined && { before }) });
  const items = rows.slice(0, limit);
  return { items: items.map(eventView), nextCursor: rows.length > limit ? String(items.at(-1)?.sequence) : null };
}

integrations.get('/integrations/:id/health', async (c) => {
  const view = await readable(c, requirePerson(c));
  const query = listQuery(c);
  if (query.cursor !== undefined && !isId('chk', query.cursor))
    throw invalidRequest('cursor: use the nextCursor of the previous answer.');
  return c.json(await healthDetails(database(c.env.DB), view, query));
});

integrations.post('/integrations/:id/check', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const view = await readable(c, person);
  const checked = unwrap(await integrationStub(c.env, view.id).checkHealth(true));
  return answer(c, checked, 'checked');
});

integrations.post('/integrations/disconnect/:id', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const view = await readable(c, person, 'write');
  await endSyncs(c, view.id);
  const gone = await integrationStub(c.env, view.id).disconnect(person.principal);
  await audited(c, person, 'integration.disconnect', view, gone.ok);
  const after = unwrap(gone);
  return isForm(c) ? c.redirect('/integrations?notice=disconnected', 303) : c.json(after);
});

const shareInput = z.strictObject({
  visibility: z.enum(['personal', 'shared']),
  sharedWith: z
    .array(
      z.strictObject({
        with: z.enum(['workspace', 'member', 'role']),
        id: z.string().max(60),
        access: z.enum(['read', 'write']),
      }),
    )
    .max(100)
    .default([]),
});

integrations.post('/integrations/:id/share', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const view = await readable(c, person, 'write');
  const parsed = shareInput.safeParse(isForm(c) ? shareForm(await c.req.parseBody({ all: true })) : await readJson(c));
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  const known = new Set((await listMembers(database(c.env.DB), person.principal.workspaceId)).map(({ id }) => id));
  for (const { with: whom, id } of parsed.data.sharedWith) {
    const valid =
      whom === 'workspace' ? id === '' : whom === 'role' ? (ROLES as readonly string[]).includes(id) : known.has(id);
    if (!valid)
      throw invalidRequest(
        'sharedWith: name a member or a role of this workspace; leave id empty for the whole workspace.',
      );
  }
  const { visibility, sharedWith } = parsed.data;
  const shared = await integrationStub(c.env, view.id).share(person.principal, visibility, sharedWith);
  await audited(c, person, 'integration.share', view, shared.ok);
  return answer(c, unwrap(shared), 'shared');
});

integrations.post('/integrations/:id/default', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const view = await readable(c, person);
  if (view.state === 'DELETED') throw notFound('The integration');
  const { workspaceId, memberId } = person.principal;
  await setDefaultAccount(database(c.env.DB), {
    workspaceId,
    memberId,
    platform: view.platform,
    integrationId: view.id,
  });
  await audited(c, person, 'integration.default', view, true);
  return answer(c, view, 'default');
});

/** The integration as its object tells it, or the same 404 as for a random id. */
async function readable(c: Context<App>, person: Person, needed: 'read' | 'write' = 'read'): Promise<IntegrationView> {
  const id = c.req.param('id') ?? '';
  if (!isId('int', id)) throw notFound('The integration');
  const view = unwrap(await integrationStub(c.env, id).status(person.principal));
  if (!mayRead(person, view.platform)) throw notFound('The integration');
  const scope = managingScope(view.platform);
  if (needed === 'write' && !person.principal.scopes.includes(scope))
    throw new SeneschalError('insufficient_scope', `This needs the scope ${scope}.`);
  return view;
}

const answer = (c: Context<App>, view: IntegrationView, notice: string): Response =>
  isForm(c) ? c.redirect(`/integrations/${view.id}?notice=${notice}`, 303) : c.json(view);

function audited(c: Context<App>, person: Person, action: string, view: IntegrationView, ok: boolean): Promise<void> {
  const { workspaceId, memberId, client } = person.principal;
  return recordAudit(c.env, {
    workspaceId,
    memberId,
    client,
    action,
    subject: view.platform,
    outcome: ok ? 'ok' : 'failed',
    integrationId: view.id,
  });
}

const eventView = (row: EventRow) => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  type: row.type,
  actor: row.actor,
  subject: row.integrationId,
  data: row.data,
});
export type EventView = ReturnType<typeof eventView>;

/** Fields `share` of the form: `workspace::read`, `member:{id}:write`, `role:{name}:read`. */
function shareForm(form: Record<string, unknown>): unknown {
  const picked = [form['share'] ?? []].flat().map(String).filter(Boolean);
  const sharedWith = picked.map((value) => {
    const [whom, id = '', access] = value.split(':', 3);
    return { with: whom, id, access };
  });
  return { visibility: sharedWith.length > 0 ? 'shared' : 'personal', sharedWith };
}

const queryInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});

function listQuery(c: Context<App>): { limit: number; cursor?: string | undefined } {
  const parsed = queryInput.safeParse(c.req.query());
  if (!parsed.success) throw invalidRequest('limit: a whole number from 1 to 100.');
  return parsed.data;
}
