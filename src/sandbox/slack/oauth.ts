import { sandboxCredentials } from '../../core/sandbox-credentials';
import { bearer, bodyForm, type Call, type JsonObject } from '../kernel/call';
import { randomText } from '../kernel/crypto';
import { registeredRedirect, type Asked } from '../oauth/authorize';
import { basicCredentials, bodyCredentials, checkClient, words } from '../oauth/checks';
import { type Token } from '../oauth/tokens';
import { type Sandbox } from '../platform';
import { COMPANY, type PersonKey } from '../world/people';
import { refuse } from './failure';
import { APP_ID, BOT_USER_ID, TEAM_ID, userId } from './ids';
import { BOT_SCOPES, USER_SCOPES } from './scopes';

/** Token rotation is on, as it is for every app that ever turned it on. */
const ACCESS_LIFE_S = 43_200;

const page = (heading: string, detail: string): Asked => ({ outcome: 'refuse', status: 200, heading, detail });

export function askSlack(call: Call, sandbox: Sandbox): Asked {
  const { query } = call;
  if (query.get('client_id') !== sandboxCredentials('slack').clientId) {
    return page('Invalid client_id parameter', 'No app of this workspace has that client id.');
  }
  const registered = registeredRedirect(sandbox, 'slack');
  const redirectUri = query.get('redirect_uri') ?? registered;
  if (redirectUri !== registered) {
    const detail = `redirect_uri did not match any configured URIs. Passed URI: ${redirectUri}`;
    return page('redirect_uri did not match any configured URIs', detail);
  }
  if (query.has('code_challenge') || query.has('code_challenge_method')) {
    const detail =
      'This app is a confidential client: PKCE is not turned on for it, and turning it on cannot be undone.';
    return page('PKCE is not enabled for this app', detail);
  }
  const bot = words(query.get('scope'), /[\s,]+/);
  const user = words(query.get('user_scope'), /[\s,]+/);
  if (bot.length + user.length === 0) return page('No scopes requested', 'Ask for scope, user_scope or both.');
  const unknown = [
    ...bot.filter((scope) => !BOT_SCOPES.some((known) => known === scope)),
    ...user.filter((scope) => !USER_SCOPES.some((known) => known === scope)),
  ];
  if (unknown.length) {
    return page('Invalid permissions requested', `The app is not configured for: ${unknown.join(', ')}.`);
  }
  const team = query.get('team');
  if (team && team !== TEAM_ID) return page('Something went wrong', `You are not signed in to the workspace ${team}.`);
  return {
    outcome: 'ask',
    redirectUri,
    scopes: bot,
    groups: [
      { title: 'What the app can do as a bot', scopes: bot },
      { title: 'What the app can do as you', scopes: user },
    ].filter((group) => group.scopes.length),
    extra: { user: user.join(','), sentRedirect: query.has('redirect_uri') ? 'yes' : 'no' },
  };
}

/** The bot belongs to app and workspace: whoever installs it shares one chain, and revoking one link ends all. */
const familyOf = (role: string, person: PersonKey): string =>
  role === 'bot' ? `slack:bot:${TEAM_ID}` : `slack:user:${person}`;

interface Pair {
  access_token: string;
  token_type: 'bot' | 'user';
  scope: string;
  refresh_token: string;
  expires_in: number;
}

function issuePair(sandbox: Sandbox, role: 'bot' | 'user', person: PersonKey, scopes: string[]): Pair {
  const prefix = role === 'bot' ? 'xoxe.xoxb-1-' : 'xoxe.xoxp-1-';
  const base = { platform: 'slack', role, person, family: familyOf(role, person), scopes };
  const access = sandbox.tokens.issue({ ...base, kind: 'access', token: prefix + randomText(96) }, ACCESS_LIFE_S);
  const refresh = sandbox.tokens.issue({ ...base, kind: 'refresh', token: `xoxe-1-${randomText(88)}` }, 0);
  return {
    access_token: access.token,
    token_type: role,
    scope: scopes.join(','),
    refresh_token: refresh.token,
    expires_in: ACCESS_LIFE_S,
  };
}

const install = {
  app_id: APP_ID,
  team: { id: TEAM_ID, name: COMPANY.name },
  enterprise: null,
  is_enterprise_install: false,
};

/** `oauth.v2.access`: the code's exchange, and the refresh of one chain. */
export function oauthAccess(call: Call, sandbox: Sandbox): JsonObject {
  const form = call.method === 'GET' ? call.query : bodyForm(call);
  const client = checkClient('slack', basicCredentials(call.headers) ?? bodyCredentials(form));
  if (client === 'unknown client') return refuse('invalid_client_id');
  if (client === 'wrong secret') return refuse('bad_client_secret');
  const grantType = form.get('grant_type') ?? 'authorization_code';
  if (grantType === 'refresh_token') return refresh(form.get('refresh_token') ?? '', sandbox);
  if (grantType !== 'authorization_code') return refuse('invalid_grant_type');
  const grant = sandbox.tokens.redeemCode('slack', form.get('code') ?? '');
  if (!grant) return refuse('invalid_code');
  const redirectUri = form.get('redirect_uri');
  const expected = grant.extra.sentRedirect === 'yes' ? grant.redirectUri : null;
  if (redirectUri !== expected && redirectUri !== grant.redirectUri) return refuse('bad_redirect_uri');
  if (form.has('code_verifier')) return refuse('pkce_not_allowed');
  const userScopes = words(grant.extra.user ?? '', /,/);
  const { person } = grant;
  const user = userScopes.length ? issuePair(sandbox, 'user', person, userScopes) : {};
  const bot = grant.scopes.length
    ? { ...issuePair(sandbox, 'bot', person, grant.scopes), bot_user_id: BOT_USER_ID }
    : {};
  return { ...install, ...bot, authed_user: { id: userId(person), ...user } };
}

function refresh(given: string, sandbox: Sandbox): JsonObject {
  const old = sandbox.tokens.find('slack', given, 'refresh');
  if (!old || sandbox.tokens.state(old) !== 'live') return refuse('invalid_refresh_token');
  sandbox.tokens.spend(old.token);
  const role = old.role === 'bot' ? 'bot' : 'user';
  const pair = issuePair(sandbox, role, old.person, old.scopes);
  return role === 'bot'
    ? { ...install, ...pair, bot_user_id: BOT_USER_ID }
    : { ...install, ...pair, user_id: userId(old.person) };
}

/** `auth.revoke`: ends the chain the token belongs to. `test` only says that it would. */
export function revoke(token: Token, test: boolean, sandbox: Sandbox): JsonObject {
  if (!test) sandbox.tokens.revokeFamily(token.family);
  return { revoked: !test };
}

/** `apps.uninstall`: ends every chain of the app in this workspace. */
export function uninstall(call: Call, sandbox: Sandbox): JsonObject {
  const form = call.method === 'GET' ? call.query : bodyForm(call);
  const client = checkClient('slack', bodyCredentials(form));
  if (client === 'unknown client') return refuse('invalid_client_id');
  if (client === 'wrong secret') return refuse('bad_client_secret');
  const token = sandbox.tokens.find('slack', bearer(call.headers) ?? '', 'access');
  if (sandbox.tokens.state(token) !== 'live') return refuse('invalid_auth');
  sandbox.tokens.end('slack', undefined, 'revoke');
  return {};
}
