import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { getPermalink } from './get-permalink';

const args = { channel: 'C024BE91L', ts: '1763709600.000100' };

test('gets a link', async () => {
  const permalink = 'https://example.slack.com/archives/C024BE91L/p1763709600000100';
  const answer = { body: { ok: true, channel: args.channel, permalink } };
  const { result, calls } = await runTool(slack, getPermalink, args, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/chat.getPermalink",
        "query": {
          "channel": "C024BE91L",
          "message_ts": "1763709600.000100",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "link": "https://example.slack.com/archives/C024BE91L/p1763709600000100",
    }
  `);
});

test('says that there is no such message', async () => {
  const refused = { body: { ok: false, error: 'message_not_found' } };
  await expect(runTool(slack, getPermalink, args, [refused])).rejects.toMatchObject({ kind: 'not_found' });
});
