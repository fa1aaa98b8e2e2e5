import { afterEach, expect, test, vi } from 'vitest';
import { authorizeUrl, exchangeCode, refreshTokens, revokeTokens } from '../../core/oauth-client';
import { zoom } from '.';
import { parseTokens } from './auth';

const client = { clientId: 'id', clientSecret: 'secret' };

afterEach(() => vi.restoreAllMocks());

/** What the token endpoint is asked, and answers. */
function endpoint(status: number, body: unknown): Request[] {
  const asked: Request[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    asked.push(new Request(input, init));
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

const granted = {
  access_token: 'at',
  token_type: 'bearer',
  refresh_token: 'rt',
  expires_in: 3599,
  scope: 'user:read:user meeting:read:meeting',
  api_url: 'https://api.zoom.us',
};

test('reads a token answer', () => {
  expect(parseTokens(granted)).toEqual({
    accessToken: 'at',
    refreshToken: 'rt',
    expiresIn: 3599,
    scopes: ['user:read:user', 'meeting:read:meeting'],
  });
});

test.each([
  [{ reason: 'Invalid Token!', error: 'invalid_request' }, 'invalid_grant'],
  [{ reason: 'Invalid Token!', error: 'invalid_grant' }, 'invalid_grant'],
  [{ reason: 'Invalid client_id or client_secret', error: 'invalid_client' }, 'invalid_client'],
  [{ reason: 'Invalid authorization code a-4741-b', error: 'invalid_request' }, 'invalid_request'],
  [{ status: false, errorCode: 4702, errorMessage: 'Invalid client_id: 4741', result: null }, '4702'],
  [{ code: 4741, message: 'The token has been revoked.' }, '4741'],
  [{ error: '4735', reason: 'The owner of the token does not exist.' }, '4735'],
  [{ error: 'invalid_request', reason: 'The token is disabled by admin. (4,738)' }, '4738'],
  [{ code: 429, message: 'Too many requests' }, '429'],
  [{}, 'no access_token'],
])('finds the code in %j', (body, code) => {
  expect(parseTokens(body)).toEqual({ error: code });
});

test.each([
  ['a spent refresh token', 400, { reason: 'Invalid Token!', error: 'invalid_request' }, 'auth_expired'],
  ['a grant ended by a later one', 401, { code: 4741, message: 'revoked' }, 'auth_expired'],
  ['a grant an admin ended', 400, { error: 'invalid_request', reason: 'disabled by admin (4,738)' }, 'auth_expired'],
  ['our own wrong secret', 401, { error: 'invalid_client', reason: 'Invalid client_id or client_secret' }, 'internal'],
  ['our own wrong id', 200, { status: false, errorCode: 4702, result: null }, 'internal'],
  ['too many sign-ins', 429, { code: 429, message: 'Too many requests' }, 'rate_limited'],
  ['trouble at Zoom', 503, { code: 500, message: 'Internal server error.' }, 'provider_unavailable'],
])('tells %s from the rest', async (_, status, body, kind) => {
  endpoint(status, body);
  await expect(refreshTokens(zoom, client, 'rt')).rejects.toMatchObject({ kind });
});

test('authenticates by Basic alone and sends the verifier', async () => {
  const asked = endpoint(200, granted);
  await exchangeCode(zoom, client, { code: 'c', redirectUri: 'https://us.example/callback', verifier: 'v' });
  const [request] = asked;
  expect(request?.url).toBe('https://zoom.us/oauth/token');
  expect(request?.headers.get('authorization')).toBe(`Basic ${btoa('id:secret')}`);
  expect(await request?.text()).toBe(
    'grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fus.example%2Fcallback&code_verifier=v',
  );
});

test('revokes with the token in the form', async () => {
  const asked = endpoint(200, { status: 'success' });
  await revokeTokens(zoom, client, { accessToken: 'at', refreshToken: 'rt' });
  const [request] = asked;
  expect(request?.url).toBe('https://zoom.us/oauth/revoke');
  expect(request?.headers.get('authorization')).toBe(`Basic ${btoa('id:secret')}`);
  expect(await request?.text()).toBe('token=at');
});

test('asks for granular scopes with an S256 challenge', async () => {
  const url = new URL(
    await authorizeUrl(zoom, client, { state: 's', redirectUri: 'https://us.example/cb', verifier: 'v' }),
  );
  expect(url.origin + url.pathname).toBe('https://zoom.us/oauth/authorize');
  expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  expect(url.searchParams.get('scope')?.split(' ')).toContain('cloud_recording:read:list_recording_files');
});
