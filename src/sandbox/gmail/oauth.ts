import { sandboxCredentials } from '../../core/sandbox-credentials';
import { bearer, bodyForm, json, type Call } from '../kernel/call';
import { randomText } from '../kernel/crypto';
import { digitsId } from '../kernel/ids';
import { registeredRedirect, type Asked } from '../oauth/authorize';
import { bodyCredentials, checkClient, isChallenge, verifierFits, words } from '../oauth/checks';
import { type Token } from '../oauth/tokens';
import { type Sandbox } from '../platform';
import { COMPANY, fullName, person, type PersonKey } from '../world/people';
import { googleError } from './failure';
import { signJwt } from './google-key';

const ACCESS_LIFE_S = 3_600;
/** Live refresh tokens per account and client; the oldest dies without a word. */
const MOST_REFRESH_TOKENS = 100;

const AUTH = 'https://www.googleapis.com/auth/';

export const GMAIL_SCOPES = {
  full: 'https://mail.google.com/',
  modify: `${AUTH}gmail.modify`,
  readonly: `${AUTH}gmail.readonly`,
  compose: `${AUTH}gmail.compose`,
  send: `${AUTH}gmail.send`,
  labels: `${AUTH}gmail.labels`,
  metadata: `${AUTH}gmail.metadata`,
} as const;

/** Google shortens none of the scopes it grants: the short names come back long. */
const LONG_NAMES: Record<string, string> = { email: `${AUTH}userinfo.email`, profile: `${AUTH}userinfo.profile` };
const KNOWN = new Set<string>(['openid', ...Object.values(LONG_NAMES), ...Object.values(GMAIL_SCOPES)]);

export const googleSub = (key: PersonKey): string => digitsId(`google:${key}`, 21);

const page = (status: number, error: string, detail: string): Asked => ({
  outcome: 'refuse',
  status,
  heading: `Access blocked. Error ${status}: ${error}`,
  detail,
});

export function askGoogle(call: Call, sandbox: Sandbox): Asked {
  const { query } = call;
  const { clientId } = sandboxCredentials('gmail');
  if (query.get('client_id') !== clientId) return page(401, 'invalid_client', 'The OAuth client was not found.');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (redirectUri !== registeredRedirect(sandbox, 'gmail')) {
    return page(400, 'redirect_uri_mismatch', `The redirect URI in the request, ${redirectUri}, is not registered.`);
  }
  if (query.get('response_type') !== 'code') {
    return page(400, 'unsupported_response_type', 'The parameter response_type has to be "code".');
  }
  const challenge = query.get('code_challenge');
  if (!isChallenge(challenge) || query.get('code_challenge_method') !== 'S256') {
    return page(400, 'invalid_request', 'This app requires PKCE: code_challenge with code_challenge_method=S256.');
  }
  const scopes = words(query.get('scope'), /\s+/).map((scope) => LONG_NAMES[scope] ?? scope);
  if (!scopes.length) return page(400, 'invalid_request', 'Missing required parameter: scope');
  const unknown = scopes.filter((scope) => !KNOWN.has(scope));
  if (unknown.length) return page(400, 'invalid_scope', `Some requested scopes were invalid: ${unknown.join(', ')}`);
  const offline = query.get('access_type') === 'offline';
  return {
    outcome: 'ask',
    redirectUri,
    scopes,
    groups: [{ title: 'What the app can do', scopes }],
    challenge,
    extra: { offline: String(offline), consent: String(words(query.get('prompt'), /\s+/).includes('consent')) },
    loginHint: query.get('login_hint') ?? undefined,
  };
}

const oauthError = (status: number, error: string, description: string): Response =>
  json({ error, error_description: description }, status);

const familyOf = (key: PersonKey) => `google:${key}`;

export async function googleToken(call: Call, sandbox: Sandbox): Promise<Response> {
  if (call.method !== 'POST') return oauthError(405, 'invalid_request', 'Use POST.');
  const form = bodyForm(call);
  const client = checkClient('gmail', bodyCredentials(form));
  if (client === 'unknown client') return oauthError(401, 'invalid_client', 'The OAuth client was not found.');
  if (client === 'wrong secret') return oauthError(401, 'invalid_client', 'Unauthorized');
  const grantType = form.get('grant_type');
  if (grantType === 'authorization_code') return exchange(form, sandbox);
  if (grantType === 'refresh_token') return refresh(form, sandbox);
  return oauthError(400, 'unsupported_grant_type', `Invalid grant_type: ${grantType ?? ''}`);
}

async function exchange(form: URLSearchParams, sandbox: Sandbox): Promise<Response> {
  const grant = sandbox.tokens.redeemCode('gmail', form.get('code') ?? '');
  if (!grant) return oauthError(400, 'invalid_grant', 'Malformed auth code.');
  if (form.get('redirect_uri') !== grant.redirectUri) return oauthError(400, 'redirect_uri_mismatch', 'Bad Request');
  const verifier = form.get('code_verifier');
  if (verifier === null) return oauthError(400, 'invalid_grant', 'Missing code verifier.');
  if (!(await verifierFits(grant.challenge, verifier))) {
    return oauthError(400, 'invalid_grant', 'Invalid code verifier.');
  }
  const { person: who, scopes } = grant;
  const known = sandbox.tokens.liveInFamily(familyOf(who), 'refresh');
  /* Only the first consent, or one that was asked for, gives a refresh token. */
  const withRefresh = grant.extra.offline === 'true' && (grant.extra.consent === 'true' || !known.length);
  const answer = await accessAnswer(sandbox, who, scopes);
  if (!withRefresh) return json(answer);
  for (const old of known.slice(0, Math.max(0, known.length - MOST_REFRESH_TOKENS + 1))) {
    sandbox.tokens.revoke(old.token);
  }
  const token = `1//0${randomText(96)}`;
  sandbox.tokens.issue({ ...base(who, scopes), kind: 'refresh', token }, 0);
  return json({ ...answer, refresh_token: token });
}

const base = (who: PersonKey, scopes: string[]) => ({
  platform: 'gmail',
  role: '',
  person: who,
  family: familyOf(who),
  scopes,
});

async function refresh(form: URLSearchParams, sandbox: Sandbox): Promise<Response> {
  const given = form.get('refresh_token');
  if (!given) return oauthError(400, 'invalid_request', 'Missing required parameter: refresh_token');
  const token = sandbox.tokens.find('gmail', given, 'refresh');
  if (!token) return oauthError(400, 'invalid_grant', 'Bad Request');
  if (sandbox.tokens.state(token) !== 'live') {
    return oauthError(400, 'invalid_grant', 'Token has been expired or revoked.');
  }
  return json(await accessAnswer(sandbox, token.person, token.scopes));
}

async function accessAnswer(sandbox: Sandbox, who: PersonKey, scopes: string[]): Promise<Record<string, unknown>> {
  const token = `ya29.a0${randomText(160)}`;
  sandbox.tokens.issue({ ...base(who, scopes), kind: 'access', token }, ACCESS_LIFE_S);
  return {
    access_token: token,
    expires_in: ACCESS_LIFE_S - 1,
    scope: scopes.join(' '),
    token_type: 'Bearer',
    ...(scopes.includes('openid') ? { id_token: await idToken(sandbox, who, scopes) } : {}),
  };
}

function idToken(sandbox: Sandbox, who: PersonKey, scopes: string[]): Promise<string> {
  const { clientId } = sandboxCredentials('gmail');
  const iat = Math.floor(sandbox.now() / 1000);
  const times = { iat, exp: iat + ACCESS_LIFE_S };
  const claims = { iss: 'https://accounts.google.com', azp: clientId, aud: clientId, ...userClaims(who, scopes) };
  return signJwt(sandbox.store, { ...claims, ...times });
}

function userClaims(who: PersonKey, scopes: string[]): Record<string, unknown> {
  const someone = person(who);
  return {
    sub: googleSub(who),
    ...(scopes.includes(LONG_NAMES.email ?? '')
      ? { email: someone.email, email_verified: true, hd: COMPANY.domain }
      : {}),
    ...(scopes.includes(LONG_NAMES.profile ?? '')
      ? { name: fullName(someone), given_name: someone.first, family_name: someone.last, locale: 'en-GB' }
      : {}),
  };
}

export function googleRevoke(call: Call, sandbox: Sandbox): Response {
  if (call.method !== 'POST') return oauthError(405, 'invalid_request', 'Use POST.');
  const given = bodyForm(call).get('token') ?? call.query.get('token');
  if (!given) return oauthError(400, 'invalid_request', 'Missing required parameter: token');
  const token = sandbox.tokens.find('gmail', given);
  if (!token || sandbox.tokens.state(token) !== 'live') {
    return oauthError(400, 'invalid_token', 'Token expired or revoked');
  }
  /* Either token ends the whole grant of the account. */
  sandbox.tokens.revokeFamily(token.family);
  return json({});
}

/** The live token of a call to a Google API, or the refusal Google gives for anything else. */
export function googleSession(call: Call, sandbox: Sandbox): Token | Response {
  const given = bearer(call.headers);
  const token = given === undefined ? undefined : sandbox.tokens.find('gmail', given, 'access');
  if (token && sandbox.tokens.state(token) === 'live') return token;
  const challenge = `Bearer realm="https://accounts.google.com/"${given === undefined ? '' : ', error="invalid_token"'}`;
  const message =
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
  return googleError(401, message, { headers: { 'www-authenticate': challenge } });
}

export function userinfo(call: Call, sandbox: Sandbox): Response {
  const token = googleSession(call, sandbox);
  if (token instanceof Response) return token;
  if (!token.scopes.includes('openid') && !token.scopes.includes(LONG_NAMES.email ?? '')) {
    return googleError(403, 'Request had insufficient authentication scopes.', { reason: 'insufficientPermissions' });
  }
  return json(userClaims(token.person, token.scopes));
}
