import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { moved, moveAll } from '../moving';
import { folderId, messageIds } from '../schema';

export const moveMessage = defineTool({
  name: 'move_message',
  title: 'Move messages',
  description: 'Move messages to a folder, for example to archive, or back to inbox. Their ids stay.',
  input: z.strictObject({ message_ids: messageIds, folder_id: folderId }),
  output: moved,
  effect: 'write',
  idempotent: true,
  scopes: ['outlook:write'],
  handler: async ({ message_ids: ids, folder_id: folder }, context) => moveAll(context.integration(), ids, folder),
});
