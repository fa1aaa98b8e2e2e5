import { expect, test } from 'vitest';
import { auth, parseTokens } from './auth';

const part = (value: unknown) =>
  btoa(JSON.stringify(value)).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
const token = (claims: unknown) => `${part({ alg: 'HS256' })}.${part(claims)}.signature`;

test('the end of an access token is read from the token', () => {
  const access = token({ uid: 1, iat: 1_763_709_600, exp: 1_763_713_200 });
  expect(
    parseTokens({ access_token: access, refresh_token: 'r-2', token_type: 'Bearer', scope: 'me:read boards:read' }),
  ).toEqual({
    accessToken: access,
    refreshToken: 'r-2',
    expiresIn: 3600,
    scopes: ['me:read', 'boards:read'],
  });
});

test('what the token says counts more than expires_in, which counts where it says nothing', () => {
  expect(parseTokens({ access_token: token({ iat: 100, exp: 700 }), expires_in: 9 })).toMatchObject({ expiresIn: 600 });
  expect(parseTokens({ access_token: token({ uid: 1 }), expires_in: 9 })).toMatchObject({ expiresIn: 9 });
  expect(parseTokens({ access_token: 'opaque' })).toEqual({ accessToken: 'opaque' });
  for (const odd of [null, 7, 'text', { exp: 'soon' }, { iat: 700, exp: 100 }])
    expect(parseTokens({ access_token: token(odd) })).not.toHaveProperty('expiresIn');
});

test('a refusal is one', () => {
  expect(parseTokens({ error: 'invalid_grant' })).toEqual({ error: 'invalid_grant' });
  expect(parseTokens({ access_token: '' })).toEqual({ error: 'no access_token' });
});

test('a definite answer ends a grant; our own wrong secret does not', () => {
  expect(auth.terminalErrors).toContain('invalid_grant');
  expect(auth.clientErrors).toContain('invalid_client');
  expect(auth.terminalErrors).not.toContain('invalid_client');
});
