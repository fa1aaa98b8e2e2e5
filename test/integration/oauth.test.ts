import { beforeAll, describe, expect, it } from 'vitest';
import { Browser, ORIGIN, seneschal } from '../support/client';
import { authorization, challengeOf, openConsent, REDIRECT, register, RESOURCE } from '../support/oauth';
import { owner, type Somebody } from '../support/people';
import { watchLogs } from '../support/state';

watchLogs();
let person: Somebody;
let browser: Browser;

beforeAll(async () => {
  person = await owner();
  browser = person.at.browser;
});

const unauthenticated = (path: string, init: RequestInit = {}) =>
  seneschal(path, { method: 'POST', body: '{}', ...init });

describe('discovery', () => {
  it.each([
    ['/mcp/slack', 'slack:read slack:write'],
    ['/mcp/slack/readonly', 'slack:read'],
    ['/mcp/zoom', 'zoom:read zoom:write'],
  ])('from the 401 of %s names the metadata and the scopes to ask for', async (path, scope) => {
    const answer = await unauthenticated(path);
    expect(answer.status).toBe(401);
    expect(challengeOf(answer)).toMatchObject({
      resource_metadata: `${ORIGIN}/.well-known/oauth-protected-resource/mcp`,
      scope,
    });
    const wrong = await unauthenticated(path, { headers: { authorization: 'Bearer made-up' } });
    expect([wrong.status, challengeOf(wrong)['error'], challengeOf(wrong)['scope']]).toEqual([
      401,
      'invalid_token',
      scope,
    ]);
  });

  it('leads to the resource and from there to the authorization server', async () => {
    const resource = await (await seneschal('/.well-known/oauth-protected-resource/mcp')).json();
    expect(resource).toMatchObject({
      resource: RESOURCE,
      authorization_servers: [ORIGIN],
      bearer_methods_supported: ['header'],
    });
    const server = await (await seneschal('/.well-known/oauth-authorization-server')).json();
    expect(server).toMatchObject({
      issuer: ORIGIN,
      authorization_endpoint: `${ORIGIN}/authorize`,
      token_endpoint: `${ORIGIN}/oauth/token`,
      registration_endpoint: `${ORIGIN}/oauth/register`,
      revocation_endpoint: `${ORIGIN}/oauth/token`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    });
    expect((server as { scopes_supported: string[] }).scopes_supported).toEqual(
      expect.arrayContaining(['slack:read', 'slack:write', 'zoom:read', 'zoom:write']),
    );
  });

  it('of a server that does not exist finds nothing', async () => {
    expect((await unauthenticated('/mcp/nope')).status).toBe(404);
  });
});

describe('registration', () => {
  it('gives a public client an id, and nothing else a use of it', async () => {
    const clientId = await register({
      client_name: 'Claude',
      redirect_uris: [REDIRECT, 'http://localhost:3000/callback'],
    });
    expect(clientId).toMatch(/^[A-Za-z0-9_-]{16,}$/);
  });

  it.each([
    ['no redirect', { redirect_uris: [] }],
    ['a script as redirect', { redirect_uris: ['javascript:alert(1)'] }],
    ['data as redirect', { redirect_uris: ['data:text/html,x'] }],
    ['a remote http redirect', { redirect_uris: ['http://client.example/callback'] }],
    ['a redirect with a fragment', { redirect_uris: ['https://client.example/callback#x'] }],
    ['a redirect with credentials', { redirect_uris: ['https://user:pass@client.example/callback'] }],
    ['a redirect that is no text', { redirect_uris: [7] }],
  ])('with %s is refused', async (_what, metadata) => {
    await expect(register(metadata)).rejects.toThrow('registration: 400');
  });
});

describe('the consent page', () => {
  it('says who asks, that the name is not verified, and where access goes', async () => {
    const { html, scopes } = await openConsent(
      browser,
      (await authorization(await register({ client_name: 'Claude' }))).url,
    );
    expect(html).toContain('<bdi>Claude</bdi>');
    expect(html).toContain('its name is not verified');
    expect(html).toContain('<strong>client.example</strong>');
    expect(html).not.toContain('an app on your computer');
    expect(scopes).toEqual({ 'slack:read': true, 'slack:write': true });
  });

  it('warns of an app on this computer', async () => {
    const redirectUri = 'http://127.0.0.1:7777/callback';
    const clientId = await register({ redirect_uris: [redirectUri] });
    const { html } = await openConsent(browser, (await authorization(clientId, { redirect_uri: redirectUri })).url);
    expect(html).toContain('This sends access to an app on your computer.');
  });

  it('offers every read where nothing is asked, and ignores what it does not know', async () => {
    const clientId = await register();
    const all = await openConsent(browser, (await authorization(clientId, { scope: undefined })).url);
    expect(all.scopes).toMatchObject({
      'slack:read': true,
      'slack:write': false,
      'zoom:read': true,
      'zoom:write': false,
    });
    const odd = await openConsent(browser, (await authorization(clientId, { scope: 'slack:read admin *' })).url);
    expect(odd.scopes).toEqual({ 'slack:read': true });
  });

  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</title><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '&lt;script&gt;',
    'Claude\u202eedualC',
    'Clau\u200bde',
  ];
  it.each(HOSTILE)('renders the name %j inert', async (name) => {
    const { html } = await openConsent(browser, (await authorization(await register({ client_name: name }))).url);
    expect(html).not.toMatch(/<script>alert|<img|<svg onload|onmouseover='/);
    expect(html).not.toMatch(/[\u200b\u202e]/);
    const [, shown = ''] = /<bdi>(.*?)<\/bdi>/s.exec(html) ?? [];
    expect(shown).not.toMatch(/[<>"']/);
  });

  it('cannot be framed, runs no foreign script, is not kept, and leads back to the client alone', async () => {
    const { response } = await openConsent(browser, (await authorization(await register())).url);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const policy = headers['content-security-policy']?.split('; ') ?? [];
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self' https://client.example",
      ]),
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
  });

  it('is shown to a signed-in person only', async () => {
    const { url } = await authorization(await register());
    const stranger = await new Browser().ask(url);
    expect([stranger.status, stranger.headers.get('location')]).toEqual([401, null]);
    const headers = { authorization: `Bearer ${await person.token()}`, accept: 'text/html' };
    expect((await seneschal(url, { headers })).status).toBe(401);
  });
});

describe('an authorization request', () => {
  const start = async (changed: Record<string, string | undefined>) =>
    browser.ask((await authorization(await register(), changed)).url);

  it.each([
    ['another path', 'https://client.example/callback/other'],
    ['a longer path', 'https://client.example/callback2'],
    ['a slash more', 'https://client.example/callback/'],
    ['a query more', 'https://client.example/callback?x=1'],
    ['another host', 'https://evil.example/callback'],
    ['a host below', 'https://evil.client.example/callback'],
    ['http', 'http://client.example/callback'],
    ['another port', 'https://client.example:8443/callback'],
    ['other letters', 'https://client.example/Callback'],
    ['a fragment', 'https://client.example/callback#x'],
    ['credentials', 'https://client.example@evil.example/callback'],
    ['a script', 'javascript:alert(1)'],
    ['nothing', undefined],
  ])('to a redirect with %s is answered here, never redirected', async (_what, redirectUri) => {
    const answer = await start({ redirect_uri: redirectUri });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  it('of an unknown client is answered here', async () => {
    for (const clientId of ['unknown', '', undefined]) {
      const answer = await browser.ask((await authorization('x', { client_id: clientId })).url);
      expect([clientId, answer.status, answer.headers.get('location')]).toEqual([clientId, 400, null]);
    }
  });

  it.each([
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['another resource', { resource: 'https://other.example/mcp' }, 'invalid_target'],
    ['our own origin as resource', { resource: ORIGIN }, 'invalid_target'],
  ])('with %s goes back to the client as an error, with state and issuer', async (_what, changed, error) => {
    const answer = await start({ ...changed, state: 'the-state' });
    const location = new URL(answer.headers.get('location') ?? 'none:');
    expect([answer.status, location.origin + location.pathname]).toEqual([302, REDIRECT]);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ error, state: 'the-state', iss: ORIGIN });
  });
});
