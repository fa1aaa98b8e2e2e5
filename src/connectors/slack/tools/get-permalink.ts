import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { read } from '../client';
import { channelId, timestamp } from '../schema';

const answer = z.object({ permalink: z.string() });

export const getPermalink = defineTool({
  name: 'get_permalink',
  title: 'Get a link to a message',
  description: 'Get the link that opens a message in Slack, to quote it to a person.',
  input: z.strictObject({ channel: channelId, ts: timestamp }),
  output: z.object({ link: z.string() }),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ channel, ts }, context) => {
    const { permalink } = await read(context.integration(), 'chat.getPermalink', { channel, message_ts: ts }, answer);
    return { link: permalink };
  },
});
