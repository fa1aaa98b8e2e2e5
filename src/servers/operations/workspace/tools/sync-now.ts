import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { integrationId, progress, toProgress } from '../schema';

export const syncNow = defineTool({
  name: 'sync_now',
  title: 'Sync now',
  description:
    'Bring what is new at a platform into the search, ahead of the hourly sync. It goes on in the background: get_integration tells how far it is. Only what the owner has switched on is synced.',
  input: z.strictObject({
    id: integrationId,
    resource: z
      .string()
      .regex(/^[a-z][a-z_]{1,30}$/, 'must be a resource such as messages')
      .optional()
      .describe('Such as messages; everything switched on unless given.'),
  }),
  output: z.object({ jobs: z.array(progress) }),
  effect: 'write',
  idempotent: true,
  scopes: ['workspace:write'],
  handler: async ({ id, resource }, context) => ({
    jobs: (await context.workspace().sync(id, resource)).map(toProgress),
  }),
});
