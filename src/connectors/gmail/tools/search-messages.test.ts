import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { gmailMessage, googleError } from '../fixtures/messages';
import { searchMessages } from './search-messages';

const found = {
  body: {
    messages: [
      { id: 'm1', threadId: 't1' },
      { id: 'm2', threadId: 't2' },
    ],
    nextPageToken: '0987',
    resultSizeEstimate: 201,
  },
};

test('lists matches with what a person sees of them', async () => {
  const first = gmailMessage(
    {
      From: '=?UTF-8?Q?J=C3=BCrgen_Gro=C3=9F?= <jg@example.com>',
      To: 'ada@example.com',
      Cc: '"Calder, Ruth" <ruth@example.com>',
      Subject: 'Angebot\u202e =?UTF-8?B?4pyT?=',
    },
    {},
    { id: 'm1', threadId: 't1' },
  );
  const crowd = Array.from({ length: 12 }, (_, index) => `p${index}@example.com`).join(', ');
  const second = gmailMessage(
    { From: 'ben@example.com', To: crowd },
    {},
    { id: 'm2', threadId: 't2', labelIds: ['SENT'], snippet: '' },
  );
  const { result, calls } = await runTool(
    gmail,
    searchMessages,
    { query: ' from:jg is:unread ', limit: 2, cursor: '1234' },
    [found, { body: first }, { body: second }],
  );
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/messages",
        "query": {
          "maxResults": 2,
          "pageToken": "1234",
          "q": "from:jg is:unread",
        },
      },
      {
        "method": "GET",
        "path": "/messages/m1",
        "query": {
          "format": "metadata",
          "metadataHeaders": [
            "From",
            "To",
            "Cc",
            "Subject",
          ],
        },
      },
      {
        "method": "GET",
        "path": "/messages/m2",
        "query": {
          "format": "metadata",
          "metadataHeaders": [
            "From",
            "To",
            "Cc",
            "Subject",
          ],
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2025-11-21T07:20:00.000Z",
          "cc": [
            "Calder, Ruth <ruth@example.com>",
          ],
          "from": "Jürgen Groß <jg@example.com>",
          "id": "m1",
          "labels": [
            "INBOX",
            "UNREAD",
          ],
          "snippet": "It's here & ready",
          "subject": "Angebot ✓",
          "threadId": "t1",
          "to": [
            "ada@example.com",
          ],
        },
        {
          "at": "2025-11-21T07:20:00.000Z",
          "from": "ben@example.com",
          "id": "m2",
          "labels": [
            "SENT",
          ],
          "snippet": "",
          "subject": "",
          "threadId": "t2",
          "to": [
            "p0@example.com",
            "p1@example.com",
            "p2@example.com",
            "p3@example.com",
            "p4@example.com",
            "p5@example.com",
            "p6@example.com",
            "p7@example.com",
            "p8@example.com",
            "p9@example.com",
            "and 2 more",
          ],
        },
      ],
      "nextCursor": "0987",
    }
  `);
});

test('answers an empty list where nothing matches, and the newest where nothing is asked', async () => {
  const { result, calls } = await runTool(gmail, searchMessages, {}, [{ body: { resultSizeEstimate: 0 } }]);
  expect(result).toEqual({ items: [] });
  expect(calls).toEqual([
    { method: 'GET', path: '/messages', query: { q: undefined, maxResults: 25, pageToken: undefined } },
  ]);
});

test('passes over what was deleted between finding and reading', async () => {
  const gone = googleError(404, 'notFound', 'Requested entity was not found.');
  const { result } = await runTool(gmail, searchMessages, {}, [
    found,
    gone,
    { body: gmailMessage({ Subject: 'still here' }, {}, { id: 'm2' }) },
  ]);
  expect(result).toMatchObject({ items: [{ id: 'm2', subject: 'still here' }], nextCursor: '0987' });
});

test('says until when Gmail limits', async () => {
  const limited = googleError(
    403,
    'userRateLimitExceeded',
    'User-rate limit exceeded.  Retry after 2026-11-21T12:00:30.000Z',
  );
  await expect(runTool(gmail, searchMessages, {}, [found, limited, limited])).rejects.toMatchObject({
    kind: 'rate_limited',
    message: 'Gmail limits how fast it can be called. Try again in 30 s.',
  });
});

test('refuses a limit beyond 100', async () => {
  await expect(runTool(gmail, searchMessages, { limit: 101 }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringMatching(/^limit: .*100/) as unknown,
  });
});
