import { OAuthAuthorizationServer } from '@cloudflare/workers-oauth-provider';
import { log } from '../core/log';
import { type Env, settings } from '../env';
import { allScopes } from '../registry';

/** What a client's token carries: who granted it. Roles are looked up afresh, never taken from here. */
export interface GrantProps {
  workspaceId: string;
  memberId: string;
}

export const ACCESS_TOKEN_SECONDS = 3_600;
export const REFRESH_IDLE_SECONDS = 90 * 86_400;

let server: { issuer: string; instance: OAuthAuthorizationServer<Env> } | undefined;

/** The OAuth 2.1 authorization server for MCP clients, made once per isolate. */
export function authorizationServer(env: Env): OAuthAuthorizationServer<Env> {
  const issuer = settings(env).publicUrl;
  if (server?.issuer !== issuer) {
    const instance = new OAuthAuthorizationServer<Env>({
      issuer,
      resources: [resourceOf(env)],
      scopesSupported: [...allScopes],
      authorizeEndpoint: '/authorize',
      tokenEndpoint: '/oauth/token',
      clientRegistrationEndpoint: '/oauth/register',
      clientIdMetadataDocumentEnabled: true,
      accessTokenTTL: ACCESS_TOKEN_SECONDS,
      refreshTokenIdleTTL: REFRESH_IDLE_SECONDS,
      onError: ({ code, status, internal }) => {
        log('warn', 'the authorization server refused a request', { code, status, reason: internal?.reason });
      },
    });
    server = { issuer, instance };
  }
  return server.instance;
}

/** The one protected resource: its tokens are good at `/mcp` and below. */
export const resourceOf = (env: Env): string => `${settings(env).publicUrl}/mcp`;
