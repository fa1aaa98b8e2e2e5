import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { integrationStub } from '../../durable-objects/integration/stub';
import { type App, checkForgery, type Person, requirePerson } from '../auth/person';
import { KeyPage } from '../console/key-page';
import { html } from '../console/page';
import { type ApiKey, type Connector, type NoSignIn } from '../core/define-connector';
import { invalidRequest, notFound, RECOVERY, SeneschalError } from '../core/errors';
import { isId, newId } from '../core/ids';
import { type IntegrationView } from '../core/integration-view';
import { unwrap } from '../core/outcome';
import { settings } from '../env';
import { recordAudit } from '../events/audit';
import { connectorOf } from '../registry';
import { readJson } from './input';
import { isForm } from './negotiate';

type KeyConnector = Connector & { auth: ApiKey | NoSignIn };

/** Connecting by a key, or by nothing where a platform has no sign-in: a form for people, JSON for programs. */
export const keys = new Hono<App>();

const isKeyConnector = (connector: Connector): connector is KeyConnector => connector.auth.kind !== 'oauth2';

/** The form; undefined for a platform that is signed in to. */
export async function keyForm(c: Context<App>, connector: Connector, person: Person): Promise<Response | undefined> {
  if (!isKeyConnector(connector)) return undefined;
  const meant = c.req.query('integration');
  const replaced = meant === undefined ? undefined : await ownIntegration(c, connector, person, meant);
  return page(c, connector, person, { replaced });
}

const jsonInput = z.strictObject({
  key: z.record(z.string().max(40), z.unknown()).default({}),
  integration: z.string().max(40).optional(),
});

keys.post('/integrations/connect/:platform', async (c) => {
  const connector = connectorOf(c.req.param('platform'));
  const person = requirePerson(c);
  await checkForgery(c, person);
  const { principal } = person;
  if (principal.role === 'viewer' || !principal.scopes.some((scope) => scope.startsWith(`${connector.id}:`)))
    throw new SeneschalError(
      'insufficient_scope',
      `Connecting ${connector.title} needs a role above viewer and a scope of ${connector.id}.`,
    );
  if (!isKeyConnector(connector))
    throw invalidRequest(`${connector.title} is connected by signing in: open /integrations/connect/${connector.id}.`);
  const input = jsonInput.safeParse(isForm(c) ? keyFormInput(await c.req.parseBody()) : await readJson(c));
  if (!input.success) throw invalidRequest(z.prettifyError(input.error));
  const { key, integration } = input.data;
  const replaced = integration === undefined ? undefined : await ownIntegration(c, connector, person, integration);
  const { workspaceId, memberId } = principal;
  const outcome =
    replaced === undefined
      ? await integrationStub(c.env, newId('int')).completeKey({ workspaceId, memberId, platform: connector.id, key })
      : await integrationStub(c.env, replaced.id).replaceKey(principal, key);
  await recordAudit(c.env, {
    ...{ workspaceId, memberId, client: principal.client },
    action: replaced === undefined ? 'integration.connect' : 'integration.replace_key',
    subject: connector.id,
    outcome: outcome.ok ? 'ok' : 'failed',
    ...(outcome.ok ? { integrationId: outcome.value.id } : { reference: outcome.failure.reference }),
  });
  if (!outcome.ok) {
    if (!isForm(c)) throw SeneschalError.fromFailure(outcome.failure);
    const { message, kind } = outcome.failure;
    return page(c, connector, person, { replaced, problem: message, key }, RECOVERY[kind].status);
  }
  const { id } = outcome.value;
  if (isForm(c))
    return c.redirect(`/integrations/${id}?notice=${replaced === undefined ? 'connected' : 'key-replaced'}`, 303);
  return c.json(unwrap(await integrationStub(c.env, id).status(principal)), 201);
});

interface PageState {
  replaced: IntegrationView | undefined;
  problem?: string;
  key?: Record<string, unknown>;
}

function page(
  c: Context<App>,
  connector: KeyConnector,
  person: Person,
  { replaced, problem, key = {} }: PageState,
  status = 200,
): Response | Promise<Response> {
  const fields = connector.auth.kind === 'api_key' ? connector.auth.fields : [];
  const shown = fields.filter(({ secret }) => !secret).map(({ name }) => [name, key[name]] as const);
  const given = Object.fromEntries(shown.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const props = {
    ...{ connector, csrf: person.csrf, given },
    simulated: settings(c.env).client(connector)?.sandboxUrl !== undefined,
    ...(replaced !== undefined && { replaces: { id: replaced.id, label: replaced.account.label } }),
    ...(problem !== undefined && { problem }),
  };
  return html(c, <KeyPage {...props} />, status, { title: `Connect ${connector.title}` });
}

/** An integration of this platform that is the person's own. @throws {SeneschalError} `not_found` for any other. */
async function ownIntegration(
  c: Context<App>,
  connector: Connector,
  person: Person,
  id: string,
): Promise<IntegrationView> {
  if (!isId('int', id)) throw notFound('The integration');
  const view = unwrap(await integrationStub(c.env, id).status(person.principal));
  if (view.platform !== connector.id || view.owner !== person.principal.memberId) throw notFound('The integration');
  return view;
}

/** Fields `key.{name}` of the form. */
function keyFormInput(form: Record<string, unknown>): unknown {
  const key = Object.entries(form).flatMap(([name, value]) =>
    name.startsWith('key.') ? [[name.slice('key.'.length), value] as const] : [],
  );
  const { integration } = form;
  return { key: Object.fromEntries(key), ...(integration !== undefined && { integration }) };
}
