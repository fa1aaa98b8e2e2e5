import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { moved, moveAll } from '../moving';
import { messageIds } from '../schema';

export const trashMessage = defineTool({
  name: 'trash_message',
  title: 'Move to the bin',
  description: 'Move messages or drafts to Deleted Items. Until the mailbox empties it, move_message brings them back.',
  input: z.strictObject({ message_ids: messageIds }),
  output: moved,
  effect: 'destructive',
  idempotent: true,
  scopes: ['outlook:write'],
  handler: async ({ message_ids: ids }, context) => moveAll(context.integration(), ids, 'deleteditems'),
});
