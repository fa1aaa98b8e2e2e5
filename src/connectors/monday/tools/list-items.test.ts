import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { listItems } from './list-items';

test('maps values, cleans names and cuts long texts', async () => {
  const data = {
    boards: [
      {
        id: '11',
        items_page: {
          cursor: 'abc',
          items: [
            {
              id: '9001',
              name: 'Firmware\u202e 4.2',
              state: 'active',
              url: 'https://x.monday.com/boards/11/pulses/9001',
              created_at: '2026-11-15T09:00:00Z',
              updated_at: '2026-11-20T09:00:00Z',
              group: { id: 'topics', title: 'Promises' },
              column_values: [
                { id: 'status', type: 'status', text: 'Stuck', column: { title: 'Status' } },
                { id: 'empty', type: 'text', text: '', column: { title: 'Empty' } },
                {
                  id: 'mirror',
                  type: 'mirror',
                  text: null,
                  display_value: 'From elsewhere',
                  column: { title: 'Mirror' },
                },
                {
                  id: 'long',
                  type: 'long_text',
                  text: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
                  column: { title: 'Long' },
                },
              ],
            },
          ],
        },
      },
    ],
  };
  const { result, calls } = await runTool(
    monday,
    listItems,
    { board_id: '11', group_id: 'topics', name_contains: 'firm', limit: 1 },
    [{ body: { data } }],
  );
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "ListItems",
        "variables": {
          "board": [
            "11",
          ],
          "filter": {
            "rules": [
              {
                "column_id": "group",
                "compare_value": [
                  "topics",
                ],
                "operator": "any_of",
              },
              {
                "column_id": "name",
                "compare_value": [
                  "firm",
                ],
                "operator": "contains_text",
              },
            ],
          },
          "limit": 1,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "group": "Promises",
          "id": "9001",
          "name": "Firmware 4.2",
          "updatedAt": "2026-11-20T09:00:00Z",
          "url": "https://x.monday.com/boards/11/pulses/9001",
          "values": [
            {
              "text": "Stuck",
              "title": "Status",
            },
            {
              "text": "From elsewhere",
              "title": "Mirror",
            },
            {
              "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
              "title": "Long",
            },
          ],
        },
      ],
      "nextCursor": "abc",
    }
  `);
});

test('a filter by value needs both column and values', async () => {
  await expect(runTool(monday, listItems, { board_id: '11', column_id: 'status' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'column_id and values belong together: give both, or neither.',
  });
});
