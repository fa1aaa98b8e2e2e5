import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type App, type Person, requirePerson } from '../auth/person';
import { attentionOf } from '../console/attention';
import { HealthPage } from '../console/health-page';
import { html } from '../console/page';
import { invalidRequest } from '../core/errors';
import { isId } from '../core/ids';
import { type Database, database } from '../db/client';
import { activeSyncs, expiringTokens, healthDays, recentErrors, type TokenPlace } from '../db/health-board';
import { type IntegrationRow, rowToView } from '../db/integrations';
import { memberNames } from '../db/people';
import { listDeliveries } from '../db/webhook-list';
import { connectors } from '../registry';
import { errorView, healthViews, pageOf, syncView, tokenView, viewed } from './health-views';
import { wantsPage } from './negotiate';
import { visibleIntegrations } from './visible';

/** How the integrations somebody may use do: a page for people, lists for programs. */
export const health = new Hono<App>();

const ON_PAGE = 50;
const ERRORS_ON_PAGE = 20;
const FEW = 10;

/** What every list is read with. */
interface Scope {
  db: Database;
  visible: readonly IntegrationRow[];
  ids: readonly string[];
  now: number;
}
interface Asked {
  limit: number;
  cursor?: string | undefined;
}
interface Answer {
  items: unknown[];
  nextCursor: string | null;
}

/** The four lists, by the address below `/health`. */
const LISTS: Readonly<Record<string, (scope: Scope, asked: Asked) => Promise<Answer>>> = {
  integrations: async (scope, asked) => {
    const { items, nextCursor } = boardPage(scope, asked);
    return { items: await healthViews(scope.db, items.map(rowToView), scope.now), nextCursor };
  },
  tokens: async ({ db, ids }, { limit, cursor }) => {
    const rows = await expiringTokens(db, ids, { limit: limit + 1, after: tokenPlace(cursor) });
    return viewed(
      pageOf(rows, limit, ({ expiresAt, integrationId }) => `${expiresAt}-${integrationId}`),
      tokenView,
    );
  },
  syncs: async ({ db, ids }, { limit, cursor }) => {
    const rows = await activeSyncs(db, ids, { limit: limit + 1, before: idCursor('syn', cursor) });
    return viewed(
      pageOf(rows, limit, ({ id }) => id),
      syncView,
    );
  },
  errors: async ({ db, ids }, { limit, cursor }) => {
    const rows = await recentErrors(db, ids, { limit: limit + 1, before: idCursor('err', cursor) });
    return viewed(
      pageOf(rows, limit, ({ error }) => error.id),
      errorView,
    );
  },
};

for (const [name, list] of Object.entries(LISTS)) {
  health.get(`/health/${name}`, async (c) =>
    c.json(await list(await scopeOf(c, requirePerson(c)), readQuery(c, listQuery))),
  );
}

health.get('/health', async (c) => {
  const person = requirePerson(c);
  const scope = await scopeOf(c, person);
  if (wantsPage(c)) return page(c, person, scope);
  const { limit } = readQuery(c, listQuery);
  const names = Object.keys(LISTS);
  const answers = await Promise.all(Object.values(LISTS).map((list) => list(scope, { limit })));
  return c.json(Object.fromEntries(answers.map((answer, at) => [names[at], answer])));
});

async function page(c: Context<App>, person: Person, scope: Scope): Promise<Response> {
  const query = readQuery(c, pageQuery);
  const { db, ids, visible, now } = scope;
  const board = boardPage(scope, { limit: ON_PAGE, cursor: query.cursor });
  const shown = board.items.map(({ id }) => id);
  const before = idCursor('err', query.errors);
  const [days, tokens, syncs, errors, deliveries, names] = await Promise.all([
    healthDays(db, shown, now),
    expiringTokens(db, ids, { limit: FEW }),
    activeSyncs(db, ids, { limit: FEW }),
    recentErrors(db, ids, { limit: ERRORS_ON_PAGE + 1, before }),
    ids.length === 0 ? [] : listDeliveries(db, { integrationIds: ids, limit: FEW }),
    memberNames(db, person.principal.workspaceId),
  ]);
  const integrations = board.items.map(rowToView);
  const { items: errorRows, nextCursor: moreErrors } = pageOf(errors, ERRORS_ON_PAGE, ({ error }) => error.id);
  const props = {
    ...{ person, connectors, integrations, days, tokens, syncs, deliveries, now },
    total: visible.length,
    attention: attentionOf(integrations, connectors, person.principal.memberId, names, now),
    errors: errorRows,
    next: { integrations: board.nextCursor, errors: moreErrors },
    older: query.cursor !== undefined || before !== undefined,
  };
  return html(c, <HealthPage {...props} />, 200, { title: 'Health' });
}

async function scopeOf(c: Context<App>, person: Person): Promise<Scope> {
  const db = database(c.env.DB);
  const visible = await visibleIntegrations(db, person);
  return { db, visible, ids: visible.map(({ id }) => id), now: Date.now() };
}

const boardPage = ({ visible }: Scope, { limit, cursor }: Asked) => {
  const after = idCursor('int', cursor);
  const rest = after === undefined ? visible : visible.filter(({ id }) => id > after);
  return pageOf(rest.slice(0, limit + 1), limit, ({ id }) => id);
};

const badCursor = () => invalidRequest('cursor: use the nextCursor of the previous answer.');

/** @throws {SeneschalError} `invalid_request` for what is no id of that kind. */
function idCursor(prefix: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined || isId(prefix, cursor)) return cursor;
  throw badCursor();
}

function tokenPlace(cursor: string | undefined): TokenPlace | undefined {
  if (cursor === undefined) return undefined;
  const [, expiresAt = '', integrationId = ''] = /^(\d{1,16})-(.+)$/.exec(cursor) ?? [];
  if (!isId('int', integrationId)) throw badCursor();
  return { expiresAt: Number(expiresAt), integrationId };
}

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(100).optional(),
});
const pageQuery = z.object({ cursor: z.string().max(100).optional(), errors: z.string().max(100).optional() });

function readQuery<T>(c: Context<App>, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(c.req.query());
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  return parsed.data;
}
