import { sandboxCredentials } from '../../core/sandbox-credentials';
import { bodyForm, json, type Call } from '../kernel/call';
import { randomText } from '../kernel/crypto';
import { registeredRedirect, type Asked } from '../oauth/authorize';
import { basicCredentials, checkClient, isChallenge, verifierFits, words } from '../oauth/checks';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';

const ACCESS_LIFE_S = 3_600;
const REFRESH_LIFE_S = 90 * 86_400;

/** The scopes the sandbox's Zoom app has. Zoom grants all of them when the request names none. */
export const ZOOM_SCOPES = [
  'user:read:user',
  'meeting:read:meeting',
  'meeting:read:list_meetings',
  'meeting:read:list_upcoming_meetings',
  'meeting:read:invitation',
  'meeting:write:meeting',
  'meeting:update:meeting',
  'meeting:delete:meeting',
  'meeting:read:past_meeting',
  'meeting:read:list_past_instances',
  'meeting:read:list_past_participants',
  'meeting:read:summary',
  'cloud_recording:read:list_user_recordings',
  'cloud_recording:read:list_recording_files',
] as const;

const page = (status: number, heading: string, detail: string): Asked => ({
  outcome: 'refuse',
  status,
  heading,
  detail,
});

export function askZoom(call: Call, sandbox: Sandbox): Asked {
  const { query } = call;
  const { clientId } = sandboxCredentials('zoom');
  if (query.get('client_id') !== clientId) {
    return page(400, 'Invalid client id (4,702)', 'No app with this client id is installed or published.');
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  if (redirectUri !== registeredRedirect(sandbox, 'zoom')) {
    return page(400, 'Invalid redirect (4,700)', `The redirect URL ${redirectUri} is not on the app's allow list.`);
  }
  const tell = (error: string, description: string): Asked => ({ outcome: 'return', redirectUri, error, description });
  if (query.get('response_type') !== 'code') return tell('unsupported_response_type', 'response_type has to be code');
  const challenge = query.get('code_challenge');
  if (!isChallenge(challenge) || query.get('code_challenge_method') !== 'S256') {
    return tell('invalid_request', 'code_challenge with code_challenge_method=S256 is required');
  }
  const asked = words(query.get('scope'), /\s+/);
  const unknown = asked.filter((scope) => !ZOOM_SCOPES.some((known) => known === scope));
  if (unknown.length) {
    return page(400, 'Invalid scope (4,711)', `The app was not configured for: ${unknown.join(', ')}.`);
  }
  const scopes = asked.length ? asked : [...ZOOM_SCOPES];
  return { outcome: 'ask', redirectUri, scopes, groups: [{ title: 'What the app can do', scopes }], challenge };
}

const refusal = (status: number, error: string, reason: string): Response => json({ reason, error }, status);

const familyOf = (person: PersonKey) => `zoom:${person}`;

/** Zoom takes the client's credentials from the Basic header and from nowhere else. */
function refuseClient(call: Call): Response | undefined {
  return checkClient('zoom', basicCredentials(call.headers)) === 'ok'
    ? undefined
    : refusal(401, 'invalid_client', 'Invalid client_id or client_secret');
}

export async function zoomToken(call: Call, sandbox: Sandbox): Promise<Response> {
  if (call.method !== 'POST') return refusal(405, 'invalid_request', 'Method not allowed');
  const refused = refuseClient(call);
  if (refused) return refused;
  const form = bodyForm(call);
  const grantType = form.get('grant_type');
  if (grantType === 'authorization_code') return exchange(form, sandbox);
  if (grantType === 'refresh_token') return refresh(form, sandbox);
  return refusal(400, 'unsupported_grant_type', 'unsupported grant type');
}

async function exchange(form: URLSearchParams, sandbox: Sandbox): Promise<Response> {
  const code = form.get('code') ?? '';
  const grant = sandbox.tokens.redeemCode('zoom', code);
  if (!grant) return refusal(400, 'invalid_grant', `Invalid authorization code ${code}`);
  if (form.get('redirect_uri') !== grant.redirectUri) return refusal(400, 'invalid_grant', 'Redirect URI mismatch.');
  if (!(await verifierFits(grant.challenge, form.get('code_verifier')))) {
    return refusal(400, 'invalid_grant', 'Invalid code verifier.');
  }
  /* One authorisation per user and app: a second one ends what the first one gave. */
  sandbox.tokens.revokeFamily(familyOf(grant.person));
  return pair(sandbox, grant.person, grant.scopes);
}

function refresh(form: URLSearchParams, sandbox: Sandbox): Response {
  const old = sandbox.tokens.find('zoom', form.get('refresh_token') ?? '', 'refresh');
  if (!old || sandbox.tokens.state(old) !== 'live') return refusal(400, 'invalid_grant', 'Invalid Token!');
  sandbox.tokens.spend(old.token);
  return pair(sandbox, old.person, old.scopes);
}

function pair(sandbox: Sandbox, person: PersonKey, scopes: string[]): Response {
  const base = { platform: 'zoom', role: '', person, family: familyOf(person), scopes };
  const jwt = () => `eyJzdiI6IjAwMDAwMiIsImFsZyI6IkhTNTEyIn0.${randomText(220)}.${randomText(86)}`;
  const access = sandbox.tokens.issue({ ...base, kind: 'access', token: jwt() }, ACCESS_LIFE_S);
  const next = sandbox.tokens.issue({ ...base, kind: 'refresh', token: jwt() }, REFRESH_LIFE_S);
  return json({
    access_token: access.token,
    token_type: 'bearer',
    refresh_token: next.token,
    expires_in: ACCESS_LIFE_S - 1,
    scope: scopes.join(' '),
    api_url: 'https://api.zoom.us',
  });
}

export function zoomRevoke(call: Call, sandbox: Sandbox): Response {
  if (call.method !== 'POST') return refusal(405, 'invalid_request', 'Method not allowed');
  const refused = refuseClient(call);
  if (refused) return refused;
  const token = sandbox.tokens.find('zoom', bodyForm(call).get('token') ?? call.query.get('token') ?? '');
  if (!token || sandbox.tokens.state(token) === 'revoked') return refusal(400, 'invalid_request', 'Invalid Token!');
  sandbox.tokens.revokeFamily(token.family);
  return json({ status: 'success' });
}
