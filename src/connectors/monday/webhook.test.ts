import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../../core/ids';
import { hmacSha256 } from '../../core/signatures';
import { type PlatformCall } from '../../core/platform-call';
import { webhook } from './webhook';

const KEY = 'fixture-signing-key';
const AT = 1_763_709_600;
const URL = 'https://us.example/webhooks/monday/int_1/secret';

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
const base64Url = (data: Uint8Array) =>
  btoa(String.fromCharCode(...data))
    .replace(/=+$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
const part = (value: unknown) => base64Url(bytes(JSON.stringify(value)));

const CLAIMS = { accountId: 1, userId: 2, aud: URL, iat: AT, exp: AT + 300 };
async function sign(claims: unknown = CLAIMS, header: unknown = { alg: 'HS256', typ: 'JWT' }, key = KEY) {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${base64Url(await hmacSha256(key, bytes(signed)))}`;
}

const delivery = (authorization: string | undefined, body = '{}', receivedAt = AT * 1000) => ({
  body: bytes(body),
  headers: new Headers(authorization === undefined ? {} : { authorization }),
  url: URL,
  receivedAt,
});
const verify = (authorization: string | undefined, receivedAt?: number, audience = URL) =>
  webhook.verify(delivery(authorization, '{}', receivedAt), KEY, { audience, key: async () => undefined });

describe('verify', () => {
  test('accepts a token made out to our address, with or without Bearer', async () => {
    expect(await verify(await sign())).toBe(true);
    expect(await verify(`Bearer ${await sign()}`)).toBe(true);
    expect(await verify(await sign(), (AT + 599) * 1000)).toBe(true);
  });

  test('refuses what is not', async () => {
    const good = await sign();
    const [head = '', claims = '', signature = ''] = good.split('.');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const bad: [string, string | undefined][] = [
      ['none', undefined],
      ['empty', ''],
      ['text', 'token'],
      ['a flipped byte', `${head}.${claims}.${flipped}`],
      ['a shorter signature', good.slice(0, -4)],
      ['no signature', `${head}.${claims}.`],
      ['other claims under the same signature', `${head}.${part({ ...CLAIMS, exp: AT + 9_999 })}.${signature}`],
      ['two tokens', `${good}, ${good}`],
      ['another address', await sign({ ...CLAIMS, aud: 'https://us.example/webhooks/monday/int_2/secret' })],
      ['no address', await sign({ ...CLAIMS, aud: undefined })],
      ['no end', await sign({ ...CLAIMS, exp: undefined })],
      ['an end in text', await sign({ ...CLAIMS, exp: 'never' })],
      ['the future', await sign({ ...CLAIMS, iat: AT + 301 })],
      ['alg none', await sign(CLAIMS, { alg: 'none' })],
      ['another algorithm', await sign(CLAIMS, { alg: 'HS512' })],
      ['a critical extension', await sign(CLAIMS, { alg: 'HS256', crit: ['x'] })],
      ['another secret', await sign(CLAIMS, { alg: 'HS256' }, 'another-key')],
    ];
    for (const [what, authorization] of bad) expect([what, await verify(authorization)]).toEqual([what, false]);
    expect(await verify(good, (AT + 601) * 1000)).toBe(false);
    expect(fromBase64(signature)).toHaveLength(32);
  });
});

describe('greet', () => {
  const challenge = (body: string, authorization?: string) => webhook.greet?.(delivery(authorization, body), false);

  test('echoes a challenge, unsigned or well signed', async () => {
    expect(await challenge('{"challenge":"3eZbrw1a"}')?.json()).toEqual({ challenge: '3eZbrw1a' });
    const signed = webhook.greet?.(delivery('a.b.c', '{"challenge":"3eZbrw1a"}'), true);
    expect(await signed?.json()).toEqual({ challenge: '3eZbrw1a' });
  });

  test('does not answer a wrong signature, nor anything but a challenge', () => {
    expect(challenge('{"challenge":"3eZbrw1a"}', 'a.b.c')).toBeUndefined();
    for (const body of [
      '',
      '{',
      '{}',
      '{"challenge":7}',
      '{"challenge":"<b>"}',
      '{"challenge":"x","event":{}}',
      `{"challenge":"${'x'.repeat(501)}"}`,
    ])
      expect(challenge(body)).toBeUndefined();
  });
});

describe('read', () => {
  const event = {
    type: 'create_pulse',
    triggerUuid: 'b5ed2e17c530f43668de130142445cba',
    boardId: 11,
    pulseId: 9001,
    pulseName: 'secret',
  };

  test('takes the id of what triggered it, and nothing people wrote', () => {
    expect(webhook.read({ event })).toEqual({
      deliveryId: 'b5ed2e17c530f43668de130142445cba',
      type: 'create_pulse',
      routes: [],
      summary: 'monday.com event create_pulse.',
      changed: ['items'],
    });
  });

  test('what is no event is nothing to handle', () => {
    for (const odd of [
      null,
      'x',
      [],
      {},
      { challenge: 'x' },
      { event: {} },
      { event: { ...event, triggerUuid: '' } },
      { event: { ...event, type: 'a b' } },
    ])
      expect(webhook.read(odd)).toBeUndefined();
  });
});

describe('subscription', () => {
  const SUBSCRIPTION = webhook.subscription;
  const run = async (
    answers: Record<string, unknown[]>,
    work: (api: { request: (call: PlatformCall) => Promise<never> }) => Promise<unknown>,
  ) => {
    const asked: string[] = [];
    const request = async ({ json }: PlatformCall) => {
      const { query, variables } = json as { query: string; variables: Record<string, string | undefined> };
      const name = /^\w+ (\w+)/.exec(query)?.[1] ?? '';
      asked.push(`${name} ${variables['board'] ?? variables['created'] ?? ''}`.trim());
      return { status: 200, headers: {}, body: { data: answers[name]?.shift() } } as never;
    };
    return { made: await work({ request }), asked };
  };
  const boards = (...ids: string[]) => ({ boards: ids.map((id) => ({ id, type: 'board' })) });
  const four = (from: number) => ({
    created: { id: `${from}` },
    changed: { id: `${from + 1}` },
    discussed: { id: `${from + 2}` },
    deleted: { id: `${from + 3}` },
  });

  test('makes the webhooks of the boards used last, one call a board', async () => {
    const answers = { RecentBoards: [boards('11', '12')], Subscribe: [four(1), four(5)] };
    const { made, asked } = await run(answers, (api) => SUBSCRIPTION!.subscribe(api, URL));
    expect(made).toMatchObject({ id: '11:1.2.3.4 12:5.6.7.8', expiresAt: expect.any(Number) as number });
    expect(asked).toEqual(['RecentBoards', 'Subscribe 11', 'Subscribe 12']);
  });

  test('renewing keeps what is whole, makes anew what is not, and ends what is used no more', async () => {
    const answers = {
      RecentBoards: [boards('11', '12')],
      BoardWebhooks: [{ webhooks: ['1', '2', '3', '4'].map((id) => ({ id })) }, { webhooks: [] }],
      Subscribe: [four(20)],
      Unsubscribe: [{}],
    };
    const current = { id: '11:1.2.3.4 12:5.6.7.8 13:9.10.11.12', expiresAt: null };
    const { made, asked } = await run(answers, (api) => SUBSCRIPTION!.renew(api, URL, current));
    expect(made).toMatchObject({ id: '11:1.2.3.4 12:20.21.22.23' });
    expect(asked).toEqual(['RecentBoards', 'BoardWebhooks 11', 'BoardWebhooks 12', 'Subscribe 12', 'Unsubscribe 9']);
  });

  test('ends them all', async () => {
    const { asked } = await run({ Unsubscribe: [{}, {}] }, (api) =>
      SUBSCRIPTION!.unsubscribe(api, { id: '11:1.2.3.4 12:5.6.7.8', expiresAt: null }),
    );
    expect(asked).toEqual(['Unsubscribe 1', 'Unsubscribe 5']);
  });
});
