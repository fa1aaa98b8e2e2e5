import { describe, expect, test } from 'vitest';
import { type PlatformApi, type PlatformCall, type PlatformResponse } from '../../core/platform-call';
import { SeneschalError } from '../../core/errors';
import { webhook } from './webhook';

/* The signature is of another library: Standard Webhooks' own. */
const KEY = `whsec_${btoa('fixture-signing-key-24by')}`;
const AT = 1_763_709_600;
const BODY = '{"id":"evt_1","type":"test","note":"café"}';
const SIGNATURE = 'v1,28ui9L7AvH5yLy0U91ToSEVuEarlPMplYLA0MhRflVA=';

interface Sent {
  body?: string;
  id?: string | null;
  timestamp?: string | null;
  signature?: string | null;
  secret?: string;
  receivedAt?: number;
}

function verify(sent: Sent): Promise<boolean> {
  const { body = BODY, id = 'msg_1', timestamp = String(AT), signature = SIGNATURE, secret = KEY } = sent;
  const headers = new Headers();
  if (id !== null) headers.set('webhook-id', id);
  if (timestamp !== null) headers.set('webhook-timestamp', timestamp);
  if (signature !== null) headers.set('webhook-signature', signature);
  const bytes = new TextEncoder().encode(body) as Uint8Array<ArrayBuffer>;
  const { receivedAt = AT * 1000 } = sent;
  return webhook.verify({ body: bytes, headers, url: 'https://example.com/webhooks/granola/x', receivedAt }, secret, {
    audience: '',
    key: async () => undefined,
  });
}

describe('verify', () => {
  test('accepts what the standard’s library signs, among other signatures and up to five minutes off', async () => {
    expect(await verify({})).toBe(true);
    expect(await verify({ signature: `v1,AAAA ${SIGNATURE} v2,x` })).toBe(true);
    expect(await verify({ receivedAt: (AT + 300) * 1000 })).toBe(true);
  });

  test.each<[string, Sent]>([
    ['a changed byte of the body', { body: BODY.replace('evt_1', 'evt_2') }],
    ['a body that was parsed and written again', { body: '{"id":"evt_1","type":"test","note":"caf\\u00e9"}' }],
    ['a changed byte of the signature', { signature: SIGNATURE.replace('28ui', '28uj') }],
    ['a shorter signature', { signature: SIGNATURE.slice(0, -2) }],
    ['another id', { id: 'msg_2' }],
    ['another secret', { secret: `whsec_${btoa('another-signing-key-24by')}` }],
    ['a secret that is none', { secret: 'whsec_%%%' }],
    ['no id', { id: null }],
    ['no signature', { signature: null }],
    ['no timestamp', { timestamp: null }],
    ['a timestamp that is none', { timestamp: '1e9' }],
    ['a delivery too old', { receivedAt: (AT + 301) * 1000 }],
    ['a delivery from the future', { receivedAt: (AT - 301) * 1000 }],
  ])('refuses %s', async (_, sent) => {
    expect(await verify(sent)).toBe(false);
  });
});

test('reads an event, and nothing else', () => {
  expect(webhook.read({ event_id: 'evt_9', type: 'note.edited', note_id: 'not_1' })).toEqual({
    deliveryId: 'evt_9',
    type: 'note.edited',
    routes: [],
    summary: 'A note: note.edited.',
  });
  for (const payload of [null, 'text', [], {}, { event_id: 7, type: 'x' }])
    expect(webhook.read(payload)).toBeUndefined();
});

/** Answers by method and path, and notes what was asked. */
function platform(answers: Record<string, Partial<PlatformResponse> | SeneschalError>) {
  const asked: string[] = [];
  const api: PlatformApi = {
    request: async ({ method, path, json }: PlatformCall) => {
      asked.push(`${method} ${path.value}${json === undefined ? '' : ` ${JSON.stringify(json)}`}`);
      const answer = answers[`${method} ${path.value}`];
      if (answer instanceof SeneschalError) throw answer;
      return { status: 200, headers: {}, body: null, ...answer };
    },
  };
  return { api, asked };
}

describe('the subscription', () => {
  const TARGET = 'https://seneschal.example/webhooks/granola/int_1/hook';
  const made = { 'POST /webhook-endpoints': { body: { id: 'whe_2', signing_secret: 'whsec_x' } } };
  const current = { id: 'whe_1', expiresAt: null };

  test('is made for our own address, and says what will sign', async () => {
    const { api, asked } = platform(made);
    expect(await webhook.subscription?.subscribe(api, TARGET)).toEqual({
      id: 'whe_2',
      expiresAt: null,
      secret: 'whsec_x',
    });
    expect(asked).toEqual([
      `POST /webhook-endpoints {"url":"${TARGET}","scopes":["personal","public"],"events":["note.generated","note.edited","note.access_granted"]}`,
    ]);
  });

  test('stays while Granola delivers', async () => {
    const { api, asked } = platform({ 'GET /webhook-endpoints/whe_1': { body: { id: 'whe_1', status: 'enabled' } } });
    expect(await webhook.subscription?.renew(api, TARGET, current)).toEqual(current);
    expect(asked).toHaveLength(1);
  });

  test('is made anew where Granola switched it off, or no longer has it', async () => {
    const off = platform({ ...made, 'GET /webhook-endpoints/whe_1': { body: { id: 'whe_1', status: 'disabled' } } });
    expect(await webhook.subscription?.renew(off.api, TARGET, current)).toMatchObject({
      id: 'whe_2',
      secret: 'whsec_x',
    });
    expect(off.asked[1]).toBe('DELETE /webhook-endpoints/whe_1');
    const gone = platform({ ...made, 'GET /webhook-endpoints/whe_1': new SeneschalError('not_found', 'gone') });
    expect(await webhook.subscription?.renew(gone.api, TARGET, current)).toMatchObject({ id: 'whe_2' });
  });

  test('is kept where Granola could not be asked', async () => {
    const { api } = platform({ 'GET /webhook-endpoints/whe_1': new SeneschalError('provider_unavailable', 'down') });
    await expect(webhook.subscription?.renew(api, TARGET, current)).rejects.toMatchObject({
      kind: 'provider_unavailable',
    });
  });
});
