import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { listUsers } from './list-users';

const answer = {
  body: {
    ok: true,
    members: [
      { id: 'U01', name: 'ada', profile: { real_name: 'Ada Marsh', display_name: 'Ada' }, tz: 'Europe/Berlin' },
      { id: 'U02', name: 'ben', deleted: true, profile: { real_name: 'Ben Ode' }, tz: null },
      { id: 'B03', name: 'build', is_bot: true },
    ],
    response_metadata: { next_cursor: 'dXNlcg==' },
  },
};

test('leaves deactivated accounts out', async () => {
  const { result, calls } = await runTool(slack, listUsers, {}, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users.list",
        "query": {
          "cursor": undefined,
          "limit": 25,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "bot": false,
          "deactivated": false,
          "id": "U01",
          "name": "Ada",
          "realName": "Ada Marsh",
          "timeZone": "Europe/Berlin",
        },
        {
          "bot": true,
          "deactivated": false,
          "id": "B03",
          "name": "build",
          "realName": "",
        },
      ],
      "nextCursor": "dXNlcg==",
    }
  `);
});

test('lists deactivated accounts when asked to', async () => {
  const { result } = await runTool(slack, listUsers, { include_deactivated: true }, [answer]);
  expect(result).toMatchObject({ items: [{ id: 'U01' }, { id: 'U02', deactivated: true }, { id: 'B03', bot: true }] });
});

test('says that the sign-in has ended, and where to connect again', async () => {
  const refused = { body: { ok: false, error: 'token_revoked' } };
  await expect(runTool(slack, listUsers, {}, [refused])).rejects.toMatchObject({
    kind: 'auth_revoked',
    message: 'Access was withdrawn at Slack. Connect the account again: http://localhost:8787/connect',
  });
});
