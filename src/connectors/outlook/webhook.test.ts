import { describe, expect, it, vi } from 'vitest';
import { isPerIntegration, type Subscription } from '../../core/define-connector';
import { SeneschalError } from '../../core/errors';
import { type PlatformCall } from '../../core/platform-call';
import { webhook } from './webhook';

const SECRET = 'c2VjcmV0LW9mLXRoZS1zdWJzY3JpcHRpb24';
const TARGET = 'https://seneschal.example/webhooks/outlook/int_1/hook';
const greet = isPerIntegration(webhook) ? webhook.greet : undefined;

const notice = (changes: object = {}) => ({
  subscriptionId: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07',
  subscriptionExpirationDateTime: '2026-11-27T12:00:00Z',
  tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
  clientState: SECRET,
  changeType: 'created',
  resource: 'Users/u/Messages/m',
  resourceData: { '@odata.type': '#Microsoft.Graph.Message', '@odata.etag': 'W/"CQAAAB"', id: 'AAkALgm' },
  ...changes,
});
const lifecycle = (lifecycleEvent: string) => {
  const { changeType: _, resource: __, resourceData: ___, ...head } = notice();
  return { value: [{ ...head, lifecycleEvent }] };
};

function verify(payload: unknown, secret = SECRET): Promise<boolean> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const body = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
  const key = () => Promise.resolve(undefined);
  return webhook.verify({ body, headers: new Headers(), url: TARGET, receivedAt: 0 }, secret, {
    audience: TARGET,
    key,
  });
}

describe('verify', () => {
  it('takes a delivery whose every notification holds the secret of the subscription', async () => {
    expect(await verify({ value: [notice()] })).toBe(true);
    expect(await verify({ value: [notice(), notice({ changeType: 'updated' })] })).toBe(true);
    expect(await verify(lifecycle('missed'))).toBe(true);
  });

  it.each([
    ['another secret', { value: [notice({ clientState: `${SECRET.slice(0, -1)}x` })] }],
    ['a shorter one', { value: [notice({ clientState: SECRET.slice(0, -1) })] }],
    ['none', { value: [notice({ clientState: undefined })] }],
    ['null', { value: [notice({ clientState: null })] }],
    ['a list of secrets', { value: [notice({ clientState: [SECRET] })] }],
    ['one forged among good ones', { value: [notice(), notice({ clientState: 'x' })] }],
    ['no notification', { value: [] }],
    ['nothing', {}],
    ['no JSON', 'value=1'],
    ['an empty body', ''],
  ])('refuses %s', async (_, payload) => {
    expect(await verify(payload)).toBe(false);
  });

  it('refuses everything where there is no secret yet', async () => {
    expect(await verify({ value: [notice({ clientState: '' })] }, 'x')).toBe(false);
  });
});

describe('the handshake', () => {
  const ask = (search: string) =>
    greet?.({ url: `${TARGET}${search}`, body: new Uint8Array(), headers: new Headers(), receivedAt: 0 }, false);

  it('is answered with the token alone, decoded, as plain text', async () => {
    const token = 'Validation: Testing client application reachability <b>&amp;</b> for Request-Id: 1+1';
    const answer = ask(`?validationToken=${encodeURIComponent(token).replaceAll('%20', '+')}`);
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer?.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer?.text()).toBe(token);
  });

  it.each([
    '',
    '?validationToken=',
    '?validationtoken=x',
    '?validationToken=a&validationToken=b',
    `?validationToken=${'x'.repeat(2_001)}`,
  ])('is none: %s', (search) => {
    expect(ask(search)).toBeUndefined();
  });
});

describe('read', () => {
  it('tells a change by what changed, and the same change once', () => {
    expect(webhook.read({ value: [notice()] })).toEqual({
      deliveryId: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07:created:AAkALgm:W/"CQAAAB"',
      type: 'message.created',
      routes: [],
      changed: ['mail'],
      summary: 'The inbox changed.',
    });
    const batch = { value: [notice(), notice({ changeType: 'updated' })] };
    expect(webhook.read(batch)).toEqual({
      type: 'message.changed',
      routes: [],
      changed: ['mail'],
      summary: 'The inbox changed.',
    });
  });

  it.each([
    ['reauthorizationRequired', 'expiring'],
    ['subscriptionRemoved', 'unsubscribed'],
    ['missed', undefined],
  ])('knows what follows from %s', (event, effect) => {
    const read = webhook.read(lifecycle(event));
    expect(read).toMatchObject({ type: `lifecycle.${event}`, routes: [], changed: ['mail'] });
    expect(read?.effect).toBe(effect);
    expect(read).not.toHaveProperty('deliveryId');
  });

  it('leaves alone what it does not know', () => {
    for (const payload of [null, [], 'x', {}, { value: [] }, { value: [{}] }])
      expect(webhook.read(payload)).toBeUndefined();
    expect(webhook.read(lifecycle('constructor'))).toMatchObject({ type: 'message.changed' });
  });
});

describe('the subscription', () => {
  const { subscription } = webhook;
  const current: Subscription = { id: 'sub-1', expiresAt: 0 };
  const made = { id: 'sub-2', expirationDateTime: '2026-11-27T11:00:00Z' };

  /** Answers in turn; an error kind refuses. */
  function answering(...answers: unknown[]) {
    const calls: PlatformCall[] = [];
    const request = async (call: PlatformCall) => {
      calls.push(call);
      const body = answers.shift();
      if (body instanceof Error) throw body;
      return { status: 200, headers: {}, body };
    };
    return { calls, api: { request } };
  }
  const said = ({ calls }: { calls: PlatformCall[] }) => calls.map(({ method, path }) => `${method} ${path.value}`);
  const failure = (kind: 'conflict' | 'not_found' | 'timeout') => new SeneschalError(kind, 'x');

  it('is made for both kinds of notification, with a secret of its own each time, for less than seven days', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-20T12:00:00Z') });
    const { calls, api } = answering(made, made);
    const first = await subscription?.subscribe(api, TARGET);
    const second = await subscription?.subscribe(api, TARGET);
    vi.useRealTimers();
    expect(first).toMatchObject({ id: 'sub-2', expiresAt: Date.parse('2026-11-27T11:00:00Z') });
    expect(first?.secret).toMatch(/^[\w-]{43}$/);
    expect(second?.secret).not.toBe(first?.secret);
    expect(calls[0]).toMatchObject({
      method: 'POST',
      headers: { prefer: 'IdType="ImmutableId"' },
      json: {
        changeType: 'created,updated',
        notificationUrl: TARGET,
        lifecycleNotificationUrl: TARGET,
        resource: "me/mailFolders('inbox')/messages",
        expirationDateTime: '2026-11-27T11:00:00.000Z',
        clientState: first?.secret,
      },
    });
  });

  it('takes the place of one whose making was never confirmed, and of no other', async () => {
    const all = {
      value: [
        { id: 'sub-0', notificationUrl: TARGET },
        { id: 'other', notificationUrl: 'https://x.example' },
      ],
    };
    const run = answering(failure('conflict'), all, null, made);
    expect(await subscription?.subscribe(run.api, TARGET)).toMatchObject({ id: 'sub-2' });
    expect(said(run)).toEqual([
      'POST /subscriptions',
      'GET /subscriptions',
      'DELETE /subscriptions/sub-0',
      'POST /subscriptions',
    ]);
  });

  it('is prolonged, keeping its secret, and made anew where Graph has lost it', async () => {
    const kept = answering({ id: 'sub-1', expirationDateTime: '2026-11-27T11:00:00Z' });
    const renewed = await subscription?.renew(kept.api, TARGET, current);
    expect(renewed).toEqual({ id: 'sub-1', expiresAt: Date.parse('2026-11-27T11:00:00Z') });
    expect(said(kept)).toEqual(['PATCH /subscriptions/sub-1']);
    const silent = answering(null);
    expect(await subscription?.renew(silent.api, TARGET, current)).toMatchObject({ id: 'sub-1' });
    const lost = answering(failure('not_found'), made);
    expect(await subscription?.renew(lost.api, TARGET, current)).toMatchObject({
      id: 'sub-2',
      secret: expect.any(String) as string,
    });
    await expect(subscription?.renew(answering(failure('timeout')).api, TARGET, current)).rejects.toMatchObject({
      kind: 'timeout',
    });
  });

  it('is ended, also where it has ended already', async () => {
    const run = answering(null, failure('not_found'));
    await subscription?.unsubscribe(run.api, current);
    await subscription?.unsubscribe(run.api, current);
    expect(said(run)).toEqual(['DELETE /subscriptions/sub-1', 'DELETE /subscriptions/sub-1']);
  });
});
