import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { ARCHIVE_ITEM } from '../documents';
import { itemId } from '../schema';

const answer = z.object({ archive_item: z.object({ id: z.string() }) });

export const archiveItem = defineTool({
  name: 'archive_item',
  title: 'Archive an item',
  description: 'Take an item off its board into the archive, from where people can restore it.',
  input: z.strictObject({ item_id: itemId }),
  output: z.object({ id: z.string(), archived: z.literal(true) }),
  effect: 'write',
  scopes: ['monday:write'],
  handler: async ({ item_id: item }, context) => {
    const made = await write(context.integration(), ARCHIVE_ITEM, { item }, answer);
    return { id: made.archive_item.id, archived: true as const };
  },
});
