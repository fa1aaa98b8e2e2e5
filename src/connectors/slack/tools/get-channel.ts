import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { channelId } from '../schema';

const answer = z.object({
  channel: z.object({
    id: z.string(),
    name: z.string().optional(),
    user: z.string().optional(),
    is_im: z.boolean().optional(),
    is_mpim: z.boolean().optional(),
    is_private: z.boolean().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    created: z.number().optional(),
    creator: z.string().optional(),
    num_members: z.number().optional(),
    topic: z.object({ value: z.string() }).optional(),
    purpose: z.object({ value: z.string() }).optional(),
  }),
});

export const getChannel = defineTool({
  name: 'get_channel',
  title: 'Get a channel',
  description: 'Look up one channel: its topic, purpose, who made it and whether you are in it.',
  input: z.strictObject({ channel: channelId }),
  output: z.object({
    id: z.string(),
    name: untrusted('Channel name; empty for direct messages.'),
    private: z.boolean(),
    user: z.string().optional().describe('The other person of a direct message.'),
    member: z.boolean(),
    archived: z.boolean(),
    createdAt: z.string().optional(),
    creator: z.string().optional(),
    members: z.number().optional(),
    topic: untrusted('Topic.').optional(),
    purpose: untrusted('Purpose.').optional(),
  }),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ channel }, context) => {
    const { channel: raw } = await read(
      context.integration(),
      'conversations.info',
      { channel, include_num_members: true },
      answer,
    );
    return {
      id: raw.id,
      name: raw.name ?? '',
      private: raw.is_private === true || raw.is_im === true || raw.is_mpim === true,
      member: raw.is_member ?? raw.is_im ?? false,
      archived: raw.is_archived ?? false,
      ...(raw.user !== undefined && { user: raw.user }),
      ...(raw.created !== undefined && { createdAt: new Date(raw.created * 1000).toISOString() }),
      ...(raw.creator !== undefined && { creator: raw.creator }),
      ...(raw.num_members !== undefined && { members: raw.num_members }),
      ...(raw.topic?.value && { topic: raw.topic.value }),
      ...(raw.purpose?.value && { purpose: raw.purpose.value }),
    };
  },
});
