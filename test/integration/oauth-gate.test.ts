import { env, listDurableObjectIds, runInDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { callTool, mcp } from '../support/client';
import {
  askForToken,
  codeForm,
  grant,
  type Granted,
  probe,
  refreshForm,
  refusal,
  register,
  type TokenPair,
  tokens,
} from '../support/oauth';
import { owner, type Somebody } from '../support/people';
import { watchLogs } from '../support/state';

const PARALLEL = 20;
watchLogs();
let person: Somebody;
let clientId: string;

beforeAll(async () => {
  person = await owner();
  clientId = await register();
});

const granted = (): Promise<Granted> => grant(person.at.browser, clientId);
const atOnce = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: PARALLEL }, work));
const pair = async (): Promise<TokenPair> => tokens(await askForToken(codeForm(await granted())));
const refresh = (token: string, more: Record<string, string> = {}) =>
  askForToken({ ...refreshForm(clientId, token), ...more });

const gateOf = (handle: string) => env.OAUTH_GATE.getByName(handle.split(':').slice(0, 2).join(':'));
/** Makes everything the handle's gate remembers `ms` older. */
const age = (handle: string, ms: number) =>
  runInDurableObject(gateOf(handle), (_, { storage }) => void storage.sql.exec('UPDATE spent SET at = at - ?', ms));

describe('a code', () => {
  it('redeemed 20 times at once gives one token pair, the same to all, which works', async () => {
    const form = codeForm(await granted());
    const answers = await atOnce(async () => tokens(await askForToken(form)));
    const [first] = answers;
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'slack:read slack:write' });
    const client = await mcp('slack', first?.access_token ?? '');
    expect((await callTool(client, 'list_channels')).text).toContain('No Slack account is connected yet');
    const next = await tokens(await refresh(first?.refresh_token ?? ''));
    expect(await probe(next.access_token)).toBe(200);
    await client.close();
  });

  it('presented again after its answer is refused and ends the grant', async () => {
    const form = codeForm(await granted());
    const given = await tokens(await askForToken(form));
    expect(await probe(given.access_token)).toBe(200);
    expect(await refusal(await askForToken(form))).toEqual([400, 'invalid_grant']);
    expect(await probe(given.access_token)).toBe(401);
    expect((await refresh(given.refresh_token)).status).toBe(400);
  });

  it('stolen and sent with a wrong verifier gives nothing to the thief', async () => {
    const form = codeForm(await granted());
    expect(await refusal(await askForToken({ ...form, code_verifier: 'x'.repeat(43) }))).toEqual([
      400,
      'invalid_grant',
    ]);
  });

  it('of one grant says nothing about another: each has its own gate', async () => {
    const [one, two] = [await granted(), await grant(person.at.browser, await register())];
    const [first, second] = await Promise.all([askForToken(codeForm(one)), askForToken(codeForm(two))]);
    expect([first.status, second.status]).toEqual([200, 200]);
  });
});

describe('a refresh token', () => {
  it('used 20 times at once gives one new pair, the same to all, which works', async () => {
    const { refresh_token: old } = await pair();
    const answers = await atOnce(async () => tokens(await refresh(old)));
    const [first] = answers;
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(first?.refresh_token).not.toBe(old);
    expect(await probe(first?.access_token ?? '')).toBe(200);
    expect(await probe((await tokens(await refresh(first?.refresh_token ?? ''))).access_token)).toBe(200);
  });

  it('presented again within 30 s gets the identical answer, headers and all', async () => {
    const { refresh_token: old } = await pair();
    const first = await refresh(old);
    const text = await first.text();
    await age(old, 29_000);
    const again = await refresh(old);
    expect(await again.text()).toBe(text);
    expect(again.status).toBe(200);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect(await probe((JSON.parse(text) as TokenPair).access_token)).toBe(200);
  });

  it('in a different request within 30 s is refused, and nothing is revoked', async () => {
    const { refresh_token: old } = await pair();
    const next = await tokens(await refresh(old));
    expect(await refusal(await refresh(old, { scope: 'slack:read' }))).toEqual([400, 'invalid_grant']);
    expect(await refusal(await askForToken(refreshForm(await register(), old)))).toEqual([400, 'invalid_grant']);
    expect(await probe(next.access_token)).toBe(200);
    expect((await refresh(next.refresh_token)).status).toBe(200);
  });

  it('presented again after 30 s ends its whole family', async () => {
    const { refresh_token: old, access_token: firstAccess } = await pair();
    const next = await tokens(await refresh(old));
    const later = await tokens(await refresh(next.refresh_token));
    await age(old, 31_000);
    expect(await refusal(await refresh(old))).toEqual([400, 'invalid_grant']);
    expect(
      await Promise.all([firstAccess, next.access_token, later.access_token].map((token) => probe(token))),
    ).toEqual([401, 401, 401]);
    expect(await refusal(await refresh(later.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  it('taken in turns never locks its client out', async () => {
    let { refresh_token: token } = await pair();
    for (let round = 0; round < 5; round++) token = (await tokens(await refresh(token))).refresh_token;
    expect((await refresh(token)).status).toBe(200);
  });

  it('may ask for fewer scopes, and gets no more than were granted', async () => {
    const given = await pair();
    const fewer = await tokens(await refresh(given.refresh_token, { scope: 'slack:read' }));
    expect(fewer.scope).toBe('slack:read');
    const narrow = await tokens(await askForToken(codeForm(await grant(person.at.browser, clientId, ['slack:read']))));
    const asked = await tokens(await refresh(narrow.refresh_token, { scope: 'slack:read slack:write' }));
    expect(asked.scope).toBe('slack:read');
  });

  it('that is made up is refused', async () => {
    for (const token of [
      'x',
      'a:b',
      'a:b:c',
      `${person.member.id}:${'g'.repeat(16)}:${'s'.repeat(32)}`,
      ':::',
      'a:b:c:d',
    ]) {
      expect([token, ...(await refusal(await refresh(token)))]).toEqual([token, 400, 'invalid_grant']);
    }
  });
});

describe('what the gates keep', () => {
  it('is no token and no code in plain', async () => {
    const request = await granted();
    const first = await tokens(await askForToken(codeForm(request)));
    const second = await tokens(await refresh(first.refresh_token));
    const secrets = [request.code, first.access_token, first.refresh_token, second.access_token, second.refresh_token];
    const kept: string[] = [];
    for (const id of await listDurableObjectIds(env.OAUTH_GATE)) {
      await runInDurableObject(env.OAUTH_GATE.get(id), (_, { storage }) => {
        const tables = storage.sql
          .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name = 'spent'")
          .toArray();
        for (const { name } of tables) kept.push(JSON.stringify(storage.sql.exec(`SELECT * FROM ${name}`).toArray()));
      });
    }
    expect(kept.join('')).toContain('s1.1.');
    for (const secret of secrets) expect(kept.join('')).not.toContain(secret.split(':')[2]);
  });

  it('is neither in the store of the library', async () => {
    const given = await pair();
    const { keys } = await env.OAUTH_KV.list({ limit: 1000 });
    const values = await Promise.all(keys.map(async ({ name }) => name + (await env.OAUTH_KV.get(name))));
    expect(values.join('')).toContain(clientId);
    for (const token of [given.access_token, given.refresh_token])
      expect(values.join('')).not.toContain(token.split(':')[2]);
  });

  it('is forgotten: the sealed answer within a minute, the handles when their family is long dead', async () => {
    const { refresh_token: old } = await pair();
    await refresh(old);
    const gate = gateOf(old);
    const sealed = () =>
      runInDurableObject(gate, async (instance, { storage }) => {
        await instance.alarm();
        return storage.sql
          .exec<{ sealed: string | null }>('SELECT sealed FROM spent')
          .toArray()
          .map((row) => row.sealed !== null);
      });
    expect((await sealed()).sort()).toEqual([false, true]);
    await age(old, 31_000);
    expect(await sealed()).toEqual([false, false]);
    await age(old, 401 * 86_400_000);
    await runInDurableObject(gate, async (instance, { storage }) => {
      await instance.alarm();
      expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'spent'").toArray()).toEqual([]);
    });
    // The very same object serves on: to it the token is new, and the library still knows it.
    expect((await refresh(old)).status).toBe(200);
  });

  it('is nothing for handles somebody made up', async () => {
    await refresh('made:up:handle');
    await runInDurableObject(gateOf('made:up:handle'), (_, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'spent'").toArray()).toEqual([]);
    });
  });
});
