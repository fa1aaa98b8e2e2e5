import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { untrusted } from '../../../core/untrusted';
import { write } from '../client';
import { channelId } from '../schema';

const answer = z.object({ channel: z.object({ id: z.string(), name: z.string().optional() }) });

export const joinChannel = defineTool({
  name: 'join_channel',
  title: 'Join a channel',
  description: 'Join a public channel, so that you can write there.',
  input: z.strictObject({ channel: channelId }),
  output: z.object({ channel: z.string(), name: untrusted('Channel name.') }),
  effect: 'write',
  idempotent: true,
  scopes: ['slack:write'],
  handler: async ({ channel: id }, context) => {
    const { channel } = await write(context.integration(), 'conversations.join', { channel: id }, answer);
    return { channel: channel.id, name: channel.name ?? '' };
  },
});
