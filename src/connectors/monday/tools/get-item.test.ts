import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { getItem } from './get-item';

test('reads an item whole', async () => {
  const data = {
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
          { id: 'mirror', type: 'mirror', text: null, display_value: 'From elsewhere', column: { title: 'Mirror' } },
          {
            id: 'long',
            type: 'long_text',
            text: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
            column: { title: 'Long' },
          },
        ],
        board: { id: '11', name: 'Rollout' },
        creator: { id: '5', name: 'Priya Raman' },
        parent_item: null,
        subitems: [
          { id: '9100', name: 'Soak test', state: 'active', url: 'https://x', board: { id: '13' }, column_values: [] },
        ],
        updates: [
          {
            id: '71',
            text_body: 'Moved to Friday',
            body: '<p>Moved to Friday</p>',
            created_at: '2026-11-20T09:00:00Z',
            edited_at: '2026-11-20T09:00:00Z',
            creator: { id: '5', name: 'Priya Raman' },
            replies: [
              {
                id: '72',
                text_body: null,
                body: '<b>Thanks</b>',
                created_at: '2026-11-20T10:00:00Z',
                edited_at: '2026-11-20T10:00:00Z',
                creator: null,
              },
            ],
          },
        ],
      },
    ],
  };
  const { result, calls } = await runTool(monday, getItem, { item_id: '9001' }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "GetItem",
        "variables": {
          "ids": [
            "9001",
          ],
          "updates": 5,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "board": "Rollout",
      "boardId": "11",
      "createdAt": "2026-11-15T09:00:00Z",
      "creator": "Priya Raman",
      "group": "Promises",
      "groupId": "topics",
      "id": "9001",
      "name": "Firmware 4.2",
      "subitems": [
        {
          "boardId": "13",
          "id": "9100",
          "name": "Soak test",
        },
      ],
      "updatedAt": "2026-11-20T09:00:00Z",
      "updates": [
        {
          "at": "2026-11-20T09:00:00Z",
          "author": "Priya Raman",
          "id": "71",
          "text": "Moved to Friday",
        },
      ],
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
          "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "title": "Long",
        },
      ],
    }
  `);
});

test('an item that is not there is told', async () => {
  await expect(
    runTool(monday, getItem, { item_id: '9002' }, [{ body: { data: { items: [] } } }]),
  ).rejects.toMatchObject({
    kind: 'not_found',
    message: 'monday.com has no such item, or you may not see it. List first, then use an id from there.',
  });
});
