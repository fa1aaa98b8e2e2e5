import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { platform } from '../schema';

export const connectLink = defineTool({
  name: 'connect_link',
  title: 'Link to connect an account',
  description:
    'Get the link where the person connects an account of a platform, or connects one again that has expired. They open it in their browser; nothing changes before that.',
  input: z.strictObject({ platform }),
  output: z.object({ platform: z.string(), title: z.string(), url: z.string() }),
  effect: 'read',
  openWorld: false,
  scopes: ['workspace:read'],
  handler: async ({ platform: id }, context) => {
    const link = context.workspace().connectLink(id);
    return { platform: link.platform, title: link.title, url: link.url };
  },
});
