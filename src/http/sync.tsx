import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { integrationStub } from '../../durable-objects/integration/stub';
import { type App, checkForgery, type Person, requirePerson } from '../auth/person';
import { invalidRequest, notFound, SeneschalError } from '../core/errors';
import { isId } from '../core/ids';
import { isUsable } from '../core/integration-state';
import { type IntegrationView } from '../core/integration-view';
import { unwrap } from '../core/outcome';
import { canManageMembers } from '../core/principal';
import { database } from '../db/client';
import { syncStatuses } from '../db/sync-status';
import {
  chooseSync,
  DEFAULT_RETENTION_DAYS,
  eraseRecords,
  MOST_RETENTION_DAYS,
  setWorkspaceRecordDays,
  stopSyncs,
  workspaceRecordDays,
} from '../db/sync-settings';
import { recordAudit } from '../events/audit';
import { workspacePort } from '../mcp/workspace-port';
import { connectorOf } from '../registry';
import { readJson } from './input';
import { isForm } from './negotiate';

/** What of an integration is kept here for searching: switched on, started and erased by its owner. */
export const sync = new Hono<App>();

const days = z.coerce.number().int().min(1).max(MOST_RETENTION_DAYS);
const choiceInput = z.strictObject({
  /** Everything that is to be kept; what is not named is switched off. */
  resources: z.array(z.string().max(40)).max(20),
  days: days.default(DEFAULT_RETENTION_DAYS),
});
const oneInput = z.strictObject({ resource: z.string().max(40).optional() });
const retentionInput = z.strictObject({ days });

sync.get('/integrations/:id/sync', async (c) => {
  const person = requirePerson(c);
  const view = await readable(c, person, 'workspace:read');
  const db = database(c.env.DB);
  return c.json({
    items: await syncStatuses(db, connectorOf(view.platform), view.id),
    workspaceDays: await workspaceRecordDays(db, person.principal.workspaceId),
  });
});

sync.post('/integrations/:id/sync', async (c) => {
  const { person, view } = await changing(c);
  const connector = connectorOf(view.platform);
  const known = Object.keys(connector.sync?.resources ?? {});
  const input = await readInput(c, choiceInput, ({ resource, days: chosen }) => ({
    resources: [resource ?? []].flat(),
    days: chosen,
  }));
  const unknown = input.resources.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalidRequest(
      known.length === 0 ? `Nothing of ${connector.title} can be kept here.` : `resources: ${known.join(', ')}.`,
    );
  if (input.resources.length > 0 && !isUsable(view.state))
    throw new SeneschalError('conflict', `Connect the ${connector.title} account again first.`);
  const db = database(c.env.DB);
  const before = await syncStatuses(db, connector, view.id);
  const { workspaceId, memberId: changedBy } = person.principal;
  for (const { resource, days: kept, enabled: was } of before) {
    const enabled = input.resources.includes(resource);
    if (!enabled && kept === null) continue;
    const retentionDays = enabled ? input.days : (kept ?? input.days);
    await chooseSync(db, { workspaceId, integrationId: view.id, resource, enabled, retentionDays, changedBy });
    const longer = kept !== null && kept < retentionDays;
    if (enabled && (!was || longer)) await c.env.JOBS.send({ type: 'sync', integrationId: view.id, resource });
  }
  await audited(c, person, 'integration.sync', view);
  return answer(c, view, 'synced');
});

sync.post('/integrations/:id/sync/now', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const view = await readable(c, person, 'workspace:write');
  const { resource } = await readInput(c, oneInput, (form) => ({ resource: form['resource'] }));
  const jobs = await workspacePort(c.env, person.principal).sync(view.id, resource);
  await audited(c, person, 'integration.sync_now', view);
  return isForm(c) ? c.redirect(`/integrations/${view.id}?notice=syncing#sync`, 303) : c.json({ items: jobs });
});

sync.post('/integrations/:id/sync/erase', async (c) => {
  const { person, view } = await changing(c);
  const { resource } = await readInput(c, oneInput, (form) => ({ resource: form['resource'] }));
  await eraseRecords(database(c.env.DB), view.id, resource);
  await audited(c, person, 'integration.erase_records', view);
  return answer(c, view, 'erased');
});

sync.post('/workspace/retention', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const { workspaceId, memberId, role, client, scopes } = person.principal;
  if (!canManageMembers(role) || !scopes.includes('workspace:write'))
    throw new SeneschalError(
      'insufficient_scope',
      'Only owners and admins decide how long the workspace keeps records.',
    );
  const input = await readInput(c, retentionInput, (form) => ({ days: form['days'] }));
  await setWorkspaceRecordDays(database(c.env.DB), workspaceId, input.days);
  await recordAudit(c.env, {
    ...{ workspaceId, memberId, client },
    ...{ action: 'workspace.retention', subject: `${input.days} days`, outcome: 'ok' },
  });
  const back = new URL(c.req.header('referer') ?? '/', c.req.url);
  return isForm(c) ? c.redirect(`${back.pathname}?notice=retention#sync`, 303) : c.json({ days: input.days });
});

/**
 * Before an integration is disconnected: its syncs stop, and what they brought is erased if that was asked for, by `erase=records` in
 * the form, the JSON body or the query.
 */
export async function endSyncs(c: Context<App>, id: string): Promise<void> {
  const db = database(c.env.DB);
  if (await asksToErase(c)) await eraseRecords(db, id);
  else await stopSyncs(db, id);
}

async function asksToErase(c: Context<App>): Promise<boolean> {
  if (c.req.query('erase') === 'records') return true;
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('application/json'))
    return z.object({ erase: z.literal('records') }).safeParse(await readJson(c)).success;
  return type === '' ? false : (await c.req.parseBody())['erase'] === 'records';
}

/** The owner of the integration, who alone decides what of it is kept. */
async function changing(c: Context<App>): Promise<{ person: Person; view: IntegrationView }> {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const view = await readable(c, person, 'workspace:write');
  if (view.owner !== person.principal.memberId)
    throw new SeneschalError('insufficient_scope', 'Only the owner decides what of an integration is kept here.');
  return { person, view };
}

/** The integration as its object tells it, or the same 404 as for a random id. */
async function readable(c: Context<App>, person: Person, scope: string): Promise<IntegrationView> {
  const id = c.req.param('id') ?? '';
  if (!isId('int', id)) throw notFound('The integration');
  const view = unwrap(await integrationStub(c.env, id).status(person.principal));
  if (!person.principal.scopes.includes(scope))
    throw new SeneschalError('insufficient_scope', `This needs the scope ${scope}.`);
  return view;
}

/** A form's fields in the shape of the JSON input, or the JSON itself; an empty body is an empty input. */
async function readInput<T>(
  c: Context<App>,
  shape: z.ZodType<T>,
  ofForm: (form: Record<string, unknown>) => Record<string, unknown>,
): Promise<T> {
  const type = c.req.header('content-type') ?? '';
  const given = isForm(c) ? ofForm(await c.req.parseBody({ all: true })) : type === '' ? {} : await readJson(c);
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  return parsed.data;
}

async function answer(c: Context<App>, view: IntegrationView, notice: string): Promise<Response> {
  if (isForm(c)) return c.redirect(`/integrations/${view.id}?notice=${notice}#sync`, 303);
  return c.json({ items: await syncStatuses(database(c.env.DB), connectorOf(view.platform), view.id) });
}

function audited(c: Context<App>, person: Person, action: string, view: IntegrationView): Promise<void> {
  const { workspaceId, memberId, client } = person.principal;
  return recordAudit(c.env, {
    ...{ workspaceId, memberId, client },
    ...{ action, subject: view.platform, outcome: 'ok', integrationId: view.id },
  });
}
