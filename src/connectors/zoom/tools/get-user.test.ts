import { expect, test } from 'vitest';
import { NO_KEY } from '../../../core/key';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { getUser } from './get-user';

const me = {
  id: '30R7kT7bTIKSNUFEuH_Qlg',
  account_id: 'acc',
  first_name: 'Ada',
  last_name: 'Lovelace',
  display_name: 'Ada\u200b L.',
  email: 'ada@example.com',
  type: 2,
  role_name: 'Member',
  timezone: 'Europe/Berlin',
  personal_meeting_url: 'https://us02web.zoom.us/j/5551234567',
  host_key: '123456',
};

test('maps the person who connected, without the host key', async () => {
  const { result, calls } = await runTool(zoom, getUser, {}, [{ body: me }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users/me",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "accountId": "acc",
      "email": "ada@example.com",
      "id": "30R7kT7bTIKSNUFEuH_Qlg",
      "licensed": true,
      "name": "Ada L.",
      "personalRoom": "https://us02web.zoom.us/j/5551234567",
      "role": "Member",
      "timezone": "Europe/Berlin",
    }
  `);
});

test('names somebody without a display name', async () => {
  const { display_name: _, ...plain } = me;
  expect((await runTool(zoom, getUser, {}, [{ body: { ...plain, type: 1 } }])).result).toMatchObject({
    name: 'Ada Lovelace',
    licensed: false,
  });
});

test('asks to connect again when the token has ended', async () => {
  const ended = { status: 401, body: { code: 124, message: 'Access token is expired.' } };
  await expect(runTool(zoom, getUser, {}, [ended])).rejects.toMatchObject({ kind: 'auth_expired' });
});

test('labels the account by address and name, and routes events by user before account', async () => {
  const api = { request: async () => ({ status: 200, headers: {}, body: { ...me, display_name: 'Ada L.' } }) };
  expect(await zoom.account(api, NO_KEY)).toEqual({
    id: '30R7kT7bTIKSNUFEuH_Qlg',
    label: 'ada@example.com (Ada L.)',
    routes: ['host:30R7kT7bTIKSNUFEuH_Qlg', 'account:acc'],
  });
});
