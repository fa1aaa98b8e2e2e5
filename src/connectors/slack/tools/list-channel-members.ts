import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { nextCursor, page, read } from '../client';
import { channelId } from '../schema';

const answer = z.object({ members: z.array(z.string()), ...page });

export const listChannelMembers = defineTool({
  name: 'list_channel_members',
  title: 'List the members of a channel',
  description: 'List the user ids of everybody in a channel. Look names up with get_user or list_users.',
  input: z.strictObject({ channel: channelId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(z.object({ user: z.string() })),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ channel, limit, cursor }, context) => {
    const found = await read(context.integration(), 'conversations.members', { channel, limit, cursor }, answer);
    return toPage(
      found.members.map((user) => ({ user })),
      nextCursor(found),
    );
  },
});
