import { env } from 'cloudflare:test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, ORIGIN, seneschal } from '../support/client';
import {
  askForToken,
  authorization,
  challengeOf,
  codeForm,
  decide,
  grant,
  openConsent,
  probe,
  REDIRECT,
  refusal,
  register,
  RESOURCE,
  rpc,
  tokens,
} from '../support/oauth';
import { newMember, owner, type Somebody } from '../support/people';
import { watchLogs } from '../support/state';
import { routeOutbound } from '../support/sandbox';

watchLogs();
let person: Somebody;
let browser: Browser;

beforeAll(async () => {
  person = await owner();
  browser = person.at.browser;
});
afterEach(() => void vi.useRealTimers());

const unauthenticated = (path: string, init: RequestInit = {}) =>
  seneschal(path, { method: 'POST', body: '{}', ...init });
const grants = async (memberId: string): Promise<number> =>
  (await env.OAUTH_KV.list({ prefix: `grant:${memberId}:` })).keys.length;

describe('a decision', () => {
  it('to allow goes back with code, state and issuer', async () => {
    const { answer, state, code } = await grant(browser, await register());
    expect(answer.origin + answer.pathname).toBe(REDIRECT);
    expect(Object.fromEntries(answer.searchParams)).toEqual({ code, state, iss: ORIGIN });
  });

  it('to deny goes back as access_denied and grants nothing', async () => {
    const before = await grants(person.member.id);
    const request = await authorization(await register());
    const { handle } = await openConsent(browser, request.url);
    const answer = await decide(browser, handle, { decision: 'deny', scopes: ['slack:read'] });
    const location = new URL(answer.headers.get('location') ?? 'none:');
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error: 'access_denied',
      state: request.state,
      iss: ORIGIN,
    });
    expect(await grants(person.member.id)).toBe(before);
  });

  it('leaves out what was unticked', async () => {
    const request = await authorization(await register(), { scope: 'slack:read slack:write zoom:read' });
    const { handle } = await openConsent(browser, request.url);
    const answer = await decide(browser, handle, { scopes: ['slack:read', 'zoom:read'] });
    const code = new URL(answer.headers.get('location') ?? 'none:').searchParams.get('code') ?? '';
    const given = await tokens(await askForToken(codeForm({ ...request, code, answer: new URL(REDIRECT) })));
    expect(given.scope.split(' ').sort()).toEqual(['slack:read', 'zoom:read']);
    const write = await rpc('slack', given.access_token, 'tools/call', { name: 'send_message', arguments: {} });
    expect(write.status).toBe(403);
  });

  it('with nothing ticked, or only what does not exist, grants nothing', async () => {
    for (const scopes of [[], ['slack:admin'], ['']]) {
      const { handle } = await openConsent(browser, (await authorization(await register())).url);
      const answer = await decide(browser, handle, { scopes });
      expect([scopes, answer.status, answer.headers.get('location')]).toEqual([scopes, 400, null]);
    }
  });

  it('posted twice at once gives one grant', async () => {
    const who = await newMember('member', 'Twice');
    const { handle } = await openConsent(who.at.browser, (await authorization(await register())).url);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => decide(who.at.browser, handle, { scopes: ['slack:read'] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([302, ...Array.from({ length: 9 }, () => 400)]);
    expect(await grants(who.member.id)).toBe(1);
    expect((await decide(who.at.browser, handle, { scopes: ['slack:read'] })).status).toBe(400);
  });

  it('for a page another browser opened is refused', async () => {
    const who = await newMember('member', 'Another');
    const { handle } = await openConsent(browser, (await authorization(await register())).url);
    expect((await decide(who.at.browser, handle, { scopes: ['slack:read'] })).status).toBe(400);
    expect(await grants(who.member.id)).toBe(0);
  });

  it('posted by another site is refused and leaves the page good', async () => {
    const { handle } = await openConsent(browser, (await authorization(await register())).url);
    for (const origin of ['https://evil.example', 'https://client.example', 'null']) {
      expect((await decide(browser, handle, { scopes: ['slack:read'] }, { origin })).status).toBe(403);
    }
    expect((await decide(browser, handle, { scopes: ['slack:read'] })).status).toBe(302);
  });

  it('of a viewer grants reads alone, whatever is sent', async () => {
    const viewer = await newMember('viewer', 'Viewer');
    const request = await authorization(await register());
    const { handle, scopes } = await openConsent(viewer.at.browser, request.url);
    expect(scopes).toEqual({ 'slack:read': true });
    const answer = await decide(viewer.at.browser, handle, { scopes: ['slack:read', 'slack:write'] });
    const code = new URL(answer.headers.get('location') ?? 'none:').searchParams.get('code') ?? '';
    const given = await tokens(await askForToken(codeForm({ ...request, code, answer: new URL(REDIRECT) })));
    expect(given.scope).toBe('slack:read');
  });

  it('with a made-up handle is refused', async () => {
    for (const handle of ['', 'x', 'x'.repeat(5000), '../../x', '%00'])
      expect((await decide(browser, handle)).status).toBe(400);
  });
});

describe('a token', () => {
  let accessToken: string;
  let clientId: string;

  beforeAll(async () => {
    clientId = await register();
    accessToken = (await tokens(await askForToken(codeForm(await grant(browser, clientId, ['slack:read'])))))
      .access_token;
  });

  it('needs the verifier, the redirect and the resource the code was given for', async () => {
    const wrong: Record<string, string>[] = [
      { code_verifier: 'x'.repeat(43) },
      { code_verifier: '' },
      { redirect_uri: 'https://client.example/other' },
      { client_id: await register() },
      { resource: 'https://other.example/mcp' },
    ];
    for (const changed of wrong) {
      const [status, error] = await refusal(
        await askForToken({ ...codeForm(await grant(browser, await register())), ...changed }),
      );
      expect([changed, status]).toEqual([changed, 400]);
      expect(error).toMatch(/^invalid_(grant|request|target)$/);
    }
  });

  it('for another audience is worth nothing here', async () => {
    const { keys } = await env.OAUTH_KV.list({ prefix: `token:${accessToken.split(':').slice(0, 2).join(':')}:` });
    const [name = ''] = keys.map((key) => key.name);
    const record = await env.OAUTH_KV.get<Record<string, unknown>>(name, 'json');
    expect(record).toMatchObject({ audience: RESOURCE });
    expect(await probe(accessToken)).toBe(200);
    await env.OAUTH_KV.put(name, JSON.stringify({ ...record, audience: 'https://other.example/mcp' }));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 });
    expect(await probe(accessToken)).toBe(401);
    await env.OAUTH_KV.put(name, JSON.stringify(record));
    expect(await probe(accessToken)).toBe(200);
    vi.useRealTimers();
  });

  it('is no session and opens no page', async () => {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
    for (const path of ['/integrations', '/tokens', '/'])
      expect([path, (await seneschal(path, { headers })).status]).toEqual([path, 401]);
  });

  it('is taken from the header alone', async () => {
    expect((await unauthenticated(`/mcp/slack?access_token=${accessToken}`)).status).toBe(401);
    const body = new URLSearchParams({ access_token: accessToken });
    expect((await unauthenticated('/mcp/slack', { body })).status).toBe(401);
  });

  it('without a scope gets 403 with all that it has and needs', async () => {
    const write = await rpc('slack', accessToken, 'tools/call', {
      name: 'send_message',
      arguments: { channel: 'C1', text: 'x' },
    });
    expect([write.status, challengeOf(write)]).toEqual([
      403,
      {
        realm: 'OAuth',
        error: 'insufficient_scope',
        error_description: 'This call needs a scope that was not granted.',
        scope: 'slack:read slack:write',
        resource_metadata: `${ORIGIN}/.well-known/oauth-protected-resource/mcp`,
      },
    ]);
    const other = await rpc('zoom', accessToken, 'tools/list');
    expect([other.status, challengeOf(other)['scope']]).toEqual([403, 'slack:read zoom:read']);
  });

  it('is readable for a client in a browser, as all answers of the token endpoint are', async () => {
    const origin = 'https://inspector.example';
    const answer = await askForToken(codeForm(await grant(browser, clientId, ['slack:read'])), { origin });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const refused = await askForToken(
      { grant_type: 'refresh_token', client_id: clientId, refresh_token: 'a:b:c' },
      { origin },
    );
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, origin]);
  });

  it('is revoked by its client: refresh token and all', async () => {
    const own = await register();
    const given = await tokens(await askForToken(codeForm(await grant(browser, own))));
    expect(await probe(given.access_token)).toBe(200);
    expect((await askForToken({ token: given.refresh_token, client_id: own })).status).toBe(200);
    expect(await probe(given.access_token)).toBe(401);
    expect(
      (await askForToken({ grant_type: 'refresh_token', client_id: own, refresh_token: given.refresh_token })).status,
    ).toBe(400);
    expect((await askForToken({ token: 'made-up', client_id: own })).status).toBe(200);
  });

  it('revoked by another client stays good', async () => {
    const given = await tokens(await askForToken(codeForm(await grant(browser, await register()))));
    await askForToken({ token: given.access_token, client_id: await register() });
    expect(await probe(given.access_token)).toBe(200);
  });
});

describe('a client known by its address', () => {
  const ADDRESS = 'https://client.example.com/oauth/client.json';
  const DOCUMENT = {
    client_id: ADDRESS,
    client_name: 'Good client',
    redirect_uris: [REDIRECT],
    token_endpoint_auth_method: 'none',
  };
  let fetched: string[] = [];

  /** Answers requests for metadata documents; counts every request that leaves. */
  function publish(answer: (url: string) => Response): void {
    fetched = [];
    vi.mocked(fetch).mockImplementation(async (input, init) => {
      const { url } = new Request(input, init);
      fetched.push(url);
      return answer(url);
    });
  }
  afterAll(routeOutbound);

  it('is shown with its domain, verified, and signs in', async () => {
    publish(() => Response.json(DOCUMENT));
    const request = await authorization(ADDRESS, { scope: 'slack:read' });
    const { html, handle } = await openConsent(browser, request.url);
    expect(html).toContain('<bdi>Good client</bdi>');
    expect(html).toContain('Published by <strong>client.example.com</strong>');
    expect(html).not.toContain('not verified');
    const location = new URL(
      (await decide(browser, handle, { scopes: ['slack:read'] })).headers.get('location') ?? 'none:',
    );
    const code = location.searchParams.get('code') ?? '';
    const given = await tokens(await askForToken(codeForm({ ...request, code, answer: location })));
    expect([given.scope, await probe(given.access_token)]).toEqual(['slack:read', 200]);
    expect(new Set(fetched)).toEqual(new Set([ADDRESS]));
  });

  const BAD: [what: string, answer: () => Response][] = [
    ['of another address', () => Response.json({ ...DOCUMENT, client_id: 'https://other.example.com/client.json' })],
    [
      'without this redirect',
      () => Response.json({ ...DOCUMENT, redirect_uris: ['https://client.example.com/other'] }),
    ],
    [
      'with a script as redirect',
      () => Response.json({ ...DOCUMENT, redirect_uris: ['javascript:alert(1)', REDIRECT] }),
    ],
    ['without a name', () => Response.json({ client_id: ADDRESS, redirect_uris: [REDIRECT] })],
    ['with a secret', () => Response.json({ ...DOCUMENT, client_secret: 'secret' })],
    ['that is no JSON', () => new Response('<html>')],
    ['that is missing', () => new Response(null, { status: 404 })],
    [
      'that is too large',
      () => Response.json({ ...DOCUMENT, client_uri: `https://client.example.com/${'x'.repeat(6000)}` }),
    ],
    [
      'that cannot be reached',
      () => {
        throw new TypeError('no route');
      },
    ],
  ];
  it.each(BAD)('by a document %s is refused here, without a redirect', async (_what, answer) => {
    publish(answer);
    const page = await browser.ask((await authorization(ADDRESS)).url);
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(await page.text()).not.toMatch(/no route|stack|TypeError/);
  });

  it('with a hostile name is shown inert', async () => {
    publish(() => Response.json({ ...DOCUMENT, client_name: '<img src=x onerror=alert(1)>' }));
    const { html } = await openConsent(browser, (await authorization(ADDRESS)).url);
    expect(html).toContain('<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>');
    expect(html).not.toContain('<img');
  });

  const FORBIDDEN = [
    'https://127.0.0.1/client.json',
    'https://2130706433/client.json',
    'https://0x7f.1/client.json',
    'https://[::1]/client.json',
    'https://[::ffff:169.254.169.254]/client.json',
    'https://localhost/client.json',
    'https://localhost./client.json',
    'https://metadata.google.internal/client.json',
    'https://intranet/client.json',
    'https://user:pass@client.example.com/client.json',
    'https://client.example.com:8443/client.json',
    'http://client.example.com/client.json',
    'HTTPS://LOCALHOST/client.json',
    ' https://127.0.0.1/client.json',
  ];
  it.each(FORBIDDEN)('at %j is refused everywhere with nothing fetched', async (address) => {
    publish(() => Response.json({ ...DOCUMENT, client_id: address }));
    const page = await browser.ask((await authorization(address)).url);
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    const code = {
      grant_type: 'authorization_code',
      code: 'a:b:c',
      redirect_uri: REDIRECT,
      code_verifier: 'x'.repeat(43),
    };
    const claims = btoa(JSON.stringify({ iss: address, sub: address })).replace(/=+$/, '');
    const assertion = {
      client_assertion: `e30.${claims}.c2ln`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    const authorizationHeader = `Basic ${btoa(`${encodeURIComponent(address)}:secret`)}`;
    const asked = await Promise.all([
      askForToken({ ...code, client_id: address }),
      askForToken({ ...code, ...assertion }),
      askForToken(code, { authorization: authorizationHeader }),
      askForToken({ grant_type: 'refresh_token', refresh_token: 'a:b:c', client_id: address }),
      askForToken({ token: 'a:b:c', client_id: address }),
    ]);
    expect(await Promise.all(asked.map(refusal))).toEqual(asked.map(() => [401, 'invalid_client']));
    expect(fetched).toEqual([]);
  });
});
