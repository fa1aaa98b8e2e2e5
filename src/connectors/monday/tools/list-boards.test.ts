import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { listBoards } from './list-boards';

test('lists boards, and not those of subitems', async () => {
  const data = {
    boards: [
      {
        id: '11',
        name: 'Rollout',
        description: null,
        state: 'active',
        type: 'board',
        items_count: 5,
        url: 'https://x.monday.com/boards/11',
        updated_at: '2026-11-20T09:00:00Z',
        workspace: { id: '3', name: 'Customers' },
      },
      {
        id: '12',
        name: 'Rollout',
        description: null,
        state: 'active',
        type: 'sub_items_board',
        items_count: 5,
        url: 'https://x.monday.com/boards/11',
        updated_at: '2026-11-20T09:00:00Z',
        workspace: { id: '3', name: 'Customers' },
      },
    ],
  };
  const { result, calls } = await runTool(monday, listBoards, { limit: 2 }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "ListBoards",
        "variables": {
          "limit": 2,
          "page": 1,
          "state": "active",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "id": "11",
          "itemCount": 5,
          "name": "Rollout",
          "state": "active",
          "updatedAt": "2026-11-20T09:00:00Z",
          "url": "https://x.monday.com/boards/11",
          "workspace": "Customers",
          "workspaceId": "3",
        },
      ],
      "nextCursor": "2",
    }
  `);
});

test('a cursor that is no page is refused before any call', async () => {
  await expect(runTool(monday, listBoards, { cursor: 'abc' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'cursor: use the nextCursor of the previous answer.',
  });
});
