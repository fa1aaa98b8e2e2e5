import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { DELETE_ITEM } from '../documents';
import { itemId } from '../schema';

const answer = z.object({ delete_item: z.object({ id: z.string() }) });

export const deleteItem = defineTool({
  name: 'delete_item',
  title: 'Delete an item',
  description:
    'Delete an item with its subitems and updates. It can be restored from the bin for 30 days; archive_item is kinder.',
  input: z.strictObject({ item_id: itemId }),
  output: z.object({ id: z.string(), deleted: z.literal(true) }),
  effect: 'destructive',
  scopes: ['monday:write'],
  handler: async ({ item_id: item }, context) => {
    const made = await write(context.integration(), DELETE_ITEM, { item }, answer);
    return { id: made.delete_item.id, deleted: true as const };
  },
});
