import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { createSubitem } from './create-subitem';

test('makes an item below another', async () => {
  const data = {
    create_subitem: {
      id: '9001',
      name: 'Call Ruth',
      state: 'active',
      url: 'https://x.monday.com/boards/11/pulses/9001',
      group: { id: 'topics', title: 'Topics' },
      board: { id: '11' },
    },
  };
  const { result, calls } = await runTool(monday, createSubitem, { parent_item_id: '9001', name: 'Soak test' }, [
    { body: { data } },
  ]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "CreateSubitem",
        "variables": {
          "labels": false,
          "name": "Soak test",
          "parent": "9001",
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

test('a name of two lines is refused by name', async () => {
  await expect(runTool(monday, createSubitem, { parent_item_id: '9001', name: 'a\nb' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});
