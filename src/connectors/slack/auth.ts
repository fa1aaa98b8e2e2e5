import { oauth2, type TokenSet } from '../../core/define-connector';

/**
 * Everything is done as the person who connected (`user_scope`): a user token sees what that person sees, searches, and has a refresh
 * chain of its own. A bot token belongs to app and workspace: colleagues who connect would share one chain and spend each other's
 * refresh tokens.
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
const USER_SCOPES = [
  'channels:read',
  'channels:history',
  'channels:write',
  'groups:read',
  'groups:history',
  'im:read',
  'im:history',
  'im:write',
  'mpim:read',
  'mpim:history',
  'mpim:write',
  'chat:write',
  'users:read',
  'users:read.email',
  'reactions:read',
  'reactions:write',
  'search:read',
] as const;

export const auth = oauth2({
  authorize: 'https://slack.com/oauth/v2/authorize',
  token: 'https://slack.com/api/oauth.v2.access',
  scopes: USER_SCOPES,
  scopeParam: 'user_scope',
  scopeSeparator: ',',
  // Switching PKCE on makes the app a public client for good, and all its refresh tokens then end after 30 days.
  pkce: false,
  clientAuth: 'body',
  rotation: true,
  revoke: { url: 'https://slack.com/api/auth.revoke', token: 'access', send: 'bearer', authenticate: false },
  parse: parseTokens,
  terminalErrors: [
    'invalid_grant',
    'invalid_refresh_token',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'invalid_auth',
  ],
  clientErrors: ['bad_client_secret', 'invalid_client_id', 'invalid_client'],
});

/**
 * `oauth.v2.access` answers 200 with `ok:false` on errors; a code brings the user's tokens in `authed_user`, a refresh on top. An
 * installation without a user token (an app with bot scopes alone) still works as the bot.
 */
export function parseTokens(body: Record<string, unknown>): TokenSet | { error: string } {
  if (body['ok'] !== true) return { error: typeof body['error'] === 'string' ? body['error'] : 'no ok' };
  const user = body['authed_user'] as Record<string, unknown> | undefined;
  const source = typeof user?.['access_token'] === 'string' ? user : body;
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, scope } = source;
  if (typeof accessToken !== 'string') return { error: 'no access_token' };
  return {
    accessToken,
    ...(typeof refreshToken === 'string' && { refreshToken }),
    ...(typeof expiresIn === 'number' && { expiresIn }),
    ...(typeof scope === 'string' && { scopes: scope.split(',').filter(Boolean) }),
  };
}
