import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { createItem } from './create-item';

test('sends values as one JSON text', async () => {
  const data = {
    create_item: {
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
    createItem,
    { board_id: '11', name: ' Call Ruth ', group_id: 'topics', column_values: '{"status": "Done"}' },
    [{ body: { data } }],
  );
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "CreateItem",
        "variables": {
          "board": "11",
          "group": "topics",
          "labels": false,
          "name": "Call Ruth",
          "values": "{"status":"Done"}",
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

test('refuses values that are no JSON object before any call', async () => {
  await expect(
    runTool(monday, createItem, { board_id: '11', name: 'x', column_values: '[1]' }, []),
  ).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'column_values: give a JSON object of column ids and values, such as {"status":"Done"}.',
  });
});
