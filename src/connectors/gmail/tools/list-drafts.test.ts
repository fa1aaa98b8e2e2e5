import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { gmailMessage, googleError } from '../fixtures/messages';
import { listDrafts } from './list-drafts';

test('lists drafts with both their ids', async () => {
  const { result, calls } = await runTool(gmail, listDrafts, { limit: 1 }, [
    { body: { drafts: [{ id: 'r-77', message: { id: 'm1', threadId: 't1' } }], nextPageToken: '42' } },
    {
      body: gmailMessage(
        { From: 'ada@example.com', To: 'Ben <ben@example.com>', Subject: 'Plan' },
        {},
        { id: 'm1', labelIds: ['DRAFT'] },
      ),
    },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/drafts",
        "query": {
          "maxResults": 1,
          "pageToken": undefined,
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
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2025-11-21T07:20:00.000Z",
          "draftId": "r-77",
          "id": "m1",
          "snippet": "It's here & ready",
          "subject": "Plan",
          "to": [
            "Ben <ben@example.com>",
          ],
        },
      ],
      "nextCursor": "42",
    }
  `);
});

test('answers an empty list where there are none', async () => {
  expect((await runTool(gmail, listDrafts, {}, [{ body: { resultSizeEstimate: 0 } }])).result).toEqual({ items: [] });
});

test('says that Gmail is having trouble', async () => {
  const trouble = googleError(503, 'backendError', 'Backend Error');
  await expect(runTool(gmail, listDrafts, {}, [trouble])).rejects.toMatchObject({ kind: 'provider_unavailable' });
});
