import { env } from 'cloudflare:test';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/core/ids';
import { type Browser, ORIGIN, seneschal } from '../support/client';
import { expectAgreement } from '../support/agreement';
import { newMember, owner, type Somebody } from '../support/people';
import { asked, askedAt, breakDown, forgetRequests, mend, signInPlatforms, tokenRequests } from '../support/platforms';
import { control } from '../support/sandbox';
import { allObjects, directory, inObject, kept, rows, watchLogs } from '../support/state';

watchLogs();
let maren: Somebody;
let tomas: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  tomas = await newMember('member', 'Tomas');
});

/** Begins to connect and stops at the platform's door. */
async function begin(browser: Browser, platform: string): Promise<{ door: URL; state: string }> {
  const headers = { cookie: browser.cookie, accept: 'text/html' };
  const response = await seneschal(`/integrations/connect/${platform}`, { headers });
  expect(response.status).toBe(302);
  const door = new URL(response.headers.get('location') ?? '');
  return { door, state: door.searchParams.get('state') ?? '' };
}

/** Answers the platform's consent page. @returns where the browser is sent back to. */
async function answer(door: URL): Promise<URL> {
  const response = await env.WORLD.getByName('world').fetch(door, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
}

async function arrive(browser: Browser, callback: URL): Promise<{ status: number; location: string; page: string }> {
  const headers = { cookie: browser.cookie, accept: 'text/html' };
  const response = await seneschal(callback, { headers });
  return { status: response.status, location: response.headers.get('location') ?? '', page: await response.text() };
}

/** Everything stored that connecting could add to: all tables but the audit and the sessions' last use, and all objects. */
async function stored(): Promise<unknown> {
  const { audit: _, sessions: __, ...tables } = await directory();
  return { tables, objects: await allObjects() };
}

describe.each(signInPlatforms)('connecting $platform', ({ platform, auth, accounts: [account, other] }) => {
  const codeRequests = () => tokenRequests(auth, 'authorization_code');
  const callback = `${ORIGIN}/integrations/callback/${platform}`;
  const connectOther = () => maren.at.connect(platform, other);

  beforeAll(async () => {
    await maren.at.connect(platform, account);
  });

  beforeEach(async () => {
    await control('consent', { platform, mode: 'auto', account });
    await forgetRequests();
  });
  afterEach(mend);

  describe('the state', () => {
    it('is unguessable, kept as its hash for ten minutes, and bound to person, browser, platform and redirect', async () => {
      const { door, state } = await begin(maren.at.browser, platform);
      expect(state).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(door.searchParams.get('redirect_uri')).toBe(callback);
      const [row] = await rows<Record<string, unknown>>(
        'SELECT * FROM connect_states WHERE hash = ?',
        await sha256(state),
      );
      expect(row).toMatchObject({
        platform,
        member_id: maren.member.id,
        workspace_id: maren.member.workspaceId,
        redirect_uri: callback,
      });
      expect(Number(row?.['expires_at']) - Number(row?.['created_at'])).toBe(600_000);
      const [session] = await rows('SELECT id FROM sessions WHERE id = ?', row?.['session_id']);
      expect(session).toBeDefined();
      expect(JSON.stringify(await directory())).not.toContain(state);
    });

    it('is different every time', async () => {
      const states = await Promise.all(
        Array.from({ length: 5 }, async () => (await begin(maren.at.browser, platform)).state),
      );
      expect(new Set(states).size).toBe(5);
    });

    it(auth.pkce ? 'comes with a PKCE verifier that is sealed at rest' : 'comes without PKCE', async () => {
      const { door, state } = await begin(maren.at.browser, platform);
      const [row] = await rows<{ verifier: string | null }>(
        'SELECT verifier FROM connect_states WHERE hash = ?',
        await sha256(state),
      );
      const atRest = JSON.stringify(await directory());
      const { status } = await arrive(maren.at.browser, await answer(door));
      expect(status).toBe(302);
      const [request] = await codeRequests();
      const { code_verifier: verifier, redirect_uri: redirect } = request?.body as Record<string, string>;
      expect(redirect).toBe(callback);
      if (!auth.pkce) {
        expect(door.searchParams.has('code_challenge')).toBe(false);
        expect({ verifier, row }).toEqual({ verifier: undefined, row: { verifier: null } });
        return;
      }
      expect(door.searchParams.get('code_challenge_method')).toBe('S256');
      expect(door.searchParams.get('code_challenge')).toBe(await sha256(verifier ?? ''));
      expect(verifier).toMatch(/^[A-Za-z0-9_-]{43,128}$/);
      expect(row?.verifier).toMatch(/^s1\.\d+\.\S+$/);
      expect(atRest).not.toContain(verifier);
    });
  });

  describe('a callback that does not fit', () => {
    /** Expects that `attempt` ends on a page that says what to do, and that nothing is stored and nothing asked of the platform. */
    async function refused(
      attempt: () => Promise<{ status: number; page: string }>,
      status: number,
      words: RegExp,
    ): Promise<void> {
      const before = await stored();
      const got = await attempt();
      expect(got.status).toBe(status);
      expect(got.page).toMatch(words);
      expect(got.page).toContain('Nothing was stored');
      expect(got.page).toMatch(/href="\/integrations\/connect\/[a-z]+"/);
      const { tables, objects } = (await stored()) as { tables: Record<string, unknown[]>; objects: unknown };
      expect({ tables: { ...tables, connect_states: [] }, objects }).toEqual({
        ...(before as object),
        tables: { ...(before as { tables: object }).tables, connect_states: [] },
      });
    }
    const never = async () => expect(await codeRequests()).toEqual([]);
    const here = () => maren.at.browser;

    it('denied', async () => {
      await control('consent', { platform, mode: 'deny' });
      const { door } = await begin(here(), platform);
      await refused(async () => arrive(here(), await answer(door)), 400, /not allow.*Nothing was stored/s);
      await never();
    });

    it('ended by the platform with an error of its own', async () => {
      const { state } = await begin(here(), platform);
      const url = new URL(`${callback}?error=server_error&error_description=%3Cscript%3Ex&state=${state}`);
      await refused(() => arrive(here(), url), 400, /ended the sign-in.*Nothing was stored/s);
      expect((await arrive(here(), url)).page).not.toContain('<script>x');
      await never();
    });

    it('expired', async () => {
      const { door, state } = await begin(here(), platform);
      await env.DB.prepare(
        'UPDATE connect_states SET created_at = created_at - 600001, expires_at = expires_at - 600001 WHERE hash = ?',
      )
        .bind(await sha256(state))
        .run();
      await refused(async () => arrive(here(), await answer(door)), 400, /ten minutes.*Nothing was stored/s);
      await never();
    });

    it('replayed', async () => {
      const { door } = await begin(here(), platform);
      const url = await answer(door);
      expect((await arrive(here(), url)).status).toBe(302);
      await forgetRequests();
      await refused(() => arrive(here(), url), 400, /used before.*Nothing was stored/s);
      await never();
    });

    it('sent twenty times at once: it is used once', async () => {
      const { door } = await begin(here(), platform);
      const url = await answer(door);
      const got = await Promise.all(Array.from({ length: 20 }, () => arrive(here(), url)));
      expect(got.map(({ status }) => status).sort()).toEqual([302, ...Array.from({ length: 19 }, () => 400)]);
      expect(await codeRequests()).toHaveLength(1);
    });

    it('never asked for', async () => {
      await refused(() => arrive(here(), new URL(`${callback}?code=x&state=made-up`)), 400, /never asked for/);
      await refused(() => arrive(here(), new URL(callback)), 400, /never asked for/);
      await never();
    });

    it('of another person', async () => {
      const { door } = await begin(here(), platform);
      const url = await answer(door);
      await refused(() => arrive(tomas.at.browser, url), 403, /another person.*Nothing was stored/s);
      // It is spent: who began cannot be made to finish it either.
      await refused(() => arrive(here(), url), 400, /used before/);
      await never();
    });

    it('in another browser of the same person', async () => {
      const { door } = await begin(here(), platform);
      const url = await answer(door);
      const elsewhere = await maren.elsewhere();
      await refused(() => arrive(elsewhere.browser, url), 403, /another browser.*Nothing was stored/s);
      await never();
    });

    it('of another platform', async () => {
      const { state } = await begin(here(), platform);
      await env.DB.prepare("UPDATE connect_states SET platform = 'elsewhere' WHERE hash = ?")
        .bind(await sha256(state))
        .run();
      await refused(() => arrive(here(), new URL(`${callback}?code=x&state=${state}`)), 403, /another platform/);
      await never();
    });

    it('at the callback of another platform', async () => {
      const { door } = await begin(here(), platform);
      const url = await answer(door);
      for (const wrong of signInPlatforms.filter((one) => one.platform !== platform)) {
        const there = new URL(url);
        there.pathname = `/integrations/callback/${wrong.platform}`;
        const { door: again } = await begin(here(), platform);
        there.searchParams.set('state', again.searchParams.get('state') ?? '');
        await refused(() => arrive(here(), there), 403, /another platform/);
        expect(await tokenRequests(wrong.auth, 'authorization_code')).toEqual([]);
      }
      await never();
    });

    it('without a code', async () => {
      const { state } = await begin(here(), platform);
      await refused(
        () => arrive(here(), new URL(`${callback}?state=${state}`)),
        400,
        /no usable code.*Nothing was stored/s,
      );
      await never();
    });

    it('with a code the platform does not know', async () => {
      const { state } = await begin(here(), platform);
      const url = new URL(`${callback}?code=made-up&state=${state}`);
      await refused(() => arrive(here(), url), platform === 'slack' ? 400 : 409, /sign-in/);
      expect(await codeRequests()).toHaveLength(1);
    });

    it.each([
      ['is down', { status: 503 }, 502],
      ['limits us', { status: 429 }, 429],
      ['breaks off', { status: 200, cut_body: true }, 502],
      ['answers nonsense', { status: 200, body: '<html>' }, 502],
      ['gives no token', { status: 200, body: { ok: true, token_type: 'bearer' } }, 400],
    ])('while the token endpoint %s', async (_, fault, status) => {
      await control('consent', { platform, mode: 'auto', account: other });
      await breakDown(auth.token, fault);
      const { door } = await begin(here(), platform);
      await refused(async () => arrive(here(), await answer(door)), status, /again/i);
    });

    it('from a stranger: the state waits for its person', async () => {
      const { door } = await begin(here(), platform);
      const url = await answer(door);
      const response = await seneschal(url, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(401);
      expect((await arrive(here(), url)).status).toBe(302);
    });
  });

  it('is not for viewers, nor for programs with a token', async () => {
    const viewer = await newMember('viewer', 'Vera');
    const headers = { cookie: viewer.at.browser.cookie };
    expect((await seneschal(`/integrations/connect/${platform}`, { headers })).status).toBe(403);
    const authorization = `Bearer ${await maren.token()}`;
    expect((await seneschal(`/integrations/connect/${platform}`, { headers: { authorization } })).status).toBe(401);
  });

  it('again keeps the id; another account is a second integration', async () => {
    const first = await maren.at.connect(platform, account);
    const again = await maren.at.connect(platform, account);
    expect(again.id).toBe(first.id);
    expect((await kept(first.id)).events.at(-1)).toMatchObject({ data: { to: 'ACTIVE' } });
    const second = await connectOther();
    expect(second.id).not.toBe(first.id);
    expect(second.account.id).not.toBe(first.account.id);
    expect(await kept(first.id)).toMatchObject({ record: { state: 'ACTIVE', account: first.account } });
    for (const { id } of [first, second]) await expectAgreement(id);
  });

  it('of one account by two people makes one integration each', async () => {
    const mine = await maren.at.connect(platform, account);
    const theirs = await tomas.at.connect(platform, account);
    expect(theirs.id).not.toBe(mine.id);
    expect(theirs.account.id).toBe(mine.account.id);
    expect(theirs.owner).toBe(tomas.member.id);
  });

  it('by two callbacks at the same time makes one integration, and it works', async () => {
    const [, , third] = signInPlatforms.find((one) => one.platform === platform)?.accounts ?? [];
    await control('consent', { platform, mode: 'auto', account: third });
    const doors = await Promise.all([begin(maren.at.browser, platform), begin(maren.at.browser, platform)]);
    const urls = await Promise.all(doors.map(({ door }) => answer(door)));
    const got = await Promise.all(urls.map((url) => arrive(maren.at.browser, url)));
    // Zoom ends the earlier of two grants: its browser may be told so, while the other has connected.
    const connected = got.filter(({ status }) => status === 302);
    expect(connected.length).toBeGreaterThan(0);
    if (platform !== 'zoom') expect(connected).toHaveLength(2);
    const ids = new Set(connected.map(({ location }) => location.replace(/\?.*$/, '')));
    expect(ids.size).toBe(1);
    const id = [...ids][0]?.split('/').at(-1) ?? '';
    const { account: made } = (await kept(id)).record;
    const sameAccount =
      "SELECT id FROM integrations WHERE account_id = ? AND owner = ? AND platform = ? AND state <> 'DELETED'";
    expect(await rows(sameAccount, made.id, maren.member.id, platform)).toEqual([{ id }]);
    expect(
      Object.values(await allObjects()).filter((tables) => JSON.stringify(tables['record']).includes(made.id)),
    ).toHaveLength(1);
    const checked = await maren.at.api(`/integrations/${id}/check`, {});
    expect(checked).toMatchObject({ status: 200, body: { state: 'ACTIVE', health: { status: 'healthy' } } });
    await expectAgreement(id);
  });

  describe('disconnecting', () => {
    const disconnect = (id: string) => maren.at.api(`/integrations/disconnect/${id}`, {});
    /** How many tokens of the account would still be accepted. */
    const alive = async () =>
      (await control<{ ended: number }>('tokens', { platform, account: other, action: 'revoke' })).ended;
    const lastWord = async (id: string) =>
      (await kept(id)).events.findLast(({ type }) => type === 'integration.disconnected')?.data;

    it('ends the grant at the platform, erases the tokens, and asks nothing when it is repeated', async () => {
      const { id } = await connectOther();
      await forgetRequests();
      expect(await disconnect(id)).toMatchObject({ status: 200, body: { id, state: 'DELETED' } });
      expect(await askedAt(auth.revoke?.url ?? '')).toHaveLength(1);
      expect(await alive()).toBe(0);
      expect(await lastWord(id)).toEqual({ revokedAtPlatform: true });
      expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
      await expectAgreement(id);
      await forgetRequests();
      const before = await kept(id);
      expect(await disconnect(id)).toMatchObject({ status: 200, body: { id, state: 'DELETED' } });
      expect(await asked()).toEqual([]);
      expect(await kept(id)).toEqual(before);
      expect((await maren.at.integrations()).map((one) => one.id)).not.toContain(id);
    });

    it('ten times at once is done once', async () => {
      const { id } = await connectOther();
      await forgetRequests();
      const got = await Promise.all(Array.from({ length: 10 }, () => disconnect(id)));
      expect(got.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
      expect(await askedAt(auth.revoke?.url ?? '')).toHaveLength(1);
      expect((await kept(id)).events.filter(({ type }) => type === 'integration.disconnected')).toHaveLength(1);
    });

    it('ends the grant also where the access token has ended before', async () => {
      const { id } = await connectOther();
      await control('tokens', { platform, account: other, action: 'expire' });
      expect(await disconnect(id)).toMatchObject({ status: 200, body: { state: 'DELETED' } });
      expect(await lastWord(id)).toEqual({ revokedAtPlatform: true });
      expect(await alive()).toBe(0);
    });

    it('of what was withdrawn at the platform already is no failure', async () => {
      const { id } = await connectOther();
      await control('tokens', { platform, account: other, action: 'revoke' });
      expect(await disconnect(id)).toMatchObject({ status: 200, body: { state: 'DELETED' } });
      expect(await lastWord(id)).toEqual({ revokedAtPlatform: true });
    });

    const troubles: [string, Record<string, unknown>][] = [
      ['is down', { status: 503 }],
      ['limits us', { status: 429 }],
      ['breaks off', { status: 200, cut_body: true }],
    ];
    if (platform === 'slack') {
      troubles.push(['says 200 and means no', { status: 200, body: { ok: false, error: 'internal_error' } }]);
    }
    it.each(troubles)('while the platform %s still erases the tokens, and says so', async (_, fault) => {
      const { id } = await connectOther();
      await breakDown(auth.revoke?.url ?? '', fault);
      expect(await disconnect(id)).toMatchObject({ status: 200, body: { state: 'DELETED' } });
      expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
      expect(await lastWord(id)).toEqual({ revokedAtPlatform: false });
      await expectAgreement(id);
    });

    it('lets the same account be connected anew, as another integration', async () => {
      const { id } = await connectOther();
      await disconnect(id);
      const anew = await connectOther();
      expect(anew.id).not.toBe(id);
      expect(anew.state).toBe('ACTIVE');
    });
  });
});
