import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sandboxCredentials } from '../../core/sandbox-credentials';
import { fromBase64, fromUtf8, signV0, utf8 } from '../kernel/crypto';
import { accessOf, api, ask, control, freshWorld, gmail, read, signIn, slack, userOf, zoom } from '../test-support';

let bearer = '';

beforeEach(async () => {
  await freshWorld();
  bearer = accessOf(await signIn('slack'));
});

afterEach(() => {
  vi.restoreAllMocks();
});

interface Sent {
  url: string;
  headers: Headers;
  body: string;
}

/** Stands in for whoever receives webhooks. */
function receiver(answer: () => Response = () => Response.json({ got: true })): Sent[] {
  const sent: Sent[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    sent.push({ url: request.url, headers: request.headers, body: await request.text() });
    return answer();
  });
  return sent;
}

const json = (sent: Sent | undefined) => JSON.parse(sent?.body ?? '{}') as Record<string, unknown>;

describe('the record of requests', () => {
  it('keeps what was asked of the platforms, and nothing else', async () => {
    await control('requests', undefined, 'DELETE');
    await slack('users.info', { user: 'U1' }, bearer);
    await api('api.zoom.us/v2/users/me/meetings?type=live&type=x', 'nobody', 'POST', { topic: 'x' });
    const { body } = await control('requests');
    expect(body.items).toMatchObject([
      {
        method: 'POST',
        host: 'slack.com',
        path: '/api/users.info',
        query: {},
        headers: { authorization: `Bearer ${bearer}` },
        body: { user: 'U1' },
        status: 200,
      },
      {
        host: 'api.zoom.us',
        path: '/v2/users/me/meetings',
        query: { type: ['live', 'x'] },
        body: { topic: 'x' },
        status: 401,
      },
    ]);
    expect((await control('requests?host=slack.com')).body.items).toHaveLength(1);
    await control('requests', undefined, 'DELETE');
    expect((await control('requests')).body.items).toEqual([]);
  });
});

describe('faults', () => {
  const test = () => slack('auth.test', {}, bearer);

  it('answer in the words of the platform, as often as they were asked to', async () => {
    await control('faults', { host: 'slack.com', path: '/api/auth', times: 2, status: 503 });
    expect(await test()).toMatchObject({ status: 503, body: { ok: false } });
    expect((await test()).status).toBe(503);
    expect((await test()).body.ok).toBe(true);
    await control('faults', { host: 'gmail.googleapis.com', status: 429 });
    expect((await gmail('profile', 'x')).body).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
    await control('faults', undefined, 'DELETE');
    expect((await gmail('profile', 'x')).status).toBe(401);
  });

  it('answer with a scripted status, headers and body', async () => {
    const script = { status: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } };
    await control('faults', { host: 'slack.com', method: 'POST', ...script });
    const answer = await test();
    expect(answer).toMatchObject({ status: 429, body: script.body });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect((await api('slack.com/api/auth.test', bearer)).status).toBe(200);
  });

  it('delay the real answer', async () => {
    await control('faults', { host: 'slack.com', delay_ms: 120, times: 1 });
    const before = Date.now();
    expect((await test()).body.ok).toBe(true);
    expect(Date.now() - before).toBeGreaterThanOrEqual(110);
  });

  it('break off in the middle of a body', async () => {
    await control('faults', { host: 'slack.com', cut_body: true, times: 1 });
    await expect(test()).rejects.toThrow();
  });

  it('name what is wrong with a script', async () => {
    for (const [script, field] of [
      [{}, 'host'],
      [{ host: 'slack.com', times: 0 }, 'times'],
      [{ host: 'slack.com', path: 'api' }, 'path'],
      [{ host: 'slack.com', bogus: 1 }, 'bogus'],
    ] as const) {
      const answer = await control('faults', script);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body.errors).toMatchObject([{ field }]);
    }
  });
});

describe('events', () => {
  it('are signed as Slack signs, and also happen in the workspace', async () => {
    const sent = receiver();
    const answer = await control('events', {
      platform: 'slack',
      type: 'message',
      account: 'Priya Raman',
      data: { text: 'Hi' },
    });
    expect(answer.body).toEqual({ status: 200, body: { got: true } });
    const [delivery] = sent;
    expect(delivery?.url).toBe('http://localhost:8787/webhooks/slack');
    const timestamp = Number(delivery?.headers.get('x-slack-request-timestamp'));
    const expected = await signV0(sandboxCredentials('slack').webhookSecret, timestamp, delivery?.body ?? '');
    expect(delivery?.headers.get('x-slack-signature')).toBe(expected);
    const event = json(delivery).event as { channel: string; ts: string; text: string };
    const { body } = await slack('conversations.history', { channel: event.channel, limit: '1' }, bearer);
    expect(body.messages).toMatchObject([{ ts: event.ts, text: 'Hi' }]);
  });

  it('name the installation they were sent for', async () => {
    const sent = receiver();
    await control('events', { platform: 'slack', type: 'message' });
    const user = userOf(await signIn('slack', 'maren', { scope: undefined })).id;
    await control('events', { platform: 'slack', type: 'message', account: 'maren' });
    await control('events', { platform: 'slack', type: 'message', account: 'aiko' });
    const named = sent.map((delivery) => (json(delivery).authorizations as { user_id: string; is_bot: boolean }[])[0]);
    expect(named.map((authorization) => authorization?.is_bot)).toEqual([false, false, true]);
    expect(named[1]?.user_id).toBe(user);
  });

  it('are repeated, forged and late on demand', async () => {
    const sent = receiver();
    const secret = sandboxCredentials('zoom').webhookSecret;
    const base = { platform: 'zoom', type: 'meeting.started' };
    await control('events', { ...base, duplicate: true });
    expect(sent).toHaveLength(2);
    expect(sent[0]?.body).toBe(sent[1]?.body);
    expect(sent[0]?.headers.get('x-zm-signature')).toBe(sent[1]?.headers.get('x-zm-signature'));
    await control('events', { ...base, tamper: true });
    const forged = sent[2];
    const at = Number(forged?.headers.get('x-zm-request-timestamp'));
    expect(forged?.headers.get('x-zm-signature')).not.toBe(await signV0(secret, at, forged?.body ?? ''));
    await control('events', { ...base, skew_s: -900 });
    const late = Number(sent[3]?.headers.get('x-zm-request-timestamp'));
    expect(Date.now() / 1000 - late).toBeGreaterThan(890);
    expect(sent[3]?.headers.get('x-zm-signature')).toBe(await signV0(secret, late, sent[3]?.body ?? ''));
  });

  it('push Gmail changes with a token of Google', async () => {
    const sent = receiver();
    const owner = accessOf(await signIn('gmail', 'maren'));
    const before = String((await gmail('profile', owner)).body.historyId);
    const target = 'https://seneschal.example/webhooks/gmail';
    await control('events', { platform: 'gmail', type: 'message', data: { subject: 'Pushed' }, target });
    const [delivery] = sent;
    const [head = '', claims = '', signature = ''] = delivery?.headers.get('authorization')?.slice(7).split('.') ?? [];
    const decoded = (text: string) =>
      JSON.parse(fromUtf8(fromBase64(text) ?? new Uint8Array())) as Record<string, unknown>;
    expect(decoded(claims)).toMatchObject({
      iss: 'https://accounts.google.com',
      aud: target,
      email: 'gmail-push@sandbox.example',
      email_verified: true,
    });
    const { body } = await read(await ask('www.googleapis.com/oauth2/v3/certs'));
    const [jwk] = body.keys as (JsonWebKey & { kid: string })[];
    expect(jwk?.kid).toBe(decoded(head).kid);
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    if (!jwk) throw new Error('no key is published');
    const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    const bytes = fromBase64(signature) ?? new Uint8Array();
    expect(await crypto.subtle.verify(algorithm.name, key, bytes, utf8(`${head}.${claims}`))).toBe(true);
    const { message } = json(delivery) as { message: { data: string } };
    expect(decoded(message.data)).toMatchObject({ emailAddress: 'maren@larkfield.example' });
    expect((await gmail(`history?startHistoryId=${before}`, owner)).body.history).toHaveLength(1);
    await control('events', { platform: 'gmail', type: 'message', target, tamper: true });
    const forged = sent[1]?.headers.get('authorization')?.slice(7).split('.') ?? [];
    const wrong = fromBase64(forged[2] ?? '') ?? new Uint8Array();
    expect(await crypto.subtle.verify(algorithm.name, key, wrong, utf8(`${forged[0]}.${forged[1]}`))).toBe(false);
  });

  it('let a meeting begin and end', async () => {
    const sent = receiver();
    const own = accessOf(await signIn('zoom', 'jonas'));
    const count = async (type: string) => (await zoom(`users/me/meetings?type=${type}`, own)).body.total_records;
    expect([await count('live'), await count('previous_meetings')]).toEqual([0, 0]);
    await control('events', { platform: 'zoom', type: 'meeting.started', account: 'jonas' });
    expect(await count('live')).toBe(1);
    await control('events', { platform: 'zoom', type: 'meeting.ended', account: 'jonas' });
    expect([await count('live'), await count('previous_meetings')]).toEqual([0, 1]);
    const uuids = sent.map((delivery) => (json(delivery).payload as { object: { uuid: string } }).object.uuid);
    expect(uuids[0]).toBe(uuids[1]);
  });

  it('end tokens where the platform ends them', async () => {
    receiver();
    await control('events', { platform: 'slack', type: 'app_uninstalled', tamper: true });
    expect((await slack('auth.test', {}, bearer)).body.ok).toBe(true);
    await control('events', { platform: 'slack', type: 'app_uninstalled' });
    expect((await slack('auth.test', {}, bearer)).body.error).toBe('token_revoked');
  });

  it('say when nobody listens, and what they do not know', async () => {
    receiver(() => {
      throw new TypeError('connection refused');
    });
    expect((await control('events', { platform: 'slack', type: 'message' })).status).toBe(502);
    for (const [event, field] of [
      [{ platform: 'nowhere', type: 'x' }, 'platform'],
      [{ platform: 'slack', type: 'x' }, 'type'],
      [{ platform: 'slack', type: 'message', account: 'nobody' }, 'account'],
      [{ platform: 'slack', type: 'message', target: 'ftp://x' }, 'target'],
    ] as const) {
      expect((await control('events', event)).body.errors).toMatchObject([{ field }]);
    }
  });
});

describe('tokens, clock and reset', () => {
  it('ends access tokens, or access and refresh tokens, of one person or of all', async () => {
    const own = String(userOf(await signIn('slack', 'maren', { scope: undefined })).access_token);
    const other = String(userOf(await signIn('slack', 'jonas', { scope: undefined })).access_token);
    await control('tokens', { platform: 'slack', account: 'maren@larkfield.example', action: 'expire' });
    expect((await slack('auth.test', {}, own)).body.error).toBe('token_expired');
    expect((await slack('auth.test', {}, other)).body.ok).toBe(true);
    const { body } = await control('tokens', { platform: 'slack', action: 'revoke' });
    expect(body.ended).toBeGreaterThan(1);
    expect((await slack('auth.test', {}, other)).body.error).toBe('token_revoked');
  });

  it('starts over', async () => {
    const own = accessOf(await signIn('zoom'));
    await zoom('users/me/meetings', own, 'POST', { topic: 'Only once' });
    await control('reset', { anchor: '2026-03-02' });
    expect((await zoom('users/me', own)).status).toBe(401);
    expect((await control('requests')).body.items).toHaveLength(1);
    await control('consent', { platform: 'zoom', mode: 'auto' });
    const { body } = await zoom(
      'users/me/meetings?type=previous_meetings&page_size=300',
      accessOf(await signIn('zoom')),
    );
    expect(JSON.stringify(body)).toContain('"start_time":"2026-02-24T14:01:00Z"');
    expect(JSON.stringify(body)).not.toContain('Only once');
  });
});

describe('the edges', () => {
  it('says what is simulated where nothing is', async () => {
    expect(await read(await ask('nowhere.example/x'))).toMatchObject({ status: 404, body: { error: 'not_simulated' } });
    for (const path of ['slack.com/nothing', 'zoom.us', 'www.googleapis.com/nothing', 'api.zoom.us/v2/nothing']) {
      expect((await ask(path)).status).toBe(404);
    }
    expect((await control('nothing', {})).status).toBe(404);
  });

  it('shows people a page, and takes its forms from nowhere else', async () => {
    const page = await ask('');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Maren Holt');
    const form = new URLSearchParams({ host: 'slack.com', status: '500', times: '1', body: '' });
    const submit = (origin: string) => ask('_control/faults', { method: 'POST', body: form, headers: { origin } });
    expect((await submit('http://evil.example')).status).toBe(403);
    expect((await submit('http://sandbox.test')).headers.get('location')).toBe('/#faults');
    expect((await control('faults')).body.items).toMatchObject([{ host: 'slack.com', status: 500, times: 1 }]);
    const clear = new URLSearchParams({ _method: 'delete' });
    await ask('_control/faults', { method: 'POST', body: clear });
    expect((await control('faults')).body.items).toEqual([]);
  });
});
