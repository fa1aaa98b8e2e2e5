import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { nextCursor, page, read } from '../client';
import { channelId, message, slackMessage, timestamp, toMessage } from '../schema';

const answer = z.object({ messages: z.array(slackMessage), ...page });

export const channelHistory = defineTool({
  name: 'channel_history',
  title: 'Read a channel',
  description:
    'Read a channel or direct message, newest first. A message with replies has a thread: see thread_replies.',
  input: z.strictObject({
    channel: channelId,
    oldest: timestamp.optional().describe('After this ts.'),
    latest: timestamp.optional().describe('Before this ts.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(message),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async (input, context) => {
    const found = await read(context.integration(), 'conversations.history', input, answer);
    return toPage(found.messages.map(toMessage), nextCursor(found));
  },
});
