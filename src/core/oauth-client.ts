import { type Connector, type OAuth2, type TokenSet } from './define-connector';
import { classify } from './classify';
import { RECOVERY, SeneschalError } from './errors';
import { sha256, toBase64 } from './ids';
import { type OutboundOptions, send } from './outbound';
import { toSandboxUrl } from './sandbox-credentials';

const DEFAULT_CLIENT_ERRORS = ['invalid_client', 'unauthorized_client'];

/** Our client at a platform: configured in the deployment's secrets, or the sandbox's. */
export interface ClientCredentials {
  /** Empty, as the secret, where the platform takes keys or has no sign-in. */
  clientId: string;
  clientSecret: string;
  /** What stands for the connector's `variables` and `appKeys`, by name. */
  variables?: Readonly<Record<string, string>>;
  appKeys?: Readonly<Record<string, string>>;
  /** Set where the platform is simulated. */
  sandboxUrl?: string;
}

export const oauthOf = (connector: Connector): OAuth2 => {
  if (connector.auth.kind !== 'oauth2')
    throw new SeneschalError('internal', `${connector.title} does not sign in with OAuth.`);
  return connector.auth;
};

/** Where the person's browser is sent to give consent. The PKCE challenge is S256 of RFC 7636. */
export async function authorizeUrl(
  connector: Connector,
  client: ClientCredentials,
  request: { state: string; redirectUri: string; verifier?: string },
): Promise<string> {
  const auth = oauthOf(connector);
  const url = new URL(withVariables(auth.authorize, client));
  const params: Record<string, string> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: request.redirectUri,
    [auth.scopeParam ?? 'scope']: auth.scopes.join(auth.scopeSeparator ?? ' '),
    state: request.state,
    ...auth.params,
  };
  if (request.verifier !== undefined) {
    params['code_challenge'] = await sha256(request.verifier);
    params['code_challenge_method'] = 'S256';
  }
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return client.sandboxUrl === undefined ? url.href : toSandboxUrl(url.href, client.sandboxUrl);
}

export const exchangeCode = (
  connector: Connector,
  client: ClientCredentials,
  grant: { code: string; redirectUri: string; verifier?: string },
): Promise<TokenSet> =>
  askForTokens(connector, client, {
    grant_type: 'authorization_code',
    code: grant.code,
    redirect_uri: grant.redirectUri,
    ...(grant.verifier !== undefined && { code_verifier: grant.verifier }),
  });

/**
 * Asks the token endpoint about a code that cannot exist: how it refuses tells whether it knows the client.
 * @throws {SeneschalError} where the platform could not be asked.
 */
export async function clientVerdict(
  connector: Connector,
  client: ClientCredentials,
  redirectUri: string,
): Promise<'known' | 'unknown' | 'redirect'> {
  try {
    const verifier = oauthOf(connector).pkce ? { verifier: 'v'.repeat(43) } : {};
    await exchangeCode(connector, client, { code: 'no-such-code', redirectUri, ...verifier });
    return 'known';
  } catch (error) {
    const failure = SeneschalError.from(error);
    const { kind, detail = '' } = failure;
    if (kind === 'internal' && detail.startsWith('token endpoint')) return 'unknown';
    if (kind !== 'auth_expired' && kind !== 'invalid_request') throw failure;
    return /redirect/i.test(detail) ? 'redirect' : 'known';
  }
}

export const refreshTokens = (
  connector: Connector,
  client: ClientCredentials,
  refreshToken: string,
): Promise<TokenSet> => askForTokens(connector, client, { grant_type: 'refresh_token', refresh_token: refreshToken });

/**
 * Withdraws a grant at the platform.
 * @returns whether the platform did; false where it does not take the token (any more).
 * @throws {SeneschalError} where it could not be asked or was not able to answer.
 */
export async function revokeTokens(
  connector: Connector,
  client: ClientCredentials,
  tokens: { accessToken: string; refreshToken?: string },
): Promise<boolean> {
  const auth = oauthOf(connector);
  if (auth.revoke === undefined) return false;
  const token = auth.revoke.token === 'refresh' ? (tokens.refreshToken ?? tokens.accessToken) : tokens.accessToken;
  const headers: Record<string, string> = {};
  const fields: Record<string, string> = {};
  if (auth.revoke.send === 'bearer') headers['authorization'] = `Bearer ${token}`;
  else fields['token'] = token;
  if (auth.revoke.hint) fields['token_type_hint'] = token === tokens.accessToken ? 'access_token' : 'refresh_token';
  if (auth.revoke.authenticate) authenticate(auth, client, headers, fields);
  const response = await send(
    postOf(auth, withVariables(auth.revoke.url, client), headers, fields),
    outboundOptions(connector, client),
  );
  const { status } = response;
  const body = parseObject(response.bytes);
  // Some platforms refuse with status 200: their own reading counts.
  const refused = classify(connector, { status, headers: response.headers, body: body ?? {} }, Date.now());
  if (refused === undefined) return true;
  const detail = `revocation: status ${status}, ${refused.code.slice(0, 100)}`;
  if ((auth.clientErrors ?? DEFAULT_CLIENT_ERRORS).includes(String(body?.['error']))) {
    throw new SeneschalError('internal', `${connector.title} refuses this deployment’s client id or secret.`, {
      detail,
    });
  }
  if (RECOVERY[refused.kind].turn === 'owner' || status === 400) return false;
  throw new SeneschalError('provider_unavailable', `${connector.title} could not be asked to withdraw the grant.`, {
    detail,
  });
}

/** Puts the settings of a deployment in their places of an address. */
const withVariables = (url: string, { variables = {} }: ClientCredentials): string =>
  url.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(variables[name] ?? ''));

/** A request to the token or revocation endpoint, written as the platform reads it. */
function postOf(auth: OAuth2, url: string, headers: Record<string, string>, fields: Record<string, string>) {
  const json = auth.encoding === 'json';
  return {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: json ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
  };
}

export const outboundOptions = (
  connector: Connector,
  client: Pick<ClientCredentials, 'sandboxUrl'>,
): OutboundOptions => ({
  origins: allowedOrigins(connector),
  ...(client.sandboxUrl !== undefined && { sandboxUrl: client.sandboxUrl }),
});

function allowedOrigins(connector: Connector): string[] {
  const { auth } = connector;
  const oauth = auth.kind === 'oauth2' ? [auth.authorize, auth.token, ...(auth.revoke ? [auth.revoke.url] : [])] : [];
  return [...Object.values(connector.origins), ...oauth];
}

function authenticate(
  auth: OAuth2,
  client: ClientCredentials,
  headers: Record<string, string>,
  fields: Record<string, string>,
): void {
  if (auth.clientAuth === 'basic') {
    const pair = `${encodeURIComponent(client.clientId)}:${encodeURIComponent(client.clientSecret)}`;
    headers['authorization'] = `Basic ${toBase64(new TextEncoder().encode(pair))}`;
  } else {
    fields['client_id'] = client.clientId;
    fields['client_secret'] = client.clientSecret;
  }
}

async function askForTokens(
  connector: Connector,
  client: ClientCredentials,
  grant: Record<string, string>,
): Promise<TokenSet> {
  const auth = oauthOf(connector);
  const headers: Record<string, string> = {};
  const fields = { ...grant };
  authenticate(auth, client, headers, fields);
  const response = await send(
    postOf(auth, withVariables(auth.token, client), headers, fields),
    outboundOptions(connector, client),
  );
  const body = parseObject(response.bytes);
  if (body === undefined) {
    const kind = response.status >= 500 || response.status === 429 ? 'provider_unavailable' : 'invalid_response';
    throw new SeneschalError(
      kind,
      `${connector.title} did not answer the sign-in as expected. Try again in a moment.`,
      {
        detail: `token endpoint: status ${response.status}, no JSON object`,
      },
    );
  }
  const parsed = (auth.parse ?? parseStandard)(body);
  if ('accessToken' in parsed && response.status < 400) return parsed;
  throw tokenError(connector, auth, response.status, 'error' in parsed ? parsed.error : 'unknown');
}

function tokenError(connector: Connector, auth: OAuth2, status: number, code: string): SeneschalError {
  const detail = `token endpoint: status ${status}, error ${code.slice(0, 100)}`;
  if ((auth.clientErrors ?? DEFAULT_CLIENT_ERRORS).includes(code)) {
    return new SeneschalError(
      'internal',
      `${connector.title} refuses this deployment’s client id or secret. The operator must correct them.`,
      { detail },
    );
  }
  if ((auth.terminalErrors ?? ['invalid_grant']).includes(code)) {
    return new SeneschalError(
      'auth_expired',
      `${connector.title} no longer accepts this sign-in. Connect the account again.`,
      { detail },
    );
  }
  if (status === 429)
    return new SeneschalError('rate_limited', `${connector.title} is limiting sign-ins. Try again in a minute.`, {
      detail,
    });
  if (status >= 500)
    return new SeneschalError('provider_unavailable', `${connector.title} is having trouble. Try again in a moment.`, {
      detail,
    });
  return new SeneschalError(
    'invalid_request',
    `${connector.title} refused the sign-in. Start again from the integrations page.`,
    { detail },
  );
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A token answer of RFC 6749 section 5. */
export function parseStandard(body: Record<string, unknown>): TokenSet | { error: string } {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, scope } = body;
  if (typeof accessToken !== 'string' || accessToken === '') {
    return { error: typeof body['error'] === 'string' ? body['error'] : 'no access_token' };
  }
  return {
    accessToken,
    ...(typeof refreshToken === 'string' && refreshToken !== '' && { refreshToken }),
    ...(Number.isFinite(Number(expiresIn)) && Number(expiresIn) > 0 && { expiresIn: Number(expiresIn) }),
    ...(typeof scope === 'string' && { scopes: scope.split(/[\s,]+/).filter(Boolean) }),
  };
}
