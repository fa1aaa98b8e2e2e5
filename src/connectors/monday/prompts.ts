import { type Prompt } from '../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'status_of_board',
    title: 'Where a board stands',
    description: 'What is done, what is late, and what waits for somebody.',
    arguments: [{ name: 'board', description: 'The board’s name or id.', required: true }],
    render: ({ board = '' }) =>
      `Tell me where the monday.com board ${board} stands. Find it with list_boards, read its columns with get_board and its items with list_items; read list_updates of those that are late or stuck. In a few lines: what is done, what is late and by how long, who has to do what next, each with the item’s link.`,
  },
];
