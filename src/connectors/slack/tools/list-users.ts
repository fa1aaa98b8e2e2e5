import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { nextCursor, page, read } from '../client';
import { slackUser, toUser, user } from '../users';

const answer = z.object({ members: z.array(slackUser), ...page });

export const listUsers = defineTool({
  name: 'list_users',
  title: 'List people',
  description:
    'List the people of the workspace with their ids and names. Deactivated accounts are left out unless asked for.',
  input: z.strictObject({
    include_deactivated: z.boolean().default(false).describe('List deactivated accounts too?'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(user),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ include_deactivated: all, limit, cursor }, context) => {
    const found = await read(context.integration(), 'users.list', { limit, cursor }, answer);
    return toPage(found.members.filter((raw) => all || raw.deleted !== true).map(toUser), nextCursor(found));
  },
});
