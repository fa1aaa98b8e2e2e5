import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../../core/page';
import { integration, platform, toIntegration } from '../schema';

export const listIntegrations = defineTool({
  name: 'list_integrations',
  title: 'List integrations',
  description:
    'List the connected accounts this person may use, with their state and health. EXPIRED and REVOKED ones have to be connected again: connect_link. Details and syncs: get_integration.',
  input: z.strictObject({ platform: platform.optional(), limit: limitParam, cursor: cursorParam }),
  output: pageOf(integration),
  effect: 'read',
  openWorld: false,
  scopes: ['workspace:read'],
  handler: async (input, context) => {
    const { items, nextCursor } = await context.workspace().integrations(input);
    return toPage(items.map(toIntegration), nextCursor);
  },
});
