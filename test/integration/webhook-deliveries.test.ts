import { env } from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { sandboxCredentials } from '../../src/core/sandbox-credentials';
import { hmacSha256Hex } from '../../src/core/signatures';
import { handleWebhook } from '../../src/jobs/webhooks';
import { hourly } from '../../src/jobs/hourly';
import { recover } from '../../src/jobs/recover';
import { DEPLOYMENT, vaultOf } from '../../src/vault/vault-of';
import { newId } from '../../src/core/ids';
import { ORIGIN, seneschal } from '../support/client';
import { csrfOf, pageOf, post } from '../support/forms';
import { newMember, newWorkspace, owner, type Somebody } from '../support/people';
import { control } from '../support/sandbox';
import { inObject, rows, watchLogs } from '../support/state';

watchLogs();

const PATIENCE = { timeout: 15_000, interval: 50 };
const MAREN = 'maren@larkfield.example';

interface Delivery {
  id: string;
  platform: string;
  deliveryId: string;
  status: string;
  receivedAt: string;
  handledAt: string | null;
  attempts: number;
  error: string | null;
}

let maren: Somebody;
let tomas: Somebody;
let stranger: Somebody;
/** Maren's integration and Tomas's, of the same account: a delivery concerns both. */
let mine: string;
let his: string;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  tomas = await newMember('member', 'Tomas');
  stranger = await newMember('owner', 'Sam', await newWorkspace('elsewhere'));
  mine = (await maren.at.connect('slack', MAREN)).id;
  his = (await tomas.at.connect('slack', MAREN)).id;
});
afterEach(() => env.DB.exec('DELETE FROM webhook_targets; DELETE FROM webhook_events'));

const deliver = (platform = 'slack', type = 'reaction_added', more: object = {}) =>
  control<{ status: number }>('events', { platform, type, account: MAREN, ...more });
const targets = (integration: string) =>
  rows<{ status: string; attempts: number; error: string | null; handled_at: number | null }>(
    'SELECT * FROM webhook_targets WHERE integration_id = ?',
    integration,
  );
const events = () => rows<{ id: string; status: string; error: string | null }>('SELECT * FROM webhook_events');
const received = async (integration: string): Promise<number> => {
  const [row] = await inObject<{ n: number }>(
    integration,
    `SELECT count(*) AS n FROM events WHERE json LIKE '%"webhook.received"%'`,
  );
  return row?.n ?? 0;
};
const list = async (who: Somebody, query = ''): Promise<Delivery[]> =>
  (await who.at.api<{ items: Delivery[] }>(`/webhooks/events${query}`)).body.items;
const replay = (who: Somebody, id: string) => who.at.api<Delivery>(`/webhooks/events/${id}/replay`, {});

/** An integration that cannot take a delivery until it is mended. */
const fail = (id: string) => inObject(id, 'ALTER TABLE deliveries RENAME TO deliveries_away');
const mend = (id: string) => inObject(id, 'ALTER TABLE deliveries_away RENAME TO deliveries');

/** A delivery that Tomas's integration has been given up on; the first attempt is the queue's, the others are ours. */
async function dead(): Promise<string> {
  expect(await deliver()).toMatchObject({ status: 200 });
  await vi.waitFor(async () => expect(await targets(his)).toMatchObject([{ status: 'failed' }]), PATIENCE);
  const [event] = await events();
  const id = event?.id ?? '';
  for (let times = 0; times < 5; times++) await handleWebhook(env, id);
  expect(await targets(his)).toMatchObject([{ status: 'dead' }]);
  return id;
}

describe('a delivery that concerns several integrations', () => {
  it('reaches the others where one of them fails, and is only repeated there', async () => {
    const before = [await received(mine), await received(his)] as const;
    await fail(his);
    try {
      await deliver();
      await vi.waitFor(async () => expect(await targets(his)).toMatchObject([{ status: 'failed' }]), PATIENCE);
      expect(await targets(mine)).toMatchObject([{ status: 'handled', attempts: 1, error: null }]);
      expect(await events()).toMatchObject([{ status: 'failed' }]);
      expect(await received(mine)).toBe(before[0] + 1);
    } finally {
      await mend(his);
    }
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled', error: null }]), PATIENCE);
    expect(await targets(mine)).toMatchObject([{ status: 'handled', attempts: 1 }]);
    const [late] = await targets(his);
    expect(late).toMatchObject({ status: 'handled', error: null });
    expect(late?.attempts).toBeGreaterThan(1);
    expect([await received(mine), await received(his)]).toEqual([before[0] + 1, before[1] + 1]);
  });

  it('is handled once at each however many handlers take it up at the same time', async () => {
    const before = [await received(mine), await received(his)] as const;
    await deliver('slack', 'reaction_added', { duplicate: true });
    const [event] = await events();
    await Promise.all(Array.from({ length: 5 }, () => handleWebhook(env, event?.id ?? '')));
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    expect([await received(mine), await received(his)]).toEqual([before[0] + 1, before[1] + 1]);
  });

  it('is handed over by the sweep where it was lost between two integrations, and repeated only where it must', async () => {
    const before = [await received(mine), await received(his)] as const;
    await deliver();
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    // As after a crash between the two: one is written down, the other is not, and the queue has lost the message.
    await env.DB.exec(`UPDATE webhook_targets SET status = 'received', attempts = 0 WHERE integration_id = '${his}'`);
    await env.DB.exec(`UPDATE webhook_events SET status = 'received', received_at = ${Date.now() - 600_000}`);
    await hourly(env);
    await vi.waitFor(async () => expect(await targets(his)).toMatchObject([{ status: 'handled' }]), PATIENCE);
    expect(await targets(mine)).toMatchObject([{ attempts: 1 }]);
    expect([await received(mine), await received(his)]).toEqual([before[0] + 1, before[1] + 1]);
  });
});

it('is taken up at once by a start whose queue began empty', async () => {
  const before = await received(mine);
  await deliver();
  await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
  await env.DB.exec(`UPDATE webhook_targets SET status = 'received', attempts = 0`);
  await env.DB.exec(`UPDATE webhook_events SET status = 'received', received_at = ${Date.now() - 1_000}`);
  expect(await recover(env)).toMatchObject({ webhooks: 1 });
  await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
  expect(await received(mine)).toBe(before + 1);
});

describe('an integration', () => {
  it('remembers deliveries as long as they are kept, and forgets them after that', async () => {
    const day = 86_400_000;
    await inObject(mine, 'DELETE FROM deliveries');
    for (const [id, age] of Object.entries({ a: 40, b: 32, c: 32, d: 30 })) {
      await inObject(mine, 'INSERT INTO deliveries (id, at) VALUES (?, ?)', id, Date.now() - age * day);
    }
    const take = (deliveryId: string) =>
      integrationStub(env, mine).receive({ deliveryId, type: 'x', summary: 'X.', at: Date.now() });
    const known = async () => (await inObject(mine, 'SELECT id FROM deliveries ORDER BY rowid')).map(({ id }) => id);
    await take('e');
    expect(await known()).toEqual(['c', 'd', 'e']);
    await take('f');
    expect(await known()).toEqual(['d', 'e', 'f']);
    const before = await received(mine);
    await take('d');
    expect(await received(mine)).toBe(before);
  });
});

describe('a delivery that cannot be handled', () => {
  it('ends dead with its reason, and nothing tries it again by itself', async () => {
    await fail(his);
    try {
      const id = await dead();
      expect(await events()).toMatchObject([
        { status: 'dead', error: expect.stringMatching(/^internal ref_/) as string },
      ]);
      expect(await targets(his)).toMatchObject([
        { attempts: 5, error: expect.stringMatching(/^internal ref_/) as string },
      ]);
      await env.DB.exec(`UPDATE webhook_events SET received_at = ${Date.now() - 600_000}`);
      await hourly(env);
      expect(await handleWebhook(env, id)).toBe('settled');
      expect(await targets(his)).toMatchObject([{ status: 'dead', attempts: 5 }]);
    } finally {
      await mend(his);
    }
  });

  it('is handled once when it is replayed, however often that is asked', async () => {
    const before = [await received(mine), await received(his)] as const;
    await fail(his);
    let id: string;
    try {
      id = await dead();
    } finally {
      await mend(his);
    }
    expect(await list(tomas, '?status=dead')).toMatchObject([
      { id, platform: 'slack', status: 'dead', handledAt: null },
    ]);
    const answers = await Promise.all(Array.from({ length: 4 }, () => replay(tomas, id)));
    for (const { status } of answers) expect([200, 202]).toContain(status);
    expect(answers.map(({ status }) => status)).toContain(202);
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    expect(await replay(tomas, id)).toMatchObject({ status: 200, body: { id, status: 'handled' } });
    expect([await received(mine), await received(his)]).toEqual([before[0] + 1, before[1] + 1]);
    const audited = () => rows("SELECT * FROM audit WHERE action = 'webhook.replay' AND outcome = 'ok'");
    await vi.waitFor(
      async () =>
        expect(await audited()).toContainEqual(
          expect.objectContaining({ member_id: tomas.member.id, subject: 'slack', integration_id: his }),
        ),
      PATIENCE,
    );
  });

  it('that does not even open is given up after five attempts', async () => {
    const id = newId('whe');
    const body = await vaultOf(env).seal(DEPLOYMENT, '{}', ['webhook', 'another']);
    await env.DB.prepare(
      "INSERT INTO webhook_events (id, platform, delivery_id, type, status, body, received_at) VALUES (?, 'slack', 'x', 'x', 'received', ?, 1)",
    )
      .bind(id, body)
      .run();
    for (let times = 0; times < 4; times++) expect(await handleWebhook(env, id)).toBe('again');
    expect(await handleWebhook(env, id)).toBe('settled');
    expect(await events()).toMatchObject([{ status: 'dead', attempts: 5 }]);
  });

  it('that never comes to an end is given up too', async () => {
    await deliver();
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    await env.DB.exec("UPDATE webhook_events SET status = 'received', attempts = 15");
    await env.DB.exec(`UPDATE webhook_targets SET status = 'received' WHERE integration_id = '${his}'`);
    const [event] = await events();
    expect(await handleWebhook(env, event?.id ?? '')).toBe('settled');
    expect(await events()).toMatchObject([{ status: 'dead', error: 'its handling never came to an end' }]);
    expect(await targets(mine)).toMatchObject([{ status: 'handled' }]);
    expect(await targets(his)).toMatchObject([{ status: 'dead' }]);
  });
});

describe('the list of deliveries', () => {
  it('shows each what became of it at their own integrations', async () => {
    await fail(his);
    try {
      const id = await dead();
      const [seen] = await list(maren);
      expect(seen).toEqual({
        ...{ id, platform: 'slack', status: 'handled', attempts: 1, error: null },
        deliveryId: expect.stringMatching(/^Ev/) as string,
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        handledAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      });
      expect(await list(tomas)).toMatchObject([{ id, status: 'dead', handledAt: null, attempts: 5 }]);
      expect(await list(stranger)).toEqual([]);
      expect(await list(maren, '?status=dead')).toEqual([]);
      expect(await list(tomas, '?status=dead&platform=slack')).toHaveLength(1);
      expect(await list(tomas, '?platform=zoom')).toEqual([]);
    } finally {
      await mend(his);
    }
  });

  it('is told newest first, a page at a time, and refuses what it does not know', async () => {
    for (let times = 0; times < 3; times++) await deliver();
    await vi.waitFor(async () => expect(await list(maren, '?status=handled')).toHaveLength(3), PATIENCE);
    const ids = (await events())
      .map(({ id }) => id)
      .sort()
      .reverse();
    const first = await maren.at.api<{ items: Delivery[]; nextCursor: string }>('/webhooks/events?limit=2');
    expect(first.body.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = await maren.at.api(`/webhooks/events?limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null });
    for (const query of ['status=nope', 'limit=0', 'limit=101', 'cursor=1']) {
      expect((await maren.at.api(`/webhooks/events?${query}`)).status).toBe(400);
    }
  });

  it('is nobody’s without a session or a token, and a token sees its platforms only', async () => {
    await deliver();
    await vi.waitFor(async () => expect(await list(maren)).toHaveLength(1), PATIENCE);
    const ask = async (token: string) =>
      (await seneschal('/webhooks/events', { headers: { authorization: `Bearer ${token}` } })).json<{
        items: unknown[];
      }>();
    expect((await seneschal('/webhooks/events')).status).toBe(401);
    expect((await ask(await maren.token('slack:read'))).items).toHaveLength(1);
    expect((await ask(await maren.token('zoom:read'))).items).toEqual([]);
  });
});

describe('replaying', () => {
  it('is as a random id for whom it does not concern', async () => {
    await deliver();
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    const [event] = await events();
    const answers = await Promise.all([
      replay(stranger, event?.id ?? ''),
      replay(stranger, newId('whe')),
      replay(maren, newId('whe')),
      replay(maren, 'nonsense'),
    ]);
    const texts = answers.map(({ status, body }) => [status, JSON.stringify(body).replaceAll(/ref_\w+/g, '')]);
    expect(texts[0]?.[0]).toBe(404);
    for (const text of texts) expect(text).toEqual(texts[0]);
  });

  it('needs the platform’s write scope, and a form of our own', async () => {
    await deliver();
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    const [event] = await events();
    const path = `/webhooks/events/${event?.id}/replay`;
    const by = async (token: string) =>
      (await seneschal(path, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).status;
    expect(await by(await maren.token('slack:read'))).toBe(403);
    expect(await by(await maren.token('zoom:write'))).toBe(404);
    expect(await by(await maren.token('slack:read', 'slack:write'))).toBe(200);
    expect((await post(maren.at, path, {}, { csrf: 'forged' })).status).toBe(403);
    expect((await post(maren.at, path, {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await seneschal(path, { method: 'POST', headers: { origin: ORIGIN } })).status).toBe(401);
  });

  it('works from the page, which says what came of it', async () => {
    expect(await pageOf(stranger.at, '/webhooks')).toContain('Nothing yet');
    await fail(his);
    let id: string;
    try {
      id = await dead();
    } finally {
      await mend(his);
    }
    const html = await pageOf(tomas.at, '/webhooks?status=dead');
    expect(html).toContain('data-state="dead"');
    expect(html).toContain(`action="/webhooks/events/${id}/replay"`);
    expect(html).toContain('id="live-deliveries"');
    expect(await pageOf(maren.at, '/webhooks')).not.toContain(`/webhooks/events/${id}/replay`);
    const csrf = await csrfOf(tomas.at);
    const answer = await post(tomas.at, `/webhooks/events/${id}/replay`, {}, { csrf });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/webhooks?notice=replayed']);
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    const again = await post(tomas.at, `/webhooks/events/${id}/replay`, {}, { csrf });
    expect(again.headers.get('location')).toBe('/webhooks?notice=handled-already');
  });
});

describe('Stripe', () => {
  const SECRET = sandboxCredentials('stripe').webhookSecret;
  const BODY = '{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","type":"invoice.paid"}';
  const send = async (body: string, options: { secret?: string; skew?: number } = {}) => {
    const at = Math.floor(Date.now() / 1000) + (options.skew ?? 0);
    const signature = `t=${at},v1=${await hmacSha256Hex(options.secret ?? SECRET, `${at}.${body}`)}`;
    return seneschal('/webhooks/stripe', { method: 'POST', body, headers: { 'stripe-signature': signature } });
  };

  it('is verified, kept once and left for later', async () => {
    expect((await send(BODY)).status).toBe(200);
    expect((await send(BODY)).status).toBe(200);
    const [event, ...more] = await rows('SELECT * FROM webhook_events');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      ...{ platform: 'stripe', delivery_id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy', type: 'invoice.paid', status: 'ignored' },
      error: 'kept for later: no server of this deployment uses Stripe events yet',
    });
    expect(await vaultOf(env).open(DEPLOYMENT, String(event?.['body']), ['webhook', String(event?.['id'])])).toBe(BODY);
  });

  it('is refused when it is signed with another secret, or too old', async () => {
    expect((await send(BODY, { secret: 'another' })).status).toBe(401);
    expect((await send(BODY, { skew: -302 })).status).toBe(401);
    expect((await seneschal('/webhooks/stripe', { method: 'POST', body: BODY })).status).toBe(401);
    expect(await events()).toEqual([]);
  });
});
