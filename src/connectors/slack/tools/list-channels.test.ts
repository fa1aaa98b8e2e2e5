import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { listChannels } from './list-channels';

test('maps channels and keeps the cursor', async () => {
  const { result, calls } = await runTool(slack, listChannels, { limit: 2 }, [
    {
      body: {
        ok: true,
        channels: [
          {
            id: 'C01',
            name: 'general',
            is_private: false,
            is_member: true,
            is_archived: false,
            num_members: 8,
            topic: { value: 'Hi\u202e' },
          },
          { id: 'D01', user: 'U02', is_im: true },
        ],
        response_metadata: { next_cursor: 'dGVhbQ==' },
      },
    },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/conversations.list",
        "query": {
          "cursor": undefined,
          "exclude_archived": true,
          "limit": 2,
          "types": "public_channel,private_channel",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "archived": false,
          "id": "C01",
          "kind": "public_channel",
          "member": true,
          "members": 8,
          "name": "general",
          "topic": "Hi",
        },
        {
          "archived": false,
          "id": "D01",
          "kind": "im",
          "member": true,
          "name": "",
          "user": "U02",
        },
      ],
      "nextCursor": "dGVhbQ==",
    }
  `);
});

test('says who limits and for how long', async () => {
  const limited = { status: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } };
  await expect(runTool(slack, listChannels, {}, [limited])).rejects.toMatchObject({
    kind: 'rate_limited',
    message: 'Slack limits how fast it can be called. Try again in 7 s.',
  });
});
