import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { listWorkspaces } from './list-workspaces';

test('leaves out a workspace without an id', async () => {
  const data = {
    workspaces: [
      { id: '3', name: 'Customers', kind: 'open', description: null },
      { id: null, name: 'Main', kind: null, description: null },
    ],
  };
  const { result, calls } = await runTool(monday, listWorkspaces, {}, [{ body: { data } }]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "ListWorkspaces",
        "variables": {
          "limit": 25,
          "page": 1,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "id": "3",
          "kind": "open",
          "name": "Customers",
        },
      ],
    }
  `);
});

test('says who limits and for how long', async () => {
  await expect(
    runTool(monday, listWorkspaces, {}, [
      {
        body: {
          errors: [
            {
              message: 'x',
              extensions: { code: 'COMPLEXITY_BUDGET_EXHAUSTED', retry_in_seconds: 13, status_code: 429 },
            },
          ],
        },
      },
    ]),
  ).rejects.toMatchObject({
    kind: 'rate_limited',
    message: 'monday.com limits how fast it can be called. Try again in 13 s.',
  });
});
