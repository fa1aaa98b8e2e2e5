import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { read } from '../client';
import { LIST_UPDATES } from '../documents';
import { itemId, missing, mondayThread, pageNumber, toUpdate, update } from '../schema';

const answer = z.object({ items: z.array(z.object({ updates: z.array(mondayThread).nullish() })) });

export const listUpdates = defineTool({
  name: 'list_updates',
  title: 'List updates',
  description: 'List what people wrote on an item, the newest first, with replies.',
  input: z.strictObject({ item_id: itemId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(update),
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ item_id: id, limit, cursor }, context) => {
    const page = pageNumber(cursor);
    const { items } = await read(context.integration(), LIST_UPDATES, { item: [id], limit, page }, answer);
    const [raw] = items;
    if (raw === undefined) throw missing('item');
    const updates = raw.updates ?? [];
    return toPage(updates.map(toUpdate), updates.length === limit ? String(page + 1) : undefined);
  },
});
