import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type App, requireSession } from '../auth/person';
import { AppPage, type AppPageProps } from '../console/app-page';
import { html } from '../console/page';
import { type Connector, isPerIntegration, type OAuth2 } from '../core/define-connector';
import { invalidRequest, notFound, SeneschalError } from '../core/errors';
import { log } from '../core/log';
import { type ClientCredentials, clientVerdict } from '../core/oauth-client';
import { canManageMembers } from '../core/principal';
import { database } from '../db/client';
import { findApp, removeApp, saveApp } from '../db/platform-apps';
import { settings } from '../env';
import { connectorOf } from '../registry';
import { appBinding, type AppSecrets } from '../vault/platform-apps';
import { vaultOf } from '../vault/vault-of';
import { audited, changing } from './change';

type OAuthConnector = Connector & { auth: OAuth2 };

/** Apps that a workspace registers at platforms itself, in place of the deployment's. */
export const apps = new Hono<App>();

apps.get('/integrations/apps/:platform', (c) => {
  managing(requireSession(c));
  return page(c, connectorWithApp(c), {});
});

/** Files are no fields of this form. */
const formInput = z.record(z.string(), z.string().catch(''));
const text = (most: number) => z.string().trim().max(most).default('');

apps.post('/integrations/apps/:platform', async (c) => {
  const person = await changing(c);
  managing(person);
  const connector = connectorWithApp(c);
  const form = formInput.parse(await c.req.parseBody());
  const named = (prefix: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, text(1000).parse(form[`${prefix}.${name}`])]));
  const clientId = text(300).parse(form['client_id']);
  const usual = connector.auth.variables ?? {};
  const given = named('variable', Object.keys(usual));
  const secrets: AppSecrets = {
    clientSecret: text(1000).parse(form['client_secret']),
    appKeys: named('key', Object.keys(connector.appKeys ?? {})),
    variables: Object.fromEntries(
      Object.entries(usual).map(([name, { default: fallback }]) => [name, given[name] || fallback]),
    ),
    ...(form['webhook_secret'] && { webhookSecret: text(1000).parse(form['webhook_secret']) }),
  };
  const shown = Object.fromEntries(Object.entries(form).filter(([name]) => /^(client_id$|variable\.)/.test(name)));
  const empty = [clientId, secrets.clientSecret, ...Object.values(secrets.appKeys)].some((value) => value === '');
  const problem = empty
    ? 'Give the client id and every secret the form asks for.'
    : await refusal(c, connector, { clientId, ...secrets });
  if (problem !== undefined) return page(c, connector, { problem, given: shown }, 400);
  const { workspaceId, memberId } = person.principal;
  const row = { workspaceId, platform: connector.id, clientId, savedBy: memberId, savedAt: Date.now() };
  const sealed = await vaultOf(c.env).seal(workspaceId, JSON.stringify(secrets), appBinding(row));
  await saveApp(database(c.env.DB), { ...row, sealed });
  await audited(c, person, 'app.save', connector.id);
  return c.redirect(`/integrations/apps/${connector.id}?notice=app-saved`, 303);
});

apps.post('/integrations/apps/:platform/remove', async (c) => {
  const person = await changing(c);
  managing(person);
  const connector = connectorWithApp(c);
  const gone = await removeApp(database(c.env.DB), person.principal.workspaceId, connector.id);
  if (!gone) throw notFound('The app');
  await audited(c, person, 'app.remove', connector.id);
  return c.redirect(`/integrations/apps/${connector.id}?notice=app-removed`, 303);
});

function managing({ principal }: ReturnType<typeof requireSession>): void {
  if (!canManageMembers(principal.role))
    throw new SeneschalError('insufficient_scope', 'Owners and admins register apps. Ask one of them.');
}

function connectorWithApp(c: Context<App>): OAuthConnector {
  const connector = connectorOf(c.req.param('platform') ?? '');
  if (!hasApp(connector)) throw invalidRequest(`${connector.title} needs no app: an account is connected without one.`);
  return connector;
}

const hasApp = (connector: Connector): connector is OAuthConnector => connector.auth.kind === 'oauth2';

/** Why the platform does not take these credentials; undefined where it does. */
async function refusal(
  c: Context<App>,
  connector: OAuthConnector,
  client: ClientCredentials,
): Promise<string | undefined> {
  try {
    switch (await clientVerdict(connector, client, redirectUriOf(c, connector))) {
      case 'known':
        return undefined;
      case 'unknown':
        return `${connector.title} does not know this client id and secret. Copy both once more; nothing was saved.`;
      case 'redirect':
        return `${connector.title} knows the app, but not the redirect address above. Add it there; nothing was saved.`;
    }
  } catch (error) {
    const { reference, detail } = SeneschalError.from(error);
    log('warn', 'an app could not be checked', { platform: connector.id, reference, detail });
    return `${connector.title} could not be asked. Try again in a moment; nothing was saved.`;
  }
}

const redirectUriOf = (c: Context<App>, { id }: Connector): string =>
  `${settings(c.env).publicUrl}/integrations/callback/${id}`;

async function page(
  c: Context<App>,
  connector: OAuthConnector,
  more: Pick<AppPageProps, 'problem' | 'given'>,
  status = 200,
): Promise<Response> {
  const person = requireSession(c);
  const set = settings(c.env);
  const saved = await findApp(database(c.env.DB), person.principal.workspaceId, connector.id);
  const usual = set.client(connector);
  const shared = connector.webhook !== undefined && !isPerIntegration(connector.webhook);
  const props: AppPageProps = {
    ...{ connector, csrf: person.csrf, saved, notice: c.req.query('notice'), ...more },
    redirectUri: redirectUriOf(c, connector),
    webhookAddress: shared ? `${set.publicUrl}/webhooks/${connector.id}` : '',
    otherwise: usual === undefined ? 'nothing' : usual.sandboxUrl === undefined ? 'deployment' : 'sandbox',
  };
  return html(c, <AppPage {...props} />, status, { title: `Your own app at ${connector.title}` });
}
