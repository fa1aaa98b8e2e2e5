import { describe, expect, test } from 'vitest';
import { toHex } from '../../core/ids';
import { hmacSha256 } from '../../core/signatures';
import { webhook } from './webhook';

const KEY = 'fixture-signing-key';
const AT = 1_763_709_600;
const BODY = '{"id":"evt_1","type":"test","note":"café"}';
const SIGNATURE = 'v0=ff9cdac1cba57b6573da02334d34a3a7dc4dc918b5d57ec29d26f3716a46e4b5';

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

interface Sent {
  body?: string;
  timestamp?: string | null;
  signature?: string | null;
  receivedAt?: number;
}

function verify({ body = BODY, timestamp = String(AT), signature = SIGNATURE, receivedAt = AT * 1000 }: Sent) {
  const headers = new Headers();
  if (timestamp !== null) headers.set('x-slack-request-timestamp', timestamp);
  if (signature !== null) headers.set('x-slack-signature', signature);
  const delivery = { body: bytes(body), headers, url: 'https://example.com/webhooks/slack', receivedAt };
  return webhook.verify(delivery, KEY, { audience: delivery.url, key: async () => undefined });
}

describe('verify', () => {
  test('accepts what Slack’s own library signs, up to five minutes off', async () => {
    expect(await verify({})).toBe(true);
    expect(await verify({ receivedAt: (AT + 300) * 1000 })).toBe(true);
    expect(await verify({ receivedAt: (AT - 300) * 1000 })).toBe(true);
  });

  test.each<[string, Sent]>([
    ['a changed byte of the body', { body: BODY.replace('evt_1', 'evt_2') }],
    ['a body that was parsed and written again', { body: '{"id":"evt_1","type":"test","note":"caf\\u00e9"}' }],
    ['an empty body', { body: '' }],
    ['a changed byte of the signature', { signature: `${SIGNATURE.slice(0, -1)}4` }],
    ['a shorter signature', { signature: SIGNATURE.slice(0, -1) }],
    ['an empty signature', { signature: '' }],
    ['another version of the scheme', { signature: SIGNATURE.replace('v0', 'v1') }],
    ['two signatures', { signature: `${SIGNATURE}, ${SIGNATURE}` }],
    ['no signature', { signature: null }],
    ['no timestamp', { timestamp: null }],
    ['another timestamp than the signed one', { timestamp: String(AT + 1) }],
    ['a timestamp that is no number', { timestamp: 'NaN' }],
    ['a timestamp with a sign', { timestamp: `+${AT}` }],
    ['a delivery too old', { receivedAt: (AT + 301) * 1000 }],
    ['a delivery from the future', { receivedAt: (AT - 301) * 1000 }],
  ])('refuses %s', async (_, sent) => {
    expect(await verify(sent)).toBe(false);
  });

  test('refuses a signature by another secret', async () => {
    const signed = toHex(await hmacSha256('another-key', bytes(`v0:${AT}:${BODY}`)));
    expect(await verify({ signature: `v0=${signed}` })).toBe(false);
  });
});

const callback = (event: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  type: 'event_callback',
  team_id: 'T01',
  event_id: 'Ev01',
  event,
  ...rest,
});

describe('read', () => {
  test('a message goes to those it was authorised for, and its text into no log', () => {
    const payload = callback(
      { type: 'message', channel_type: 'im', channel: 'D01', user: 'U02', text: 'secret' },
      { authorizations: [{ team_id: 'T01', user_id: 'U01', is_bot: false }] },
    );
    expect(webhook.read(payload)).toEqual({
      deliveryId: 'Ev01',
      type: 'message',
      routes: ['user:T01:U01'],
      summary: 'Slack event message.',
    });
  });

  test('an event of a channel shared with a partner goes to our own workspace', () => {
    const authorizations = [
      { team_id: 'T02', user_id: 'U03' },
      { team_id: null, user_id: 'U04' },
    ];
    expect(webhook.read(callback({ type: 'message' }, { authorizations }))?.routes).toEqual([
      'user:T02:U03',
      'user:T01:U04',
    ]);
  });

  test('where Slack names nobody, what is public goes to the workspace and what is private to nobody', () => {
    expect(webhook.read(callback({ type: 'message', channel_type: 'channel' }))?.routes).toEqual(['team:T01']);
    expect(webhook.read(callback({ type: 'channel_created' }))?.routes).toEqual(['team:T01']);
    for (const kind of ['im', 'mpim', 'group']) {
      expect(webhook.read(callback({ type: 'message', channel_type: kind }))?.routes).toEqual([]);
    }
  });

  test('revoked tokens end the grants of the people named, and of nobody else', () => {
    const event = { type: 'tokens_revoked', tokens: { oauth: ['U01', 'U02'], bot: ['U09'] } };
    expect(webhook.read(callback(event))).toEqual({
      deliveryId: 'Ev01',
      type: 'tokens_revoked',
      routes: ['user:T01:U01', 'user:T01:U02'],
      effect: 'revoked',
      summary: 'Slack withdrew tokens.',
    });
    expect(webhook.read(callback({ type: 'tokens_revoked', tokens: { bot: ['U09'] } }))?.routes).toEqual([]);
  });

  test('an uninstalled app ends the grants of its workspace', () => {
    expect(webhook.read(callback({ type: 'app_uninstalled' }))).toEqual({
      deliveryId: 'Ev01',
      type: 'app_uninstalled',
      routes: ['team:T01'],
      effect: 'revoked',
      summary: 'The app was removed from the Slack workspace.',
    });
  });

  test('a retry is the same delivery', () => {
    const payload = callback({ type: 'reaction_added' });
    expect(webhook.read(structuredClone(payload))?.deliveryId).toBe(webhook.read(payload)?.deliveryId);
  });

  test('what is no event is nothing to handle', () => {
    const odd = [
      null,
      'text',
      [],
      {},
      { type: 'app_rate_limited', team_id: 'T01' },
      callback({}),
      { ...callback({ type: 'x' }), event_id: 7 },
    ];
    for (const payload of odd) expect(webhook.read(payload)).toBeUndefined();
  });
});

describe('handshake', () => {
  test('echoes the challenge and nothing else', async () => {
    const answer = await webhook.handshake?.({ token: 't', type: 'url_verification', challenge: '3eZbrw1a' }, KEY);
    expect(await answer?.json()).toEqual({ challenge: '3eZbrw1a' });
  });

  test('is none for an event, or a challenge beyond any Slack sends', async () => {
    expect(await webhook.handshake?.(callback({ type: 'message' }), KEY)).toBeUndefined();
    const long = { type: 'url_verification', challenge: 'x'.repeat(501) };
    expect(await webhook.handshake?.(long, KEY)).toBeUndefined();
  });
});
