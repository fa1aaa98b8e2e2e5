import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { read } from '../client';
import { LIST_BOARDS } from '../documents';
import { board, mondayBoard, mondayId, pageNumber, toBoard } from '../schema';

const answer = z.object({ boards: z.array(mondayBoard) });

export const listBoards = defineTool({
  name: 'list_boards',
  title: 'List boards',
  description: 'List the boards you can see, those used last first, with the ids the other tools take.',
  input: z.strictObject({
    workspace_ref: mondayId.optional().describe('Only of this workspace, an id from list_workspaces.'),
    state: z.enum(['active', 'archived', 'all']).default('active').describe('Which boards to list.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(board),
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ workspace_ref: workspace, state, limit, cursor }, context) => {
    const page = pageNumber(cursor);
    const workspaces = workspace === undefined ? undefined : [workspace];
    const { boards } = await read(context.integration(), LIST_BOARDS, { limit, page, state, workspaces }, answer);
    // Boards that hold the subitems of others are no boards to people.
    const items = boards.filter(({ type }) => (type ?? 'board') === 'board').map(toBoard);
    return toPage(items, boards.length === limit ? String(page + 1) : undefined);
  },
});
