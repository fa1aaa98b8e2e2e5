import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { EDIT_UPDATE } from '../documents';
import { mondayId, toHtml, updateText } from '../schema';

const answer = z.object({ edit_update: z.object({ id: z.string(), edited_at: z.string().nullish() }) });

export const updateUpdate = defineTool({
  name: 'update_update',
  title: 'Change an update',
  description: 'Replace the text of an update you wrote.',
  input: z.strictObject({ update_id: mondayId.describe('Update id, see list_updates.'), text: updateText }),
  output: z.object({ id: z.string(), at: z.string().optional() }),
  effect: 'write',
  idempotent: true,
  scopes: ['monday:write'],
  handler: async ({ update_id: update, text }, context) => {
    const { edit_update: made } = await write(
      context.integration(),
      EDIT_UPDATE,
      { update, body: toHtml(text) },
      answer,
    );
    return { id: made.id, ...(made.edited_at && { at: made.edited_at }) };
  },
});
