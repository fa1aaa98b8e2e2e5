import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { getInvitation } from './get-invitation';

test('answers the text with plain line ends', async () => {
  const body = {
    invitation: 'Ada is inviting you.\r\n\r\nJoin Zoom Meeting\r\nhttps://zoom.us/j/1\u202e',
    sip_links: [],
  };
  const { result, calls } = await runTool(zoom, getInvitation, { meeting_id: '87412345678' }, [{ body }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/meetings/87412345678/invitation",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "id": "87412345678",
      "invitation": "Ada is inviting you.

    Join Zoom Meeting
    https://zoom.us/j/1",
    }
  `);
});

test('asks to connect again where the scope is missing', async () => {
  const refused = {
    status: 400,
    body: { code: 4711, message: 'Invalid access token, does not contain scopes:[meeting:read:invitation].' },
  };
  await expect(runTool(zoom, getInvitation, { meeting_id: '87412345678' }, [refused])).rejects.toMatchObject({
    kind: 'insufficient_scope',
    connectUrl: 'http://localhost:8787/connect',
  });
});
