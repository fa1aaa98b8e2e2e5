import { env } from 'cloudflare:test';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { mcp } from '../support/client';
import { pageOf, post } from '../support/forms';
import { askForToken, authorization, grant, openConsent, register, type TokenPair } from '../support/oauth';
import { newMember, owner, type Somebody } from '../support/people';
import { listAudit } from '../../src/db/audit';
import { database } from '../../src/db/client';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>';

let ada: Somebody;
let mia: Somebody;

beforeAll(async () => {
  ada = await owner();
  mia = await newMember('member', 'Mia');
});

/** A client of `whose`, with a live access token. */
async function client(whose: Somebody, name: string): Promise<string> {
  const { clientId, redirectUri, verifier, code } = await grant(
    whose.at.browser,
    await register({ client_name: name }),
    ['slack:read'],
  );
  const form = { grant_type: 'authorization_code', code, client_id: clientId, redirect_uri: redirectUri };
  const response = await askForToken({ ...form, code_verifier: verifier });
  return (await response.json<TokenPair>()).access_token;
}

const grantsOn = (page: string): string[] =>
  [...page.matchAll(/\/clients\/([^/"]+)\/revoke/g)].map(([, id]) => id ?? '');

describe('connected clients', () => {
  it('are listed with what they call themselves as text, their host, and what they may do', async () => {
    await client(mia, HOSTILE);
    const page = await pageOf(mia.at, '/clients');
    expect(page).not.toMatch(/<script>|<img/);
    expect(page).toContain('client.example, unverified');
    expect(page).toContain('<code>slack:read</code>');
    expect(grantsOn(await pageOf(ada.at, '/clients'))).toEqual([]);
  });

  it('lose access at once when they are removed', async () => {
    const token = await client(ada, 'Notes');
    const connection = await mcp('slack', token);
    await connection.listTools();
    await connection.close();
    const [id = ''] = grantsOn(await pageOf(ada.at, '/clients'));
    const response = await post(ada.at, `/clients/${id}/revoke`);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/clients?notice=client-revoked']);
    await expect(mcp('slack', token)).rejects.toThrow();
    expect(await pageOf(ada.at, '/clients')).toContain('No client yet');
    const { workspaceId, id: memberId } = ada.member;
    await vi.waitFor(
      async () => {
        const rows = await listAudit(database(env.DB), { workspaceId, memberId, action: 'client.revoke', limit: 5 });
        expect(rows.map(({ outcome }) => outcome)).toEqual(['ok']);
      },
      { timeout: 10_000, interval: 200 },
    );
  });

  it('of others are not found, as ones that never were', async () => {
    await client(mia, 'Hers');
    const ids = grantsOn(await pageOf(mia.at, '/clients'));
    const foreign = await post(ada.at, `/clients/${ids[0] ?? ''}/revoke`);
    const random = await post(ada.at, '/clients/never-was/revoke');
    expect([foreign.status, random.status]).toEqual([404, 404]);
    expect(grantsOn(await pageOf(mia.at, '/clients'))).toEqual(ids);
  });
});

describe('the addresses', () => {
  it('are those of the server and of its reads', async () => {
    const page = await pageOf(mia.at, '/clients?server=slack&readonly=1');
    expect(page).toContain(
      'claude mcp add --transport http seneschal-slack-readonly http://localhost:8787/mcp/slack/readonly',
    );
    expect(await pageOf(mia.at, '/clients?server=nope')).toContain('http://localhost:8787/mcp/');
  });
});

describe('the consent page', () => {
  it('runs no script of a client, is in no frame, and leads to the client alone', async () => {
    const { url } = await authorization(await register({ client_name: HOSTILE }));
    const { response, html } = await openConsent(mia.at.browser, url);
    expect(html).not.toMatch(/<script>|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('<strong>client.example</strong>');
    expect(html).toContain('<title>Allow access · Seneschal</title>');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("form-action 'self' https://client.example;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect([...html.matchAll(/name="decision" value="(\w+)"/g)].map(([, value]) => value)).toEqual(['approve', 'deny']);
  });
});

describe('an integration’s page', () => {
  it('shows whom it is shared with its own calls alone, and none of the owner’s forms', async () => {
    const { id } = await mia.at.connect('slack');
    await mia.at.api(`/integrations/${id}/share`, {
      visibility: 'shared',
      sharedWith: [{ with: 'workspace', id: '', access: 'read' }],
    });
    const vic = await newMember('viewer', 'Vic');
    const own = await pageOf(mia.at, `/integrations/${id}`);
    expect(own).toContain(`/integrations/${id}/share`);
    expect(own).toContain(`/integrations/disconnect/${id}`);
    const shared = await pageOf(vic.at, `/integrations/${id}`);
    expect(shared).toContain('Mia');
    expect(shared).not.toContain(`/integrations/${id}/share`);
    expect(shared).not.toContain(`/integrations/disconnect/${id}`);
    expect(shared).toContain('No calls yet');
    expect(await pageOf(vic.at, '/integrations')).toContain('shared by Mia');
    expect(await pageOf(vic.at, '/integrations')).not.toContain('Connect another account');
  });

  it('leads to older events', async () => {
    const [integration] = await mia.at.integrations();
    const path = `/integrations/${integration?.id ?? ''}`;
    for (let share = 0; share < 20; share++) await mia.at.api(`${path}/share`, { visibility: 'personal' });
    const newest = await pageOf(mia.at, path);
    const older = /href="(\/integrations\/int_\w+\?cursor=\d+)#events"/.exec(newest)?.[1] ?? '';
    expect(newest).not.toContain('Connected for the first time');
    expect(await pageOf(mia.at, older)).toContain('Connected for the first time');
  });
});
