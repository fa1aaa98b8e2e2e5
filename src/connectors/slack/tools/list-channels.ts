import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { untrusted } from '../../../core/untrusted';
import { nextCursor, page, read } from '../client';

const KINDS = ['public_channel', 'private_channel', 'mpim', 'im'] as const;

const answer = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      user: z.string().optional(),
      is_private: z.boolean().optional(),
      is_im: z.boolean().optional(),
      is_mpim: z.boolean().optional(),
      is_member: z.boolean().optional(),
      is_archived: z.boolean().optional(),
      num_members: z.number().optional(),
      topic: z.object({ value: z.string() }).optional(),
    }),
  ),
  ...page,
});

const channel = z.object({
  id: z.string(),
  name: untrusted('Channel name without #; empty for direct messages.'),
  kind: z.enum(KINDS),
  user: z.string().optional().describe('The other person of a direct message.'),
  member: z.boolean().describe('Are you in it?'),
  archived: z.boolean(),
  members: z.number().optional(),
  topic: untrusted('Topic.').optional(),
});

export const listChannels = defineTool({
  name: 'list_channels',
  title: 'List channels',
  description:
    'List the channels and direct messages you can see, with the ids the other tools take. Pass nextCursor as cursor to continue.',
  input: z.strictObject({
    kinds: z
      .array(z.enum(KINDS))
      .min(1)
      .max(4)
      .default(['public_channel', 'private_channel'])
      .describe('Which kinds of conversations to list.'),
    include_archived: z.boolean().default(false).describe('List archived channels too?'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(channel),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ kinds, include_archived: archived, limit, cursor }, context) => {
    const args = { types: kinds.join(','), exclude_archived: !archived, limit, cursor };
    const found = await read(context.integration(), 'conversations.list', args, answer);
    const items = found.channels.map((raw) => ({
      id: raw.id,
      name: raw.name ?? '',
      kind: raw.is_im
        ? ('im' as const)
        : raw.is_mpim
          ? ('mpim' as const)
          : raw.is_private
            ? ('private_channel' as const)
            : ('public_channel' as const),
      member: raw.is_member ?? raw.is_im ?? false,
      archived: raw.is_archived ?? false,
      ...(raw.user !== undefined && { user: raw.user }),
      ...(raw.num_members !== undefined && { members: raw.num_members }),
      ...(raw.topic?.value && { topic: raw.topic.value }),
    }));
    return toPage(items, nextCursor(found));
  },
});
