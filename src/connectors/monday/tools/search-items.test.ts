import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { searchItems } from './search-items';

test('maps what the index and the board say', async () => {
  const data = {
    search: {
      items: {
        results: [
          {
            id: '9001',
            indexed_data: { id: '9001', name: 'Firmware', url: 'https://x.monday.com/9001', board_id: '11' },
            live_data: { updated_at: '2026-11-20T09:00:00Z', group: { title: 'Promises' }, board: { name: 'Rollout' } },
          },
          {
            id: '9002',
            indexed_data: { id: '9002', name: 'Other', url: 'https://x.monday.com/9002', board_id: null },
            live_data: null,
          },
        ],
      },
    },
  };
  const { result, calls } = await runTool(monday, searchItems, { query: 'firmware', board_id: '11' }, [
    { body: { data } },
  ]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "SearchItems",
        "variables": {
          "boards": [
            "11",
          ],
          "limit": 25,
          "text": "firmware",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "board": "Rollout",
          "boardId": "11",
          "group": "Promises",
          "id": "9001",
          "name": "Firmware",
          "updatedAt": "2026-11-20T09:00:00Z",
          "url": "https://x.monday.com/9001",
        },
        {
          "id": "9002",
          "name": "Other",
          "url": "https://x.monday.com/9002",
        },
      ],
    }
  `);
});

test('there is no second page to ask for', async () => {
  await expect(runTool(monday, searchItems, { query: 'x', cursor: '2' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'cursor: monday.com’s search has one page. Narrow query or give board_id.',
  });
});
