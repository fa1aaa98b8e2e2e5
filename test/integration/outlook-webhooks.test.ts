import { env } from 'cloudflare:test';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sweepSubscriptions } from '../../src/jobs/sweeps';
import { callTool, mcp } from '../support/client';
import { newMember, owner, type Somebody } from '../support/people';
import { askedAt, forgetRequests } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, kept, rows, watchLogs } from '../support/state';
import { finished, switchOn } from '../support/sync';

watchLogs();

const PATIENCE = { timeout: 15_000, interval: 50 };
const MAREN = 'maren@larkfield.example';
const SUBSCRIPTIONS = 'https://graph.microsoft.com/v1.0/subscriptions';
const DAY_MS = 86_400_000;

let maren: Somebody;
let id: string;
let other: string;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  id = (await maren.at.connect('outlook', MAREN)).id;
  const tomas = await newMember('member', 'Tomas');
  other = (await tomas.at.connect('outlook', 'tomas@larkfield.example')).id;
});

const deliver = (type: string, more: object = {}) =>
  control<{ status: number }>('events', { platform: 'outlook', type, account: MAREN, ...more });
const handled = (type: string) =>
  vi.waitFor(async () => {
    const found = await rows('SELECT * FROM webhook_events WHERE type = ? ORDER BY received_at', type);
    expect(found.at(-1)).toMatchObject({ status: 'handled' });
    return found;
  }, PATIENCE);
const received = async (integration: string, type: string) =>
  (await inObject<{ json: string }>(integration, 'SELECT json FROM events')).filter(({ json }) => json.includes(type));
/** Graph ends the subscription and tells nobody. */
const forget = () => deliver('subscriptionRemoved', { target: `${env.PUBLIC_URL}/webhooks/nowhere` });
const subscription = async () => (await kept(id)).record.subscription;

describe('Graph’s notifications', () => {
  it('come to the address of each integration, which greeted Graph before', async () => {
    const { id: made, expiresAt } = (await subscription()) ?? {};
    expect(made).toMatch(/^[\da-f-]{36}$/);
    expect(((expiresAt ?? 0) - Date.now()) / DAY_MS).toBeGreaterThan(6.9);
    expect(await deliver('created', { duplicate: true })).toMatchObject({ status: 202 });
    expect(await handled('message.created')).toHaveLength(1);
    expect((await received(id, 'message.created')).length).toBe(1);
    expect((await received(other, 'message.created')).length).toBe(0);
  });

  it('are refused without the secret of the subscription, or at another’s address', async () => {
    expect(await deliver('created', { tamper: true })).toMatchObject({ status: 401 });
    const { hook } = (await kept(other)).record;
    const target = `${env.PUBLIC_URL}/webhooks/outlook/${other}/${hook}`;
    expect(await deliver('created', { target })).toMatchObject({ status: 401 });
    expect(await deliver('created', { target: `${env.PUBLIC_URL}/webhooks/outlook` })).toMatchObject({ status: 404 });
  });

  it('have the subscription renewed where Graph wants it, and made anew where it ended', async () => {
    const { id: made } = (await subscription()) ?? {};
    await forgetRequests();
    expect(await deliver('reauthorizationRequired')).toMatchObject({ status: 202 });
    await handled('lifecycle.reauthorizationRequired');
    const renewals = () => askedAt(`${SUBSCRIPTIONS}/${made}`);
    await vi.waitFor(async () => expect(await renewals()).toMatchObject([{ method: 'PATCH', status: 200 }]), PATIENCE);
    expect(await deliver('subscriptionRemoved')).toMatchObject({ status: 202 });
    await vi.waitFor(async () => {
      const { id: next } = (await subscription()) ?? {};
      expect(next).toMatch(/^[\da-f-]{36}$/);
      expect(next).not.toBe(made);
    }, PATIENCE);
    expect(await deliver('created')).toMatchObject({ status: 202 });
    expect(await deliver('missed')).toMatchObject({ status: 202 });
    await handled('lifecycle.missed');
  });

  it('go on once the hour finds that the subscription is nearing its end, though Graph has lost it', async () => {
    const { id: made } = (await subscription()) ?? {};
    await forget();
    const soon = Date.now() + 5 * DAY_MS;
    await env.DB.prepare('UPDATE webhooks SET expires_at = ? WHERE integration_id = ?').bind(soon, id).run();
    expect(await sweepSubscriptions(env)).toBe(1);
    await vi.waitFor(async () => expect((await subscription())?.id).not.toBe(made), PATIENCE);
    expect(await deliver('created')).toMatchObject({ status: 202 });
  });
});

describe('mail', () => {
  it('is kept and found once it is switched on, and soon after it came in', async () => {
    await switchOn(maren, id, ['mail']);
    const [sync] = await finished(maren, id);
    expect(sync).toMatchObject({ enabled: true, lastJob: { status: 'done', error: null } });
    expect(sync?.records).toBeGreaterThan(15);
    const client = await mcp('workspace', await maren.token());
    const found = await callTool(client, 'search_records', { query: 'certificate ingestion gateway' });
    const [best] = found.value['items'] as unknown[];
    expect(best).toMatchObject({
      kind: 'mail',
      platform: 'outlook',
      title: 'Late readings this morning',
      ids: { account: id, message_id: expect.any(String) as string },
    });
    await deliver('created', { data: { subject: 'Pomegranate', text: 'Quincunx, the sooner the better.' } });
    await vi.waitFor(async () => {
      const { value } = await callTool(client, 'search_records', { query: 'quincunx' });
      expect(value['items']).toMatchObject([{ title: 'Pomegranate' }]);
    }, PATIENCE);
    await client.close();
  });
});

it('ends its subscription when it is disconnected', async () => {
  const { id: made } = (await subscription()) ?? {};
  await forgetRequests();
  expect((await maren.at.api(`/integrations/disconnect/${id}`, {})).status).toBe(200);
  expect(await askedAt(`${SUBSCRIPTIONS}/${made}`)).toMatchObject([{ method: 'DELETE', status: 204 }]);
});
