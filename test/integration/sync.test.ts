import { env } from 'cloudflare:test';
import { type Client } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { callTool, mcp } from '../support/client';
import { owner, type Somebody } from '../support/people';
import { control } from '../support/sandbox';
import { inObject } from '../support/state';
import { finished, switchOn } from '../support/sync';

let maren: Somebody;
let client: Client;
let slack: string;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  client = await mcp('workspace', await maren.token());
  slack = (await maren.at.connect('slack', 'maren@larkfield.example')).id;
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
