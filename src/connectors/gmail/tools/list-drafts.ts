import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { fetchSummaries } from '../mailbox';
import { summary, toSummary } from '../schema';

const answer = z.object({
  drafts: z.array(z.object({ id: z.string(), message: z.object({ id: z.string() }) })).optional(),
  nextPageToken: z.string().optional(),
});

const draft = summary
  .omit({ threadId: true, from: true, cc: true, labels: true })
  .extend({ draftId: z.string().describe('For send_draft.') });

export const listDrafts = defineTool({
  name: 'list_drafts',
  title: 'List drafts',
  description:
    'List drafts, newest first. Read one whole with get_message by its id; find some with search_messages in:drafts.',
  input: z.strictObject({
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(draft),
  effect: 'read',
  scopes: ['gmail:read'],
  handler: async ({ limit, cursor }, context) => {
    const api = context.integration();
    const found = await read(api, path`/drafts`, answer, { query: { maxResults: limit, pageToken: cursor } });
    const draftIds = new Map((found.drafts ?? []).map(({ id, message }) => [message.id, id]));
    const messages = await fetchSummaries(api, [...draftIds.keys()]);
    const items = messages.map((raw) => {
      const { id, at, to, subject, snippet } = toSummary(raw);
      return { draftId: draftIds.get(id) ?? '', id, at, to, subject, snippet };
    });
    return toPage(items, found.nextPageToken);
  },
});
