import { env } from 'cloudflare:test';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { seneschal, signIn, type SignedIn } from '../support/client';
import { control } from '../support/sandbox';

describe('Slack’s webhooks', () => {
  let person: SignedIn;
  let id: string;
  beforeAll(async () => {
    person = await signIn();
    ({ id } = await person.connect('slack'));
  });

  const deliver = (type: string, more: Record<string, unknown> = {}) =>
    control<{ status: number; body: Record<string, unknown> }>('events', { platform: 'slack', type, ...more });
  const stored = async () => {
    const { results } = await env.DB.prepare('SELECT type, status FROM webhook_events').all();
    return results;
  };
  const received = async () => {
    const { body } = await person.api<{ items: { type: string; data: { type?: string } }[] }>(
      `/integrations/${id}/events?limit=100`,
    );
    return body.items.filter(({ type }) => type === 'webhook.received').map(({ data }) => data.type);
  };

  test('a challenge is echoed to Slack alone', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'give-me-back' });
    const unsigned = await seneschal('/webhooks/slack', { method: 'POST', body });
    expect(unsigned.status).toBe(401);
    expect(await unsigned.text()).not.toContain('give-me-back');
    expect(await deliver('url_verification', { tamper: true })).toMatchObject({ status: 401 });
    const signed = await deliver('url_verification', { data: { challenge: 'give-me-back' } });
    expect(signed).toEqual({ status: 200, body: { challenge: 'give-me-back' } });
    expect(await stored()).toEqual([]);
  });

  test('what is forged or stale is refused and not stored', async () => {
    expect(await deliver('message', { tamper: true })).toMatchObject({ status: 401 });
    expect(await deliver('message', { skew_s: -900 })).toMatchObject({ status: 401 });
    expect(await deliver('message', { skew_s: 900 })).toMatchObject({ status: 401 });
    expect(await stored()).toEqual([]);
  });

  test('a delivery that comes twice is stored and received once', async () => {
    expect(await deliver('message', { duplicate: true })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await stored()).toEqual([{ type: 'message', status: 'handled' }]), 10_000);
    await vi.waitFor(async () => expect(await received()).toEqual(['message']), 10_000);
  });

  test('revoked tokens end the integration', async () => {
    expect(await deliver('tokens_revoked')).toMatchObject({ status: 200 });
    await vi.waitFor(async () => {
      const { body } = await person.api(`/integrations/${id}`);
      expect(body).toMatchObject({ state: 'REVOKED' });
    }, 10_000);
  });
});
