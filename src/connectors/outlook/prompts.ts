import { type Prompt } from '../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'triage_inbox',
    title: 'Triage the inbox',
    description: 'What came in, what needs an answer, what can wait, with drafts for the answers.',
    arguments: [
      {
        name: 'since',
        description: 'How far back, for example “since Monday”. Default: the last 24 hours.',
        required: false,
      },
      {
        name: 'about',
        description: 'Only mail about this, or from these people. Default: everything.',
        required: false,
      },
    ],
    render: ({ since = '', about = '' }) =>
      `Go through my Outlook inbox, ${since === '' ? 'the last 24 hours' : since}${about === '' ? '' : `, only what concerns ${about}`}. ` +
      'Find it with search_messages in the folder inbox, and read with get_conversation what the preview does not settle. ' +
      'Sort it into what needs an answer from me, what I should know, and what can be ignored; one line each, with who, what and by when. ' +
      'For what needs an answer save a reply with create_draft, and send nothing. ' +
      'Then propose which messages to archive, flag or file, and move_message or update_message only once I agree.',
  },
];
