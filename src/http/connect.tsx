import { Hono } from 'hono';
import { integrationStub } from '../../durable-objects/integration/stub';
import { type App, requireSession } from '../auth/person';
import { html } from '../console/page';
import { MessagePage } from '../console/sign-in-pages';
import { RECOVERY, SeneschalError } from '../core/errors';
import { isId, newId, randomToken } from '../core/ids';
import { log } from '../core/log';
import { authorizeUrl, oauthOf } from '../core/oauth-client';
import { type Outcome } from '../core/outcome';
import { problem } from '../core/problem';
import { database } from '../db/client';
import { rememberState, takeState, type ConnectState } from '../db/connect-states';
import { type Env, neededSettings, settings } from '../env';
import { recordAudit } from '../events/audit';
import { connectorOf } from '../registry';
import { clientOf } from '../vault/platform-apps';
import { vaultOf } from '../vault/vault-of';
import { keyForm } from './keys';
import { wantsPage } from './negotiate';

/** Connecting an account: to the platform's consent page and back. */
export const connect = new Hono<App>();

connect.get('/integrations/connect/:platform', async (c) => {
  const connector = connectorOf(c.req.param('platform'));
  const person = requireSession(c);
  if (person.principal.role === 'viewer')
    throw new SeneschalError('insufficient_scope', 'Viewers do not connect accounts. Ask an admin for another role.');
  const client = await clientOf(c.env, person.principal.workspaceId, connector);
  if (client === undefined) {
    const message = `${connector.title} is not set up on this deployment. An admin registers an app for it at /integrations/apps/${connector.id}, or the operator sets ${neededSettings(connector).join(', ')}.`;
    if (!wantsPage(c)) return problem(409, message);
    return html(
      c,
      <MessagePage
        title={`${connector.title} is not set up`}
        message={message}
        next={{ href: `/integrations/apps/${connector.id}`, text: 'Set it up' }}
      />,
      409,
    );
  }
  const form = await keyForm(c, connector, person);
  if (form !== undefined) return form;
  const state = randomToken();
  const verifier = oauthOf(connector).pkce ? randomToken() : undefined;
  const redirectUri = redirectUriOf(c.env, connector.id);
  const { workspaceId, memberId } = person.principal;
  const meant = c.req.query('integration') ?? '';
  await rememberState(database(c.env.DB), state, {
    platform: connector.id,
    workspaceId,
    memberId,
    sessionId: person.sessionId,
    redirectUri,
    verifier:
      verifier === undefined
        ? null
        : await vaultOf(c.env).seal(workspaceId, verifier, ['verifier', workspaceId, memberId, connector.id]),
    integrationId: isId('int', meant) ? meant : null,
    returnTo: '/integrations',
  });
  return c.redirect(
    await authorizeUrl(connector, client, { state, redirectUri, ...(verifier !== undefined && { verifier }) }),
    302,
  );
});

connect.get('/integrations/callback/:platform', async (c) => {
  const connector = connectorOf(c.req.param('platform'));
  const person = requireSession(c);
  const again = { href: `/integrations/connect/${connector.id}`, text: `Connect ${connector.title} again` };
  const refuse = (title: string, message: string, status = 400, reference?: string) =>
    wantsPage(c)
      ? html(
          c,
          <MessagePage title={title} message={message} next={again} {...(reference !== undefined && { reference })} />,
          status,
        )
      : problem(status, message, { ...(reference !== undefined && { reference }) });

  const row = await takeState(database(c.env.DB), (c.req.query('state') ?? '').slice(0, 200));
  if (row === undefined)
    return refuse(
      'This answer does not fit',
      'It was used before, is too old, or was never asked for. Nothing was stored. Start again.',
    );
  const foreign = mismatch(row, connector.id, person.principal.memberId, person.sessionId);
  if (foreign !== undefined)
    return refuse('This answer does not fit', `${foreign} Nothing was stored. Start again.`, 403);
  if (row.expiresAt < Date.now())
    return refuse(
      'That took too long',
      'A sign-in has to be finished within ten minutes. Nothing was stored. Start again.',
    );
  const denied = c.req.query('error');
  if (denied !== undefined) {
    const text =
      denied === 'access_denied'
        ? `You did not allow it at ${connector.title}.`
        : `${connector.title} ended the sign-in.`;
    return refuse('Not connected', `${text} Nothing was stored. Start again whenever you like.`);
  }
  const code = c.req.query('code') ?? '';
  if (code === '' || code.length > 4096)
    return refuse('Not connected', `${connector.title} sent no usable code. Nothing was stored. Start again.`);

  const outcome = await complete(c.env, row, code);
  await recordAudit(c.env, {
    workspaceId: row.workspaceId,
    memberId: row.memberId,
    client: person.principal.client,
    action: 'integration.connect',
    subject: connector.id,
    outcome: outcome.ok ? 'ok' : 'failed',
    ...(outcome.ok ? { integrationId: outcome.value.id } : { reference: outcome.failure.reference }),
  });
  if (!outcome.ok) {
    const { kind, message, reference, detail } = outcome.failure;
    log('warn', 'an account could not be connected', { platform: connector.id, kind, reference, detail });
    return refuse('Not connected', `${message} Nothing was stored.`, RECOVERY[kind].status, reference);
  }
  const { id } = outcome.value;
  const other = row.integrationId !== null && row.integrationId !== id;
  return c.redirect(`/integrations/${id}?notice=${other ? 'other-account' : 'connected'}`, 302);
});

/** One address per platform, so that an answer of one can never be taken for another's. */
const redirectUriOf = (env: Env, platform: string): string =>
  `${settings(env).publicUrl}/integrations/callback/${platform}`;

function mismatch(row: ConnectState, platform: string, memberId: string, sessionId: string): string | undefined {
  if (row.platform !== platform) return 'It belongs to another platform.';
  if (row.memberId !== memberId || row.sessionId !== sessionId)
    return 'It was started by another person or in another browser.';
  return undefined;
}

async function complete(env: Env, row: ConnectState, code: string): Promise<Outcome<{ id: string }>> {
  const { workspaceId, memberId, platform, redirectUri } = row;
  const binding = ['verifier', workspaceId, memberId, platform];
  const verifier = row.verifier === null ? undefined : await vaultOf(env).open(workspaceId, row.verifier, binding);
  return integrationStub(env, newId('int')).complete({
    workspaceId,
    memberId,
    platform,
    code,
    redirectUri,
    ...(verifier !== undefined && { verifier }),
  });
}
