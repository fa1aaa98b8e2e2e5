import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { folder, FOLDER_FIELDS, graphFolder, toFolder } from '../folders';
import { nextCursor, nextLink, positionOf } from '../page';
import { folderId } from '../schema';

const answer = z.object({ value: z.array(graphFolder), ...nextLink });

export const listFolders = defineTool({
  name: 'list_folders',
  title: 'List folders',
  description: 'List mail folders with their ids and how much is in them: those at the top, or those inside another.',
  input: z.strictObject({
    parent_id: folderId.optional().describe('Folders inside this one.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(folder),
  effect: 'read',
  scopes: ['outlook:read'],
  handler: async ({ parent_id: parent, limit, cursor }, context) => {
    const from = parent === undefined ? path`/me/mailFolders` : path`/me/mailFolders/${parent}/childFolders`;
    const found = await read(context.integration(), from, answer, {
      query: { $select: FOLDER_FIELDS, $top: limit, ...positionOf(cursor) },
    });
    return toPage(found.value.map(toFolder), nextCursor(found));
  },
});
