import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { gmailLabel, listedLabel, toLabel } from '../labels';

const answer = z.object({ labels: z.array(gmailLabel).optional() });

export const listLabels = defineTool({
  name: 'list_labels',
  title: 'List labels',
  description:
    'List labels with their ids: the person’s own first, then Gmail’s such as INBOX, UNREAD, STARRED, IMPORTANT and SPAM.',
  input: z.strictObject({
    name: z.string().trim().max(225).optional().describe('Only labels whose name contains this.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(listedLabel),
  effect: 'read',
  scopes: ['gmail:read'],
  handler: async ({ name = '', limit, cursor }, context) => {
    // Gmail gives all labels at once; the cursor is where we stopped.
    if (cursor !== undefined && !/^\d{1,6}$/.test(cursor))
      throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const start = Number(cursor ?? 0);
    const { labels = [] } = await read(context.integration(), path`/labels`, answer);
    const wanted = name.toLowerCase();
    const items = labels
      .map((raw) => ({ ...toLabel(raw), kind: raw.type ?? ('user' as const) }))
      .filter((item) => item.name.toLowerCase().includes(wanted));
    items.sort((a, b) => b.kind.localeCompare(a.kind) || a.name.localeCompare(b.name));
    const end = start + limit;
    return toPage(items.slice(start, end), end < items.length ? String(end) : undefined);
  },
});
