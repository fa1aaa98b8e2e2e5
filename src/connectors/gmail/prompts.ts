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
      `Go through my Gmail inbox, ${since === '' ? 'the last 24 hours' : since}${about === '' ? '' : `, only what concerns ${about}`}. ` +
      'Find it with search_messages (in:inbox with newer_than: or after:), and read with get_thread what the snippet does not settle. ' +
      'Sort it into what needs an answer from me, what I should know, and what can be ignored; one line each, with who, what and by when, and a link where you read the thread. ' +
      'For what needs an answer save a draft with create_draft as a reply, and send nothing. ' +
      'Then propose which messages to archive or label, and change labels only once I agree.',
  },
];
