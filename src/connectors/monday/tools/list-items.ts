import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { type PlatformApi } from '../../../core/platform-call';
import { read } from '../client';
import { LIST_ITEMS, LIST_ITEMS_BY_VALUE, NEXT_ITEMS } from '../documents';
import { item, itemsPage, toItem } from '../item';
import { boardId, columnId, groupId, missing } from '../schema';

const ofBoard = z.object({ boards: z.array(z.object({ items_page: itemsPage })) });
const ofValue = z.object({ items_page_by_column_values: itemsPage });
const following = z.object({ next_items_page: itemsPage });

const input = z.strictObject({
  board_id: boardId,
  group_id: groupId.optional(),
  name_contains: z.string().trim().min(1).max(255).optional().describe('Text in the name.'),
  column_id: columnId.optional().describe('Column that values are looked for in.'),
  values: z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(20)
    .optional()
    .describe('Labels, names, dates or texts, as shown.'),
  limit: limitParam,
  cursor: cursorParam,
});
type Input = z.output<typeof input>;

export const listItems = defineTool({
  name: 'list_items',
  title: 'List items',
  description: 'List a board’s items with their values, all or some. To continue, repeat the call with cursor.',
  input,
  output: pageOf(item),
  effect: 'read',
  scopes: ['monday:read'],
  handler: async (given, context) => {
    const { items, cursor } = await pageOfItems(context.integration(), given);
    return toPage(
      items.map((raw) => toItem(raw)),
      cursor,
    );
  },
});

async function pageOfItems(api: PlatformApi, given: Input): Promise<z.output<typeof itemsPage>> {
  const { board_id: board, group_id: group, name_contains: text, column_id: column, values, limit, cursor } = given;
  if (cursor !== undefined) return (await read(api, NEXT_ITEMS, { cursor, limit }, following)).next_items_page;
  if ((column === undefined) !== (values === undefined))
    throw invalidRequest('column_id and values belong together: give both, or neither.');
  if (column !== undefined) {
    if (group !== undefined || text !== undefined)
      throw invalidRequest(
        'column_id cannot be combined with group_id or name_contains. Choose one way to narrow the list.',
      );
    const columns = [{ column_id: column, column_values: values }];
    return (await read(api, LIST_ITEMS_BY_VALUE, { board, limit, columns }, ofValue)).items_page_by_column_values;
  }
  const rules = [
    ...(group === undefined ? [] : [{ column_id: 'group', compare_value: [group], operator: 'any_of' }]),
    ...(text === undefined ? [] : [{ column_id: 'name', compare_value: [text], operator: 'contains_text' }]),
  ];
  const filter = rules.length > 0 ? { rules } : undefined;
  const [found] = (await read(api, LIST_ITEMS, { board: [board], limit, filter }, ofBoard)).boards;
  if (found === undefined) throw missing('board');
  return found.items_page;
}
