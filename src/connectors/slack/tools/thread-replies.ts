import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { nextCursor, page, read } from '../client';
import { channelId, message, slackMessage, timestamp, toMessage } from '../schema';

const answer = z.object({ messages: z.array(slackMessage), ...page });

export const threadReplies = defineTool({
  name: 'thread_replies',
  title: 'Read a thread',
  description: 'Read a thread, oldest first: the message it began with and its replies.',
  input: z.strictObject({
    channel: channelId,
    thread_ts: timestamp.describe('The ts of the message the thread began with.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(message),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ channel, thread_ts: ts, limit, cursor }, context) => {
    const found = await read(context.integration(), 'conversations.replies', { channel, ts, limit, cursor }, answer);
    return toPage(found.messages.map(toMessage), nextCursor(found));
  },
});
