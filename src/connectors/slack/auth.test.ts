import { expect, test } from 'vitest';
import { auth, parseTokens } from './auth';

const user = {
  id: 'U01',
  scope: 'channels:read,chat:write',
  access_token: 'xoxe.xoxp-1-user',
  token_type: 'user',
  refresh_token: 'xoxe-1-user',
  expires_in: 43_200,
};
const bot = {
  access_token: 'xoxe.xoxb-1-bot',
  token_type: 'bot',
  scope: 'chat:write',
  refresh_token: 'xoxe-1-bot',
  expires_in: 43_100,
};

test('takes the user’s tokens, not the bot’s beside them', () => {
  expect(parseTokens({ ok: true, app_id: 'A01', team: { id: 'T01' }, ...bot, authed_user: user })).toEqual({
    accessToken: 'xoxe.xoxp-1-user',
    refreshToken: 'xoxe-1-user',
    expiresIn: 43_200,
    scopes: ['channels:read', 'chat:write'],
  });
});

test('takes the bot’s where the user gave none', () => {
  expect(parseTokens({ ok: true, ...bot, authed_user: { id: 'U01' } })).toEqual({
    accessToken: 'xoxe.xoxb-1-bot',
    refreshToken: 'xoxe-1-bot',
    expiresIn: 43_100,
    scopes: ['chat:write'],
  });
});

test('a refresh brings the new pair on top', () => {
  const { id: _, ...rotated } = user;
  expect(parseTokens({ ok: true, ...rotated, access_token: 'xoxe.xoxp-2-user', refresh_token: 'xoxe-2-user' })).toEqual(
    {
      accessToken: 'xoxe.xoxp-2-user',
      refreshToken: 'xoxe-2-user',
      expiresIn: 43_200,
      scopes: ['channels:read', 'chat:write'],
    },
  );
});

test('without rotation there is neither expiry nor refresh token, and none is made up', () => {
  expect(parseTokens({ ok: true, authed_user: { id: 'U01', access_token: 'xoxp-forever' } })).toEqual({
    accessToken: 'xoxp-forever',
  });
});

test('ok:false is a refusal, whatever else it holds', () => {
  expect(parseTokens({ ok: false, error: 'invalid_refresh_token' })).toEqual({ error: 'invalid_refresh_token' });
  expect(parseTokens({ ok: false, ...bot })).toEqual({ error: 'no ok' });
  expect(parseTokens({ ...bot })).toEqual({ error: 'no ok' });
});

test('an answer without a token is a refusal', () => {
  expect(parseTokens({ ok: true, authed_user: { id: 'U01' } })).toEqual({ error: 'no access_token' });
  expect(parseTokens({ ok: true, access_token: 7, authed_user: null })).toEqual({ error: 'no access_token' });
});

test('a definite answer ends a grant; our own wrong secret does not', () => {
  for (const code of ['invalid_refresh_token', 'token_revoked', 'account_inactive']) {
    expect(auth.terminalErrors).toContain(code);
  }
  for (const code of ['bad_client_secret', 'invalid_client_id']) {
    expect(auth.clientErrors).toContain(code);
    expect(auth.terminalErrors).not.toContain(code);
  }
});
