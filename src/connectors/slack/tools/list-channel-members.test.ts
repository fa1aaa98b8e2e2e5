import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { listChannelMembers } from './list-channel-members';

test('lists ids and keeps the cursor', async () => {
  const answer = { body: { ok: true, members: ['U01', 'U02'], response_metadata: { next_cursor: 'bWVtYmVy' } } };
  const { result, calls } = await runTool(slack, listChannelMembers, { channel: 'C024BE91L', limit: 2 }, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/conversations.members",
        "query": {
          "channel": "C024BE91L",
          "cursor": undefined,
          "limit": 2,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "user": "U01",
        },
        {
          "user": "U02",
        },
      ],
      "nextCursor": "bWVtYmVy",
    }
  `);
});

test('says that the cursor is none of this list', async () => {
  const refused = { body: { ok: false, error: 'invalid_cursor' } };
  const input = { channel: 'C024BE91L', cursor: 'foreign' };
  await expect(runTool(slack, listChannelMembers, input, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'The cursor is not one of this list. Leave it out to start over.',
  });
});
