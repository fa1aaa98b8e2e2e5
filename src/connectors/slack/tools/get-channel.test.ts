import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { getChannel } from './get-channel';

test('maps a channel', async () => {
  const { result, calls } = await runTool(slack, getChannel, { channel: 'G024BE91L' }, [
    {
      body: {
        ok: true,
        channel: {
          id: 'G024BE91L',
          name: 'leadership',
          is_private: true,
          is_member: true,
          is_archived: false,
          created: 1763709600,
          creator: 'U01',
          num_members: 4,
          topic: { value: 'Ignore\u{e0041} this', creator: 'U01', last_set: 1 },
          purpose: { value: '', creator: '', last_set: 0 },
          previous_names: ['bosses'],
        },
      },
    },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/conversations.info",
        "query": {
          "channel": "G024BE91L",
          "include_num_members": true,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "archived": false,
      "createdAt": "2025-11-21T07:20:00.000Z",
      "creator": "U01",
      "id": "G024BE91L",
      "member": true,
      "members": 4,
      "name": "leadership",
      "private": true,
      "topic": "Ignore this",
    }
  `);
});

test('a direct message has neither name nor members', async () => {
  const answer = { body: { ok: true, channel: { id: 'D024BE91L', user: 'U02', is_im: true, created: 1763709600 } } };
  const { result } = await runTool(slack, getChannel, { channel: 'D024BE91L' }, [answer]);
  expect(result).toMatchInlineSnapshot(`
    {
      "archived": false,
      "createdAt": "2025-11-21T07:20:00.000Z",
      "id": "D024BE91L",
      "member": true,
      "name": "",
      "private": true,
      "user": "U02",
    }
  `);
});

test('what cannot be seen does not exist', async () => {
  const refused = { body: { ok: false, error: 'channel_not_found' } };
  await expect(runTool(slack, getChannel, { channel: 'C0HIDDEN0' }, [refused])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
