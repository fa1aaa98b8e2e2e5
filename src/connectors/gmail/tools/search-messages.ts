import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { fetchSummaries } from '../mailbox';
import { summary, toSummary } from '../schema';

const answer = z.object({
  messages: z.array(z.object({ id: z.string() })).optional(),
  nextPageToken: z.string().optional(),
});

export const searchMessages = defineTool({
  name: 'search_messages',
  title: 'Search messages',
  description: `Find messages, newest first. Gmail’s operators work, with spaces for and, OR, a minus for not, brackets and quotes:
from:ada@example.com, to:me, cc:, subject:invoice, is:unread, is:starred, in:inbox, in:sent, in:anywhere (spam and bin too), label:finance, has:attachment, filename:pdf, after:2026/11/01, before:, newer_than:2d, older_than:1y, larger:5M.
Example: from:(ada OR ben) subject:contract -in:sent newer_than:30d. Read on with get_message or get_thread.`,
  input: z.strictObject({
    query: z.string().trim().max(1000).default('').describe('Empty for the newest.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(summary),
  effect: 'read',
  scopes: ['gmail:read'],
  handler: async ({ query, limit, cursor }, context) => {
    const api = context.integration();
    const found = await read(api, path`/messages`, answer, {
      query: { q: query || undefined, maxResults: limit, pageToken: cursor },
    });
    const messages = await fetchSummaries(
      api,
      (found.messages ?? []).map(({ id }) => id),
    );
    return toPage(messages.map(toSummary), found.nextPageToken);
  },
});
