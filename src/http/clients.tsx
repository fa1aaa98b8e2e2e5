import { type GrantSummary } from '@cloudflare/workers-oauth-provider';
import { Hono } from 'hono';
import { z } from 'zod';
import { authorizationServer } from '../auth/authorization-server';
import { forgetBearers } from '../auth/bearer';
import { type App, requireSession } from '../auth/person';
import { type Address, ClientsPage, type ConnectedClient } from '../console/clients-page';
import { html } from '../console/page';
import { notFound } from '../core/errors';
import { type Env, settings } from '../env';
import { allServers } from '../registry';
import { audited, changing } from './change';
import { clientWords, hostOf } from './client-names';

/** How to add Seneschal to a client, and the clients a person allowed. */
export const clients = new Hono<App>();

const EVERYTHING: Address = {
  id: '',
  title: 'Everything',
  description: 'All servers behind one address: the client searches for a tool, reads about it and calls it.',
  path: '/mcp',
  tools: 4,
};
const ADDRESSES: readonly Address[] = [
  EVERYTHING,
  ...allServers.map(({ id, title, description, tools }) => ({
    id,
    title,
    description,
    path: `/mcp/${id}`,
    tools: tools.length,
  })),
];

const PER_PAGE = 50;
const MOST_PAGES = 40;

clients.get('/clients', async (c) => {
  const person = requireSession(c);
  const cursor = c.req.query('cursor')?.slice(0, 500);
  const server = ADDRESSES.find(({ id }) => id === c.req.query('server')) ?? EVERYTHING;
  const grants = await api(c.env).listUserGrants(person.member.id, {
    limit: PER_PAGE,
    ...(cursor !== undefined && { cursor }),
  });
  const props = {
    ...{
      person,
      publicUrl: settings(c.env).publicUrl,
      servers: ADDRESSES,
      server,
      readonly: c.req.query('readonly') === '1',
    },
    ...{ clients: grants.items.map(connected), moreClients: grants.cursor ?? null, notice: c.req.query('notice') },
  };
  return html(c, <ClientsPage {...props} />, 200, { title: 'Clients' });
});

clients.post('/clients/:grant/revoke', async (c) => {
  const person = await changing(c);
  const grant = await findGrant(c.env, person.member.id, c.req.param('grant'));
  if (grant === undefined) throw notFound('The client');
  await api(c.env).revokeGrant(grant.id, person.member.id);
  forgetBearers();
  await audited(c, person, 'client.revoke', grant.clientId);
  return c.redirect('/clients?notice=client-revoked', 303);
});

const api = (env: Env) => authorizationServer(env).getOAuthApi(env);

/** Only among this person's: another's grant is not found, as one that never was. */
async function findGrant(env: Env, memberId: string, id: string): Promise<GrantSummary | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const grants = await api(env).listUserGrants(memberId, {
      limit: PER_PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    const found = grants.items.find((grant) => grant.id === id);
    if (found !== undefined || grants.cursor === undefined) return found;
    cursor = grants.cursor;
  }
  return undefined;
}

const metadataSchema = z.object({ clientName: z.string() });

/** A client known by an address controls that domain; a registered one has only its word and where its answers go. */
function connected(grant: GrantSummary): ConnectedClient {
  const domain = hostOf(grant.clientId);
  const metadata = metadataSchema.safeParse(grant.metadata);
  const name = clientWords(metadata.success ? metadata.data.clientName : '');
  const host = domain ?? hostOf(grant.redirectUri ?? '') ?? grant.redirectUri?.split(':')[0] ?? 'unknown';
  return {
    grantId: grant.id,
    name: name || host,
    host,
    verified: domain !== undefined,
    scopes: grant.scope,
    since: grant.createdAt * 1000,
  };
}
