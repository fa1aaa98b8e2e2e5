import { describe, expect, test } from 'vitest';
import { authorizeUrl, parseStandard } from '../../core/oauth-client';
import { outlook } from '.';
import { auth } from './auth';

const request = {
  state: 'st',
  redirectUri: 'https://seneschal.example/integrations/callback/outlook',
  verifier: 'v'.repeat(43),
};

test.each(['organizations', '72f988bf-86f1-41af-91ab-2d7cd011db47'])(
  'asks the directory %s for a lasting grant, with PKCE, and which account it is',
  async (tenant) => {
    const client = { clientId: 'app-1', clientSecret: 'secret', variables: { tenant } };
    const url = new URL(await authorizeUrl(outlook, client, request));
    expect(url.origin + url.pathname).toBe(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'app-1',
      code_challenge: '7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM',
      code_challenge_method: 'S256',
      prompt: 'select_account',
      redirect_uri: request.redirectUri,
      response_mode: 'query',
      response_type: 'code',
      scope: 'offline_access openid profile email User.Read Mail.ReadWrite Mail.Send',
      state: 'st',
    });
  },
);

test('takes any work or school account unless the operator names a directory', () => {
  expect(auth).toMatchObject({ variables: { tenant: { setting: 'OUTLOOK_TENANT', default: 'organizations' } } });
});

describe('what the token endpoint answers', () => {
  test('a refresh token of its own each time, the old one staying alive', () => {
    const answer = {
      token_type: 'Bearer',
      scope: 'openid profile email User.Read Mail.ReadWrite Mail.Send',
      expires_in: 4199,
      ext_expires_in: 4199,
      access_token: 'EwB',
      refresh_token: '1.A',
    };
    expect(parseStandard(answer)).toMatchObject({ accessToken: 'EwB', refreshToken: '1.A', expiresIn: 4199 });
    expect(auth).toMatchObject({ rotation: false, clientAuth: 'body' });
  });

  test('errors that only signing in again mends', () => {
    expect(auth).toMatchObject({
      terminalErrors: ['invalid_grant', 'interaction_required', 'consent_required', 'login_required'],
    });
  });

  test('no way to withdraw a grant', () => {
    expect(auth).not.toHaveProperty('revoke');
  });
});
