import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { write } from '../client';
import { UPDATE_ITEM } from '../documents';
import { mondaySaved, saved, toSaved } from '../item';
import { boardId, columnValues, createLabels, itemId, itemName, parseColumnValues } from '../schema';

const answer = z.object({ change_multiple_column_values: mondaySaved });

export const updateItem = defineTool({
  name: 'update_item',
  title: 'Update an item',
  description: 'Change an item’s name or values; what is not named stays. See get_board for columns and labels.',
  input: z.strictObject({
    board_id: boardId,
    item_id: itemId,
    name: itemName.optional(),
    column_values: columnValues.optional(),
    create_labels: createLabels,
  }),
  output: saved,
  effect: 'write',
  idempotent: true,
  scopes: ['monday:write'],
  handler: async ({ board_id: board, item_id: item, name, column_values: text, create_labels: labels }, context) => {
    if (name === undefined && text === undefined)
      throw invalidRequest('Nothing would change: give name, column_values or both.');
    const values = JSON.stringify({
      ...(text !== undefined && parseColumnValues(text)),
      ...(name !== undefined && { name }),
    });
    const made = await write(context.integration(), UPDATE_ITEM, { board, item, values, labels }, answer);
    return toSaved(made.change_multiple_column_values);
  },
});
