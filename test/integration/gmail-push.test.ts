import { env } from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { sweepSubscriptions } from '../../src/jobs/sweeps';
import { newMember, owner, type Somebody } from '../support/people';
import { askedAt, breakDown, forgetRequests, mend } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, kept, rows, watchLogs } from '../support/state';

watchLogs();

const PATIENCE = { timeout: 15_000, interval: 50 };
const MAREN = 'maren@larkfield.example';
const WATCH = 'https://gmail.googleapis.com/gmail/v1/users/me/watch';
const STOP = 'https://gmail.googleapis.com/gmail/v1/users/me/stop';
const DAY_MS = 86_400_000;

let maren: Somebody;
let tomas: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  tomas = await newMember('member', 'Tomas');
});
afterEach(async () => {
  await mend();
  await env.DB.exec('DELETE FROM webhook_targets; DELETE FROM webhook_events');
});

const deliver = (more: object = {}) =>
  control<{ status: number }>('events', { platform: 'gmail', type: 'message', account: MAREN, ...more });
const events = () => rows<{ id: string; status: string }>('SELECT * FROM webhook_events');
const kindsOf = async (id: string) =>
  (await inObject<{ json: string }>(id, 'SELECT json FROM events')).filter(({ json }) =>
    json.includes('mailbox.changed'),
  );
const subscription = async (id: string) =>
  (await rows<{ expires_at: number | null }>('SELECT expires_at FROM webhooks WHERE integration_id = ?', id))[0];

describe('Gmail’s notifications', () => {
  it('reach the mailbox they speak of, once, by Google’s token', async () => {
    const { id } = await maren.at.connect('gmail', MAREN);
    const other = (await tomas.at.connect('gmail', 'tomas@larkfield.example')).id;
    expect(await deliver({ duplicate: true })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await events()).toMatchObject([{ status: 'handled' }]), PATIENCE);
    expect([(await kindsOf(id)).length, (await kindsOf(other)).length]).toEqual([1, 0]);
  });

  it.each([
    ['tampered with', { tamper: true }],
    ['expired', { skew_s: -4_000 }],
    ['from the future', { skew_s: 400 }],
  ])('are refused and forgotten where the token is %s', async (_, fault) => {
    expect(await deliver(fault)).toMatchObject({ status: 401 });
    expect(await events()).toEqual([]);
  });
});

describe('the watch of a mailbox', () => {
  it('is made when it is connected, renewed when it nears its end, and stopped when it is disconnected', async () => {
    await forgetRequests();
    const { id } = await maren.at.connect('gmail', MAREN);
    expect(await askedAt(WATCH)).toMatchObject([{ method: 'POST', status: 200 }]);
    const made = await subscription(id);
    expect(((made?.expires_at ?? 0) - Date.now()) / DAY_MS).toBeGreaterThan(6.9);
    expect(await sweepSubscriptions(env)).toBe(0);

    // Two days later, as the object and the directory know it.
    const soon = Date.now() + 5 * DAY_MS;
    await env.DB.prepare('UPDATE webhooks SET expires_at = ? WHERE integration_id = ?').bind(soon, id).run();
    await forgetRequests();
    expect(await sweepSubscriptions(env)).toBe(1);
    await vi.waitFor(async () => expect((await subscription(id))?.expires_at).toBeGreaterThan(soon), PATIENCE);
    expect(await askedAt(WATCH)).toHaveLength(1);

    await forgetRequests();
    expect((await maren.at.api(`/integrations/disconnect/${id}`, {})).status).toBe(200);
    expect(await askedAt(STOP)).toMatchObject([{ method: 'POST', status: 204 }]);
    expect(await subscription(id)).toBeUndefined();
    expect((await kept(id)).record.subscription).toBeNull();
  });

  it('is left to the other integration of the same mailbox', async () => {
    const { id } = await maren.at.connect('gmail', MAREN);
    const other = (await tomas.at.connect('gmail', MAREN)).id;
    await forgetRequests();
    await maren.at.api(`/integrations/disconnect/${id}`, {});
    expect(await askedAt(STOP)).toEqual([]);
    await tomas.at.api(`/integrations/disconnect/${other}`, {});
    expect(await askedAt(STOP)).toHaveLength(1);
  });

  it('that cannot be made stands in nobody’s way, and is made up for', async () => {
    await breakDown(WATCH, { status: 503 });
    const { id, state } = await maren.at.connect('gmail', MAREN);
    expect(state).not.toBe('DELETED');
    expect(await subscription(id)).toEqual({ expires_at: null });
    await mend();
    expect(await sweepSubscriptions(env)).toBe(1);
    await vi.waitFor(async () => expect((await subscription(id))?.expires_at).toBeGreaterThan(Date.now()), PATIENCE);
    expect(await integrationStub(env, id).subscribe()).toEqual({ ok: true, value: null });
  });
});
