import { env } from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { database } from '../../src/db/client';
import { makeSignInLink, removeMember } from '../../src/db/people';
import { Browser, seneschal } from '../support/client';
import { isSignedIn, later, submit } from '../support/raw-forms';
import { askForToken, codeForm, grant, probe, register, rpc, tokens } from '../support/oauth';
import { newMember, newWorkspace, owner, type Somebody } from '../support/people';
import { directory, rows, watchLogs } from '../support/state';

const MINUTE = 60_000;
const DAY = 86_400_000;

const press = (token: string) =>
  new Browser().ask('/sign-in', { method: 'POST', body: new URLSearchParams({ token }) });
watchLogs();
let person: Somebody;

beforeAll(async () => {
  person = await owner();
  await person.at.connect('slack');
});
afterEach(() => void vi.useRealTimers());

describe('a personal access token', () => {
  const make = async (browser: Browser, form: Record<string, string>) => {
    const page = await submit(browser, '/tokens', { name: 'Made', days: '30', ...form });
    const text = await page.text();
    const [token = ''] = /snl_pat_[A-Za-z0-9_-]{43}/.exec(text) ?? [];
    const [row] = await rows<{ id: string }>('SELECT id FROM access_tokens ORDER BY created_at DESC, id DESC LIMIT 1');
    return { status: page.status, token, id: row?.id ?? '', text };
  };
  const write = (token: string) =>
    rpc('slack', token, 'tools/call', { name: 'send_message', arguments: { channel: 'C1', text: 'x' } });

  it('is shown once and kept as a hash', async () => {
    const { browser } = person.at;
    const { status, token } = await make(browser, { scope: 'slack:read' });
    expect([status, await probe(token)]).toEqual([200, 200]);
    expect(JSON.stringify(await directory())).not.toContain(token.slice('snl_pat_'.length));
    expect(await (await browser.ask('/tokens')).text()).not.toContain(token);
  });

  it('reaches what its scopes say, at the MCP endpoints and the API', async () => {
    const reads = await person.token('slack:read');
    expect([await probe(reads), await probe(reads, 'zoom')]).toEqual([200, 403]);
    expect((await write(reads)).status).toBe(403);
    const list = (token: string) =>
      seneschal('/integrations', { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
    expect(
      (await (await list(reads)).json<{ items: { platform: string }[] }>()).items.map(({ platform }) => platform),
    ).toContain('slack');
    expect(await (await list(await person.token('zoom:read'))).json()).toEqual({ items: [], nextCursor: null });
  });

  it('does nothing that needs a person at a browser', async () => {
    const headers = { authorization: `Bearer ${await person.token()}`, accept: 'application/json' };
    for (const path of ['/tokens', '/members', '/sessions', '/clients', '/integrations/connect/slack', '/authorize']) {
      expect([path, (await seneschal(path, { headers })).status]).toEqual([path, 401]);
    }
    const body = new URLSearchParams({ name: 'More', days: '30', scope: 'slack:write' });
    expect((await seneschal('/tokens', { method: 'POST', headers, body })).status).toBe(401);
  });

  it('ends when it expires', async () => {
    const { token } = await make(person.at.browser, { scope: 'slack:read', days: '1' });
    later(DAY - MINUTE);
    expect(await probe(token)).toBe(200);
    later(2 * MINUTE);
    expect(await probe(token)).toBe(401);
  });

  it('ends at once when it is revoked, and nobody else can do that', async () => {
    const { browser } = person.at;
    const { token, id } = await make(browser, { scope: 'slack:read' });
    expect(await probe(token)).toBe(200);
    const stranger = (await newMember('admin', 'Stranger')).at.browser;
    expect((await submit(stranger, `/tokens/${id}/revoke`)).status).toBe(404);
    expect(await probe(token)).toBe(200);
    expect((await submit(browser, `/tokens/${id}/revoke`)).status).toBe(303);
    expect(await probe(token)).toBe(401);
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    expect((await seneschal('/integrations', { headers })).status).toBe(401);
  });

  it('is made only for known scopes, a sensible time and a role that has them', async () => {
    const { browser } = person.at;
    const before = (await rows('SELECT id FROM access_tokens')).length;
    const refused: Record<string, string>[] = [
      { scope: 'slack:admin' },
      { scope: '' },
      { scope: 'slack:read', days: '0' },
      { scope: 'slack:read', days: '366' },
      { scope: 'slack:read', days: 'x' },
      { scope: 'slack:read', name: ' ' },
    ];
    for (const wrong of refused) {
      const { status, token } = await make(browser, wrong);
      expect([wrong, status, token]).toEqual([wrong, 400, '']);
    }
    const viewer = await newMember('viewer', 'Viewer');
    expect((await make(viewer.at.browser, { scope: 'slack:write' })).status).toBe(403);
    expect((await rows('SELECT id FROM access_tokens')).length).toBe(before);
  });

  it('made up, cut or changed is none', async () => {
    const token = await person.token('slack:read');
    const changed = token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const wrong of [
      'snl_pat_',
      `snl_pat_${'x'.repeat(43)}`,
      token.slice(0, -1),
      changed,
      `${token}x`,
      token.toUpperCase(),
    ]) {
      expect([wrong, await probe(wrong)]).toEqual([wrong, 401]);
    }
  });
});

describe('a member who leaves or loses a role', () => {
  const write = async (token: string) =>
    (await rpc('slack', token, 'tools/call', { name: 'send_message', arguments: { channel: 'C1', text: 'x' } })).status;

  /** Somebody with a session, a token of their own and a client’s token. */
  async function somebody(name: string) {
    const who = await newMember('member', name);
    const given = await tokens(await askForToken(codeForm(await grant(who.at.browser, await register()))));
    return {
      who,
      browser: who.at.browser,
      tokens: [await who.token('slack:read', 'slack:write'), given.access_token],
      refreshToken: given.refresh_token,
    };
  }

  it('is out at once for writes and within 10 s for reads, wherever the removal happened', async () => {
    const { who, browser, tokens: theirs } = await somebody('Leaving');
    const reader = await who.token('slack:read');
    expect(await Promise.all([reader, ...theirs].map((token) => probe(token)))).toEqual([200, 200, 200]);
    // As another isolate does it: this one learns nothing of it.
    await removeMember(database(env.DB), who.member.workspaceId, who.member.id);
    expect(await Promise.all(theirs.map(write))).toEqual([401, 401]);
    expect(await isSignedIn(browser)).toBe(false);
    later(10_001);
    expect(await probe(reader)).toBe(401);
  });

  it('removed in the console is out at once for reads too', async () => {
    const { who, tokens: theirs } = await somebody('Removed');
    expect(await Promise.all(theirs.map((token) => probe(token)))).toEqual([200, 200]);
    const { browser } = person.at;
    expect((await submit(browser, `/members/${who.member.id}/remove`)).status).toBe(303);
    expect(await Promise.all(theirs.map((token) => probe(token)))).toEqual([401, 401]);
  });

  it('cannot come back by a link they still have', async () => {
    const { who } = await somebody('Returning');
    const token = await makeSignInLink(database(env.DB), who.member);
    await removeMember(database(env.DB), who.member.workspaceId, who.member.id);
    expect((await press(token)).status).toBe(410);
  });

  it('made a viewer writes no more, whatever was granted before', async () => {
    const { who, tokens: theirs } = await somebody('Demoted');
    await env.DB.prepare("UPDATE members SET role = 'viewer' WHERE id = ?").bind(who.member.id).run();
    expect(await Promise.all(theirs.map(write))).toEqual([403, 403]);
    later(10_001);
    expect(await Promise.all(theirs.map((token) => probe(token)))).toEqual([200, 200]);
  });

  it('of one workspace is nobody in another', async () => {
    const elsewhere = await newMember('owner', 'Elsewhere', await newWorkspace('elsewhere'));
    const { browser } = elsewhere.at;
    expect((await submit(browser, `/members/${person.member.id}/remove`)).status).toBe(404);
    expect(await (await browser.ask('/members')).text()).not.toContain(person.member.id);
    expect(await elsewhere.at.integrations()).toEqual([]);
  });
});
