import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { forgetBearers } from '../auth/bearer';
import { type App, requireSession } from '../auth/person';
import { html } from '../console/page';
import { type ScopeGroup } from '../console/parts/scopes';
import { TokensPage, type TokensPageProps } from '../console/tokens-page';
import { notFound, SeneschalError } from '../core/errors';
import { type Role, scopeAllowedForRole } from '../core/principal';
import { listAccessTokens, makeAccessToken, revokeAccessToken } from '../db/access-tokens';
import { database } from '../db/client';
import { allScopes, allServers } from '../registry';
import { audited, changing } from './change';
import { scopesInput } from './input';

/** Personal access tokens of the person signed in. */
export const tokens = new Hono<App>();

tokens.get('/tokens', (c) => page(c, { notice: c.req.query('notice') }));

const makeInput = z.strictObject({
  name: z.string().trim().min(1, 'give the token a name').max(100, 'use at most 100 letters'),
  days: z.coerce
    .number('use a number of days')
    .int('use whole days')
    .min(1, 'use 1 to 365 days')
    .max(365, 'use 1 to 365 days'),
  scopes: scopesInput,
});

tokens.post('/tokens', async (c) => {
  const person = await changing(c);
  const form = await c.req.parseBody({ all: true });
  const scopes = [form['scope'] ?? []].flat().map(String);
  const parsed = makeInput.safeParse({ name: form['name'], days: form['days'], scopes });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const refused = {
      problem: `No token was made: ${issue?.message ?? 'check the form'}.`,
      name: textOf(form['name']),
      days: textOf(form['days']),
    };
    return page(c, { refused, ticked: scopes }, 400);
  }
  if (!parsed.data.scopes.every((scope) => scopeAllowedForRole(scope, person.principal.role))) {
    throw new SeneschalError(
      'insufficient_scope',
      'Your role allows reading alone. Leave the write scopes out, or ask an admin for another role.',
    );
  }
  const { token, id } = await makeAccessToken(database(c.env.DB), person.member, parsed.data);
  await audited(c, person, 'token.create', id);
  return page(c, { made: { name: parsed.data.name, token } });
});

tokens.post('/tokens/:id/revoke', async (c) => {
  const person = await changing(c);
  const id = c.req.param('id');
  if (!(await revokeAccessToken(database(c.env.DB), person.member.id, id))) throw notFound('The token');
  forgetBearers();
  await audited(c, person, 'token.revoke', id);
  return c.redirect('/tokens?notice=token-revoked', 303);
});

type Extra = Pick<TokensPageProps, 'made' | 'refused' | 'notice'> & { ticked?: readonly string[] };

async function page(c: Context<App>, { ticked = [], ...extra }: Extra, status = 200): Promise<Response> {
  const person = requireSession(c);
  const list = await listAccessTokens(database(c.env.DB), person.member.id);
  const props = { person, tokens: list, groups: groupsFor(person.principal.role, ticked), ...extra };
  return html(c, <TokensPage {...props} />, status, { title: 'Tokens' });
}

/** What a role may grant, by server. */
function groupsFor(role: Role, ticked: readonly string[]): ScopeGroup[] {
  const groups = allServers.map(({ id, title }) => ({
    server: id,
    title,
    scopes: allScopes
      .filter((scope) => scope.startsWith(`${id}:`) && scopeAllowedForRole(scope, role))
      .map((scope) => ({ scope, write: !scope.endsWith(':read'), ticked: ticked.includes(scope) })),
  }));
  return groups.filter(({ scopes }) => scopes.length > 0);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 100) : '');
