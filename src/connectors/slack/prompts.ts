import { type Prompt } from '../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'catch_up',
    title: 'Catch up on a channel',
    description: 'What happened in a channel, what was decided, and what waits for you.',
    arguments: [
      { name: 'channel', description: 'The channel’s name or id.', required: true },
      {
        name: 'since',
        description: 'How far back, for example “since Monday”. Default: the last 24 hours.',
        required: false,
      },
    ],
    render: ({ channel = '', since = '' }) =>
      `Catch me up on the Slack channel ${channel}, ${since === '' ? 'the last 24 hours' : since}. Find it with list_channels, read channel_history and the threads that matter with thread_replies, and look up names with list_users. Tell me in a few lines what was decided, what is open and what waits for me, each with a link from get_permalink.`,
  },
];
