import { describe, expect, test } from 'vitest';
import { authorizeUrl, parseStandard } from '../../core/oauth-client';
import { gmail } from '.';
import { auth } from './auth';

const CLIENT = { clientId: 'client-1.apps.googleusercontent.com', clientSecret: 'secret' };

test('asks Google for a grant that outlives the hour, with PKCE', async () => {
  const request = {
    state: 'st',
    redirectUri: 'https://seneschal.example/integrations/callback/gmail',
    verifier: 'v'.repeat(43),
  };
  const url = new URL(await authorizeUrl(gmail, CLIENT, request));
  expect(url.origin + url.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth');
  expect(Object.fromEntries(url.searchParams)).toMatchInlineSnapshot(`
    {
      "access_type": "offline",
      "client_id": "client-1.apps.googleusercontent.com",
      "code_challenge": "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM",
      "code_challenge_method": "S256",
      "prompt": "consent",
      "redirect_uri": "https://seneschal.example/integrations/callback/gmail",
      "response_type": "code",
      "scope": "openid email https://www.googleapis.com/auth/gmail.modify",
      "state": "st",
    }
  `);
});

describe('what the token endpoint answers', () => {
  const parse = auth.kind === 'oauth2' ? (auth.parse ?? parseStandard) : parseStandard;

  test('to a code: both tokens, the hour, the scopes as granted', () => {
    const granted =
      'openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/gmail.modify';
    const answer = {
      access_token: 'ya29.a',
      expires_in: 3599,
      refresh_token: '1//0r',
      scope: granted,
      token_type: 'Bearer',
      id_token: 'e.y.J',
    };
    expect(parse(answer)).toEqual({
      accessToken: 'ya29.a',
      refreshToken: '1//0r',
      expiresIn: 3599,
      scopes: granted.split(' '),
    });
  });

  test('to a refresh: no refresh token, so that the one we hold stays', () => {
    expect(parse({ access_token: 'ya29.b', expires_in: 3599, token_type: 'Bearer' })).toEqual({
      accessToken: 'ya29.b',
      expiresIn: 3599,
    });
  });

  test('to a grant that is gone, and to a client it does not know', () => {
    expect(parse({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' })).toEqual({
      error: 'invalid_grant',
    });
    expect(auth).toMatchObject({
      clientErrors: expect.arrayContaining(['invalid_client', 'deleted_client']) as unknown,
    });
    expect(auth).not.toHaveProperty('terminalErrors');
  });
});

test('a grant is withdrawn by its refresh token, in the form, without client secret', () => {
  expect(auth).toMatchObject({
    rotation: false,
    revoke: { url: 'https://oauth2.googleapis.com/revoke', token: 'refresh', send: 'body', authenticate: false },
  });
});
