import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { getUser } from './get-user';

const ada = {
  id: 'U012AB3CD',
  name: 'ada',
  deleted: false,
  is_bot: false,
  is_admin: true,
  tz: 'Europe/Berlin',
  profile: { real_name: 'Ada Marsh', display_name: '', email: 'ada@example.com', title: 'CTO', phone: '+49 30 1' },
};

test('looks a person up by id', async () => {
  const { result, calls } = await runTool(slack, getUser, { user: 'U012AB3CD' }, [{ body: { ok: true, user: ada } }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users.info",
        "query": {
          "user": "U012AB3CD",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "bot": false,
      "deactivated": false,
      "email": "ada@example.com",
      "id": "U012AB3CD",
      "name": "ada",
      "realName": "Ada Marsh",
      "timeZone": "Europe/Berlin",
      "title": "CTO",
    }
  `);
});

test('looks a person up by e-mail address', async () => {
  const { calls } = await runTool(slack, getUser, { email: 'ada@example.com' }, [{ body: { ok: true, user: ada } }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users.lookupByEmail",
        "query": {
          "email": "ada@example.com",
        },
      },
    ]
  `);
});

test('wants exactly one of the two', async () => {
  const refusal = { kind: 'invalid_request', message: 'Give exactly one of user and email.' };
  await expect(runTool(slack, getUser, {}, [])).rejects.toMatchObject(refusal);
  const both = { user: 'U012AB3CD', email: 'ada@example.com' };
  await expect(runTool(slack, getUser, both, [])).rejects.toMatchObject(refusal);
});

test('nobody has that address', async () => {
  const refused = { body: { ok: false, error: 'users_not_found' } };
  await expect(runTool(slack, getUser, { email: 'x@example.com' }, [refused])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
