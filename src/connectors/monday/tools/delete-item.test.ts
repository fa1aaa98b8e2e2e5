import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { deleteItem } from './delete-item';

test('deletes', async () => {
  const data = { delete_item: { id: '9001' } };
  const { result, calls } = await runTool(monday, deleteItem, { item_id: '9001' }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "DeleteItem",
        "variables": {
          "item": "9001",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "deleted": true,
      "id": "9001",
    }
  `);
});

test('null is not taken for success', async () => {
  await expect(
    runTool(monday, deleteItem, { item_id: '9001' }, [{ body: { data: { delete_item: null } } }]),
  ).rejects.toMatchObject({ kind: 'invalid_response' });
});
