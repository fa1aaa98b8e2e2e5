import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { MOST_PER_PAGE } from '../notes';
import { folderId, moment, nextOf, noteHead, noteList, toHead } from '../schema';

export const listNotes = defineTool({
  name: 'list_notes',
  title: 'List notes',
  description:
    'List your Granola meeting notes, newest first, of a range of days or of a folder. At most 30 come at once. Read one with get_note. Pass nextCursor as cursor to continue.',
  input: z.strictObject({
    created_after: moment.optional().describe('Only notes made since then.'),
    created_before: moment.optional().describe('Only notes made before then.'),
    folder_id: folderId.optional(),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(noteHead),
  effect: 'read',
  scopes: ['granola:read'],
  handler: async ({ created_after, created_before, folder_id, limit, cursor }, context) => {
    const query = { created_after, created_before, folder_id, page_size: Math.min(limit, MOST_PER_PAGE), cursor };
    const found = await read(context.integration(), path`/notes`, noteList, query);
    return toPage(found.notes.map(toHead), nextOf(found));
  },
});
