import { type Prompt } from '../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'recall_meetings',
    title: 'Recall what was said about something',
    description: 'What your meeting notes say about a customer, a project or a person, with who said it and when.',
    arguments: [{ name: 'topic', description: 'Whom or what it is about.', required: true }],
    render: ({ topic = '' }) =>
      `Find what my Granola notes say about ${topic}. Begin with search_notes, read the most telling ones with get_note, and where a summary leaves a question open read get_transcript. Tell me what was said, in order of time, each with the meeting and its day, then what was promised by whom and what stayed open. Say which notes you did not read.`,
  },
];
