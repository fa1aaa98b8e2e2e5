import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { addUpdate } from './add-update';

test('writes text as text, whatever HTML is in it', async () => {
  const data = { create_update: { id: '73', created_at: '2026-11-21T09:00:00Z' } };
  const { result, calls } = await runTool(
    monday,
    addUpdate,
    { item_id: '9001', text: '<b>Done</b> & sent\nToday', reply_to: '71' },
    [{ body: { data } }],
  );
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "AddUpdate",
        "variables": {
          "body": "&lt;b&gt;Done&lt;/b&gt; &amp; sent<br>Today",
          "item": "9001",
          "parent": "71",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "at": "2026-11-21T09:00:00Z",
      "id": "73",
      "itemId": "9001",
    }
  `);
});

test('refuses control characters before any call', async () => {
  await expect(runTool(monday, addUpdate, { item_id: '9001', text: 'a\u0007b' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});
