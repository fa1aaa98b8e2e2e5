import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { searchMessages } from './search-messages';

const match = {
  ts: '1763709600.000100',
  text: 'The \u2066invoice\u2069 is here',
  user: 'U01',
  username: 'ada',
  permalink: 'https://example.slack.com/archives/C01/p1763709600000100',
  channel: { id: 'C01', name: 'finance', is_private: false },
  score: 0.9,
};
const found = (page: number, pages: number) => ({
  body: {
    ok: true,
    query: 'invoice',
    messages: { total: 2, matches: [match, { ...match, user: null }], paging: { page, pages, count: 25, total: 2 } },
  },
});

test('maps matches; the next page is the cursor', async () => {
  const { result, calls } = await runTool(slack, searchMessages, { query: ' in:#finance invoice ' }, [found(1, 3)]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/search.messages",
        "query": {
          "count": 25,
          "page": 1,
          "query": "in:#finance invoice",
          "sort": "score",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2025-11-21T07:20:00.000Z",
          "channel": "C01",
          "channelName": "finance",
          "link": "https://example.slack.com/archives/C01/p1763709600000100",
          "text": "The invoice is here",
          "ts": "1763709600.000100",
          "user": "U01",
          "userName": "ada",
        },
        {
          "at": "2025-11-21T07:20:00.000Z",
          "channel": "C01",
          "channelName": "finance",
          "link": "https://example.slack.com/archives/C01/p1763709600000100",
          "text": "The invoice is here",
          "ts": "1763709600.000100",
          "userName": "ada",
        },
      ],
      "nextCursor": "2",
    }
  `);
});

test('continues, orders by time, and ends with the last page', async () => {
  const input = { query: 'invoice', sort: 'oldest', cursor: '3', limit: 10 };
  const { result, calls } = await runTool(slack, searchMessages, input, [found(3, 3)]);
  expect(calls[0]?.query).toEqual({ query: 'invoice', sort: 'timestamp', sort_dir: 'asc', count: 10, page: 3 });
  expect(result).not.toHaveProperty('nextCursor');
});

test('refuses a cursor of another list', async () => {
  for (const cursor of ['dGVhbQ==', '0', '101', '1.5']) {
    await expect(runTool(slack, searchMessages, { query: 'x', cursor }, [])).rejects.toMatchObject({
      kind: 'invalid_request',
      message: 'cursor: use the nextCursor of the previous answer.',
    });
  }
});

test('says that the grant lacks a scope', async () => {
  const refused = { body: { ok: false, error: 'missing_scope', needed: 'search:read', provided: 'chat:write' } };
  await expect(runTool(slack, searchMessages, { query: 'x' }, [refused])).rejects.toMatchObject({
    kind: 'insufficient_scope',
    connectUrl: 'http://localhost:8787/connect',
  });
});
