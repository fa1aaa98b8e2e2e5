import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { ADD_UPDATE } from '../documents';
import { itemId, mondayId, toHtml, updateText } from '../schema';

const answer = z.object({ create_update: z.object({ id: z.string(), created_at: z.string().nullish() }) });

export const addUpdate = defineTool({
  name: 'add_update',
  title: 'Add an update',
  description: 'Write on an item, or with reply_to answer an update of it. Subscribers are notified.',
  input: z.strictObject({
    item_id: itemId,
    text: updateText,
    reply_to: mondayId.optional().describe('Id of an update to answer, see list_updates.'),
  }),
  output: z.object({ id: z.string(), itemId: z.string(), at: z.string().optional() }),
  effect: 'write',
  scopes: ['monday:write'],
  handler: async ({ item_id: item, text, reply_to: parent }, context) => {
    const variables = { item, parent, body: toHtml(text) };
    const { create_update: made } = await write(context.integration(), ADD_UPDATE, variables, answer);
    return { id: made.id, itemId: item, ...(made.created_at && { at: made.created_at }) };
  },
});
