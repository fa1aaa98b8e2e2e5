import { env } from 'cloudflare:test';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { toBase64Url } from '../../src/core/ids';
import { unwrap } from '../../src/core/outcome';
import { sandboxCredentials } from '../../src/core/sandbox-credentials';
import { hmacSha256 } from '../../src/core/signatures';
import { rotateKeys } from '../../src/jobs/rotate-keys';
import { seneschal } from '../support/client';
import { newMember, owner, type Somebody } from '../support/people';
import { control, routeOutbound, sandbox } from '../support/sandbox';
import { rows, watchLogs } from '../support/state';

/* A workspace's own app. The platforms themselves are out of reach here: their hosts lead to the sandbox. */
let maren: Somebody;
let viewer: Somebody;
const hosts: string[] = [];

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  viewer = await newMember('viewer', 'Vera');
});

beforeEach(() => {
  hosts.length = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname, search, origin } = new URL(request.url);
    if (origin === 'http://sandbox.test') return sandbox(request);
    hosts.push(host);
    return sandbox(new Request(`http://sandbox.test/${host}${pathname}${search}`, request));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  routeOutbound();
});

const ZOOM = sandboxCredentials('zoom');

async function send(who: Somebody, path: string, fields: Record<string, string>) {
  const shown = await who.at.browser.visit('/tokens');
  const csrf = /name="csrf" value="([^"]+)"/.exec(await shown.response.text())?.[1] ?? '';
  const { response, url } = await who.at.browser.visit(path, {
    method: 'POST',
    body: new URLSearchParams({ csrf, ...fields }),
  });
  return { status: response.status, text: await response.text(), url };
}

const save = (fields: Record<string, string>, who = maren) => send(who, '/integrations/apps/zoom', fields);
const stored = () => rows<{ platform: string; sealed: string }>('SELECT platform, sealed FROM platform_apps');

describe('an app of one’s own', () => {
  it('says what to paste at the platform', async () => {
    const { response } = await maren.at.browser.visit('/integrations/apps/zoom');
    const text = await response.text();
    expect(text).toContain('http://localhost:8787/integrations/callback/zoom');
    expect(text).toContain('http://localhost:8787/webhooks/zoom');
    expect(text).toContain('meeting:read:list_meetings');
  });

  it('that the platform does not know is not saved, and its secret not shown', async () => {
    const refused = await save({ client_id: ZOOM.clientId, client_secret: 'mistyped-secret' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('does not know this client id and secret');
    expect(refused.text).toContain(ZOOM.clientId);
    expect(refused.text).not.toContain('mistyped-secret');
    expect(await stored()).toEqual([]);
  });

  it('that cannot be checked is not saved', async () => {
    await control('faults', { host: 'zoom.us', path: '/oauth/token', status: 503, times: 1 });
    const refused = await save({ client_id: ZOOM.clientId, client_secret: ZOOM.clientSecret });
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('could not be asked') as string });
    expect(await stored()).toEqual([]);
  });

  it('without its secret is not asked about', async () => {
    expect((await save({ client_id: ZOOM.clientId })).status).toBe(400);
    expect(hosts).toEqual([]);
  });

  it('is nobody’s but owners’ and admins’', async () => {
    const fields = { client_id: ZOOM.clientId, client_secret: ZOOM.clientSecret };
    expect((await save(fields, viewer)).status).toBe(403);
    expect((await viewer.at.browser.visit('/integrations/apps/zoom')).response.status).toBe(403);
    expect((await viewer.at.browser.visit('/integrations/apps/granola')).response.status).toBe(403);
    expect(await stored()).toEqual([]);
  });

  it('is kept sealed once the platform knows it, and everything goes by it: to the platform itself, not the sandbox', async () => {
    const lines = watchLogs();
    const saved = await save({
      client_id: ZOOM.clientId,
      client_secret: ZOOM.clientSecret,
      webhook_secret: 'own-secret',
    });
    expect(saved.url.search).toBe('?notice=app-saved');
    const [row] = await stored();
    expect(row?.sealed).toMatch(/^s1\./);
    expect(JSON.stringify(row) + lines.join()).not.toContain(ZOOM.clientSecret);
    hosts.length = 0;
    const begun = await maren.at.browser.ask('/integrations/connect/zoom');
    expect(begun.headers.get('location')).toMatch(/^https:\/\/zoom\.us\/oauth\/authorize\?/);
  });

  it('is sealed anew when keys rotate', async () => {
    const [before] = await stored();
    await env.DB.prepare('UPDATE data_keys SET created_at = created_at - ?')
      .bind(91 * 86_400_000)
      .run();
    await rotateKeys(env);
    await vi.waitFor(async () => expect((await stored())[0]?.sealed).toMatch(/^s1\.2\./), 10_000);
    expect(before?.sealed).toMatch(/^s1\.1\./);
    const begun = await maren.at.browser.ask('/integrations/connect/zoom');
    expect(begun.headers.get('location')).toContain(ZOOM.clientId);
  });

  it('goes with its secrets', async () => {
    const gone = await send(maren, '/integrations/apps/zoom/remove', {});
    expect(gone.url.search).toBe('?notice=app-removed');
    expect(await stored()).toEqual([]);
    expect((await send(maren, '/integrations/apps/zoom/remove', {})).status).toBe(404);
    const begun = await maren.at.browser.ask('/integrations/connect/zoom');
    expect(begun.headers.get('location')).toMatch(/^http:\/\/sandbox\.test\//);
  });
});

describe('an app that signs at the address of each integration', () => {
  it('is known there by the secret the workspace gave', async () => {
    const { id } = await maren.at.connect('monday', 'maren@larkfield.example');
    const { clientId, clientSecret } = sandboxCredentials('monday');
    const fields = { client_id: clientId, client_secret: clientSecret, webhook_secret: 'own-signing-secret' };
    const saved = await send(maren, '/integrations/apps/monday', fields);
    expect(saved.url.search).toBe('?notice=app-saved');
    const address = unwrap(await integrationStub(env, id).webhookAddress(maren.principal)) ?? '';
    const statuses = [];
    for (const secret of ['own-signing-secret', 'another-secret'])
      statuses.push((await deliver(address, secret)).status);
    expect(statuses).toEqual([200, 401]);
  });
});

/** A delivery as monday.com makes it: a token of RFC 7519 (HS256) says to whom it goes. */
async function deliver(address: string, secret: string): Promise<Response> {
  const part = (value: unknown) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ aud: address, iat: now, exp: now + 300 })}`;
  const signature = await hmacSha256(secret, new TextEncoder().encode(signed) as Uint8Array<ArrayBuffer>);
  return seneschal(address, {
    method: 'POST',
    headers: { authorization: `${signed}.${toBase64Url(signature)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ event: { type: 'create_pulse', triggerUuid: crypto.randomUUID(), pulseId: 1, boardId: 2 } }),
  });
}
