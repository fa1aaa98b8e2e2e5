import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { googleError } from '../fixtures/messages';
import { getProfile } from './get-profile';

const profile = {
  body: { emailAddress: 'ada@example.com', messagesTotal: 1200, threadsTotal: 900, historyId: '810007' },
};

test('says whose mailbox it is and how much is in it', async () => {
  const inbox = {
    id: 'INBOX',
    name: 'INBOX',
    type: 'system',
    messagesTotal: 40,
    messagesUnread: 7,
    threadsTotal: 31,
    threadsUnread: 6,
  };
  const { result, calls } = await runTool(gmail, getProfile, {}, [profile, { body: inbox }]);
  expect(calls).toEqual([
    { method: 'GET', path: '/profile' },
    { method: 'GET', path: '/labels/INBOX' },
  ]);
  expect(result).toEqual({ email: 'ada@example.com', messages: 1200, inbox: 40, unread: 7 });
});

test('says that the account has no mailbox', async () => {
  const none = googleError(400, 'failedPrecondition', 'Mail service not enabled');
  await expect(runTool(gmail, getProfile, {}, [none, none])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'This Google account has no Gmail mailbox. Connect one that has.',
  });
});
