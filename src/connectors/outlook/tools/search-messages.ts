import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { nextCursor, nextLink, positionOf } from '../page';
import { folderId, graphMessage, summary, SUMMARY_FIELDS, toSummary } from '../schema';

const answer = z.object({ value: z.array(graphMessage), ...nextLink });

export const searchMessages = defineTool({
  name: 'search_messages',
  title: 'Search messages',
  description: `Find messages, newest first. query takes words, AND, OR, NOT, brackets and properties:
from:ada, to:ben, subject:"rollout plan", body:, attachment:report.pdf, hasattachments:true.
Example: from:ada AND (subject:contract OR subject:quote).`,
  input: z.strictObject({
    query: z
      .string()
      .trim()
      .max(500)
      .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'may not hold control characters')
      .default('')
      .describe('Empty for the newest.'),
    folder_id: folderId.optional().describe('Only in this folder. Default: all, bin too.'),
    unread: z.boolean().default(false).describe('Only unread? Not with a query.'),
    received_after: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, 'must be a day such as 2026-11-01')
      .refine((day) => !Number.isNaN(Date.parse(day)), 'is no day of the calendar')
      .optional()
      .describe('From this day on.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(summary),
  effect: 'read',
  scopes: ['outlook:read'],
  handler: async ({ query, folder_id: folder, unread, received_after: after, limit, cursor }, context) => {
    // Graph takes $search or $filter and $orderby, never both.
    if (query !== '' && unread)
      throw invalidRequest('unread: Outlook cannot combine it with a query. Leave out one of the two.');
    const wanted = query === '' ? filtering(unread, after) : searching(query, after);
    const from = folder === undefined ? path`/me/messages` : path`/me/mailFolders/${folder}/messages`;
    const found = await read(context.integration(), from, answer, {
      query: { $select: SUMMARY_FIELDS, $top: limit, ...wanted, ...positionOf(cursor) },
    });
    return toPage(found.value.map(toSummary), nextCursor(found));
  },
});

/** @see https://learn.microsoft.com/graph/search-query-parameter#using-search-on-message-collections */
function searching(query: string, after: string | undefined): Record<string, string> {
  const all = after === undefined ? query : `(${query}) AND received>=${after}`;
  return { $search: `"${all.replace(/["\\]/g, '\\$&')}"` };
}

/** What is sorted by has to be filtered by, and first, or Graph calls it inefficient. */
function filtering(unread: boolean, after: string | undefined): { $filter?: string; $orderby: string } {
  const since = `receivedDateTime ge ${after ?? '1900-01-01'}T00:00:00Z`;
  const filter = after !== undefined || unread ? { $filter: unread ? `${since} and isRead eq false` : since } : {};
  return { ...filter, $orderby: 'receivedDateTime desc' };
}
