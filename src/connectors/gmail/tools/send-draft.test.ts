import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { googleError } from '../fixtures/messages';
import { sendDraft } from './send-draft';

test('sends a draft as it is', async () => {
  const { result, calls } = await runTool(gmail, sendDraft, { draft_id: 'r-77' }, [
    { body: { id: 'm9', threadId: 't9', labelIds: ['SENT'] } },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "json": {
          "id": "r-77",
        },
        "method": "POST",
        "path": "/drafts/send",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "id": "m9",
      "link": "https://mail.google.com/mail/?authuser=ada%40example.com#all/t9",
      "threadId": "t9",
    }
  `);
});

test('says what the draft lacks', async () => {
  const bare = googleError(400, 'invalidArgument', 'Recipient address required');
  await expect(runTool(gmail, sendDraft, { draft_id: 'r-77' }, [bare])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'The draft has no recipient. Give it one with update_draft first.',
  });
});

test('advises to look where the sending is not confirmed', async () => {
  await expect(
    runTool(gmail, sendDraft, { draft_id: 'r-77' }, [googleError(500, 'backendError', 'x')]),
  ).rejects.toMatchObject({
    kind: 'provider_unavailable',
    message: expect.stringContaining('did not confirm the sending') as unknown,
  });
});
