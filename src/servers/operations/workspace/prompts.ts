import { type Prompt } from '../../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'what_do_we_know',
    title: 'What do we know about …',
    description: 'Gathers what mail, chat and meetings say about a subject.',
    arguments: [{ name: 'subject', description: 'A customer, a project, a person, a question.', required: true }],
    render: ({ subject = '' }) =>
      `What do we know about ${subject}? Search with search_records, first by relevance, then the newest. Read on with the platforms’ own tools where a snippet is not enough. Sum it up in the order it happened, say who said what and when, with links, and name what is still open.`,
  },
];
