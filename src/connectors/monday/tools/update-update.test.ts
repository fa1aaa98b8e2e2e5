import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { updateUpdate } from './update-update';

test('replaces the text', async () => {
  const data = { edit_update: { id: '71', edited_at: '2026-11-21T09:00:00Z' } };
  const { result, calls } = await runTool(monday, updateUpdate, { update_id: '71', text: 'New' }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "EditUpdate",
        "variables": {
          "body": "New",
          "update": "71",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "at": "2026-11-21T09:00:00Z",
      "id": "71",
    }
  `);
});

test('says when somebody else wrote it', async () => {
  await expect(
    runTool(monday, updateUpdate, { update_id: '71', text: 'New' }, [
      { body: { errors: [{ message: 'x', extensions: { code: 'UserUnauthorizedException', status_code: 403 } }] } },
    ]),
  ).rejects.toMatchObject({
    kind: 'insufficient_scope',
    message: 'Your user may not do this on monday.com. Ask an owner of the board to let you.',
  });
});
