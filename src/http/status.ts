import { Hono } from 'hono';
import { type App } from '../auth/person';
import { type Connector } from '../core/define-connector';
import { notFound } from '../core/errors';
import { database } from '../db/client';
import { keysByMaster } from '../db/data-keys';
import { databaseSize } from '../db/size';
import { type Env, settings } from '../env';
import { connectors, findServer } from '../registry';
import { masterKeyUse } from '../vault/rotation';
import { vaultOf } from '../vault/vault-of';
import { VERSION } from './version';

/** Is everything there that Seneschal needs? For load balancers and people: no counts, no names. */
export const status = new Hono<App>();

type Health = 'ok' | 'degraded' | 'unavailable';

status.get('/healthz', async (c) => {
  const asked = c.req.query('server');
  const server = asked === undefined ? undefined : findServer(asked);
  if (asked !== undefined && server === undefined) throw notFound('The server');
  const [database, vault] = [await databaseHealth(c.env), await vaultHealth(c.env)];
  const platform = server?.connector === undefined ? undefined : platformState(c.env, server.connector);
  const health = worst([database.health, vault.health, platform === 'not configured' ? 'unavailable' : 'ok']);
  const body = {
    status: health,
    version: VERSION,
    database: database.word,
    vault: vault.word,
    ...(server === undefined
      ? {
          platforms: Object.fromEntries(connectors.map((connector) => [connector.id, platformState(c.env, connector)])),
        }
      : { server: server.id, tools: server.tools.length, ...(platform !== undefined && { platform }) }),
  };
  return c.json(body, health === 'unavailable' ? 503 : 200, { 'cache-control': 'no-store' });
});

const worst = (all: readonly Health[]): Health =>
  all.includes('unavailable') ? 'unavailable' : all.includes('degraded') ? 'degraded' : 'ok';

function platformState(env: Env, platform: Connector): 'configured' | 'sandbox' | 'not configured' {
  const client = settings(env).client(platform);
  if (client === undefined) return 'not configured';
  return client.sandboxUrl === undefined ? 'configured' : 'sandbox';
}

async function databaseHealth(env: Env): Promise<{ health: Health; word: string }> {
  try {
    const { warn } = await databaseSize(database(env.DB));
    return warn ? { health: 'degraded', word: 'nearly full' } : { health: 'ok', word: 'ok' };
  } catch {
    return { health: 'unavailable', word: 'unreachable' };
  }
}

/** Can everything that is sealed be opened? */
async function vaultHealth(env: Env): Promise<{ health: Health; word: string }> {
  let masters: readonly number[];
  try {
    masters = vaultOf(env).masterVersions;
  } catch {
    return { health: 'unavailable', word: 'MASTER_KEYS is missing or unreadable' };
  }
  const used = await keysByMaster(database(env.DB)).catch(() => []);
  const missing = masterKeyUse(masters, used).filter(({ set }) => !set);
  if (missing.length === 0) return { health: 'ok', word: 'ok' };
  return { health: 'degraded', word: `master key ${missing.map(({ version }) => version).join(', ')} is missing` };
}
