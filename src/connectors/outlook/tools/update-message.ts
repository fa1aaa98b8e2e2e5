import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { atMost } from '../../../core/at-most';
import { path } from '../../../core/path';
import { limits, write } from '../client';
import { messageIds } from '../schema';

export const updateMessage = defineTool({
  name: 'update_message',
  title: 'Mark messages',
  description: 'Mark messages as read or unread, set or clear their flag, or replace their categories.',
  input: z.strictObject({
    message_ids: messageIds,
    read: z.boolean().optional().describe('Is it read? False marks it as unread.'),
    flagged: z.boolean().optional().describe('Does it have a flag?'),
    categories: z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(255)
          .regex(/^[^\u0000-\u001f\u007f,;]*$/, 'may hold no comma, semicolon or control character'),
      )
      .max(25)
      .optional()
      .describe('All categories it has then, by name; an empty list takes them away.'),
  }),
  output: z.object({ changed: z.number().describe('Messages.') }),
  effect: 'write',
  idempotent: true,
  scopes: ['outlook:write'],
  handler: async ({ message_ids: given, read, flagged, categories }, context) => {
    if (read === undefined && flagged === undefined && categories === undefined)
      throw invalidRequest('Give at least one of read, flagged and categories.');
    const change = {
      ...(read !== undefined && { isRead: read }),
      ...(flagged !== undefined && { flag: { flagStatus: flagged ? 'flagged' : 'notFlagged' } }),
      ...(categories !== undefined && { categories }),
    };
    const api = context.integration();
    const ids = [...new Set(given)];
    await atMost(limits.default.atOnce, ids, (id) =>
      write(api, path`/me/messages/${id}`, change, z.unknown(), 'PATCH'),
    );
    return { changed: ids.length };
  },
});
