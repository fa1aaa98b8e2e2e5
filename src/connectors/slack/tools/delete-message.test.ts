import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { deleteMessage } from './delete-message';

const args = { channel: 'C024BE91L', ts: '1763709600.000100' };

test('deletes a message', async () => {
  const { result, calls } = await runTool(slack, deleteMessage, args, [{ body: { ok: true, ...args } }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
          "ts": "1763709600.000100",
        },
        "method": "POST",
        "path": "/chat.delete",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "channel": "C024BE91L",
      "ts": "1763709600.000100",
    }
  `);
});

test('says whose messages can be deleted', async () => {
  const refused = { body: { ok: false, error: 'cant_delete_message' } };
  await expect(runTool(slack, deleteMessage, args, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'Only messages you wrote yourself can be deleted.',
  });
});

test('refuses a time of another form', async () => {
  await expect(runTool(slack, deleteMessage, { ...args, ts: '2026-11-21T12:00:00Z' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('ts: must be a message timestamp such as 1763709600.000100.') as string,
  });
});
