import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type App, checkForgery, type Person, requirePerson } from '../auth/person';
import { html } from '../console/page';
import { WebhooksPage } from '../console/webhooks-page';
import { accessFor } from '../core/access';
import { invalidRequest, notFound, SeneschalError } from '../core/errors';
import { isId } from '../core/ids';
import { log } from '../core/log';
import { database } from '../db/client';
import { type IntegrationRow } from '../db/integrations';
import { type ConcernedDelivery, DELIVERY_STATUSES, listDeliveries, reopenDelivery } from '../db/webhook-list';
import { recordAudit } from '../events/audit';
import { connectors, managingScope } from '../registry';
import { isForm, wantsPage } from './negotiate';
import { visibleIntegrations } from './visible';

/** Webhook deliveries that concern somebody's integrations: a page for people, JSON for programs, and another try. */
export const webhookEvents = new Hono<App>();

/** A form sends its empty fields too: they mean nothing was asked. */
const asked = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const queryInput = z.object({
  status: asked(z.enum(DELIVERY_STATUSES)),
  platform: asked(z.string().max(60)),
  cursor: asked(z.string().refine((value) => isId('whe', value), 'use the nextCursor of the previous answer')),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

webhookEvents.get('/webhooks', async (c) => {
  const person = requirePerson(c);
  const { items, nextCursor, query, older } = await page(c, person);
  if (!wantsPage(c)) return c.json({ items: items.map(deliveryView), nextCursor });
  const writable = new Set(
    (await visibleIntegrations(database(c.env.DB), person)).filter(isWritable(person)).map(({ platform }) => platform),
  );
  const senders = connectors.filter(({ webhook }) => webhook !== undefined);
  const props = {
    person,
    deliveries: items,
    nextCursor,
    query,
    older,
    writable,
    senders,
    notice: c.req.query('notice'),
  };
  return html(c, <WebhooksPage {...props} />, 200, { title: 'Webhooks' });
});

webhookEvents.get('/webhooks/events', async (c) => {
  const { items, nextCursor } = await page(c, requirePerson(c));
  return c.json({ items: items.map(deliveryView), nextCursor });
});

webhookEvents.post('/webhooks/events/:id/replay', async (c) => {
  const person = requirePerson(c);
  await checkForgery(c, person);
  const id = c.req.param('id');
  const db = database(c.env.DB);
  const mine = await visibleIntegrations(database(c.env.DB), person);
  const find = async (among: readonly IntegrationRow[]) =>
    (await listDeliveries(db, { integrationIds: idsOf(among), id, limit: 1 }))[0];
  const seen = isId('whe', id) ? await find(mine) : undefined;
  if (seen === undefined) throw notFound('The delivery');
  const writable = mine.filter(isWritable(person));
  if ((await find(writable)) === undefined) {
    throw new SeneschalError(
      'insufficient_scope',
      `Replaying needs the scope ${managingScope(seen.platform)} and an integration you may write with.`,
    );
  }
  const reopened = await reopenDelivery(db, id, idsOf(writable));
  if (reopened.length > 0) await handOver(c, id);
  const { workspaceId, memberId, client } = person.principal;
  const who = {
    workspaceId,
    memberId,
    client,
    action: 'webhook.replay',
    subject: seen.platform,
    outcome: 'ok' as const,
  };
  for (const integrationId of reopened) await recordAudit(c.env, { ...who, integrationId });
  if (isForm(c)) return c.redirect(`/webhooks?notice=${reopened.length > 0 ? 'replayed' : 'handled-already'}`, 303);
  return c.json(deliveryView((await find(mine)) ?? seen), reopened.length > 0 ? 202 : 200);
});

/** Where the queue does not take it, the hourly sweep does. */
async function handOver(c: Context<App>, id: string): Promise<void> {
  try {
    await c.env.JOBS.send({ type: 'webhook', id });
  } catch (error) {
    log('warn', 'a replayed webhook could not be queued yet', { id, error: SeneschalError.from(error).detail });
  }
}

async function page(c: Context<App>, person: Person) {
  const parsed = queryInput.safeParse(c.req.query());
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  const { limit, cursor, ...query } = parsed.data;
  const integrationIds = idsOf(await visibleIntegrations(database(c.env.DB), person));
  const filter = { integrationIds, ...query, before: cursor, limit: limit + 1 };
  const rows = integrationIds.length === 0 ? [] : await listDeliveries(database(c.env.DB), filter);
  const items = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
  return { items, nextCursor, query, older: cursor !== undefined };
}

const isWritable =
  ({ principal }: Person) =>
  (row: IntegrationRow): boolean =>
    accessFor(principal, row) === 'write' && principal.scopes.includes(managingScope(row.platform));

const idsOf = (rows: readonly IntegrationRow[]): string[] => rows.map(({ id }) => id);

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const deliveryView = ({
  id,
  platform,
  deliveryId,
  status,
  receivedAt,
  handledAt,
  attempts,
  error,
}: ConcernedDelivery) => ({
  ...{ id, platform, deliveryId, status, receivedAt: iso(receivedAt), handledAt: iso(handledAt), attempts, error },
});
