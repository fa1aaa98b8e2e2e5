import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { joinChannel } from './join-channel';

test('joins a channel', async () => {
  const answer = { body: { ok: true, channel: { id: 'C024BE91L', name: 'sales' }, warning: 'already_in_channel' } };
  const { result, calls } = await runTool(slack, joinChannel, { channel: 'C024BE91L' }, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
        },
        "method": "POST",
        "path": "/conversations.join",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "channel": "C024BE91L",
      "name": "sales",
    }
  `);
});

test('says that an archived channel takes nobody in', async () => {
  const refused = { body: { ok: false, error: 'is_archived' } };
  await expect(runTool(slack, joinChannel, { channel: 'C024BE91L' }, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'That channel is archived: it can be read, not written to.',
  });
});
