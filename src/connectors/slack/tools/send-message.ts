import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { channelId, messageText, posted, timestamp, toPosted } from '../schema';

const answer = z.object({ channel: z.string(), ts: z.string() });

export const sendMessage = defineTool({
  name: 'send_message',
  title: 'Send a message',
  description:
    'Post a message as yourself to a channel, a direct message (see open_conversation) or, with thread_ts, as a reply in a thread.',
  input: z.strictObject({
    channel: channelId,
    text: messageText,
    thread_ts: timestamp.optional().describe('The ts of the message to reply to.'),
    reply_broadcast: z.boolean().optional().describe('Show a reply in the channel too?'),
  }),
  output: posted,
  effect: 'write',
  scopes: ['slack:write'],
  handler: async (input, context) => toPosted(await write(context.integration(), 'chat.postMessage', input, answer)),
});
