import { env, evictDurableObject } from 'cloudflare:test';
import { type Client } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { forgetOldRecords, sweepSyncs } from '../../src/jobs/sync';
import { callTool, mcp } from '../support/client';
import { newMember, owner, type Somebody } from '../support/people';
import { breakDown, mend } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, rows } from '../support/state';
import { finished, switchOn, syncsOf } from '../support/sync';

const MAREN = 'maren@larkfield.example';
const PATIENCE = { timeout: 15_000, interval: 100 };
const GMAIL = 'https://gmail.googleapis.com/gmail/v1/users/me';
const DAY_S = 86_400;

let maren: Somebody;
let client: Client;
let slack: string;
let gmail: string;
let zoom: string;

/** Titles of what a search finds, in its order. */
const titles = async (args: object, as = client): Promise<string[]> => {
  const { value } = await callTool(as, 'search_records', { limit: 100, ...args });
  return (value['items'] as { title: string }[]).map(({ title }) => title);
};
const stored = (integration: string) =>
  rows<{ external_id: string; kind: string; title: string }>(
    'SELECT external_id, kind, title FROM records WHERE integration_id = ? ORDER BY external_id',
    integration,
  );
/** Syncs once more, to the end. */
const syncAgain = async (integration: string) => {
  expect(await callTool(client, 'sync_now', { id: integration })).toMatchObject({ ok: true });
  return finished(maren, integration);
};

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  client = await mcp('workspace', await maren.token());
  slack = (await maren.at.connect('slack', MAREN)).id;
  gmail = (await maren.at.connect('gmail', MAREN)).id;
  zoom = (await maren.at.connect('zoom', MAREN)).id;
});

describe('Slack messages', () => {
  it('are not kept before their owner wants it', async () => {
    expect((await callTool(client, 'search_records', { query: 'certificate' })).value).toMatchObject({
      items: [],
      searched: '',
      note: expect.stringContaining('Nothing is synced yet') as string,
    });
    const refused = await callTool(client, 'sync_now', { id: slack });
    expect(refused.ok).toBe(false);
    expect(refused.text).toContain(`/integrations/${slack}#sync`);
  });

  it('are found once they are switched on, with everything it takes to go on', async () => {
    await switchOn(maren, slack, ['messages']);
    const [sync] = await finished(maren, slack);
    expect(sync).toMatchObject({ enabled: true, days: 365, lastJob: { status: 'done', error: null } });
    expect(sync?.records).toBeGreaterThan(40);
    expect(sync?.lastJob?.done).toBe(sync?.records);
    const found = await callTool(client, 'search_records', { query: 'certificate expired warning' });
    // What has every word comes first; what has some of them follows.
    const [best] = found.value['items'] as unknown[];
    expect(best).toMatchObject({
      kind: 'message',
      platform: 'slack',
      title: 'Priya Raman in #engineering',
      people: 'Priya Raman <priya@larkfield.example>',
      link: expect.stringMatching(/^https:\/\/larkfield\.slack\.com\/archives\/C\w+\/p\d+\?thread_ts=/) as string,
      snippet: expect.stringContaining('The warning went to my mailbox') as string,
      ids: { account: slack, thread_ts: expect.any(String) as string },
    });
  });

  it('go on where whoever began them died before the directory heard of it', async () => {
    const [before] = await finished(maren, slack);
    await inObject(slack, `UPDATE syncs SET json = json_set(json, '$.status', 'queued')`);
    await env.DB.prepare('DELETE FROM sync_jobs WHERE id = ?').bind(before?.lastJob?.jobId).run();
    const { value } = await callTool(client, 'sync_now', { id: slack });
    expect(value).toMatchObject({ jobs: [{ jobId: before?.lastJob?.jobId }] });
    const [after] = await finished(maren, slack);
    expect(after?.lastJob).toMatchObject({ jobId: before?.lastJob?.jobId, status: 'done' });
  });
});

describe('Gmail’s mail', () => {
  it('is kept without drafts, spam and the bin', async () => {
    await switchOn(maren, gmail, ['messages']);
    const [sync] = await finished(maren, gmail);
    expect(sync?.lastJob).toMatchObject({ status: 'done', done: sync?.records, error: null });
    const mailClient = await mcp('gmail', await maren.token());
    const wanted = await callTool(mailClient, 'search_messages', { query: '-in:drafts', limit: 100 });
    const ids = (wanted.value['items'] as { id: string }[]).map(({ id }) => id);
    expect((await stored(gmail)).map((row) => row.external_id)).toEqual(ids.toSorted());
    await mailClient.close();
  });

  it('that comes in is there soon after Gmail has said so, once', async () => {
    const mail = { subject: 'Quokka census', text: 'Forty-two were counted.' };
    for (const n of [1, 2]) {
      await control('events', {
        platform: 'gmail',
        type: 'message',
        account: MAREN,
        data: { ...mail, text: `No ${n}` },
      });
    }
    await vi.waitFor(async () => expect(await titles({ query: 'quokka' })).toHaveLength(2), PATIENCE);
    const jobs = await rows<{ done: number }>('SELECT done FROM sync_jobs WHERE integration_id = ?', gmail);
    expect(jobs).toMatchObject([{ done: expect.any(Number) as number }, { done: 2 }]);
  });

  it('goes when it is moved to the bin, and comes back with it', async () => {
    const mailClient = await mcp('gmail', await maren.token());
    const found = await callTool(client, 'search_records', { query: 'quokka', kinds: ['mail'] });
    const [{ ids } = { ids: {} as Record<string, string> }] = found.value['items'] as { ids: Record<string, string> }[];
    await callTool(mailClient, 'trash_message', { message_id: ids['message_id'] });
    await syncAgain(gmail);
    expect(await titles({ query: 'quokka' })).toHaveLength(1);
    await callTool(mailClient, 'untrash_message', { message_id: ids['message_id'] });
    await syncAgain(gmail);
    expect(await titles({ query: 'quokka' })).toHaveLength(2);
    await mailClient.close();
  });

  it('is read once more where Gmail has forgotten what changed since', async () => {
    const before = await stored(gmail);
    const [{ external_id: binned } = { external_id: '' }] = before;
    const mailClient = await mcp('gmail', await maren.token());
    await callTool(mailClient, 'trash_message', { message_id: binned });
    await mailClient.close();
    await control('clock', { offset_s: 9 * DAY_S });
    const [sync] = await syncAgain(gmail);
    await control('clock', { offset_s: 0 });
    expect(sync).toMatchObject({ lastJob: { status: 'done', error: null } });
    expect(await stored(gmail)).toEqual(before.slice(1));
    expect(await rows("SELECT 1 FROM events WHERE integration_id = ? AND type = 'sync.restarted'", gmail)).toHaveLength(
      1,
    );
  });
});

describe('Zoom’s meetings, recordings and transcripts', () => {
  it('are found by what was said, by whom and when', async () => {
    await switchOn(maren, zoom, ['meetings', 'recordings', 'transcripts']);
    const syncs = await finished(maren, zoom);
    expect(syncs.map(({ resource, lastJob }) => [resource, lastJob?.status])).toEqual([
      ['meetings', 'done'],
      ['recordings', 'done'],
      ['transcripts', 'done'],
    ]);
    for (const { records } of syncs) expect(records).toBeGreaterThan(0);
    const found = await callTool(client, 'search_records', { query: '', kinds: ['transcript'] });
    const [said] = found.value['items'] as { ids: Record<string, string>; people: string }[];
    const zoomClient = await mcp('zoom', await maren.token());
    const whole = await callTool(zoomClient, 'get_transcript', { ...said?.ids, account: zoom });
    expect(whole).toMatchObject({ ok: true });
    await zoomClient.close();
  });

  it('follow what is planned anew and called off, once Zoom has said so', async () => {
    const zoomClient = await mcp('zoom', await maren.token());
    const at = new Date(Date.now() + 3 * DAY_S * 1000).toISOString().slice(0, 19);
    const made = await callTool(zoomClient, 'create_meeting', { topic: 'Wombat plan', start_time: `${at}Z` });
    const id = Number(made.value['id']);
    await control('events', { platform: 'zoom', type: 'meeting.created', account: MAREN, data: { id } });
    await vi.waitFor(async () => expect(await titles({ query: 'wombat' })).toEqual(['Wombat plan']), PATIENCE);
    await callTool(zoomClient, 'delete_meeting', { meeting_id: String(id) });
    await syncAgain(zoom);
    expect(await titles({ query: 'wombat' })).toEqual([]);
    await zoomClient.close();
  });
});

describe('a search', () => {
  it('goes over all platforms, and narrows by platform, kind, person and time', async () => {
    const platformsOf = async (args: object) => {
      const { value } = await callTool(client, 'search_records', { limit: 100, ...args });
      return [...new Set((value['items'] as { platform: string }[]).map(({ platform }) => platform))].toSorted();
    };
    const all = { query: 'Brackwater' };
    expect(await platformsOf(all)).toEqual(['gmail', 'slack', 'zoom']);
    expect(await platformsOf({ ...all, platforms: ['slack'] })).toEqual(['slack']);
    expect(await platformsOf({ ...all, kinds: ['transcript', 'meeting'] })).toEqual(['zoom']);
    const byPerson = await callTool(client, 'search_records', { ...all, people: ['priya'], limit: 100 });
    const people = (byPerson.value['items'] as { people: string }[]).map((item) => item.people.toLowerCase());
    expect(people.length).toBeGreaterThan(0);
    expect(people.filter((names) => !names.includes('priya'))).toEqual([]);
    const day = new Date(Date.now() - 5 * DAY_S * 1000).toISOString().slice(0, 10);
    const since = await titles({ ...all, from: day });
    const until = await titles({ ...all, to: new Date(Date.parse(day) - 1).toISOString() });
    expect(since.length).toBeGreaterThan(0);
    expect(until.length).toBeGreaterThan(0);
    expect(since.length + until.length).toBe((await titles(all)).length);
  });

  it('shows each person what they may see, from the moment it changes', async () => {
    const tomas = await newMember('member', 'Tomas');
    const stranger = await newMember('admin', 'Stranger');
    const theirs = await mcp('workspace', await tomas.token());
    const others = await mcp('workspace', await stranger.token());
    expect(await titles({ query: 'Brackwater' }, theirs)).toEqual([]);
    const shares = { visibility: 'shared', sharedWith: [{ with: 'member', id: tomas.member.id, access: 'read' }] };
    expect((await maren.at.api(`/integrations/${gmail}/share`, shares)).status).toBe(200);
    expect(await titles({ query: 'quokka' }, theirs)).toHaveLength(2);
    expect(await titles({ query: '', platforms: ['slack', 'zoom'] }, theirs)).toEqual([]);
    expect(await titles({ query: 'quokka' }, others)).toEqual([]);
    await maren.at.api(`/integrations/${gmail}/share`, { visibility: 'personal', sharedWith: [] });
    expect(await titles({ query: 'quokka' }, theirs)).toEqual([]);
    await Promise.all([theirs.close(), others.close()]);
  });
});

describe('a sync', () => {
  it('that fails or whose object dies in the middle goes on from there: nothing is lost, nothing comes twice', async () => {
    const whole = await stored(gmail);
    await env.DB.prepare('DELETE FROM records WHERE integration_id = ?').bind(gmail).run();
    await inObject(gmail, 'DELETE FROM syncs');
    const ids = whole.map((row) => row.external_id);
    const broken = ids[Math.floor(ids.length / 2)] ?? '';
    await breakDown(`${GMAIL}/messages/${broken}`, { status: 503 });
    await callTool(client, 'sync_now', { id: gmail });
    const [failed] = await finished(maren, gmail);
    expect(failed).toMatchObject({
      lastJob: { status: 'failed', error: expect.stringMatching(/^provider_unavailable /) as string },
    });
    expect(failed?.records).toBeLessThan(whole.length);
    await mend();
    await evictDurableObject(env.INTEGRATION.getByName(gmail));
    await env.DB.prepare('UPDATE sync_settings SET due_at = 0').run();
    expect(await sweepSyncs(env)).toBe(5);
    await vi.waitFor(async () => expect((await syncsOf(maren, gmail))[0]?.lastJob?.status).toBe('done'), PATIENCE);
    expect(await stored(gmail)).toEqual(whole);
    const [job] = await finished(maren, gmail);
    expect(job?.lastJob).toMatchObject({ jobId: failed?.lastJob?.jobId, done: whole.length });
  });

  it('whose message comes twice, or late, does nothing twice', async () => {
    const before = await rows('SELECT id, status, done FROM sync_jobs WHERE integration_id = ? ORDER BY id', gmail);
    const { id } = before.at(-1) as { id: string };
    const visits = await Promise.all([1, 2].map(() => integrationStub(env, gmail).sync('messages', id)));
    expect(visits.map((visit) => visit.ok && visit.value.again)).toEqual([null, null]);
    expect(await rows('SELECT id, status, done FROM sync_jobs WHERE integration_id = ? ORDER BY id', gmail)).toEqual(
      before,
    );
  });

  it('keeps nothing longer than the workspace wants, whatever the owner chose', async () => {
    const edge = Date.now() - 6 * DAY_S * 1000;
    const all = await rows<{ at: number }>('SELECT at FROM records');
    expect((await maren.at.api('/workspace/retention', { days: 6 })).status).toBe(200);
    expect(await forgetOldRecords(env)).toBe(all.filter(({ at }) => at < edge).length);
    expect(await rows('SELECT 1 FROM records WHERE at < ?', edge)).toEqual([]);
    await syncAgain(gmail);
    expect(await rows('SELECT 1 FROM records WHERE at < ?', edge)).toEqual([]);
    expect((await maren.at.api('/workspace/retention', { days: 365 })).status).toBe(200);
    await switchOn(maren, gmail, ['messages'], 364);
  });

  it('erases what it brought with the connection if that is asked for, and leaves it otherwise', async () => {
    const kept = (await stored(slack)).length;
    await maren.at.api(`/integrations/disconnect/${slack}`, {});
    expect((await stored(slack)).length).toBe(kept);
    expect(await titles({ query: '', platforms: ['slack'] })).not.toEqual([]);
    await maren.at.api(`/integrations/disconnect/${zoom}`, { erase: 'records' });
    expect(await stored(zoom)).toEqual([]);
    expect(await titles({ query: '', platforms: ['zoom'] })).toEqual([]);
    expect(await rows('SELECT 1 FROM records_fts WHERE records_fts MATCH ?', `"${zoom}"`)).toEqual([]);
    expect(await rows('SELECT 1 FROM sync_settings WHERE integration_id = ?', zoom)).toEqual([]);
  });
});
