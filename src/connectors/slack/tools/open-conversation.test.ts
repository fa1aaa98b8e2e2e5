import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { openConversation } from './open-conversation';

test('opens a message to several people', async () => {
  const answer = { body: { ok: true, channel: { id: 'G024BE91L' } } };
  const { result, calls } = await runTool(slack, openConversation, { users: ['U012AB3CD', 'W012AB3CE'] }, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "users": "U012AB3CD,W012AB3CE",
        },
        "method": "POST",
        "path": "/conversations.open",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "channel": "G024BE91L",
    }
  `);
});

test('says that a person does not exist', async () => {
  const refused = { body: { ok: false, error: 'user_not_found' } };
  const missing = runTool(slack, openConversation, { users: ['U0NOBODY'] }, [refused]);
  await expect(missing).rejects.toMatchObject({ kind: 'not_found' });
});

test('refuses nobody, and more than eight', async () => {
  const nine = Array.from({ length: 9 }, (_, index) => `U00${index}`);
  await expect(runTool(slack, openConversation, { users: [] }, [])).rejects.toMatchObject({
    message: expect.stringContaining('users: Too small: expected array to have >=1 items.') as string,
  });
  await expect(runTool(slack, openConversation, { users: nine }, [])).rejects.toMatchObject({
    message: expect.stringContaining('users: Too big: expected array to have <=8 items.') as string,
  });
});
