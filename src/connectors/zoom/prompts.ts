import { type Prompt } from '../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'prepare_follow_up',
    title: 'Prepare a follow-up',
    description: 'What a past meeting decided, who promised what, and a message to send to everybody who was there.',
    arguments: [
      { name: 'meeting', description: 'Its topic, number or UUID. Default: the latest one.', required: false },
      { name: 'tone', description: 'How the message should sound, for example “short and friendly”.', required: false },
    ],
    render: ({ meeting = '', tone = '' }) =>
      `Prepare the follow-up of ${meeting === '' ? 'my latest Zoom meeting' : `the Zoom meeting ${meeting}`}. Find it with list_meetings (type previous) and use its uuid from then on. Read get_meeting_summary; where there is none, or where it leaves a question open, read get_transcript to its end. See who came with list_participants. Tell me the decisions, then each promise with who made it and by when, then what stayed open, and say which of these the transcript confirms. Then write a message to the participants${tone === '' ? '' : `, ${tone},`} with those points. Do not send anything.`,
  },
];
