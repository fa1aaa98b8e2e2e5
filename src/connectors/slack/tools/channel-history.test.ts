import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { channelHistory } from './channel-history';

test('maps messages, newest first, and keeps the cursor', async () => {
  const input = { channel: 'C024BE91L', oldest: '1763700000.000000', latest: '1763709700.000000', limit: 3 };
  const { result, calls } = await runTool(slack, channelHistory, input, [
    {
      body: {
        ok: true,
        messages: [
          {
            type: 'message',
            ts: '1763709600.123999',
            user: 'U01',
            text: 'Shipped\u200b today',
            thread_ts: '1763709600.123999',
            reply_count: 2,
            edited: { user: 'U01', ts: '1763709601.000000' },
            reactions: [{ name: 'tada', count: 2, users: ['U02', 'U03'] }],
            files: [
              { id: 'F01', name: 'plan.pdf', mimetype: 'application/pdf', url_private: 'https://files.slack.com/F01' },
            ],
          },
          {
            type: 'message',
            subtype: 'bot_message',
            ts: '1763709500.000200',
            bot_id: 'B01',
            username: 'Build \u202ebot',
            text: 'green',
          },
          {
            type: 'message',
            ts: '1763709400.000100',
            user: 'U02',
            files: [{ id: 'F02', mode: 'tombstone' }, { id: 'F03' }],
          },
        ],
        has_more: true,
        response_metadata: { next_cursor: 'bmV4dA==' },
      },
    },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/conversations.history",
        "query": {
          "channel": "C024BE91L",
          "latest": "1763709700.000000",
          "limit": 3,
          "oldest": "1763700000.000000",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2025-11-21T07:20:00.123Z",
          "edited": true,
          "files": [
            {
              "id": "F01",
              "name": "plan.pdf",
              "type": "application/pdf",
            },
          ],
          "reactions": [
            {
              "count": 2,
              "name": "tada",
            },
          ],
          "replies": 2,
          "text": "Shipped today",
          "threadTs": "1763709600.123999",
          "ts": "1763709600.123999",
          "user": "U01",
        },
        {
          "at": "2025-11-21T07:18:20.000Z",
          "text": "green",
          "ts": "1763709500.000200",
          "user": "B01",
          "userName": "Build bot",
        },
        {
          "at": "2025-11-21T07:16:40.000Z",
          "files": [
            {
              "id": "F03",
              "name": "",
              "type": "",
            },
          ],
          "text": "",
          "ts": "1763709400.000100",
          "user": "U02",
        },
      ],
      "nextCursor": "bmV4dA==",
    }
  `);
});

test('an empty cursor is the end', async () => {
  const empty = { body: { ok: true, messages: [], response_metadata: { next_cursor: '' } } };
  const { result } = await runTool(slack, channelHistory, { channel: 'C024BE91L' }, [empty]);
  expect(result).toEqual({ items: [] });
});

test('says how to get into a channel', async () => {
  const refused = { body: { ok: false, error: 'not_in_channel' } };
  await expect(runTool(slack, channelHistory, { channel: 'C024BE91L' }, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'You are not a member of that channel. Call join_channel first, or ask to be invited to a private one.',
  });
});

test('refuses a channel name where an id belongs, and a limit out of bounds', async () => {
  const refused = runTool(slack, channelHistory, { channel: '#general', limit: 101 }, []);
  await expect(refused).rejects.toMatchObject({
    kind: 'invalid_request',
    message:
      'channel: must be a conversation id such as C024BE91L. limit: Too big: expected number to be <=100. channel_history takes: channel, oldest, latest, limit, cursor, account.',
  });
});
