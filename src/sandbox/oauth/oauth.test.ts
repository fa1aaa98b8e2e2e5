import { beforeEach, describe, expect, it } from 'vitest';
import {
  accessOf,
  api,
  ask,
  authorize,
  basic,
  codeOf,
  control,
  exchange,
  freshWorld,
  gmail,
  read,
  redirectOf,
  signIn,
  slack,
  token,
  userOf,
  zoom,
} from '../test-support';

const PLATFORMS = ['slack', 'gmail', 'zoom', 'outlook'];

/** What each platform answers to a code that is no good. */
const BAD_CODE: Record<string, { status: number; error: string }> = {
  slack: { status: 200, error: 'invalid_code' },
  gmail: { status: 400, error: 'invalid_grant' },
  zoom: { status: 400, error: 'invalid_grant' },
  outlook: { status: 400, error: 'invalid_grant' },
};

beforeEach(() => freshWorld());

describe.each(PLATFORMS)('OAuth of %s', (platform) => {
  it('sends a person who allows back with a code and the state', async () => {
    const answer = await authorize(platform);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(answer.status).toBe(302);
    expect(location.origin + location.pathname).toBe(redirectOf(platform));
    expect(location.searchParams.get('state')).toBe('st-1');
    expect((await exchange(platform, location.searchParams.get('code') ?? '')).body.access_token).toBeTypeOf('string');
  });

  it('tells the app that a person denied', async () => {
    await control('consent', { platform, mode: 'deny' });
    const location = new URL((await authorize(platform)).headers.get('location') ?? '');
    expect(Object.fromEntries(location.searchParams)).toEqual({ error: 'access_denied', state: 'st-1' });
  });

  it('asks on a page that cannot be framed and takes the answer from its form', async () => {
    await control('consent', { platform, mode: 'page' });
    const page = await authorize(platform);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(html).toContain('Sandbox of');
    const action = /action="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const submit = (decision: string) =>
      ask(action.slice(1), { method: 'POST', body: new URLSearchParams({ account: 'priya', decision }) });
    const denied = new URL((await submit('deny')).headers.get('location') ?? '');
    expect(denied.searchParams.get('error')).toBe('access_denied');
    const allowed = new URL((await submit('allow')).headers.get('location') ?? '');
    expect(allowed.searchParams.get('code')).toBeTruthy();
  });

  it('sends nobody to an address that is not registered, nor for a client it does not know', async () => {
    for (const over of [
      { redirect_uri: `${redirectOf(platform)}/` },
      { redirect_uri: 'https://evil.example/callback' },
      { client_id: 'somebody-else' },
    ]) {
      const answer = await authorize(platform, over);
      expect(answer.headers.get('location')).toBeNull();
      expect(await answer.text()).toContain('<h1>');
    }
  });

  it('refuses a scope the app was not configured for', async () => {
    const answer = await authorize(platform, { scope: 'admin.everything' });
    expect(answer.headers.get('location')).toBeNull();
  });

  it('takes a code once', async () => {
    const code = await codeOf(platform);
    expect((await exchange(platform, code)).body.access_token).toBeTypeOf('string');
    const again = await exchange(platform, code);
    expect({ status: again.status, error: again.body.error }).toEqual(BAD_CODE[platform]);
  });

  it('takes a code for five minutes', async () => {
    const code = await codeOf(platform);
    await control('clock', { offset_s: 301 });
    const late = await exchange(platform, code);
    expect({ status: late.status, error: late.body.error }).toEqual(BAD_CODE[platform]);
  });

  it('takes a code only with the redirect address it was given to', async () => {
    const answer = await exchange(platform, await codeOf(platform), { redirect_uri: 'http://localhost:8787/other' });
    expect(answer.body.access_token).toBeUndefined();
  });
});

describe.each(['gmail', 'zoom', 'outlook'])('PKCE of %s', (platform) => {
  it('is required', async () => {
    const answer = await authorize(platform, { code_challenge: undefined, code_challenge_method: undefined });
    const location = answer.headers.get('location');
    expect(location === null || new URL(location).searchParams.get('error') === 'invalid_request').toBe(true);
  });

  it('does not take the plain method', async () => {
    const answer = await authorize(platform, { code_challenge_method: 'plain' });
    expect(answer.headers.get('location') ?? '').not.toContain('code=');
  });

  it('refuses a wrong verifier and a missing one, and the code is spent', async () => {
    const code = await codeOf(platform);
    expect((await exchange(platform, code, { code_verifier: 'x'.repeat(60) })).body.error).toBe('invalid_grant');
    expect((await exchange(platform, code)).body.error).toBe('invalid_grant');
    const other = await exchange(platform, await codeOf(platform), { code_verifier: undefined });
    expect(other.body.error).toBe('invalid_grant');
  });
});

describe('client authentication', () => {
  it('Slack takes Basic or the body, and names what is wrong', async () => {
    const code = await codeOf('slack');
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectOf('slack') };
    expect((await token('slack', { ...form, client_secret: 'wrong' })).body).toEqual({
      ok: false,
      error: 'bad_client_secret',
    });
    expect((await token('slack', { ...form, client_id: 'wrong' })).body.error).toBe('invalid_client_id');
    const header = { authorization: basic('sandbox-slack-client', 'sandbox-slack-client-secret') };
    const viaHeader = await token('slack', { ...form, client_id: undefined, client_secret: undefined }, header);
    expect(viaHeader.body.ok).toBe(true);
  });

  it('Google takes the body alone', async () => {
    const code = await codeOf('gmail');
    expect(await exchange('gmail', code, { client_secret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    const header = { authorization: basic('sandbox-gmail-client', 'sandbox-gmail-client-secret') };
    const form = { grant_type: 'authorization_code', code, client_id: undefined, client_secret: undefined };
    expect((await token('gmail', form, header)).status).toBe(401);
    expect((await exchange('gmail', code)).status).toBe(200);
  });

  it('Zoom takes the header alone', async () => {
    const code = await codeOf('zoom');
    const wrong = { authorization: basic('sandbox-zoom-client', 'wrong') };
    expect(await token('zoom', { grant_type: 'authorization_code', code }, wrong)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    const form = { client_id: 'sandbox-zoom-client', client_secret: 'sandbox-zoom-client-secret' };
    expect((await token('zoom', { ...form, code }, { authorization: '' })).status).toBe(401);
    expect((await exchange('zoom', code)).status).toBe(200);
  });

  it('Slack refuses PKCE', async () => {
    const answer = await authorize('slack', { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' });
    expect(answer.headers.get('location')).toBeNull();
  });
});

describe('what Slack grants', () => {
  it('a bot token for scope, a user token for user_scope', async () => {
    const bot = await signIn('slack', 'maren', { user_scope: undefined });
    expect(accessOf(bot)).toMatch(/^xoxe\.xoxb-/);
    expect(Object.keys(userOf(bot))).toEqual(['id']);
    const user = await signIn('slack', 'maren', { scope: undefined });
    expect(user.access_token).toBeUndefined();
    expect(userOf(user)).toMatchObject({
      token_type: 'user',
      expires_in: 43_200,
      refresh_token: expect.any(String) as string,
    });
  });
});

describe('expiry, refresh, revocation', () => {
  it('Slack rotates: the old refresh token is dead at once, and each chain has its own', async () => {
    const first = await signIn('slack');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
    const second = await token('slack', refresh);
    expect(second.body).toMatchObject({ ok: true, token_type: 'bot', expires_in: 43_200 });
    expect((await token('slack', refresh)).body).toEqual({ ok: false, error: 'invalid_refresh_token' });
    const user = await token('slack', { ...refresh, refresh_token: String(userOf(first).refresh_token) });
    expect(user.body.token_type).toBe('user');
    await control('clock', { offset_s: 43_201 });
    expect((await slack('auth.test', {}, accessOf(second.body))).body.error).toBe('token_expired');
  });

  it('Slack ends a chain with auth.revoke, and only that one', async () => {
    const body = await signIn('slack');
    expect((await slack('auth.revoke', { test: '1' }, accessOf(body))).body).toMatchObject({
      ok: true,
      revoked: false,
    });
    expect((await slack('auth.revoke', {}, accessOf(body))).body).toMatchObject({ ok: true, revoked: true });
    expect((await slack('auth.test', {}, accessOf(body))).body.error).toBe('token_revoked');
    expect((await slack('auth.test', {}, String(userOf(body).access_token))).body.ok).toBe(true);
    expect((await slack('auth.test', {}, 'xoxb-nobody')).body.error).toBe('invalid_auth');
  });

  it('Google keeps the refresh token, gives one only when asked, and revokes the whole grant', async () => {
    const body = await signIn('gmail');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    const next = await token('gmail', refresh);
    expect(next.body.refresh_token).toBeUndefined();
    expect((await signIn('gmail', 'maren', { prompt: undefined })).refresh_token).toBeUndefined();
    await control('clock', { offset_s: 3_601 });
    expect((await gmail('profile', accessOf(next.body))).status).toBe(401);
    const fresh = await token('gmail', refresh);
    expect((await gmail('profile', accessOf(fresh.body))).status).toBe(200);
    const revoke = () =>
      ask('oauth2.googleapis.com/revoke', {
        method: 'POST',
        body: new URLSearchParams({ token: accessOf(fresh.body) }),
      });
    expect((await revoke()).status).toBe(200);
    expect((await read(await revoke())).body.error).toBe('invalid_token');
    expect((await token('gmail', refresh)).body.error).toBe('invalid_grant');
  });

  it('Google says who it is to the scopes that ask', async () => {
    const body = await signIn('gmail', 'priya');
    const who = await api('www.googleapis.com/oauth2/v3/userinfo', accessOf(body));
    expect(who.body).toMatchObject({ email: 'priya@larkfield.example', email_verified: true });
    expect((await api('openidconnect.googleapis.com/v1/userinfo', accessOf(body))).body.sub).toBe(who.body.sub);
  });

  it('Zoom rotates, and a second authorisation of the same person ends the first', async () => {
    const first = await signIn('zoom', 'maren');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
    const second = (await token('zoom', refresh)).body;
    expect(await token('zoom', refresh)).toMatchObject({ status: 400, body: { reason: 'Invalid Token!' } });
    const other = await signIn('zoom', 'priya');
    expect((await zoom('users/me', accessOf(second))).status).toBe(200);
    await signIn('zoom', 'maren');
    expect((await zoom('users/me', accessOf(second))).body.code).toBe(124);
    expect((await zoom('users/me', accessOf(other))).status).toBe(200);
  });

  it('Zoom revokes with the client credentials', async () => {
    const body = await signIn('zoom');
    const revoke = (authorization: string) =>
      ask('zoom.us/oauth/revoke', {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ token: accessOf(body) }),
      });
    expect((await revoke(basic('sandbox-zoom-client', 'wrong'))).status).toBe(401);
    const done = await read(await revoke(basic('sandbox-zoom-client', 'sandbox-zoom-client-secret')));
    expect(done.body).toEqual({ status: 'success' });
    expect((await zoom('users/me', accessOf(body))).status).toBe(401);
  });
});
