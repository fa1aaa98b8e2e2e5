import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { channelId, timestamp } from '../schema';

const answer = z.object({ channel: z.string(), ts: z.string() });

export const deleteMessage = defineTool({
  name: 'delete_message',
  title: 'Delete a message',
  description: 'Delete a message you wrote. This cannot be undone.',
  input: z.strictObject({ channel: channelId, ts: timestamp }),
  output: z.object({ channel: z.string(), ts: z.string() }),
  effect: 'destructive',
  scopes: ['slack:write'],
  handler: async (input, context) => {
    const { channel, ts } = await write(context.integration(), 'chat.delete', input, answer);
    return { channel, ts };
  },
});
