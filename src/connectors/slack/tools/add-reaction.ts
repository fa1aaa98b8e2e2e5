import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { channelId, emojiName, timestamp } from '../schema';

export const addReaction = defineTool({
  name: 'add_reaction',
  title: 'Add a reaction',
  description: 'React to a message with an emoji.',
  input: z.strictObject({ channel: channelId, ts: timestamp, name: emojiName }),
  output: z.object({ channel: z.string(), ts: z.string(), name: z.string() }),
  effect: 'write',
  scopes: ['slack:write'],
  handler: async ({ channel, ts, name }, context) => {
    await write(context.integration(), 'reactions.add', { channel, timestamp: ts, name }, z.object({}));
    return { channel, ts, name };
  },
});
