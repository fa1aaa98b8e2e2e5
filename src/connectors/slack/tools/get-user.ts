import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { read } from '../client';
import { userId } from '../schema';
import { slackUser, toUser, user } from '../users';

const answer = z.object({ user: slackUser });

export const getUser = defineTool({
  name: 'get_user',
  title: 'Get a person',
  description: 'Look up one person, by user id or by e-mail address. Give exactly one of the two.',
  input: z.strictObject({
    user: userId.optional(),
    email: z.email().max(254).optional().describe('The person’s e-mail address.'),
  }),
  output: user,
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ user: id, email }, context) => {
    if ((id === undefined) === (email === undefined)) throw invalidRequest('Give exactly one of user and email.');
    const api = context.integration();
    const found =
      id === undefined
        ? await read(api, 'users.lookupByEmail', { email }, answer)
        : await read(api, 'users.info', { user: id }, answer);
    return toUser(found.user);
  },
});
