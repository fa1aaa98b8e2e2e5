import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { move } from '../mailbox';
import { movable, moved, toMoved } from '../schema';

export const untrashMessage = defineTool({
  name: 'untrash_message',
  title: 'Take out of the bin',
  description:
    'Take a message or a whole thread out of the bin again. It does not return to the inbox by itself: add INBOX with modify_labels.',
  input: z.strictObject(movable),
  output: moved,
  effect: 'write',
  idempotent: true,
  scopes: ['gmail:write'],
  handler: async (input, context) => toMoved(await move(context.integration(), 'untrash', input)),
});
