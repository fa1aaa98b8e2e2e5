import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { channelId, messageText, posted, timestamp, toPosted } from '../schema';

const answer = z.object({ channel: z.string(), ts: z.string() });

export const updateMessage = defineTool({
  name: 'update_message',
  title: 'Change a message',
  description: 'Replace the text of a message you wrote. The former text is gone.',
  input: z.strictObject({ channel: channelId, ts: timestamp, text: messageText }),
  output: posted,
  effect: 'destructive',
  idempotent: true,
  scopes: ['slack:write'],
  handler: async (input, context) => toPosted(await write(context.integration(), 'chat.update', input, answer)),
});
