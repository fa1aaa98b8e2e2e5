import { env } from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { database } from '../../src/db/client';
import { sha256 } from '../../src/core/ids';
import { makeInvitation, makeSignInLink } from '../../src/db/people';
import { Browser, ORIGIN, seneschal, signIn } from '../support/client';
import { isSignedIn, later, sendForm, submit, tokenOf } from '../support/raw-forms';
import { newMember, owner, type Somebody } from '../support/people';
import { directory, rows, watchLogs } from '../support/state';

const MINUTE = 60_000;
const DAY = 86_400_000;
watchLogs();
let person: Somebody;

beforeAll(async () => {
  person = await owner();
});
afterEach(() => void vi.useRealTimers());

const link = () => makeSignInLink(database(env.DB), person.member);
const open = (token: string) => new Browser().ask(`/sign-in?token=${token}`);
const press = (token: string, browser = new Browser(), headers: Record<string, string> = {}) =>
  browser.ask('/sign-in', { method: 'POST', body: new URLSearchParams({ token }), headers });
const everythingStored = async (): Promise<string> => JSON.stringify(await directory());

describe('a one-time link', () => {
  it('is not spent by looking: programs that preview links may', async () => {
    const token = await link();
    for (let look = 0; look < 3; look++) expect((await open(token)).status).toBe(200);
    expect((await seneschal(`/sign-in?token=${token}`, { method: 'HEAD' })).status).toBe(200);
    const page = await open(token);
    expect(page.headers.getSetCookie()).toEqual([]);
    expect(await page.text()).toContain('This link signs you in as Owner.');
    expect((await press(token)).status).toBe(303);
  });

  it('signs in once: afterwards opening and pressing answer 410', async () => {
    const token = await link();
    const browser = new Browser();
    const first = await press(token, browser);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    expect(await isSignedIn(browser)).toBe(true);
    const again = await press(token);
    expect([again.status, again.headers.getSetCookie()]).toEqual([410, []]);
    expect((await open(token)).status).toBe(410);
  });

  it('pressed many times at once signs in once', async () => {
    const token = await link();
    const answers = await Promise.all(Array.from({ length: 10 }, () => press(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 9 }, () => 410)]);
  });

  it('is good for 15 minutes', async () => {
    const [late, inTime] = [await link(), await link()];
    later(15 * MINUTE - 1000);
    expect((await open(late)).status).toBe(200);
    expect((await press(inTime)).status).toBe(303);
    later(2000);
    expect((await open(late)).status).toBe(410);
    expect((await press(late)).status).toBe(410);
  });

  it('ends the former session of the browser and starts another: rotation', async () => {
    const browser = new Browser();
    await press(await link(), browser);
    const { cookie } = browser;
    const follows = (secret: string) =>
      seneschal('/integrations', { headers: { cookie: secret, accept: 'text/html' } });
    expect((await follows(cookie)).status).toBe(200);
    await press(await link(), browser);
    expect(browser.cookie).not.toBe(cookie);
    expect((await follows(browser.cookie)).status).toBe(200);
    expect((await follows(cookie)).status).toBe(401);
  });

  it('pressed for a browser by another site is refused and not spent', async () => {
    const token = await link();
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:8788',
      'http://localhost:8787.evil.example',
    ]) {
      expect([origin, (await press(token, new Browser(), { origin })).status]).toEqual([origin, 403]);
    }
    expect((await press(token, new Browser(), { origin: ORIGIN })).status).toBe(303);
  });

  it('that is made up, empty or overlong is answered with what to do', async () => {
    for (const token of ['nonsense', '', 'x'.repeat(5000)]) expect((await open(token)).status).toBe(410);
    expect([
      (await press('nonsense')).status,
      (await press('')).status,
      (await press('x'.repeat(5000))).status,
    ]).toEqual([410, 400, 400]);
  });

  it('of an invitation makes its member once, for seven days', async () => {
    const invite = (name: string) =>
      makeInvitation(database(env.DB), {
        workspaceId: person.member.workspaceId,
        role: 'viewer',
        name,
        email: null,
        createdBy: person.member.id,
      });
    const [token, stale] = [await invite('Ivy'), await invite('Late')];
    const ivy = await signIn(`${ORIGIN}/sign-in?token=${token}`);
    expect(await isSignedIn(ivy.browser)).toBe(true);
    expect((await press(token)).status).toBe(410);
    later(7 * DAY + 1000);
    expect((await press(stale)).status).toBe(410);
    expect(await rows('SELECT name, role FROM members WHERE name IN (?, ?)', 'Ivy', 'Late')).toEqual([
      { name: 'Ivy', role: 'viewer' },
    ]);
  });
});

describe('a session', () => {
  it('lives in a cookie only this host gets, over a secure connection, out of reach of scripts', async () => {
    const [cookie = '', ...more] = (await press(await link())).headers.getSetCookie();
    expect(more).toEqual([]);
    const [pair, ...attributes] = cookie.split('; ');
    expect(pair).toMatch(/^__Host-seneschal=[A-Za-z0-9_-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax', 'Secure']);
  });

  it('is kept as a hash, as its link is', async () => {
    const browser = new Browser();
    const [used, waiting] = [await link(), await link()];
    await press(used, browser);
    const stored = await everythingStored();
    expect(stored).toContain(person.member.id);
    for (const secret of [used, waiting, browser.cookie.split('=')[1] ?? 'none']) expect(stored).not.toContain(secret);
  });

  it('ends after 30 days', async () => {
    const { browser } = await person.elsewhere();
    later(30 * DAY - MINUTE);
    expect(await isSignedIn(browser)).toBe(true);
    later(2 * MINUTE);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('ends at once when it is revoked from another browser', async () => {
    const [here, there] = [(await person.elsewhere()).browser, (await person.elsewhere()).browser];
    const [row] = await rows<{ id: string }>(
      'SELECT id FROM sessions WHERE hash = ?',
      await sha256(there.cookie.split('=')[1] ?? ''),
    );
    const answer = await submit(here, `/sessions/${row?.id}/revoke`);
    expect(answer.status).toBe(303);
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false]);
  });

  it('of somebody else does not exist', async () => {
    const other = await newMember('admin', 'Other');
    const [row] = await rows<{ id: string }>('SELECT id FROM sessions WHERE member_id = ?', person.member.id);
    const { browser } = other.at;
    expect((await submit(browser, `/sessions/${row?.id}/revoke`)).status).toBe(404);
    expect((await submit(browser, '/sessions/ses_nothing/revoke')).status).toBe(404);
  });

  it('ends by signing out, and the cookie with it', async () => {
    const { browser } = await person.elsewhere();
    const { cookie } = browser;
    const answer = await submit(browser, '/sign-out');
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-seneschal=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await seneschal('/integrations', { headers: { cookie } })).status).toBe(401);
  });

  it('is needed: a stranger gets a page at a browser, a problem as a program, never a redirect', async () => {
    for (const path of ['/', '/integrations', '/tokens', '/members', '/sessions', '/clients', '/audit', '/authorize']) {
      const page = await new Browser().ask(path);
      expect([path, page.status, page.headers.get('location')]).toEqual([path, 401, null]);
      const json = await seneschal(path, {
        headers: { accept: 'application/json', cookie: '__Host-seneschal=made-up' },
      });
      expect([path, json.status, json.headers.get('content-type')]).toEqual([path, 401, 'application/problem+json']);
    }
  });
});

describe('a form', () => {
  let guest: Somebody;
  let integration: string;
  let forms: [path: string, form: Record<string, string>][];

  beforeAll(async () => {
    guest = await newMember('member', 'Guest');
    integration = (await person.at.connect('slack')).id;
    const [session] = await rows<{ id: string }>('SELECT id FROM sessions WHERE member_id = ?', guest.member.id);
    await person.token('slack:read');
    const [token] = await rows<{ id: string }>('SELECT id FROM access_tokens WHERE member_id = ?', person.member.id);
    forms = [
      ['/sign-out', {}],
      ['/tokens', { name: 'Forged', days: '30', scope: 'slack:read' }],
      [`/tokens/${token?.id}/revoke`, {}],
      [`/sessions/${session?.id}/revoke`, {}],
      ['/members/invite', { name: 'Forged', email: '', role: 'admin' }],
      [`/members/${guest.member.id}/remove`, {}],
      ['/clients/somegrant/revoke', {}],
      [`/integrations/${integration}/share`, { share: 'workspace::write' }],
      [`/integrations/${integration}/default`, {}],
      [`/integrations/${integration}/check`, {}],
      [`/integrations/disconnect/${integration}`, {}],
    ];
  });

  /** All that a form could have changed. */
  const state = async () => {
    const { members, sessions, access_tokens, sign_in_links, integrations, default_accounts } = await directory();
    const lasting = (sessions ?? []).map(({ id, revoked_at }) => [id, revoked_at]);
    return { members, lasting, access_tokens, sign_in_links, integrations, default_accounts };
  };

  it('that another site could have sent is refused, and nothing changes', async () => {
    const { browser } = await person.elsewhere();
    const csrf = await tokenOf(browser);
    const before = await state();
    const forgeries: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', {}, { origin: ORIGIN }],
      ['no token, no origin', {}, {}],
      ['an empty token', { csrf: '' }, { origin: ORIGIN }],
      ['a wrong token', { csrf: csrf.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) }, { origin: ORIGIN }],
      ['another session’s token', { csrf: await tokenOf(guest.at.browser) }, { origin: ORIGIN }],
      ['a foreign origin', { csrf }, { origin: 'https://evil.example' }],
      ['an origin of null', { csrf }, { origin: 'null' }],
      ['an origin of another port', { csrf }, { origin: 'http://localhost:8788' }],
    ];
    for (const [path, form] of forms) {
      for (const [what, forged, headers] of forgeries) {
        const answer = await sendForm(browser, path, { ...form, ...forged }, headers);
        expect([path, what, answer.status]).toEqual([path, what, 403]);
      }
    }
    expect(await state()).toEqual(before);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('sent as JSON or plain text by another site is refused as well', async () => {
    const { browser } = await person.elsewhere();
    const before = await state();
    const body = JSON.stringify({ visibility: 'shared', sharedWith: [{ with: 'workspace', id: '', access: 'write' }] });
    const path = `/integrations/${integration}/share`;
    const send = (headers: Record<string, string>) =>
      browser.ask(path, { method: 'POST', body, headers: { accept: 'application/json', ...headers } });
    const json = 'application/json';
    expect((await send({ 'content-type': json, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ 'content-type': json })).status).toBe(403);
    expect((await send({ 'content-type': 'text/plain', origin: ORIGIN })).status).toBe(403);
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(403);
    expect(await state()).toEqual(before);
    expect((await send({ 'content-type': json, origin: ORIGIN })).status).toBe(200);
  });

  it('of our own page goes through', async () => {
    const { browser } = await person.elsewhere();
    const answer = await submit(browser, '/tokens', { name: 'Real', days: '30', scope: 'slack:read' });
    expect([answer.status, (await answer.text()).includes('snl_pat_')]).toEqual([200, true]);
  });
});
