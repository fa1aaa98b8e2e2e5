import { z } from 'zod';
import { defineConnector } from '../../core/define-connector';
import { auth } from './auth';
import { classify, read } from './client';
import { prompts } from './prompts';
import { addReaction } from './tools/add-reaction';
import { channelHistory } from './tools/channel-history';
import { deleteMessage } from './tools/delete-message';
import { getChannel } from './tools/get-channel';
import { getPermalink } from './tools/get-permalink';
import { getUser } from './tools/get-user';
import { joinChannel } from './tools/join-channel';
import { listChannelMembers } from './tools/list-channel-members';
import { listChannels } from './tools/list-channels';
import { listUsers } from './tools/list-users';
import { openConversation } from './tools/open-conversation';
import { removeReaction } from './tools/remove-reaction';
import { scheduleMessage } from './tools/schedule-message';
import { searchMessages } from './tools/search-messages';
import { sendMessage } from './tools/send-message';
import { threadReplies } from './tools/thread-replies';
import { updateMessage } from './tools/update-message';
import { messagesResource } from './sync';
import { teamRoute, userRoute, webhook } from './webhook';

const identity = z.object({ team: z.string(), team_id: z.string(), user: z.string(), user_id: z.string() });

export const slack = defineConnector({
  id: 'slack',
  title: 'Slack',
  description: 'Read, search and write messages in a Slack workspace as the person who connected it.',
  category: 'Messages',
  icon: 'M10 3v18M14 3v18M3 10h18M3 14h18',
  docs: { app: 'https://api.slack.com/apps', api: 'https://docs.slack.dev/reference/methods' },
  origins: { api: 'https://slack.com/api' },
  auth,
  account: async (api) => {
    const { team, team_id: teamId, user, user_id: userId } = await read(api, 'auth.test', {}, identity);
    return {
      id: `${teamId}:${userId}`,
      label: `${user} at ${team}`,
      routes: [teamRoute(teamId), userRoute(teamId, userId)],
    };
  },
  health: async (api) => {
    await read(api, 'auth.test', {}, identity);
  },
  // Slack promises at least so many calls a minute and tolerates bursts; its 429 corrects us.
  limits: {
    default: { capacity: 100, perMinute: 50 },
    special: { capacity: 300, perMinute: 300 },
    tier2: { capacity: 40, perMinute: 20 },
    tier3: { capacity: 100, perMinute: 50 },
    tier4: { capacity: 200, perMinute: 100 },
    posting: { capacity: 10, perMinute: 60 },
  },
  classify,
  webhook,
  sync: { resources: { messages: messagesResource } },
  tools: [
    searchMessages,
    listChannels,
    getChannel,
    listChannelMembers,
    channelHistory,
    threadReplies,
    getPermalink,
    listUsers,
    getUser,
    sendMessage,
    updateMessage,
    deleteMessage,
    scheduleMessage,
    addReaction,
    removeReaction,
    openConversation,
    joinChannel,
  ],
  prompts,
});
