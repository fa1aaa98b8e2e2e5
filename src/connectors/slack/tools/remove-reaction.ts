import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { channelId, emojiName, timestamp } from '../schema';

export const removeReaction = defineTool({
  name: 'remove_reaction',
  title: 'Remove a reaction',
  description: 'Take back an emoji you reacted with.',
  input: z.strictObject({ channel: channelId, ts: timestamp, name: emojiName }),
  output: z.object({ channel: z.string(), ts: z.string(), name: z.string() }),
  effect: 'destructive',
  scopes: ['slack:write'],
  handler: async ({ channel, ts, name }, context) => {
    await write(context.integration(), 'reactions.remove', { channel, timestamp: ts, name }, z.object({}));
    return { channel, ts, name };
  },
});
