import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { updateMessage } from './update-message';

const args = { channel: 'C024BE91L', ts: '1763709600.000100', text: 'Moved to *Friday*' };

test('replaces the text', async () => {
  const answer = { body: { ok: true, channel: args.channel, ts: args.ts, text: args.text } };
  const { result, calls } = await runTool(slack, updateMessage, args, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
          "text": "Moved to *Friday*",
          "ts": "1763709600.000100",
        },
        "method": "POST",
        "path": "/chat.update",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "at": "2025-11-21T07:20:00.000Z",
      "channel": "C024BE91L",
      "ts": "1763709600.000100",
    }
  `);
});

test('says whose messages can be changed', async () => {
  const refused = { body: { ok: false, error: 'cant_update_message' } };
  await expect(runTool(slack, updateMessage, args, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'Only messages you wrote yourself can be changed.',
  });
});

test('refuses an empty text and one beyond the limit', async () => {
  await expect(runTool(slack, updateMessage, { ...args, text: '' }, [])).rejects.toMatchObject({
    message: expect.stringContaining('text: Too small: expected string to have >=1 characters.') as string,
  });
  await expect(runTool(slack, updateMessage, { ...args, text: 'x'.repeat(40_001) }, [])).rejects.toMatchObject({
    message: expect.stringContaining('text: Too big: expected string to have <=40000 characters.') as string,
  });
});
