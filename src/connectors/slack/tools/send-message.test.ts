import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { sendMessage } from './send-message';

test('posts a reply that shows in the channel', async () => {
  const input = { channel: 'C024BE91L', text: 'Done & dusted', thread_ts: '1763709600.000100', reply_broadcast: true };
  const answer = { body: { ok: true, channel: 'C024BE91L', ts: '1763709661.000300', message: { text: 'Done' } } };
  const { result, calls } = await runTool(slack, sendMessage, input, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
          "reply_broadcast": true,
          "text": "Done & dusted",
          "thread_ts": "1763709600.000100",
        },
        "method": "POST",
        "path": "/chat.postMessage",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "at": "2025-11-21T07:21:01.000Z",
      "channel": "C024BE91L",
      "ts": "1763709661.000300",
    }
  `);
});

test('says how to get into a channel', async () => {
  const refused = { body: { ok: false, error: 'not_in_channel' } };
  await expect(runTool(slack, sendMessage, { channel: 'C024BE91L', text: 'Hello' }, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'You are not a member of that channel. Call join_channel first, or ask to be invited to a private one.',
  });
});

test('an answer without the message’s ts is not taken for success', async () => {
  const odd = { body: { ok: true, channel: 'C024BE91L' } };
  await expect(runTool(slack, sendMessage, { channel: 'C024BE91L', text: 'Hello' }, [odd])).rejects.toMatchObject({
    kind: 'invalid_response',
  });
});

test('refuses an unknown argument by name', async () => {
  await expect(
    runTool(slack, sendMessage, { channel: 'C024BE91L', text: 'Hello', blocks: [] }, []),
  ).rejects.toMatchObject({
    kind: 'invalid_request',
    message:
      'Unknown argument blocks. send_message takes: channel, text, thread_ts, reply_broadcast, account, idempotency_key.',
  });
});
