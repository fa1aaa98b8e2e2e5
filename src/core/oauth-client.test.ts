import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { slack } from '../connectors/slack';
import { apiKey, type Connector, oauth2, type OAuth2 } from './define-connector';
import { SeneschalError } from './errors';
import { authorizeUrl, exchangeCode, oauthOf, parseStandard, refreshTokens, revokeTokens } from './oauth-client';

const AUTH: Omit<OAuth2, 'kind'> = {
  authorize: 'https://auth.example.com/authorize?tenant=one',
  token: 'https://auth.example.com/token',
  scopes: ['mail.read', 'mail.send'],
  pkce: true,
  clientAuth: 'body',
  rotation: true,
  revoke: { url: 'https://auth.example.com/revoke', token: 'refresh', send: 'body', authenticate: true },
};
const connector = (auth: Partial<OAuth2> = {}): Connector => ({
  ...slack,
  id: 'acme',
  title: 'Acme',
  origins: { api: 'https://api.example.com' },
  classify: () => undefined,
  auth: oauth2({ ...AUTH, ...auth }),
});
const CLIENT = { clientId: 'client/1', clientSecret: 's:e c&r+et' };

let sent: { url: string; headers: Record<string, string>; body: Record<string, string> }[] = [];
let answer: () => Response = () => Response.json({ access_token: 'at' });

beforeEach(() => {
  sent = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const body = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())));
    sent.push({ url: request.url, headers: Object.fromEntries(request.headers), body });
    return answer();
  });
});
afterEach(() => vi.restoreAllMocks());

async function failure(work: Promise<unknown>): Promise<{ kind: string; message: string; detail: string | undefined }> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof SeneschalError)) throw new Error(`expected a SeneschalError, got ${String(error)}`);
  return { kind: error.kind, message: error.message, detail: error.detail };
}

describe('the address of the consent page', () => {
  const request = { state: 'st&te', redirectUri: 'http://localhost:8787/integrations/callback/acme' };
  const params = async (...args: Parameters<typeof authorizeUrl>) =>
    Object.fromEntries(new URL(await authorizeUrl(...args)).searchParams);

  it('carries all parameters, and keeps those of the address', async () => {
    expect(
      await params(connector(), CLIENT, { ...request, verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' }),
    ).toEqual({
      tenant: 'one',
      response_type: 'code',
      client_id: 'client/1',
      redirect_uri: 'http://localhost:8787/integrations/callback/acme',
      scope: 'mail.read mail.send',
      state: 'st&te',
      // The pair of RFC 7636 appendix B.
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
  });

  it('leaves PKCE out where there is no verifier, and takes the platform’s own names', async () => {
    const auth = {
      scopeParam: 'user_scope',
      scopeSeparator: ',',
      params: { access_type: 'offline', prompt: 'consent' },
    };
    expect(await params(connector(auth), CLIENT, request)).toEqual({
      tenant: 'one',
      response_type: 'code',
      client_id: 'client/1',
      redirect_uri: 'http://localhost:8787/integrations/callback/acme',
      user_scope: 'mail.read,mail.send',
      state: 'st&te',
      access_type: 'offline',
      prompt: 'consent',
    });
  });

  it('lies in the sandbox where that stands in', async () => {
    const url = await authorizeUrl(connector(), { ...CLIENT, sandboxUrl: 'http://localhost:8788' }, request);
    expect(url).toMatch(/^http:\/\/localhost:8788\/auth\.example\.com\/authorize\?tenant=one&/);
  });

  it('does not exist for a platform of keys', () => {
    const keyed: Connector = {
      ...connector(),
      auth: apiKey({ fields: [], headers: () => ({}), help: 'Make one in the settings.' }),
    };
    expect(() => oauthOf(keyed)).toThrow(expect.objectContaining({ kind: 'internal' }));
  });
});

describe('the token endpoint', () => {
  it('gets the code with redirect, verifier and the client in the body', async () => {
    answer = () =>
      Response.json({
        access_token: 'at',
        refresh_token: 'rt',
        expires_in: 3600,
        scope: 'mail.read mail.send',
        id_token: 'x',
      });
    const tokens = await exchangeCode(connector(), CLIENT, {
      code: 'c&d',
      redirectUri: 'http://localhost:8787/cb',
      verifier: 'v',
    });
    expect(tokens).toEqual({
      accessToken: 'at',
      refreshToken: 'rt',
      expiresIn: 3600,
      scopes: ['mail.read', 'mail.send'],
    });
    expect(sent).toEqual([
      {
        url: 'https://auth.example.com/token',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: {
          grant_type: 'authorization_code',
          code: 'c&d',
          redirect_uri: 'http://localhost:8787/cb',
          code_verifier: 'v',
          client_id: 'client/1',
          client_secret: 's:e c&r+et',
        },
      },
    ]);
  });

  it('gets the client by Basic, each part encoded, and then not in the body', async () => {
    answer = () => Response.json({ access_token: 'at' });
    await exchangeCode(connector({ clientAuth: 'basic' }), CLIENT, {
      code: 'c',
      redirectUri: 'http://localhost:8787/cb',
    });
    expect(sent[0]?.headers['authorization']).toBe(`Basic ${btoa('client%2F1:s%3Ae%20c%26r%2Bet')}`);
    expect(sent[0]?.body).toEqual({
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: 'http://localhost:8787/cb',
    });
  });

  it('may refresh without a new refresh token: none is made up', async () => {
    answer = () => Response.json({ access_token: 'at2', expires_in: 3600 });
    expect(await refreshTokens(connector(), CLIENT, 'rt')).toStrictEqual({ accessToken: 'at2', expiresIn: 3600 });
    expect(sent[0]?.body).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'rt' });
  });

  it.each([
    ['a spent grant', 400, { error: 'invalid_grant', error_description: 'canary' }, 'auth_expired', {}],
    ['our own client refused', 401, { error: 'invalid_client', error_description: 'canary' }, 'internal', {}],
    [
      'our own client refused by another name',
      400,
      { error: 'bad_client_secret' },
      'internal',
      { clientErrors: ['bad_client_secret'] },
    ],
    [
      'an end by another name',
      200,
      { ok: false, error: 'token_revoked' },
      'auth_expired',
      { terminalErrors: ['token_revoked'] },
    ],
    ['another refusal', 400, { error: 'invalid_scope' }, 'invalid_request', {}],
    ['too many', 429, { error: 'slow_down' }, 'rate_limited', {}],
    ['trouble', 503, { error: 'server_error' }, 'provider_unavailable', {}],
    ['an answer without a token', 200, { token_type: 'bearer' }, 'invalid_request', {}],
    ['a token that is no text', 200, { access_token: 7 }, 'invalid_request', {}],
    ['a token in an error', 400, { access_token: 'at', error: 'invalid_grant' }, 'invalid_request', {}],
  ] as const)('refusing for %s is told by its kind, in our words', async (_what, status, body, kind, auth) => {
    answer = () => Response.json(body, { status });
    const told = await failure(refreshTokens(connector(auth), CLIENT, 'rt'));
    expect(told.kind).toBe(kind);
    expect(told.message).not.toContain('canary');
    expect(`${told.message} ${told.detail}`).not.toContain('s:e c');
  });

  it.each([
    ['<html>busy</html>', 502, 'provider_unavailable'],
    ['slow down', 429, 'provider_unavailable'],
    ['<html>hello</html>', 200, 'invalid_response'],
    ['[]', 200, 'invalid_response'],
    ['null', 200, 'invalid_response'],
    ['', 200, 'invalid_response'],
  ])('answering %j with %i is no JSON object', async (body, status, kind) => {
    answer = () => new Response(body, { status });
    expect((await failure(refreshTokens(connector(), CLIENT, 'rt'))).kind).toBe(kind);
  });
});

describe('a token answer of RFC 6749', () => {
  it.each([
    [{ access_token: 'a' }, { accessToken: 'a' }],
    [
      { access_token: 'a', expires_in: '3600' },
      { accessToken: 'a', expiresIn: 3600 },
    ],
    [{ access_token: 'a', expires_in: 0 }, { accessToken: 'a' }],
    [{ access_token: 'a', expires_in: -1 }, { accessToken: 'a' }],
    [{ access_token: 'a', expires_in: null }, { accessToken: 'a' }],
    [{ access_token: 'a', expires_in: 'soon' }, { accessToken: 'a' }],
    [{ access_token: 'a', refresh_token: '' }, { accessToken: 'a' }],
    [{ access_token: 'a', refresh_token: null }, { accessToken: 'a' }],
    [
      { access_token: 'a', scope: 'x y,z' },
      { accessToken: 'a', scopes: ['x', 'y', 'z'] },
    ],
    [{ access_token: 'a', scope: ['x'] }, { accessToken: 'a' }],
    [{ access_token: '' }, { error: 'no access_token' }],
    [{ error: 'invalid_grant' }, { error: 'invalid_grant' }],
    [{ error: { code: 1 } }, { error: 'no access_token' }],
    [{}, { error: 'no access_token' }],
  ])('%j', (body, expected) => {
    expect(parseStandard(body)).toStrictEqual(expected);
  });
});

describe('withdrawing a grant', () => {
  const tokens = { accessToken: 'at', refreshToken: 'rt' };

  it('sends the token the platform wants, the way it wants it', async () => {
    answer = () => new Response(null, { status: 200 });
    expect(await revokeTokens(connector(), CLIENT, tokens)).toBe(true);
    await revokeTokens(connector(), CLIENT, { accessToken: 'at' });
    const bearer = {
      url: 'https://auth.example.com/revoke',
      token: 'access',
      send: 'bearer',
      authenticate: false,
    } as const;
    await revokeTokens(connector({ revoke: bearer }), CLIENT, tokens);
    expect(sent.map(({ body, headers }) => [body, headers['authorization']])).toEqual([
      [{ token: 'rt', client_id: 'client/1', client_secret: 's:e c&r+et' }, undefined],
      [{ token: 'at', client_id: 'client/1', client_secret: 's:e c&r+et' }, undefined],
      [{}, 'Bearer at'],
    ]);
  });

  it('asks nothing where the platform has no way', async () => {
    const { revoke: _, ...without } = AUTH;
    expect(await revokeTokens({ ...connector(), auth: oauth2(without) }, CLIENT, tokens)).toBe(false);
    expect(sent).toEqual([]);
  });

  it('is nothing to do where the platform no longer knows the token', async () => {
    const unknown: [status: number, error: string][] = [
      [400, 'invalid_token'],
      [401, 'invalid_token'],
      [403, 'forbidden'],
    ];
    for (const [status, error] of unknown) {
      answer = () => Response.json({ error }, { status });
      expect([status, await revokeTokens(connector(), CLIENT, tokens)]).toEqual([status, false]);
    }
  });

  it('is not done where it could not be asked, or our own client is refused', async () => {
    for (const status of [404, 429, 500, 503]) {
      answer = () => new Response(null, { status });
      expect([status, (await failure(revokeTokens(connector(), CLIENT, tokens))).kind]).toEqual([
        status,
        'provider_unavailable',
      ]);
    }
    answer = () => Response.json({ error: 'invalid_client' }, { status: 400 });
    expect((await failure(revokeTokens(connector(), CLIENT, tokens))).kind).toBe('internal');
  });
});
