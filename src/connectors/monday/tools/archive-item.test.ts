import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { archiveItem } from './archive-item';

test('archives', async () => {
  const data = { archive_item: { id: '9001' } };
  const { result, calls } = await runTool(monday, archiveItem, { item_id: '9001' }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "ArchiveItem",
        "variables": {
          "item": "9001",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "archived": true,
      "id": "9001",
    }
  `);
});

test('a locked item is a conflict with a way on', async () => {
  await expect(
    runTool(monday, archiveItem, { item_id: '9001' }, [
      { body: { errors: [{ message: 'x', extensions: { code: 'RESOURCE_LOCKED', status_code: 423 } }] } },
    ]),
  ).rejects.toMatchObject({
    kind: 'conflict',
    message: 'monday.com is busy with that board or item. Try again in a moment.',
  });
});
