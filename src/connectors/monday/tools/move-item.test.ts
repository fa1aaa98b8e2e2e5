import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { moveItem } from './move-item';

test('moves within the board', async () => {
  const data = {
    move_item_to_group: {
      id: '9001',
      name: 'Call Ruth',
      state: 'active',
      url: 'https://x.monday.com/boards/11/pulses/9001',
      group: { id: 'topics', title: 'Topics' },
      board: { id: '11' },
    },
  };
  const { result, calls } = await runTool(monday, moveItem, { item_id: '9001', group_id: 'topics' }, [
    { body: { data } },
  ]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "MoveToGroup",
        "variables": {
          "group": "topics",
          "item": "9001",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "boardId": "11",
      "groupId": "topics",
      "id": "9001",
      "name": "Call Ruth",
      "url": "https://x.monday.com/boards/11/pulses/9001",
    }
  `);
});

test('says when the user may not', async () => {
  await expect(
    runTool(monday, moveItem, { item_id: '9001', group_id: 'topics', board_id: '12' }, [
      {
        body: {
          data: { move_item_to_board: null },
          errors: [{ message: 'x', extensions: { code: 'UserUnauthorizedException', status_code: 403 } }],
        },
      },
    ]),
  ).rejects.toMatchObject({
    kind: 'insufficient_scope',
    message: 'Your user may not do this on monday.com. Ask an owner of the board to let you.',
  });
});
