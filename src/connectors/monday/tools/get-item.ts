import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { GET_ITEM } from '../documents';
import { item, mondayItem, toItem } from '../item';
import { itemId, missing, mondayUpdate, toWritten, written } from '../schema';

/** The newest updates that come along; list_updates has the rest. */
const UPDATES = 5;

const named = z.object({ id: z.string(), name: z.string() });
const answer = z.object({
  items: z.array(
    mondayItem.extend({
      board: named.nullish(),
      creator: named.nullish(),
      parent_item: named.nullish(),
      subitems: z.array(named.extend({ board: z.object({ id: z.string() }).nullish() }).nullable()).nullish(),
      updates: z.array(mondayUpdate).nullish(),
    }),
  ),
});

const output = item.extend({
  state: z.string().optional().describe('Absent where active.'),
  groupId: z.string().optional(),
  boardId: z.string().optional(),
  board: untrusted('Board.').optional(),
  creator: untrusted('Who made it.').optional(),
  createdAt: z.string().optional(),
  parentId: z.string().optional(),
  subitems: z.array(z.object({ id: z.string(), name: untrusted('Name.'), boardId: z.string().optional() })).optional(),
  updates: z.array(written).describe('The newest five.'),
});

export const getItem = defineTool({
  name: 'get_item',
  title: 'Get an item',
  description:
    'Read one item in full: all values, subitems and the newest updates, whose replies list_updates has. Its boardId is what update_item takes.',
  input: z.strictObject({ item_id: itemId }),
  output,
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ item_id: id }, context) => {
    const { items } = await read(context.integration(), GET_ITEM, { ids: [id], updates: UPDATES }, answer);
    const [raw] = items;
    if (raw === undefined) throw missing('item');
    const subitems = (raw.subitems ?? []).filter((sub) => sub !== null);
    return {
      ...toItem(raw, true),
      ...(raw.state && raw.state !== 'active' && { state: raw.state }),
      ...(raw.group && { groupId: raw.group.id }),
      ...(raw.board && { boardId: raw.board.id, board: raw.board.name }),
      ...(raw.creator && { creator: raw.creator.name }),
      ...(raw.created_at && { createdAt: raw.created_at }),
      ...(raw.parent_item && { parentId: raw.parent_item.id }),
      ...(subitems.length > 0 && {
        subitems: subitems.map((sub) => ({
          id: sub.id,
          name: sub.name,
          ...(sub.board && { boardId: sub.board.id }),
        })),
      }),
      updates: (raw.updates ?? []).map(toWritten),
    };
  },
});
