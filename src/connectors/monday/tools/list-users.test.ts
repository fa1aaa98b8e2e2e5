import { expect, test } from 'vitest';
import { operationsOf } from '../../../../test/support/graphql';
import { runTool } from '../../../../test/support/tool';
import { monday } from '..';
import { listUsers } from './list-users';

test('finds people by address', async () => {
  const data = {
    users: [
      {
        id: '5',
        name: 'Priya Raman',
        email: 'priya@larkfield.example',
        title: '',
        status: 'ACTIVE',
        kind: 'admin',
        url: 'https://x',
      },
    ],
  };
  const { result, calls } = await runTool(monday, listUsers, { email: 'priya@larkfield.example' }, [
    { body: { data } },
  ]);
  expect(operationsOf(calls)).toMatchInlineSnapshot(`
    [
      {
        "operation": "ListUsers",
        "variables": {
          "emails": [
            "priya@larkfield.example",
          ],
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
          "email": "priya@larkfield.example",
          "id": "5",
          "inactive": false,
          "name": "Priya Raman",
        },
      ],
    }
  `);
});

test('an answer of another shape is not taken for one', async () => {
  await expect(runTool(monday, listUsers, {}, [{ body: { data: { users: [{ id: 5 }] } } }])).rejects.toMatchObject({
    kind: 'invalid_response',
  });
});
