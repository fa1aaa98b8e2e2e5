import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { userId } from '../schema';

const answer = z.object({ channel: z.object({ id: z.string() }) });

export const openConversation = defineTool({
  name: 'open_conversation',
  title: 'Open a direct message',
  description:
    'Open the direct message with one person, or a group message with up to eight, and get its id for send_message.',
  input: z.strictObject({ users: z.array(userId).min(1).max(8).describe('Whom to write to.') }),
  output: z.object({ channel: z.string() }),
  effect: 'write',
  idempotent: true,
  scopes: ['slack:write'],
  handler: async ({ users }, context) => {
    const { channel } = await write(context.integration(), 'conversations.open', { users: users.join(',') }, answer);
    return { channel: channel.id };
  },
});
