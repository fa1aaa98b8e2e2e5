import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { write } from '../client';
import { CREATE_SUBITEM } from '../documents';
import { mondaySaved, saved, toSaved } from '../item';
import { columnValues, createLabels, itemId, itemName, parseColumnValues } from '../schema';

const answer = z.object({ create_subitem: mondaySaved });

export const createSubitem = defineTool({
  name: 'create_subitem',
  title: 'Create a subitem',
  description:
    'Add a subitem below an item. Subitems lie on a board of their own, whose id is answered, with columns of their own.',
  input: z.strictObject({
    parent_item_id: itemId,
    name: itemName,
    column_values: columnValues.optional(),
    create_labels: createLabels,
  }),
  output: saved,
  effect: 'write',
  scopes: ['monday:write'],
  handler: async ({ parent_item_id: parent, name, column_values: text, create_labels: labels }, context) => {
    const values = text === undefined ? undefined : JSON.stringify(parseColumnValues(text));
    const made = await write(context.integration(), CREATE_SUBITEM, { parent, name, values, labels }, answer);
    return toSaved(made.create_subitem);
  },
});
