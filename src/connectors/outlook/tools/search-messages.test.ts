import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError, graphMessage, recipient } from '../fixtures/messages';
import { searchMessages } from './search-messages';

const NEXT = 'https://graph.microsoft.com/v1.0/me/messages?%24top=2&%24skip=2';

test('lists the newest with what a person sees of them', async () => {
  const crowd = Array.from({ length: 7 }, (_, index) => recipient('', `p${index}@example.com`));
  const marked = graphMessage({
    isRead: false,
    hasAttachments: true,
    importance: 'high',
    flag: { flagStatus: 'flagged' },
    categories: ['Finance'],
    toRecipients: crowd,
    subject: 'Plan\u202e',
  });
  const { result, calls } = await runTool(outlook, searchMessages, { limit: 2 }, [
    { body: { value: [graphMessage(), marked], '@odata.nextLink': NEXT } },
  ]);
  expect(calls).toEqual([
    {
      method: 'GET',
      path: '/me/messages',
      query: {
        $select:
          'id,subject,bodyPreview,from,toRecipients,ccRecipients,receivedDateTime,isRead,isDraft,hasAttachments,importance,flag,categories',
        $top: 2,
        $orderby: 'receivedDateTime desc',
      },
    },
  ]);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2026-11-20T08:15:00Z",
          "from": "Ben Bloom <ben@example.com>",
          "id": "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A",
          "marks": [],
          "preview": "Dear Ada, here is the plan.",
          "subject": "Plan",
          "to": [
            "Ada Lovelace <ada@example.com>",
          ],
        },
        {
          "at": "2026-11-20T08:15:00Z",
          "categories": [
            "Finance",
          ],
          "from": "Ben Bloom <ben@example.com>",
          "id": "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A",
          "marks": [
            "unread",
            "flagged",
            "important",
            "attachments",
          ],
          "preview": "Dear Ada, here is the plan.",
          "subject": "Plan",
          "to": [
            "p0@example.com",
            "p1@example.com",
            "p2@example.com",
            "p3@example.com",
            "p4@example.com",
            "and 2 more",
          ],
        },
      ],
      "nextCursor": "%24skip=2",
    }
  `);
});

test.each([
  [{ query: 'from:ada "plan B"' }, '/me/messages', { $search: '"from:ada \\"plan B\\""' }],
  [
    { query: 'a OR b', received_after: '2026-11-01', folder_id: 'inbox' },
    '/me/mailFolders/inbox/messages',
    { $search: '"(a OR b) AND received>=2026-11-01"' },
  ],
  [{ query: String.raw`C:\x` }, '/me/messages', { $search: String.raw`"C:\\x"` }],
  [
    { unread: true },
    '/me/messages',
    {
      $filter: 'receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false',
      $orderby: 'receivedDateTime desc',
    },
  ],
  [
    { received_after: '2026-11-01', cursor: '%24skip=50' },
    '/me/messages',
    { $filter: 'receivedDateTime ge 2026-11-01T00:00:00Z', $orderby: 'receivedDateTime desc', $skip: '50' },
  ],
])('asks by search, or by filter and order: %j', async (args, path, wanted) => {
  const { result, calls } = await runTool(outlook, searchMessages, args, [{ body: { value: [] } }]);
  expect(result).toEqual({ items: [] });
  const [{ query = {}, ...call } = {}] = calls;
  const { $select: _, $top: __, ...options } = query;
  expect({ ...call, options }).toEqual({ method: 'GET', path, options: wanted });
});

test.each([
  [{ query: 'x', unread: true }, 'unread: Outlook cannot combine it with a query. Leave out one of the two.'],
  [{ query: 'a\nb' }, 'query: may not hold control characters.'],
  [{ query: 'x'.repeat(501) }, 'query'],
  [{ received_after: '2026-13-40' }, 'received_after: is no day of the calendar.'],
  [{ folder_id: '../inbox' }, 'folder_id: must be a folder’s id'],
  [{ cursor: '%24filter=x' }, 'cursor: use the nextCursor of the previous answer.'],
  [{ limit: 101 }, 'limit'],
])('refuses %j before any call', async (args, message) => {
  await expect(runTool(outlook, searchMessages, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

test('says until when Graph limits, and what it answers in an unknown shape', async () => {
  const limited = graphError(429, 'ApplicationThrottled', { 'retry-after': '30' });
  await expect(runTool(outlook, searchMessages, {}, [limited])).rejects.toMatchObject({
    kind: 'rate_limited',
    message: 'Outlook limits how fast it can be called. Try again in 30 s.',
  });
  await expect(runTool(outlook, searchMessages, {}, [{ body: { items: [] } }])).rejects.toMatchObject({
    kind: 'invalid_response',
  });
});
