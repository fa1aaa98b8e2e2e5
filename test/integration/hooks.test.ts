import { beforeAll, describe, expect, it, vi } from 'vitest';
import { seneschal } from '../support/client';
import { newMember, type Somebody } from '../support/people';
import { askedAt, breakDown, forgetRequests, mend } from '../support/platforms';
import { control } from '../support/sandbox';
import { kept, rows } from '../support/state';

/* Platforms whose deliveries do not say whom they concern: the address of the integration does. Granola stands for them. */
const ENDPOINTS = 'https://public-api.granola.ai/v1/webhook-endpoints';
let maren: Somebody;
let tomas: Somebody;
let hers: string;
let his: string;

const deliver = (account: string, more: Record<string, unknown> = {}) =>
  control<{ status: number }>('events', { platform: 'granola', type: 'note.generated', account, ...more });
const received = async (id: string) =>
  (await kept(id)).events.filter(({ type }) => type === 'webhook.received').map(({ data }) => data['type']);

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await newMember('owner', 'Maren');
  tomas = await newMember('member', 'Tomas');
  hers = (await maren.at.connect('granola', 'maren@larkfield.example')).id;
  his = (await tomas.at.connect('granola', 'tomas@larkfield.example')).id;
});

describe('an address of one integration', () => {
  it('is told to the platform, and takes what it signs for that integration alone', async () => {
    const told = (await askedAt(ENDPOINTS)).map(({ body }) => (body as { url?: string }).url);
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`/webhooks/granola/${hers}/[\\w-]{22}$`)));
    expect(await deliver('maren@larkfield.example', { duplicate: true })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await received(hers)).toEqual(['note.generated']), 10_000);
    expect(await received(his)).toEqual([]);
  });

  it('refuses forged and stale deliveries, and another integration’s', async () => {
    const before = (await rows('SELECT id FROM webhook_events')).length;
    const [own] = (await askedAt(ENDPOINTS)).map(({ body }) => String((body as { url?: string }).url));
    expect(await deliver('maren@larkfield.example', { tamper: true })).toMatchObject({ status: 401 });
    expect(await deliver('maren@larkfield.example', { skew_s: -900 })).toMatchObject({ status: 401 });
    expect(await deliver('tomas@larkfield.example', { target: own })).toMatchObject({ status: 401 });
    expect(await rows('SELECT id FROM webhook_events')).toHaveLength(before);
  });

  it('tells a wrong one from a wrong signature to nobody', async () => {
    const [own = ''] = (await askedAt(ENDPOINTS)).map(({ body }) => String((body as { url?: string }).url));
    const wrong = [
      own,
      own.replace(/[\w-]{22}$/, 'A'.repeat(22)),
      own.replace(/int_\w+/, `int_${'0'.repeat(26)}`),
      own.replace(/int_\w+/, 'int_x'),
      own.replace('/granola/', '/slack/'),
      own.replace('/granola/', '/nowhere/'),
    ];
    const answers = await Promise.all(wrong.map((url) => seneschal(url, { method: 'POST', body: '{}' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts.map((text) => text.replace(/ref_\w+/, ''))).size).toBe(1);
  });

  it('is not the platform’s: nothing of the kind is taken at the address of all', async () => {
    const response = await seneschal('/webhooks/granola', { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });

  it('is shown to nobody where the platform was told by us', async () => {
    const page = await seneschal(`/integrations/${hers}`, {
      headers: { cookie: maren.at.browser.cookie, accept: 'text/html' },
    });
    expect(await page.text()).not.toContain(`/webhooks/granola/${hers}`);
  });

  it('goes with its integration, and with the endpoint at the platform', async () => {
    await forgetRequests();
    await tomas.at.api(`/integrations/disconnect/${his}`, {});
    expect((await control<{ items: { method: string; path: string }[] }>('requests')).items).toContainEqual(
      expect.objectContaining({ method: 'DELETE', path: expect.stringContaining('/v1/webhook-endpoints/') as string }),
    );
  });
});

describe('a key', () => {
  const connect = (body: unknown) => maren.at.api('/integrations/connect/granola', body);

  it('that the platform does not take stores nothing and is not repeated', async () => {
    const before = await maren.at.integrations();
    const refused = await connect({ key: { api_key: 'grn_nobodys_key' } });
    expect(refused).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('does not take this key') as string },
    });
    expect(JSON.stringify(refused.body)).not.toContain('nobodys');
    expect(await maren.at.integrations()).toEqual(before);
  });

  it.each([
    ['no key at all', {}],
    ['another field', { key: { api_key: 'grn_sandbox_maren', more: 'x' } }],
    ['no text', { key: { api_key: 7 } }],
    ['a list', { key: ['grn_sandbox_maren'] }],
  ])('of %s is refused before anybody is asked', async (_, body) => {
    await forgetRequests();
    expect((await connect(body)).status).toBe(400);
    expect(await askedAt('https://public-api.granola.ai/v1/notes')).toEqual([]);
  });

  it('given again is the same integration; another one is another, unless it replaces', async () => {
    expect(await connect({ key: { api_key: 'grn_sandbox_maren' } })).toMatchObject({ status: 201, body: { id: hers } });
    const other = await connect({ key: { api_key: 'grn_sandbox_priya' } });
    expect(other.status).toBe(201);
    expect(other.body['id']).not.toBe(hers);
    const replaced = await connect({ key: { api_key: 'grn_sandbox_maren2' }, integration: hers });
    expect(replaced).toMatchObject({ status: 201, body: { id: hers, state: 'ACTIVE' } });
  });

  it('of somebody else’s integration is not replaced, nor told from one that is not there', async () => {
    const key = { api_key: 'grn_sandbox_tomas2' };
    const foreign = await tomas.at.api('/integrations/connect/granola', { key, integration: hers });
    const missing = await tomas.at.api('/integrations/connect/granola', { key, integration: `int_${'0'.repeat(26)}` });
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, reference: '' }).toEqual({ ...missing.body, reference: '' });
  });

  it('can be given again after trouble at the platform', async () => {
    await breakDown('https://public-api.granola.ai/v1/notes', { status: 503, times: 5 });
    const failed = await connect({ key: { api_key: 'grn_sandbox_aiko' } });
    expect(failed.status).toBe(502);
    await mend();
    expect((await connect({ key: { api_key: 'grn_sandbox_aiko' } })).status).toBe(201);
  });

  it('is sealed where it lies', async () => {
    const everything = JSON.stringify(await rows('SELECT * FROM integrations')) + JSON.stringify(await kept(hers));
    expect(everything).not.toContain('grn_sandbox');
  });
});
