import { env } from 'cloudflare:test';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { csrfOf, pageOf, post } from '../support/forms';
import { accessToken, callTool, mcp, ORIGIN, seneschal, signIn } from '../support/client';
import { newMember, newWorkspace, owner, type Somebody } from '../support/people';
import { newId } from '../../src/core/ids';
import { listAudit } from '../../src/db/audit';
import { database } from '../../src/db/client';
import { listAccessTokens } from '../../src/db/access-tokens';
import { listMembers, listSessions } from '../../src/db/people';

let ada: Somebody;
let abe: Somebody;
let mia: Somebody;
let vic: Somebody;
let eve: Somebody;

beforeAll(async () => {
  ada = await owner();
  abe = await newMember('admin', 'Abe');
  mia = await newMember('member', 'Mia');
  vic = await newMember('viewer', 'Vic');
  eve = await newMember('owner', 'Eve', await newWorkspace('elsewhere'));
});

const html = { accept: 'text/html' };
const db = () => database(env.DB);
const tokensOf = (somebody: Somebody) => listAccessTokens(db(), somebody.member.id);

/** What stands in the audit once the queue has written it. */
const audited = (action: string, memberId: string) =>
  vi.waitFor(
    async () => {
      const [entry] = await listAudit(db(), { workspaceId: ada.member.workspaceId, memberId, action, limit: 1 });
      if (entry === undefined) throw new Error(`${action} is not in the audit yet`);
      return entry;
    },
    { timeout: 10_000, interval: 200 },
  );

const PAGES = [
  ['/', 'Home'],
  ['/integrations', 'Integrations'],
  ['/clients', 'Clients'],
  ['/tokens', 'Tokens'],
  ['/audit', 'Audit'],
  ['/sessions', 'Sessions'],
  ['/members', 'Members'],
] as const;

describe('every page', () => {
  it.each(PAGES)(
    '%s has a title, marks where one is, and may not be framed or run foreign script',
    async (path, title) => {
      const response = await ada.at.browser.ask(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-frame-options')).toBe('DENY');
      expect(response.headers.get('cache-control')).toBe('no-store');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      const text = await response.text();
      expect(text).toContain(`<title>${title} · Seneschal</title>`);
      expect(text).toMatch(/aria-current="page"/);
      expect(text).not.toMatch(/<script(?! src="\/assets\/)|<style| style="| onclick=/);
    },
  );

  it.each(PAGES)('%s asks a stranger to sign in', async (path) => {
    const response = await seneschal(path, { headers: html });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('Sign in first');
  });

  it.each(PAGES)('%s is there for a viewer', async (path) => {
    expect((await vic.at.browser.ask(path)).status).toBe(200);
  });
});

describe('forms', () => {
  const FORMS = [
    '/tokens',
    `/tokens/${newId('tok')}/revoke`,
    '/clients/some-grant/revoke',
    `/sessions/${newId('ses')}/revoke`,
    '/members/invite',
    `/members/${newId('mem')}/remove`,
  ];

  it.each(FORMS)('%s refuses a form without the session’s token', async (path) => {
    expect((await post(ada.at, path, {}, { csrf: 'made-up' })).status).toBe(403);
  });

  it.each(FORMS)('%s refuses another person’s token', async (path) => {
    expect((await post(ada.at, path, {}, { csrf: await csrfOf(mia.at) })).status).toBe(403);
  });

  it.each(FORMS)('%s refuses a form from another site', async (path) => {
    expect((await post(ada.at, path, {}, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it.each(FORMS)('%s refuses a stranger and a program', async (path) => {
    const body = 'name=x';
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN };
    expect((await seneschal(path, { method: 'POST', body, headers })).status).toBe(401);
    const authorization = `Bearer ${await accessToken('slack:read')}`;
    expect((await seneschal(path, { method: 'POST', body, headers: { ...headers, authorization } })).status).toBe(401);
  });

  it('refuses a form that is far too large', async () => {
    expect((await post(ada.at, '/tokens', { name: 'x'.repeat(70_000) })).status).toBe(413);
  });
});

describe('tokens', () => {
  const fields = { name: 'Nightly <b>report</b>', days: '7', scope: ['slack:read', 'slack:write'] };

  it('shows a token once, and it works', async () => {
    const response = await post(mia.at, '/tokens', fields);
    expect(response.status).toBe(200);
    const token = /snl_pat_[\w-]+/.exec(await response.text())?.[0] ?? '';
    expect(token).not.toBe('');
    const again = await pageOf(mia.at, '/tokens');
    expect(again).not.toContain(token);
    expect(again).toContain('Nightly &lt;b&gt;report&lt;/b&gt;');
    const client = await mcp('slack', token);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    await client.close();
    const entry = await audited('token.create', mia.member.id);
    expect(entry.outcome).toBe('ok');
    expect(JSON.stringify(entry)).not.toContain(token);
  });

  it('a revoked token is refused at once', async () => {
    const token = await mia.token('slack:read');
    const client = await mcp('slack', token);
    await client.listTools();
    await client.close();
    const [row] = await tokensOf(mia);
    const response = await post(mia.at, `/tokens/${row?.id ?? ''}/revoke`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/tokens?notice=token-revoked');
    await expect(mcp('slack', token)).rejects.toThrow();
    expect((await audited('token.revoke', mia.member.id)).subject).toBe(row?.id);
  });

  it.each([
    ['no scope', { name: 'x', days: '7' }, 'name at least one scope'],
    ['an unknown scope', { name: 'x', days: '7', scope: 'bank:write' }, 'unknown scope'],
    ['no name', { name: ' ', days: '7', scope: 'slack:read' }, 'give the token a name'],
    ['too long a life', { name: 'x', days: '4000', scope: 'slack:read' }, 'use 1 to 365 days'],
    ['no life', { name: 'x', days: 'soon', scope: 'slack:read' }, 'use a number of days'],
  ])('makes none with %s, and says why', async (_, bad, reason) => {
    const before = (await tokensOf(abe)).length;
    const response = await post(abe.at, '/tokens', bad);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(reason);
    expect(await tokensOf(abe)).toHaveLength(before);
  });

  it('a viewer is offered reading alone, and gets no more by asking', async () => {
    const page = await pageOf(vic.at, '/tokens');
    expect(page).toContain('value="slack:read"');
    expect(page).not.toContain('value="slack:write"');
    expect((await post(vic.at, '/tokens', fields)).status).toBe(403);
    expect(await tokensOf(vic)).toEqual([]);
  });

  it('another’s token is not found', async () => {
    await ada.token('slack:read');
    const [row] = await tokensOf(ada);
    expect((await post(mia.at, `/tokens/${row?.id ?? ''}/revoke`)).status).toBe(404);
    expect((await tokensOf(ada)).some(({ id }) => id === row?.id)).toBe(true);
  });
});

describe('sessions', () => {
  it('lists this person’s own, and ends one', async () => {
    const other = await mia.elsewhere();
    const sessions = await listSessions(db(), mia.member.id);
    const page = await pageOf(mia.at, '/sessions');
    expect(page.match(/This browser/g)).toHaveLength(1);
    const ids = [...page.matchAll(/\/sessions\/(ses_\w+)\/revoke/g)].map(([, id]) => id);
    expect(ids).toHaveLength(sessions.length - 1);
    for (const id of ids) expect((await post(mia.at, `/sessions/${id ?? ''}/revoke`)).status).toBe(303);
    expect((await other.browser.ask('/')).status).toBe(401);
    expect((await mia.at.browser.ask('/')).status).toBe(200);
  });

  it('another’s session is not found', async () => {
    const [session] = await listSessions(db(), ada.member.id);
    expect((await post(mia.at, `/sessions/${session?.id ?? ''}/revoke`)).status).toBe(404);
    expect((await ada.at.browser.ask('/')).status).toBe(200);
  });
});

describe('members', () => {
  const membersOf = (somebody: Somebody) => listMembers(db(), somebody.member.workspaceId);
  const linkIn = async (response: Response) =>
    /http:\/\/localhost:8787\/sign-in\?token=[\w-]+/.exec(await response.text())?.[0];

  it('an invitation makes a member of that role, once, and is shown once', async () => {
    const response = await post(abe.at, '/members/invite', { name: 'Nell', email: 'nell@example.com', role: 'viewer' });
    const link = await linkIn(response);
    expect(link).toBeDefined();
    expect(await pageOf(abe.at, '/members')).not.toContain('sign-in?token');
    await signIn(link);
    const nell = (await membersOf(ada)).find(({ name }) => name === 'Nell');
    expect(nell).toMatchObject({ role: 'viewer', email: 'nell@example.com' });
    await expect(signIn(link)).rejects.toThrow('410');
  });

  it.each([
    ['owner', 'owner'],
    ['owner', 'admin'],
    ['owner', 'member'],
    ['admin', 'member'],
    ['admin', 'viewer'],
  ] as const)('an %s may invite an %s', async (who, role) => {
    const by = who === 'owner' ? ada : abe;
    expect(await linkIn(await post(by.at, '/members/invite', { name: 'Somebody', role }))).toBeDefined();
  });

  it.each([
    ['admin', 'owner'],
    ['admin', 'admin'],
    ['member', 'viewer'],
    ['viewer', 'viewer'],
  ] as const)('an %s may not invite an %s', async (who, role) => {
    const by = { admin: abe, member: mia, viewer: vic }[who];
    const response = await post(by.at, '/members/invite', { name: 'Somebody', role });
    expect(response.status).toBe(403);
    expect(await linkIn(response)).toBeUndefined();
  });

  it('says what is wrong with an invitation', async () => {
    const response = await post(ada.at, '/members/invite', { name: 'X', email: 'not an address', role: 'member' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('that is no e-mail address');
  });

  it('offers a member no form', async () => {
    const page = await pageOf(mia.at, '/members');
    expect(page).toContain('Abe');
    expect(page).not.toContain('/members/');
  });

  it('a removed member is out at once, with tokens and all', async () => {
    const ned = await newMember('member', 'Ned');
    const token = await ned.token('slack:read');
    const client = await mcp('slack', token);
    await client.listTools();
    await client.close();
    expect((await post(abe.at, `/members/${ned.member.id}/remove`)).status).toBe(303);
    expect((await ned.at.browser.ask('/')).status).toBe(401);
    await expect(mcp('slack', token)).rejects.toThrow();
    expect((await audited('member.remove', abe.member.id)).subject).toBe(ned.member.id);
  });

  it('nobody removes themselves, so the last owner stays', async () => {
    expect((await post(ada.at, `/members/${ada.member.id}/remove`)).status).toBe(409);
    expect((await membersOf(ada)).some(({ id }) => id === ada.member.id)).toBe(true);
  });

  it('an admin removes no owner; a member removes nobody', async () => {
    expect((await post(abe.at, `/members/${ada.member.id}/remove`)).status).toBe(403);
    expect((await post(mia.at, `/members/${vic.member.id}/remove`)).status).toBe(403);
  });

  it('another workspace’s members are not found and not listed', async () => {
    expect((await post(eve.at, `/members/${mia.member.id}/remove`)).status).toBe(404);
    expect(await pageOf(eve.at, '/members')).not.toContain('Mia');
  });
});

describe('audit', () => {
  interface Answer {
    items: {
      id: string;
      at: string;
      memberId: string;
      action: string;
      subject: string;
      outcome: string;
      client: string;
    }[];
    nextCursor: string | null;
  }
  const read = async (by: Somebody, query = '') => (await by.at.api<Answer>(`/audit${query}`)).body;

  beforeAll(async () => {
    const client = await mcp('slack', await mia.token('slack:read'));
    for (let call = 0; call < 5; call++) await callTool(client, 'list_channels');
    await client.close();
    await audited('tool.call', mia.member.id);
    await audited('session.sign_in', ada.member.id);
  });

  it('shows members their own entries, whatever they ask for', async () => {
    const { items } = await read(mia);
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ memberId }) => memberId))).toEqual(new Set([mia.member.id]));
    expect((await read(mia, `?person=${ada.member.id}`)).items).toEqual([]);
  });

  it('shows an admin everybody’s, and a person’s where asked', async () => {
    const everybody = new Set((await read(abe, '?limit=100')).items.map(({ memberId }) => memberId));
    expect(everybody.size).toBeGreaterThan(1);
    const { items } = await read(abe, `?person=${mia.member.id}`);
    expect(new Set(items.map(({ memberId }) => memberId))).toEqual(new Set([mia.member.id]));
  });

  it('never shows another workspace’s', async () => {
    const { items } = await read(eve, '?limit=100');
    expect(items.every(({ memberId }) => memberId === eve.member.id)).toBe(true);
  });

  it('filters by action, outcome and subject', async () => {
    const { items } = await read(mia, '?action=tool.call&subject=slack.list');
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ action, subject }) => action === 'tool.call' && subject.startsWith('slack.list'))).toBe(true);
    expect((await read(mia, '?action=tool.call&outcome=failed&subject=nothing')).items).toEqual([]);
    expect((await mia.at.api('/audit?outcome=odd')).status).toBe(400);
  });

  it('pages through everything once, newest first', async () => {
    const all = (await read(mia, '?limit=100')).items.map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await read(mia, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
    expect((await mia.at.api('/audit?cursor=1-or-1=1')).status).toBe(400);
  });

  it('shows a program its own member’s entries; everybody’s only with the audit’s own scope', async () => {
    const authorization = `Bearer ${await ada.token('slack:read')}`;
    const response = await seneschal('/audit?limit=100', { headers: { authorization, accept: 'application/json' } });
    const { items } = await response.json<Answer>();
    expect(items.every(({ memberId }) => memberId === ada.member.id)).toBe(true);
  });

  it('keeps the filter in its links', async () => {
    const page = await pageOf(mia.at, '/audit?limit=1&action=tool.call&outcome=');
    expect(page).toMatch(/href="\/audit\?action=tool\.call&amp;cursor=\d+-aud_\w+"/);
  });
});

describe('assets', () => {
  it('are served to strangers, and for good under their version', async () => {
    const page = await (await seneschal('/sign-in?token=x', { headers: html })).text();
    const address = /href="(\/assets\/style\.css\?v=\w+)"/.exec(page)?.[1] ?? '';
    const style = await seneschal(address);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(style.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const text = await style.text();
    expect(text).toContain('modern-normalize');
    expect(text).toContain('prefers-color-scheme: dark');
    const old = await seneschal('/assets/style.css?v=older');
    expect(old.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('include the script and the icon', async () => {
    expect((await seneschal('/assets/live.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const icon = await seneschal('/favicon.ico');
    expect(icon.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(await icon.text()).toMatch(/^<svg /);
    expect((await seneschal('/assets/toString', { headers: html })).status).toBe(404);
  });
});
