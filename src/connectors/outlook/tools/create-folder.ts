import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { write } from '../client';
import { folder, graphFolder, toFolder } from '../folders';
import { folderId } from '../schema';

export const createFolder = defineTool({
  name: 'create_folder',
  title: 'Make a folder',
  description: 'Make a mail folder, at the top or inside another one.',
  input: z.strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line')
      .describe('Its name.'),
    parent_id: folderId.optional().describe('Inside this one.'),
  }),
  output: folder,
  effect: 'write',
  scopes: ['outlook:write'],
  handler: async ({ name, parent_id: parent }, context) => {
    const to = parent === undefined ? path`/me/mailFolders` : path`/me/mailFolders/${parent}/childFolders`;
    return toFolder(await write(context.integration(), to, { displayName: name }, graphFolder));
  },
});
