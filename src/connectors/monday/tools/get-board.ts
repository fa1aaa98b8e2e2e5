import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { GET_BOARD } from '../documents';
import { labelsOf } from '../labels';
import { board, boardId, missing, mondayBoard, toBoard } from '../schema';

const person = z.object({ id: z.string(), name: z.string() });
const answer = z.object({
  boards: z.array(
    mondayBoard.extend({
      groups: z
        .array(
          z.object({
            id: z.string(),
            title: z.string(),
            archived: z.boolean().nullish(),
            deleted: z.boolean().nullish(),
          }),
        )
        .nullish(),
      columns: z
        .array(
          z.object({
            id: z.string(),
            title: z.string(),
            type: z.string(),
            description: z.string().nullish(),
            archived: z.boolean().optional(),
            settings: z.unknown(),
          }),
        )
        .nullish(),
      owners: z.array(person).optional(),
    }),
  ),
});

const output = board.extend({
  owners: z.array(untrusted('Name.')),
  groups: z.array(z.object({ id: z.string(), title: untrusted('Title.') })),
  columns: z.array(
    z.object({
      id: z.string(),
      title: untrusted('Title.'),
      type: z.string(),
      description: untrusted('Description.').optional(),
      labels: z.array(untrusted('Label.')).optional().describe('What a status or dropdown can be.'),
    }),
  ),
});

export const getBoard = defineTool({
  name: 'get_board',
  title: 'Get a board',
  description:
    'Look up a board: its groups, and its columns with types and labels, which create_item and update_item take.',
  input: z.strictObject({ board_id: boardId }),
  output,
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ board_id: id }, context) => {
    const { boards } = await read(context.integration(), GET_BOARD, { ids: [id] }, answer);
    const [raw] = boards;
    if (raw === undefined) throw missing('board');
    return {
      ...toBoard(raw),
      owners: raw.owners?.map(({ name }) => name) ?? [],
      groups: (raw.groups ?? [])
        .filter(({ archived, deleted }) => !archived && !deleted)
        .map(({ id: group, title }) => ({ id: group, title })),
      columns: (raw.columns ?? [])
        .filter(({ archived }) => archived !== true)
        .map((column) => {
          const labels = labelsOf(column.settings);
          return {
            id: column.id,
            title: column.title,
            type: column.type,
            ...(column.description && { description: column.description }),
            ...(labels.length > 0 && { labels }),
          };
        }),
    };
  },
});
