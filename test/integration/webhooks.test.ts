import { createScheduledController, env } from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import worker from '../../src/index';
import { integrationStub } from '../../durable-objects/integration/stub';
import { newId, toHex } from '../../src/core/ids';
import { sandboxCredentials } from '../../src/core/sandbox-credentials';
import { hmacSha256, verifyV0 } from '../../src/core/signatures';
import { DEPLOYMENT, vaultOf } from '../../src/vault/vault-of';
import { expectAgreement } from '../support/agreement';
import { seneschal } from '../support/client';
import { newMember, newWorkspace, owner, type Somebody } from '../support/people';
import { signInPlatforms } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, kept, rows, watchLogs } from '../support/state';

watchLogs();

/** How a platform of the v0 scheme signs, and the events of it that matter here. */
const HOOKS = {
  slack: {
    headers: ['x-slack-signature', 'x-slack-request-timestamp'],
    usual: 'reaction_added',
    gone: 'tokens_revoked',
    handshake: '{"type":"url_verification","challenge":"give-me-back"}',
    handshakeType: 'url_verification',
  },
  zoom: {
    headers: ['x-zm-signature', 'x-zm-request-timestamp'],
    usual: 'meeting.created',
    gone: 'app_deauthorized',
    handshake: '{"event":"endpoint.url_validation","payload":{"plainToken":"give-me-back"}}',
    handshakeType: 'endpoint.url_validation',
  },
} as const;

const cases = signInPlatforms.flatMap((known) =>
  known.platform === 'slack' || known.platform === 'zoom' ? [{ ...known, hook: HOOKS[known.platform] }] : [],
);
const PATIENCE = { timeout: 15_000, interval: 50 };

let maren: Somebody;
let tomas: Somebody;
let stranger: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  tomas = await newMember('member', 'Tomas');
  stranger = await newMember('owner', 'Sam', await newWorkspace('elsewhere'));
});

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
const deliveries = () =>
  rows<{ id: string; status: string; delivery_id: string; body: string; attempts: number }>(
    'SELECT * FROM webhook_events',
  );

describe.each(cases)('webhooks of $platform', ({ platform, hook, accounts: [first, second] }) => {
  const path = `/webhooks/${platform}`;
  const [signatureHeader, timestampHeader] = hook.headers;
  let mine: string;
  let other: string;
  let colleagues: string;
  let strangers: string;

  beforeAll(async () => {
    mine = (await maren.at.connect(platform, first)).id;
    other = (await maren.at.connect(platform, second)).id;
    colleagues = (await tomas.at.connect(platform, first)).id;
    strangers = (await stranger.at.connect(platform, second)).id;
  });
  afterEach(() => env.DB.exec('DELETE FROM webhook_events'));

  const deliver = (type: string, more: Record<string, unknown> = {}) =>
    control<{ status: number; body: unknown }>('events', { platform, type, account: first, ...more });

  /** Posts a body as the platform signs it. */
  async function post(
    body: Uint8Array<ArrayBuffer>,
    secret = sandboxCredentials(platform).webhookSecret,
  ): Promise<Response> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signed = new Uint8Array([...bytes(`v0:${timestamp}:`), ...body]);
    const signature = `v0=${toHex(await hmacSha256(secret, signed))}`;
    const known = { body, timestamp, signature, secret: sandboxCredentials(platform).webhookSecret, now: Date.now() };
    expect(await verifyV0(known)).toBe(secret === known.secret);
    const headers = { [signatureHeader]: signature, [timestampHeader]: timestamp, 'content-type': 'application/json' };
    return seneschal(path, { method: 'POST', headers, body });
  }

  const received = async (who: Somebody, id: string): Promise<unknown[]> => {
    const { body } = await who.at.api<{ items: { type: string; data: Record<string, unknown> }[] }>(
      `/integrations/${id}/events?limit=100`,
    );
    return body.items.filter(({ type }) => type === 'webhook.received').map(({ data }) => data['type']);
  };

  it('are stored, sealed, before they are acknowledged', async () => {
    expect(await deliver(hook.usual)).toMatchObject({ status: 200 });
    const [row, ...rest] = await deliveries();
    expect(rest).toEqual([]);
    expect(row?.body).toMatch(/^s1\.\d+\.[A-Za-z0-9+/=]+$/);
    const opened = await vaultOf(env).open(DEPLOYMENT, row?.body ?? '', ['webhook', row?.id ?? '']);
    expect(JSON.parse(opened)).toMatchObject(platform === 'slack' ? { type: 'event_callback' } : { event: hook.usual });
    await vi.waitFor(
      async () => expect(await deliveries()).toMatchObject([{ status: 'handled', attempts: 1 }]),
      PATIENCE,
    );
  });

  it('are not acknowledged where they cannot be stored', async () => {
    await env.DB.exec('ALTER TABLE webhook_events RENAME TO webhook_events_away');
    try {
      expect((await deliver(hook.usual)).status).toBeGreaterThanOrEqual(500);
    } finally {
      await env.DB.exec('ALTER TABLE webhook_events_away RENAME TO webhook_events');
    }
  });

  it('reach the integrations they concern, each once, and no others', async () => {
    const before = await Promise.all([
      received(maren, mine),
      received(tomas, colleagues),
      received(maren, other),
      received(stranger, strangers),
    ]);
    expect(await deliver(hook.usual, { duplicate: true })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    expect(await received(maren, mine)).toEqual([hook.usual, ...(before[0] ?? [])]);
    expect(await received(tomas, colleagues)).toEqual([hook.usual, ...(before[1] ?? [])]);
    expect(await received(maren, other)).toEqual(before[2]);
    expect(await received(stranger, strangers)).toEqual(before[3]);
    await expectAgreement(mine);
  });

  it.each([
    ['tampered with', { tamper: true }],
    ['stale', { skew_s: -301 }],
    ['from the future', { skew_s: 302 }],
  ])('are refused and forgotten when they are %s', async (_, fault) => {
    expect(await deliver(hook.usual, fault)).toMatchObject({ status: 401 });
    expect(await deliveries()).toEqual([]);
  });

  it('are refused when they are signed with another secret, or a header is missing', async () => {
    const body = bytes('{"type":"event_callback"}');
    expect((await post(body, 'another-secret')).status).toBe(401);
    const good = {
      [signatureHeader]: `v0=${'0'.repeat(64)}`,
      [timestampHeader]: String(Math.floor(Date.now() / 1000)),
    };
    for (const missing of [signatureHeader, timestampHeader]) {
      const { [missing]: _, ...headers } = good;
      expect((await seneschal(path, { method: 'POST', headers, body })).status).toBe(401);
    }
    expect((await seneschal(path, { method: 'POST' })).status).toBe(401);
    expect(await deliveries()).toEqual([]);
  });

  it.each([
    ['larger than 1 MiB', new Uint8Array(1024 * 1024 + 1).fill(32), 413],
    ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400],
    ['no JSON', bytes('{"type":'), 400],
    ['empty', new Uint8Array(), 400],
    ['10,000 levels deep', bytes('['.repeat(10_000) + ']'.repeat(10_000)), 400],
    ['with a NUL in it', bytes('{"type":"event_callback","x":"\\u0000"}'), 400],
  ])('are refused and forgotten when they are well signed and %s', async (_, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, reference: expect.stringMatching(/^ref_/) as string });
    expect(await deliveries()).toEqual([]);
  });

  it('larger than 1 MiB are refused also when they do not say so', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 20; sent += 1) controller.enqueue(new Uint8Array(64 * 1024));
        controller.close();
      },
    });
    expect((await seneschal(path, { method: 'POST', body })).status).toBe(413);
  });

  it('are kept and ignored when they are well signed and mean nothing', async () => {
    expect((await post(bytes('{"hello":"world"}'))).status).toBe(200);
    expect((await post(bytes('{"hello":"world"}'))).status).toBe(200);
    expect(await deliveries()).toMatchObject([{ status: 'ignored' }]);
  });

  it('answer a handshake only when it is signed', async () => {
    const unsigned = await seneschal(path, { method: 'POST', body: hook.handshake });
    expect(unsigned.status).toBe(401);
    expect(await unsigned.text()).not.toContain('give-me-back');
    expect((await post(bytes(hook.handshake), 'another-secret')).status).toBe(401);
    const signed = await post(bytes(hook.handshake));
    expect(signed.status).toBe(200);
    expect(await signed.text()).toContain('give-me-back');
    expect((await deliver(hook.handshakeType)).status).toBe(200);
    expect(await deliveries()).toEqual([]);
  });

  /** A delivery like the one that is stored, of another event. */
  async function another(): Promise<string> {
    const [row] = await deliveries();
    const stored = await vaultOf(env).open(DEPLOYMENT, row?.body ?? '', ['webhook', row?.id ?? '']);
    return stored
      .replace(/"event_id":"([^"]+)"/, '"event_id":"$1AGAIN"')
      .replace(/"event_ts":(\d+),/, (_, at) => `"event_ts":${Number(at) + 1},`);
  }

  it('are kept once however often and however close together they come', async () => {
    expect(await deliver(hook.usual)).toMatchObject({ status: 200 });
    const body = bytes(await another());
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await deliveries()).toHaveLength(2);
    const handled = [{ status: 'handled' }, { status: 'handled' }];
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject(handled), PATIENCE);
  });

  describe('that fail to be handled', () => {
    const away = () => env.DB.exec('ALTER TABLE webhooks RENAME TO webhooks_away');
    const back = () => env.DB.exec('ALTER TABLE webhooks_away RENAME TO webhooks');

    it('are tried again and end handled, once', async () => {
      const before = (await received(maren, mine)).length;
      await away();
      try {
        expect(await deliver(hook.usual)).toMatchObject({ status: 200 });
        await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'failed' }]), PATIENCE);
      } finally {
        await back();
      }
      await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'handled' }]), PATIENCE);
      expect((await received(maren, mine)).length).toBe(before + 1);
    });
  });

  it('that were accepted and never handled are handed over by the hourly sweep', async () => {
    const before = (await received(maren, mine)).length;
    expect(await deliver(hook.usual)).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    const changed = await another();
    // As after a queue that could not be reached.
    const id = newId('whe');
    await env.DB.prepare(
      "UPDATE webhook_events SET id = ?, body = ?, delivery_id = 'again', status = 'received', received_at = ?",
    )
      .bind(id, await vaultOf(env).seal(DEPLOYMENT, changed, ['webhook', id]), Date.now() - 600_000)
      .run();
    await worker.scheduled(createScheduledController({ cron: '0 * * * *' }), env);
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    expect((await received(maren, mine)).length).toBe(before + 2);
  });

  it('older than the present grant end nothing', async () => {
    const { record } = await kept(mine);
    const event = { deliveryId: newId('x'), type: hook.gone, summary: 'Late.', effect: 'revoked' as const };
    expect(await integrationStub(env, mine).receive({ ...event, at: record.refreshedAt - 1 })).toMatchObject({
      ok: true,
    });
    expect(await kept(mine)).toMatchObject({ record: { state: 'ACTIVE' } });
    expect(await inObject(mine, 'SELECT kind FROM tokens')).not.toEqual([]);
  });

  it('that withdraw a grant end it, its tokens with it, and no other', async () => {
    expect(await deliver(hook.gone)).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    for (const id of [mine, colleagues]) {
      expect(await kept(id)).toMatchObject({ record: { state: 'REVOKED' } });
      expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
      await expectAgreement(id);
    }
    expect((await maren.at.api(`/integrations/${mine}`)).body).toMatchObject({ state: 'REVOKED' });
    expect((await received(maren, mine))[0]).toBe(hook.gone);
    for (const id of [other, strangers]) expect(await kept(id)).toMatchObject({ record: { state: 'ACTIVE' } });
    // The person connects again, and all is well.
    expect(await maren.at.connect(platform, first)).toMatchObject({ id: mine, state: 'ACTIVE' });
  });

  if (platform === 'slack') {
    it('that say the app was removed end every grant of that workspace', async () => {
      expect(await deliver('app_uninstalled')).toMatchObject({ status: 200 });
      await vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status: 'handled' }]), PATIENCE);
      for (const id of [mine, other, strangers]) {
        expect(await kept(id)).toMatchObject({ record: { state: 'REVOKED' } });
        expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
      }
    });
  }
});

describe('webhooks of nobody', () => {
  it.each(['/webhooks/nope', '/webhooks/', '/webhooks/slack/more', '/webhooks/%00'])(
    '%s is not found',
    async (path) => {
      const answer = await seneschal(path, { method: 'POST', body: '{}' });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    },
  );
});
