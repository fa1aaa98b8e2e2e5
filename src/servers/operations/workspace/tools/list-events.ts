import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../../core/page';
import { integrationId } from '../schema';

const event = z.object({
  id: z.string(),
  at: z.string(),
  type: z.string(),
  platform: z.string(),
  integrationId: z.string(),
  actor: z.string().describe('system, platform or a member id.'),
  data: z.record(z.string(), z.unknown()),
});

export const listEvents = defineTool({
  name: 'list_events',
  title: 'List events',
  description:
    'List what happened to the integrations, newest first: connected, shared, changes of state, webhooks received, syncs completed or failed. For failed calls see recent_errors.',
  input: z.strictObject({
    id: integrationId.optional().describe('Only of this integration.'),
    type: z
      .string()
      .regex(/^[a-z_]{1,30}(\.[a-z_]{1,40}){1,2}$/, 'must be a type such as integration.state_changed')
      .optional()
      .describe('Only of this type, such as integration.state_changed.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(event),
  effect: 'read',
  openWorld: false,
  scopes: ['workspace:read'],
  handler: async (input, context) => {
    const { items, nextCursor } = await context.workspace().events(input);
    const events = items.map(({ id, at, type, platform, integrationId: of, actor, data }) => ({
      id,
      at,
      type,
      platform,
      integrationId: of,
      actor,
      data,
    }));
    return toPage(events, nextCursor);
  },
});
