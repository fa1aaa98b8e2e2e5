import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { threadReplies } from './thread-replies';

test('reads a thread, oldest first', async () => {
  const input = { channel: 'C024BE91L', thread_ts: '1763709600.000100', cursor: 'YWZ0ZXI=' };
  const { result, calls } = await runTool(slack, threadReplies, input, [
    {
      body: {
        ok: true,
        messages: [
          { ts: '1763709600.000100', user: 'U01', text: 'Who can?', thread_ts: '1763709600.000100', reply_count: 1 },
          { ts: '1763709660.000200', user: 'U02', text: 'Me.', thread_ts: '1763709600.000100' },
        ],
        has_more: false,
      },
    },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/conversations.replies",
        "query": {
          "channel": "C024BE91L",
          "cursor": "YWZ0ZXI=",
          "limit": 25,
          "ts": "1763709600.000100",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2025-11-21T07:20:00.000Z",
          "replies": 1,
          "text": "Who can?",
          "threadTs": "1763709600.000100",
          "ts": "1763709600.000100",
          "user": "U01",
        },
        {
          "at": "2025-11-21T07:21:00.000Z",
          "text": "Me.",
          "threadTs": "1763709600.000100",
          "ts": "1763709660.000200",
          "user": "U02",
        },
      ],
    }
  `);
});

test('says that there is no such thread', async () => {
  const refused = { body: { ok: false, error: 'thread_not_found' } };
  const input = { channel: 'C024BE91L', thread_ts: '1763709600.000100' };
  await expect(runTool(slack, threadReplies, input, [refused])).rejects.toMatchObject({
    kind: 'not_found',
    message: 'Slack has no such item, or this account may not see it. List first, then use an id from the list.',
  });
});
