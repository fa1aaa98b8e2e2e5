import { sandboxCredentials } from '../../core/sandbox-credentials';
import { type JsonObject } from '../kernel/call';
import { randomText, signV0 } from '../kernel/crypto';
import { upperId } from '../kernel/ids';
import { type Delivery, type EventRequest, type Sandbox } from '../platform';
import { CHANNELS } from '../world/chat';
import { APP_ID, BOT_USER_ID, channelId, TEAM_ID, userId } from './ids';
import { Workspace, type Channel, type Message } from './model';

export const SLACK_EVENTS = [
  'message',
  'app_mention',
  'reaction_added',
  'reaction_removed',
  'member_joined_channel',
  'channel_created',
  'app_uninstalled',
  'tokens_revoked',
  'app_rate_limited',
  'url_verification',
] as const;

const SIGNED = 'application/json';

/** An event of the Events API. A true one also happens in the workspace, so that the API agrees with it. */
export function slackEvent(request: EventRequest, sandbox: Sandbox): Delivery {
  const secret = sandboxCredentials('slack').webhookSecret;
  const timestamp = Math.floor(sandbox.now() / 1000) + request.skew;
  const body = JSON.stringify(envelope(request, new Workspace(sandbox)));
  return {
    body,
    contentType: SIGNED,
    headers: async (sent) => ({
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': await signV0(secret, timestamp, sent),
    }),
  };
}

function envelope(request: EventRequest, workspace: Workspace): JsonObject {
  const { type, data } = request;
  const token = upperId('', 'slack:verification-token', 24);
  if (type === 'url_verification') return { token, challenge: randomText(52), type, ...data };
  if (type === 'app_rate_limited') {
    const minute = Math.floor(workspace.seconds() / 60) * 60;
    return { token, type, team_id: TEAM_ID, minute_rate_limited: minute, api_app_id: APP_ID, ...data };
  }
  const authorizations = [authorization(request, workspace)];
  return {
    token,
    team_id: TEAM_ID,
    context_team_id: TEAM_ID,
    context_enterprise_id: null,
    api_app_id: APP_ID,
    event: { ...event(request, workspace), ...data },
    type: 'event_callback',
    event_id: upperId('Ev0', `slack:event:${workspace.sandbox.store.next('slack:event')}`),
    event_time: workspace.seconds(),
    authorizations,
    is_ext_shared_channel: false,
  };
}

/** The one installation Slack names: the person's own where there is one, else the bot's. */
function authorization({ account }: EventRequest, workspace: Workspace): JsonObject {
  const live = workspace.sandbox.tokens.live('slack');
  const own = live.some(({ role, person }) => role === 'user' && person === account.person);
  const bot = !own && live.some(({ role }) => role === 'bot');
  const user = bot ? BOT_USER_ID : userId(account.person);
  return { enterprise_id: null, team_id: TEAM_ID, user_id: user, is_bot: bot, is_enterprise_install: false };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

function channelOf(request: EventRequest, workspace: Workspace): Channel | undefined {
  const wanted = textOf(request.data.channel);
  const all = workspace.channels.list('');
  return (
    all.find(({ id, name }) => wanted !== undefined && (id === wanted || name === wanted.replace(/^#/, ''))) ??
    workspace.channel(channelId(CHANNELS[0]?.key ?? ''))
  );
}

function event(request: EventRequest, workspace: Workspace): JsonObject {
  const { type } = request;
  const channel = channelOf(request, workspace);
  const user = textOf(request.data.user) ?? userId(request.account.person);
  const eventTs = workspace.nextTs();
  switch (type) {
    case 'message':
    case 'app_mention': {
      const mention = type === 'app_mention' ? `<@${BOT_USER_ID}> ` : '';
      const message = said(request, workspace, channel, user, `${mention}Has anybody told Ruth about the new date?`);
      const { text, ts, threadTs } = message;
      return {
        type,
        ...(type === 'message' ? { channel_type: channel?.kind === 'im' ? 'im' : kindOf(channel) } : {}),
        user,
        text,
        ts,
        ...(threadTs ? { thread_ts: threadTs } : {}),
        client_msg_id: crypto.randomUUID(),
        team: TEAM_ID,
        channel: message.channel,
        event_ts: ts,
      };
    }
    case 'reaction_added':
    case 'reaction_removed': {
      const [last] = channel ? workspace.messages.list(channel.id).slice(-1) : [];
      const reaction = textOf(request.data.reaction) ?? 'eyes';
      if (last && !request.forged) react(workspace, last, reaction, user, type === 'reaction_added');
      const item = { type: 'message', channel: channel?.id, ts: last?.ts };
      return { type, user, reaction, item, item_user: last?.user, event_ts: eventTs };
    }
    case 'member_joined_channel':
      return { type, user, channel: channel?.id, channel_type: 'C', team: TEAM_ID, inviter: channel?.creator };
    case 'channel_created':
      return { type, channel: { id: channel?.id, name: channel?.name, created: channel?.created, creator: user } };
    case 'app_uninstalled':
      if (!request.forged) workspace.sandbox.tokens.end('slack', undefined, 'revoke');
      return { type };
    case 'tokens_revoked':
      if (!request.forged) workspace.sandbox.tokens.end('slack', request.account.person, 'revoke');
      return { type, tokens: { oauth: [user], bot: [BOT_USER_ID] } };
    default:
      return { type, user, event_ts: eventTs };
  }
}

const kindOf = (channel: Channel | undefined) => (channel?.kind === 'private' ? 'group' : 'channel');

function said(
  { data, forged }: EventRequest,
  workspace: Workspace,
  channel: Channel | undefined,
  user: string,
  fallback: string,
): Message {
  const message: Message = {
    ts: textOf(data.ts) ?? workspace.nextTs(),
    channel: channel?.id ?? '',
    user,
    text: textOf(data.text) ?? fallback,
    threadTs: textOf(data.thread_ts),
    reactions: [],
  };
  return forged ? message : workspace.save(message);
}

function react(workspace: Workspace, message: Message, name: string, user: string, add: boolean): void {
  const others = message.reactions.filter((reaction) => reaction.name !== name);
  const users = (message.reactions.find((reaction) => reaction.name === name)?.users ?? []).filter((u) => u !== user);
  if (add) users.push(user);
  workspace.save({ ...message, reactions: users.length ? [...others, { name, users }] : others });
}
