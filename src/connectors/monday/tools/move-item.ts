import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { MOVE_TO_BOARD, MOVE_TO_GROUP } from '../documents';
import { mondaySaved, saved, toSaved } from '../item';
import { boardId, groupId, itemId } from '../schema';

const toGroup = z.object({ move_item_to_group: mondaySaved });
const toBoard = z.object({ move_item_to_board: mondaySaved });

export const moveItem = defineTool({
  name: 'move_item',
  title: 'Move an item',
  description:
    'Move an item to another group of its board, or with board_id to a group of another board, which keeps the values of columns both have.',
  input: z.strictObject({
    item_id: itemId,
    group_id: groupId,
    board_id: boardId.optional().describe('Only for another board than the item is on.'),
  }),
  output: saved,
  effect: 'write',
  idempotent: true,
  scopes: ['monday:write'],
  handler: async ({ item_id: item, group_id: group, board_id: board }, context) => {
    const api = context.integration();
    if (board === undefined)
      return toSaved((await write(api, MOVE_TO_GROUP, { item, group }, toGroup)).move_item_to_group);
    return toSaved((await write(api, MOVE_TO_BOARD, { item, board, group }, toBoard)).move_item_to_board);
  },
});
