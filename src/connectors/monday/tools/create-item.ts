import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { CREATE_ITEM } from '../documents';
import { mondaySaved, saved, toSaved } from '../item';
import { boardId, columnValues, createLabels, groupId, itemName, parseColumnValues } from '../schema';

const answer = z.object({ create_item: mondaySaved });

export const createItem = defineTool({
  name: 'create_item',
  title: 'Create an item',
  description: 'Add an item to a board, in its first group unless told. See get_board for groups, columns and labels.',
  input: z.strictObject({
    board_id: boardId,
    name: itemName,
    group_id: groupId.optional(),
    column_values: columnValues.optional(),
    create_labels: createLabels,
  }),
  output: saved,
  effect: 'write',
  scopes: ['monday:write'],
  handler: async ({ board_id: board, name, group_id: group, column_values: text, create_labels: labels }, context) => {
    const values = text === undefined ? undefined : JSON.stringify(parseColumnValues(text));
    const made = await write(context.integration(), CREATE_ITEM, { board, group, name, values, labels }, answer);
    return toSaved(made.create_item);
  },
});
