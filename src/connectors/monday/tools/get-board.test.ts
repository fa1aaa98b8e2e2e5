import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { getBoard } from './get-board';

test('maps groups, columns and labels of both forms', async () => {
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
        groups: [
          { id: 'topics', title: 'Promises', archived: false, deleted: false },
          { id: 'old', title: 'Old', archived: true, deleted: false },
        ],
        columns: [
          {
            id: 'status',
            title: 'Status',
            type: 'status',
            description: null,
            archived: false,
            settings: { labels: [{ id: 0, label: 'Done', index: 0 }] },
          },
          {
            id: 's2',
            title: 'Old status',
            type: 'status',
            archived: false,
            settings: { labels: { '0': 'Working on it', '1': '' } },
          },
          { id: 'gone', title: 'Gone', type: 'text', archived: true, settings: null },
        ],
        owners: [{ id: '5', name: 'Priya Raman', email: 'priya@larkfield.example' }],
      },
    ],
  };
  const { result, calls } = await runTool(monday, getBoard, { board_id: '11' }, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "GetBoard",
        "variables": {
          "ids": [
            "11",
          ],
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "columns": [
        {
          "id": "status",
          "labels": [
            "Done",
          ],
          "title": "Status",
          "type": "status",
        },
        {
          "id": "s2",
          "labels": [
            "Working on it",
          ],
          "title": "Old status",
          "type": "status",
        },
      ],
      "groups": [
        {
          "id": "topics",
          "title": "Promises",
        },
      ],
      "id": "11",
      "itemCount": 5,
      "name": "Rollout",
      "owners": [
        "Priya Raman",
      ],
      "state": "active",
      "updatedAt": "2026-11-20T09:00:00Z",
      "url": "https://x.monday.com/boards/11",
      "workspace": "Customers",
      "workspaceId": "3",
    }
  `);
});

test('says what to do about a board that is not there', async () => {
  await expect(
    runTool(monday, getBoard, { board_id: '12' }, [{ body: { data: { boards: [] } } }]),
  ).rejects.toMatchObject({
    kind: 'not_found',
    message: 'monday.com has no such board, or you may not see it. List first, then use an id from there.',
  });
});
