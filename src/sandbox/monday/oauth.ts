import { sandboxCredentials } from '../../core/sandbox-credentials';
import { bodyText, contentType, isObject, json, parseJson, type Call, type JsonObject } from '../kernel/call';
import { hmacSha256, randomText, toBase64Url, utf8 } from '../kernel/crypto';
import { registeredRedirect, type Asked } from '../oauth/authorize';
import { checkClient, isChallenge, verifierFits, words } from '../oauth/checks';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { ACCOUNT, mondayUserId } from './model';

const ACCESS_LIFE_S = 3_600;
const REFRESH_LIFE_S = 90 * 86_400;

const MONDAY_SCOPES = [
  ...['me:read', 'account:read', 'boards:read', 'boards:write', 'updates:read', 'updates:write'],
  ...['users:read', 'workspaces:read', 'webhooks:read', 'webhooks:write'],
];

export function askMonday(call: Call, sandbox: Sandbox): Asked {
  const { query } = call;
  const page = (heading: string, detail: string): Asked => ({ outcome: 'refuse', status: 400, heading, detail });
  if (query.get('client_id') !== sandboxCredentials('monday').clientId)
    return page('Invalid client', 'There is no such app.');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (redirectUri !== registeredRedirect(sandbox, 'monday'))
    return page('Invalid redirect', `The address ${redirectUri} is not registered with the app.`);
  const tell = (error: string, description: string): Asked => ({ outcome: 'return', redirectUri, error, description });
  if (query.get('response_type') !== 'code') return tell('unsupported_response_type', 'response_type has to be code');
  const challenge = query.get('code_challenge');
  if (!isChallenge(challenge) || query.get('code_challenge_method') !== 'S256')
    return tell('invalid_request', 'code_challenge with code_challenge_method=S256 is required');
  const asked = words(query.get('scope'), /[\s,]+/);
  const unknown = asked.filter((scope) => !MONDAY_SCOPES.includes(scope));
  if (unknown.length > 0) return tell('invalid_scope', `The app does not have ${unknown.join(', ')}`);
  const scopes = asked.length > 0 ? asked : MONDAY_SCOPES;
  return { outcome: 'ask', redirectUri, scopes, groups: [{ title: 'What the app can do', scopes }], challenge };
}

const refusal = (status: number, error: string, description: string): Response =>
  json({ error, error_description: description }, status);

/** The fields of a request, which has to be JSON; undefined where it is not. */
function fieldsOf(call: Call): Map<string, string> | undefined {
  const body = contentType(call.headers) === 'application/json' ? parseJson(bodyText(call)) : undefined;
  if (!isObject(body)) return undefined;
  return new Map(Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

function checked(call: Call): Map<string, string> | Response {
  if (call.method !== 'POST') return refusal(405, 'invalid_request', 'Method not allowed');
  const fields = fieldsOf(call);
  if (!fields) return refusal(400, 'invalid_request', 'The body has to be a JSON object');
  const client = { id: fields.get('client_id') ?? '', secret: fields.get('client_secret') ?? '' };
  return checkClient('monday', client) === 'ok'
    ? fields
    : refusal(401, 'invalid_client', 'Unknown client or wrong secret');
}

export async function mondayToken(call: Call, sandbox: Sandbox): Promise<Response> {
  const fields = checked(call);
  if (fields instanceof Response) return fields;
  const grantType = fields.get('grant_type');
  if (grantType === 'authorization_code') return exchange(fields, sandbox);
  if (grantType === 'refresh_token') return refresh(fields, sandbox);
  return refusal(400, 'unsupported_grant_type', 'grant_type has to be authorization_code or refresh_token');
}

async function exchange(fields: Map<string, string>, sandbox: Sandbox): Promise<Response> {
  const grant = sandbox.tokens.redeemCode('monday', fields.get('code') ?? '');
  if (!grant) return refusal(400, 'invalid_grant', 'The code is unknown, spent or too old');
  if (fields.get('redirect_uri') !== grant.redirectUri) return refusal(400, 'invalid_grant', 'redirect_uri differs');
  if (!(await verifierFits(grant.challenge, fields.get('code_verifier') ?? null)))
    return refusal(400, 'invalid_grant', 'code_verifier does not fit');
  return pair(sandbox, grant.person, grant.scopes, randomText(16));
}

async function refresh(fields: Map<string, string>, sandbox: Sandbox): Promise<Response> {
  const old = sandbox.tokens.find('monday', fields.get('refresh_token') ?? '', 'refresh');
  if (!old || sandbox.tokens.state(old) !== 'live')
    return refusal(400, 'invalid_grant', 'The refresh token is spent or revoked');
  sandbox.tokens.spend(old.token);
  return pair(sandbox, old.person, old.scopes, old.family);
}

/** The end of an access token stands in it, and nowhere else. */
async function pair(sandbox: Sandbox, person: PersonKey, scopes: string[], family: string): Promise<Response> {
  const base = { platform: 'monday', role: '', person, family, scopes };
  const iat = Math.floor(sandbox.now() / 1000);
  const claims = {
    uid: Number(mondayUserId(person)),
    actid: Number(ACCOUNT.id),
    iat,
    exp: iat + ACCESS_LIFE_S,
    jti: randomText(20),
  };
  const access = sandbox.tokens.issue({ ...base, kind: 'access', token: await jwt(claims) }, ACCESS_LIFE_S);
  const next = sandbox.tokens.issue({ ...base, kind: 'refresh', token: randomText(64) }, REFRESH_LIFE_S);
  return json({ access_token: access.token, refresh_token: next.token, token_type: 'Bearer', scope: scopes.join(' ') });
}

async function jwt(claims: JsonObject): Promise<string> {
  const part = (value: JsonObject) => toBase64Url(utf8(JSON.stringify(value)));
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${toBase64Url(await hmacSha256(utf8('monday:access-tokens'), signed))}`;
}

export function mondayRevoke(call: Call, sandbox: Sandbox): Response {
  const fields = checked(call);
  if (fields instanceof Response) return fields;
  const token = sandbox.tokens.find('monday', fields.get('token') ?? '');
  if (!token) return refusal(400, 'invalid_request', 'There is no such token');
  sandbox.tokens.revokeFamily(token.family);
  return json({ success: true });
}
