import { sandboxCredentials } from '../../core/sandbox-credentials';
import { bearer, bodyForm, json, type Call } from '../kernel/call';
import { randomText, toBase64Url, utf8 } from '../kernel/crypto';
import { registeredRedirect, type Asked } from '../oauth/authorize';
import { bodyCredentials, checkClient, isChallenge, verifierFits, words } from '../oauth/checks';
import { type Token } from '../oauth/tokens';
import { type Sandbox } from '../platform';
import { fullName, person, type PersonKey } from '../world/people';
import { graphError } from './failure';
import { guid, objectId, TENANT_ID, TENANTS } from './ids';

const ACCESS_LIFE_S = 4_200;
const REFRESH_LIFE_S = 90 * 86_400;

const OPENID = ['openid', 'profile', 'email', 'offline_access'];
/** What the sandbox's app is registered with. */
const GRAPH = ['User.Read', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.Read'];
const RESOURCE = 'https://graph.microsoft.com/';

const page = (status: number, number: number, detail: string): Asked => ({
  outcome: 'refuse',
  status,
  heading: `Sorry, but we’re having trouble signing you in. AADSTS${number}`,
  detail,
});

/** The directory in the path has to be the company's own, or one of the names for any. */
export const isTenant = (name: string): boolean => TENANTS.includes(name.toLowerCase());

const short = (scope: string): string => (scope.startsWith(RESOURCE) ? scope.slice(RESOURCE.length) : scope);

export function askEntra(call: Call, sandbox: Sandbox, tenant: string): Asked {
  const { query } = call;
  if (!isTenant(tenant)) return page(400, 90002, `Tenant '${tenant}' not found.`);
  const clientId = query.get('client_id') ?? '';
  if (clientId !== sandboxCredentials('outlook').clientId) {
    return page(400, 700016, `Application with identifier '${clientId}' was not found in the directory.`);
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  if (redirectUri !== registeredRedirect(sandbox, 'outlook')) {
    return page(400, 50011, `The redirect URI '${redirectUri}' does not match those of the application.`);
  }
  const tell = (error: string, description: string): Asked => ({ outcome: 'return', redirectUri, error, description });
  if (query.get('response_type') !== 'code') {
    return tell('unsupported_response_type', 'AADSTS700054: response_type has to be code.');
  }
  if ((query.get('response_mode') ?? 'query') !== 'query') {
    return tell('invalid_request', 'AADSTS90014: the sandbox answers in the query alone.');
  }
  const challenge = query.get('code_challenge');
  if (!isChallenge(challenge) || query.get('code_challenge_method') !== 'S256') {
    return tell('invalid_request', 'AADSTS501491: a code_challenge with the method S256 is required.');
  }
  const scopes = words(query.get('scope'), /\s+/).map(short);
  if (!scopes.length) return tell('invalid_request', "AADSTS900144: the parameter 'scope' is missing.");
  const unknown = scopes.filter((scope) => ![...OPENID, ...GRAPH].includes(scope));
  if (unknown.length) {
    return page(400, 650053, `The application asked for scope '${unknown[0]}' that doesn't exist on the resource.`);
  }
  const groups = [{ title: 'This app would like to', scopes }];
  return { outcome: 'ask', redirectUri, scopes, groups, challenge, loginHint: query.get('login_hint') ?? undefined };
}

const oauthError = (status: number, error: string, number: number, text: string, more = {}): Response => {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const trace = guid(crypto.randomUUID());
  const description = `AADSTS${number}: ${text} Trace ID: ${trace} Correlation ID: ${trace} Timestamp: ${timestamp}`;
  return json(
    {
      error,
      error_description: description,
      error_codes: [number],
      timestamp,
      trace_id: trace,
      correlation_id: trace,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
      ...more,
    },
    status,
  );
};

export async function entraToken(call: Call, sandbox: Sandbox, tenant: string): Promise<Response> {
  if (call.method !== 'POST') return oauthError(405, 'invalid_request', 900561, 'The endpoint only accepts POST.');
  if (!isTenant(tenant)) return oauthError(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
  const form = bodyForm(call);
  const client = checkClient('outlook', bodyCredentials(form));
  if (client === 'unknown client') {
    return oauthError(400, 'unauthorized_client', 700016, 'The application was not found in the directory.');
  }
  if (client === 'wrong secret') return oauthError(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  const grantType = form.get('grant_type');
  if (grantType === 'authorization_code') return exchange(form, sandbox);
  if (grantType === 'refresh_token') return refresh(form, sandbox);
  return oauthError(400, 'unsupported_grant_type', 70003, `The grant type '${grantType ?? ''}' is not supported.`);
}

async function exchange(form: URLSearchParams, sandbox: Sandbox): Promise<Response> {
  const grant = sandbox.tokens.redeemCode('outlook', form.get('code') ?? '');
  if (!grant) {
    return oauthError(400, 'invalid_grant', 70008, 'The authorization code is expired, was redeemed or is not known.');
  }
  if (form.get('redirect_uri') !== grant.redirectUri) {
    return oauthError(400, 'invalid_grant', 500112, 'The reply address does not match the one of the code.');
  }
  if (!(await verifierFits(grant.challenge, form.get('code_verifier')))) {
    return oauthError(400, 'invalid_grant', 501481, 'The code_verifier does not match the code_challenge.');
  }
  return answer(sandbox, grant.person, grant.scopes);
}

/** A new refresh token every time; the old one goes on living. */
function refresh(form: URLSearchParams, sandbox: Sandbox): Response {
  const old = sandbox.tokens.find('outlook', form.get('refresh_token') ?? '', 'refresh');
  const state = sandbox.tokens.state(old);
  if (!old || state === 'unknown') {
    return oauthError(400, 'invalid_grant', 9002313, 'Invalid request. The refresh token is malformed.');
  }
  if (state === 'expired') {
    return oauthError(400, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.');
  }
  if (state !== 'live') {
    const text = 'The provided grant has expired due to it being revoked, a fresh auth token is needed.';
    return oauthError(400, 'invalid_grant', 50173, text, { suberror: 'bad_token' });
  }
  return answer(sandbox, old.person, old.scopes);
}

function answer(sandbox: Sandbox, who: PersonKey, scopes: string[]): Response {
  const base = { platform: 'outlook', role: '', person: who, family: `outlook:${who}`, scopes };
  const access = `EwB${randomText(600)}`;
  sandbox.tokens.issue({ ...base, kind: 'access', token: access }, ACCESS_LIFE_S);
  const next = scopes.includes('offline_access') ? `1.A${randomText(400)}` : undefined;
  if (next !== undefined) sandbox.tokens.issue({ ...base, kind: 'refresh', token: next }, REFRESH_LIFE_S);
  return json({
    token_type: 'Bearer',
    // That there is a refresh token says that offline_access was granted; it is not named.
    scope: scopes.filter((scope) => scope !== 'offline_access').join(' '),
    expires_in: ACCESS_LIFE_S - 1,
    ext_expires_in: ACCESS_LIFE_S - 1,
    access_token: access,
    ...(next !== undefined && { refresh_token: next }),
    ...(scopes.includes('openid') && { id_token: idToken(sandbox, who) }),
  });
}

/** Looks like the real one, and nobody here could check its signature. */
function idToken(sandbox: Sandbox, who: PersonKey): string {
  const someone = person(who);
  const iat = Math.floor(sandbox.now() / 1000);
  const claims = {
    aud: sandboxCredentials('outlook').clientId,
    iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
    ...{ iat, nbf: iat, exp: iat + 3_600 },
    name: fullName(someone),
    email: someone.email,
    preferred_username: someone.email,
    oid: objectId(who),
    sub: guid(`entra:sub:${who}`),
    tid: TENANT_ID,
    ver: '2.0',
  };
  const part = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)));
  return `${part({ typ: 'JWT', alg: 'RS256', kid: 'sandbox' })}.${part(claims)}.${randomText(342)}`;
}

/** The live token of a call to Graph, or the refusal it gives for anything else. */
export function graphSession(call: Call, sandbox: Sandbox): Token | Response {
  const given = bearer(call.headers);
  const token = given === undefined ? undefined : sandbox.tokens.find('outlook', given, 'access');
  const state = sandbox.tokens.state(token);
  if (token && state === 'live') return token;
  const headers = {
    'www-authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
  };
  const why =
    given === undefined
      ? 'Access token is empty.'
      : state === 'expired'
        ? 'Lifetime validation failed, the token is expired.'
        : 'CompactToken validation failed.';
  return graphError(401, 'InvalidAuthenticationToken', why, headers);
}
