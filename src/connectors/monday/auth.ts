import { oauth2, type TokenSet } from '../../core/define-connector';
import { decodeJson } from '../../core/id-token';
import { parseStandard } from '../../core/oauth-client';

/**
 * monday.com's OAuth 2.1 flow, which an app has to be switched to ("New OAuth flow"): short-lived access tokens, and a refresh token
 * that is spent by its use. The older flow, whose tokens never ended, is not spoken.
 * @see https://developer.monday.com/apps/docs/oauth
 */
export const auth = oauth2({
  authorize: 'https://auth.monday.com/oauth2/authorize',
  token: 'https://auth.monday.com/oauth_ms/oauth/token',
  scopes: [
    'me:read',
    'account:read',
    'boards:read',
    'boards:write',
    'updates:read',
    'updates:write',
    'users:read',
    'workspaces:read',
    'webhooks:read',
    'webhooks:write',
  ],
  pkce: true,
  clientAuth: 'body',
  encoding: 'json',
  // Leads an admin through the installation where the account does not have the app yet.
  params: { force_install_if_needed: 'true' },
  rotation: true,
  revoke: {
    url: 'https://auth.monday.com/oauth_ms/oauth/revoke',
    token: 'refresh',
    send: 'body',
    authenticate: true,
    hint: true,
  },
  parse: parseTokens,
  terminalErrors: ['invalid_grant', 'invalid_refresh_token', 'access_denied'],
  clientErrors: ['invalid_client', 'unauthorized_client'],
});

/** A token answer whose lifetime stands in the access token itself: `expires_in` is not always sent. */
export function parseTokens(body: Record<string, unknown>): TokenSet | { error: string } {
  const parsed = parseStandard(body);
  if (!('accessToken' in parsed)) return parsed;
  const lifetime = lifetimeOf(parsed.accessToken);
  return { ...parsed, ...(lifetime !== undefined && { expiresIn: lifetime }) };
}

/** Seconds between a token's making and its end, so that a clock that goes wrong here changes nothing. Not verified: it is ours to send. */
function lifetimeOf(token: string): number | undefined {
  const claims = decodeJson(token.split('.')[1] ?? '') as { exp?: unknown; iat?: unknown } | null | undefined;
  const { exp, iat } = claims ?? {};
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return undefined;
  const lifetime = Math.floor(exp - (typeof iat === 'number' ? iat : Date.now() / 1000));
  return lifetime > 0 ? lifetime : undefined;
}
