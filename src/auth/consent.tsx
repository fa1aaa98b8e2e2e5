import { AuthorizationError, CimdFetchError } from '@cloudflare/workers-oauth-provider';
import { type Context, Hono } from 'hono';
import { ConsentPage, type ScopeGroup } from '../console/consent-page';
import { html } from '../console/page';
import { MessagePage } from '../console/sign-in-pages';
import { scopeAllowedForRole, type Role } from '../core/principal';
import { type Env } from '../env';
import { recordAudit } from '../events/audit';
import { allScopes, allServers } from '../registry';
import { authorizationServer, type GrantProps } from './authorization-server';
import { isForbiddenClient } from './client-address';
import { type App, refuseForeignOrigin, requireSession } from './person';

/** The authorization endpoint: a signed-in person decides what an MCP client may do for them. */
export const consent = new Hono<App>();

consent.get('/authorize', async (c) => {
  const person = requireSession(c);
  const clientId = new URL(c.req.url).searchParams.get('client_id') ?? '';
  if (isForbiddenClient(clientId)) return refuse(c, 'The client’s address is not one on the public internet.');
  const oauth = api(c.env);
  const request = await oauth.parseAuthRequest(c.req.raw);
  const client = await oauth.describeConsent(request);
  const transaction = await oauth.beginConsent(request);
  const groups = scopeGroups(request.scope, person.principal.role);
  const page = await html(
    c,
    <ConsentPage client={client} groups={groups} handle={transaction.handle} member={person.member.name} />,
    200,
    {
      formAction: request.redirectUri,
    },
  );
  for (const [name, value] of transaction.headers) if (name === 'set-cookie') page.headers.append(name, value);
  return page;
});

consent.post('/authorize', async (c) => {
  refuseForeignOrigin(c);
  const person = requireSession(c);
  const form = await c.req.parseBody({ all: true });
  const posted = form['handle'];
  const handle = typeof posted === 'string' ? posted.slice(0, 300) : '';
  const oauth = api(c.env);
  // The library reads and deletes a handle in two steps: the gate lets one post through.
  if (!(await c.env.OAUTH_GATE.getByName(`consent:${handle}`).claim(handle))) {
    return refuse(c, 'This page was answered already. Start again from your client.');
  }
  const audited = (outcome: 'ok' | 'refused', subject: string) =>
    recordAudit(c.env, {
      workspaceId: person.principal.workspaceId,
      memberId: person.principal.memberId,
      client: person.principal.client,
      action: 'client.consent',
      subject,
      outcome,
    });
  if (form['decision'] !== 'approve') {
    const denied = await oauth.denyConsent(c.req.raw, handle);
    await audited('refused', denied.request.clientId);
    return new Response(null, { status: 302, headers: denied.headers });
  }
  const ticked = [form['scope'] ?? []].flat().map(String);
  const scope = allScopes.filter(
    (known) => ticked.includes(known) && scopeAllowedForRole(known, person.principal.role),
  );
  if (scope.length === 0)
    return refuse(
      c,
      'Nothing was ticked, so nothing was granted. Start again from your client and leave at least one scope ticked.',
    );
  const approved = await oauth.approveConsent(c.req.raw, handle, { scope });
  const props: GrantProps = { workspaceId: person.principal.workspaceId, memberId: person.principal.memberId };
  const { redirectTo } = await oauth.completeAuthorization({
    request: approved.request,
    userId: person.principal.memberId,
    metadata: { clientName: (await oauth.lookupClient(approved.request.clientId))?.clientName ?? '', scope },
    scope,
    props,
  });
  await audited('ok', approved.request.clientId);
  approved.headers.set('location', redirectTo);
  return new Response(null, { status: 302, headers: approved.headers });
});

consent.onError((error, c) => {
  if (error instanceof AuthorizationError) {
    return error.redirectTo === undefined ? refuse(c, error.description) : c.redirect(error.redirectTo, 302);
  }
  if (error instanceof CimdFetchError)
    return refuse(c, 'The client’s metadata document could not be read, so the client could not be verified.');
  throw error;
});

const api = (env: Env) => authorizationServer(env).getOAuthApi(env);

const refuse = (c: Context<App>, message: string): Promise<Response> =>
  html(
    c,
    <MessagePage title="Not authorised" message={message} next={{ href: '/clients', text: 'How to add a client' }} />,
    400,
  );

/** What can be granted, by server. What the client asked for is ticked; where it asked for nothing, every read is. */
function scopeGroups(requested: readonly string[], role: Role): ScopeGroup[] {
  const asked = requested.filter((scope) => allScopes.includes(scope));
  const groups = allServers.map((server) => ({
    server: server.id,
    title: server.title,
    scopes: allScopes
      .filter(
        (scope) =>
          scope.startsWith(`${server.id}:`) &&
          scopeAllowedForRole(scope, role) &&
          (asked.length === 0 || asked.includes(scope)),
      )
      .map((scope) => ({
        scope,
        write: !scope.endsWith(':read'),
        ticked: asked.length > 0 || scope.endsWith(':read'),
      })),
  }));
  return groups.filter((group) => group.scopes.length > 0);
}
