import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { move } from '../mailbox';
import { movable, moved, toMoved } from '../schema';

export const trashMessage = defineTool({
  name: 'trash_message',
  title: 'Move to the bin',
  description:
    'Move a message or a whole thread to the bin. Gmail deletes it for good after 30 days; until then untrash_message brings it back.',
  input: z.strictObject(movable),
  output: moved,
  effect: 'destructive',
  idempotent: true,
  scopes: ['gmail:write'],
  handler: async (input, context) => toMoved(await move(context.integration(), 'trash', input)),
});
