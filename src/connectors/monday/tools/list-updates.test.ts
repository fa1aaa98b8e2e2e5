import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { listUpdates } from './list-updates';

test('lists updates with replies and goes on by page', async () => {
  const data = {
    items: [
      {
        id: '9001',
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
  const { result, calls } = await runTool(monday, listUpdates, { item_id: '9001', limit: 1 }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "ListUpdates",
        "variables": {
          "item": [
            "9001",
          ],
          "limit": 1,
          "page": 1,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2026-11-20T09:00:00Z",
          "author": "Priya Raman",
          "id": "71",
          "replies": [
            {
              "at": "2026-11-20T10:00:00Z",
              "id": "72",
              "text": "Thanks",
            },
          ],
          "text": "Moved to Friday",
        },
      ],
      "nextCursor": "2",
    }
  `);
});

test('an item that is not there is told', async () => {
  await expect(
    runTool(monday, listUpdates, { item_id: '9002' }, [{ body: { data: { items: [] } } }]),
  ).rejects.toMatchObject({
    kind: 'not_found',
    message: 'monday.com has no such item, or you may not see it. List first, then use an id from there.',
  });
});
