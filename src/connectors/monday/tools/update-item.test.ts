import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { updateItem } from './update-item';

test('changes name and values in one call', async () => {
  const data = {
    change_multiple_column_values: {
      id: '9001',
      name: 'Call Ruth',
      state: 'active',
      url: 'https://x.monday.com/boards/11/pulses/9001',
      group: { id: 'topics', title: 'Topics' },
      board: { id: '11' },
    },
  };
  const { result, calls } = await runTool(
    monday,
    updateItem,
    { board_id: '11', item_id: '9001', name: 'Call Ruth', column_values: '{"date4":{"date":"2026-12-01"}}' },
    [{ body: { data } }],
  );
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "UpdateItem",
        "variables": {
          "board": "11",
          "item": "9001",
          "labels": false,
          "values": "{"date4":{"date":"2026-12-01"},"name":"Call Ruth"}",
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

test('a change of nothing is refused', async () => {
  await expect(runTool(monday, updateItem, { board_id: '11', item_id: '9001' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'Nothing would change: give name, column_values or both.',
  });
});
