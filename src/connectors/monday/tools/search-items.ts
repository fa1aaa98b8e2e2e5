import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { SEARCH_ITEMS } from '../documents';
import { boardId } from '../schema';

const answer = z.object({
  search: z.object({
    items: z.object({
      results: z.array(
        z.object({
          id: z.string(),
          indexed_data: z.object({ name: z.string(), url: z.string(), board_id: z.string().nullish() }),
          live_data: z
            .object({
              updated_at: z.string().nullish(),
              group: z.object({ title: z.string() }).nullish(),
              board: z.object({ name: z.string() }).nullish(),
            })
            .nullish(),
        }),
      ),
    }),
  }),
});

const match = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  boardId: z.string().optional(),
  board: untrusted('Board.').optional(),
  group: untrusted('Group.').optional(),
  updatedAt: z.string().optional(),
  url: z.string(),
});

export const searchItems = defineTool({
  name: 'search_items',
  title: 'Search items',
  description:
    'Search items on all boards you can see, the best matches first. There is no next page: narrow the text or name a board.',
  input: z.strictObject({
    query: z.string().trim().min(1).max(500).describe('What to search for.'),
    board_id: boardId.optional(),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(match),
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ query: text, board_id: board, limit, cursor }, context) => {
    if (cursor !== undefined)
      throw invalidRequest('cursor: monday.com’s search has one page. Narrow query or give board_id.');
    const boards = board === undefined ? undefined : [board];
    const { search } = await read(context.integration(), SEARCH_ITEMS, { text, limit, boards }, answer);
    return toPage(
      search.items.results.map(({ id, indexed_data: indexed, live_data: live }) => ({
        id,
        name: indexed.name,
        ...(indexed.board_id && { boardId: indexed.board_id }),
        ...(live?.board && { board: live.board.name }),
        ...(live?.group && { group: live.group.title }),
        ...(live?.updated_at && { updatedAt: live.updated_at }),
        url: indexed.url,
      })),
    );
  },
});
