import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { channelId, messageText, timestamp } from '../schema';

const answer = z.object({ channel: z.string(), scheduled_message_id: z.string(), post_at: z.coerce.number() });

export const scheduleMessage = defineTool({
  name: 'schedule_message',
  title: 'Schedule a message',
  description: 'Have Slack post a message as you at a later time, up to 120 days ahead.',
  input: z.strictObject({
    channel: channelId,
    text: messageText,
    post_at: z.iso
      .datetime({ offset: true })
      .describe('When to post it: ISO 8601 with offset, such as 2026-12-01T09:00:00+01:00.'),
    thread_ts: timestamp.optional().describe('The ts of the message to reply to.'),
  }),
  output: z.object({ channel: z.string(), id: z.string(), postAt: z.string() }),
  effect: 'write',
  scopes: ['slack:write'],
  handler: async ({ post_at: postAt, ...input }, context) => {
    const seconds = Math.floor(Date.parse(postAt) / 1000);
    const found = await write(context.integration(), 'chat.scheduleMessage', { ...input, post_at: seconds }, answer);
    return {
      channel: found.channel,
      id: found.scheduled_message_id,
      postAt: new Date(found.post_at * 1000).toISOString(),
    };
  },
});
