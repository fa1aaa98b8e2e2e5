import { Hono } from 'hono';
import { sql } from 'drizzle-orm';
import { type App } from '../auth/person';
import { database } from '../db/client';
import { settings } from '../env';
import { connectors } from '../registry';

/** Is everything there that Seneschal needs? For load balancers and people. */
export const status = new Hono<App>();

status.get('/healthz', async (c) => {
  const reachable = await database(c.env.DB)
    .run(sql`select 1`)
    .then(
      () => true,
      () => false,
    );
  const platforms = Object.fromEntries(
    connectors.map(({ id }) => {
      const client = settings(c.env).client(id);
      return [id, client === undefined ? 'not configured' : client.sandboxUrl === undefined ? 'configured' : 'sandbox'];
    }),
  );
  return c.json({ status: reachable ? 'ok' : 'unavailable', database: reachable ? 'ok' : 'unreachable', platforms }, reachable ? 200 : 503);
});
