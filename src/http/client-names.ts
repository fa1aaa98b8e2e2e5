import { CimdFetchError } from '@cloudflare/workers-oauth-provider';
import { authorizationServer } from '../auth/authorization-server';
import { sanitize } from '../core/untrusted';
import { accessTokenNames } from '../db/access-tokens';
import { type Database } from '../db/client';
import { type Env } from '../env';

const MOST_LOOKUPS = 20;
const MOST_LETTERS = 60;

/** A name a client gave itself: cleaned and cut, and still nothing to rely on. */
export const clientWords = (name: string): string => sanitize(name).trim().slice(0, MOST_LETTERS);

/**
 * What people call the clients of audit entries: the console, a token by its name, a client by its own. A client known by an
 * address is called by its host: fetching what stands there is no business of a page.
 */
export async function clientNames(
  env: Env,
  db: Database,
  workspaceId: string,
  clients: readonly string[],
): Promise<Map<string, string>> {
  const unique = [...new Set(clients)];
  const tokens = unique.filter((client) => client.startsWith('token:'));
  const others = unique.filter((client) => !client.startsWith('token:') && !client.startsWith('session:'));
  const [tokenNames, names] = await Promise.all([
    accessTokenNames(
      db,
      workspaceId,
      tokens.map((client) => client.slice('token:'.length)),
    ),
    Promise.all(others.slice(0, MOST_LOOKUPS).map(async (client) => [client, await oauthName(env, client)] as const)),
  ]);
  return new Map([
    ...unique.filter((client) => client.startsWith('session:')).map((client) => [client, 'Console'] as const),
    ...tokens.map(
      (client) => [client, `Token “${tokenNames.get(client.slice('token:'.length)) ?? 'unknown'}”`] as const,
    ),
    ...names,
  ]);
}

async function oauthName(env: Env, clientId: string): Promise<string> {
  const host = hostOf(clientId);
  if (host !== undefined) return host;
  try {
    const client = await authorizationServer(env).getOAuthApi(env).lookupClient(clientId);
    return clientWords(client?.clientName ?? '') || clientId;
  } catch (error) {
    if (error instanceof CimdFetchError) return clientId;
    throw error;
  }
}

/** The host of an address; undefined for what is none. */
export const hostOf = (url: string): string | undefined => (/^https?:/i.test(url) ? URL.parse(url)?.host : undefined);
