import { upperId } from '../../kernel/ids';
import { type Bucket } from '../../kernel/limits';
import { type JsonObject } from '../../kernel/call';
import { refuse } from '../failure';
import { BOT_ID, personOfUser, SLACKBOT_ID, TEAM_ID } from '../ids';
import { type Channel, type Message } from '../model';
import { directChannel } from './conversations';
import { RateLimited } from './rate';
import { TS, visible, type Method, type MethodCall } from './method';
import { botProfile, messageShape, permalink } from './shapes';

/** About one message per second and channel; a short burst passes. */
const POSTING: Bucket = { capacity: 5, perSecond: 1 };
const MAX_TEXT = 40_000;
const MAX_BLOCKS = 50;
const FURTHEST_DAYS = 120;

interface Content {
  text: string;
  blocks?: JsonObject[];
  attachments?: JsonObject[];
}

function content({ args }: MethodCall): Content {
  const text = args.text('text') ?? '';
  const blocks = args.list('blocks', 'invalid_blocks_format');
  const attachments = args.list('attachments', 'invalid_attachments');
  if (!text && !blocks?.length && !attachments?.length) return refuse('no_text');
  if ([...text].length > MAX_TEXT) return refuse('msg_too_long');
  if (blocks && (blocks.length > MAX_BLOCKS || blocks.some((block) => typeof block.type !== 'string'))) {
    return refuse('invalid_blocks');
  }
  if (attachments && attachments.length > 100) return refuse('too_many_attachments');
  const numbered = attachments?.map((attachment, index) => ({ id: index + 1, fallback: '', ...attachment }));
  return { text, blocks: blocks?.length ? blocks : undefined, attachments: numbered };
}

/** Where to post: a conversation's id, a channel's name, or a person, whose direct message it then is. */
function target(method: MethodCall): Channel {
  const { args, session, workspace } = method;
  const given = args.need('channel');
  if (personOfUser(given)) return directChannel(method, [given])[0];
  const named = (channel: Channel) => channel.kind !== 'im' && channel.name === given.replace(/^#/, '');
  const channel = workspace.channel(given) ?? workspace.channels.list('').find(named);
  if (!channel || !session.sees(channel)) return refuse('channel_not_found');
  if (channel.archived) return refuse('is_archived');
  const mayPost = session.isMember(channel) || (session.bot && session.has('chat:write.public'));
  return mayPost ? channel : refuse('not_in_channel');
}

function threadOf({ args, workspace }: MethodCall, channel: Channel): string | undefined {
  const ts = args.text('thread_ts');
  if (ts === undefined) return undefined;
  if (!TS.test(ts)) return refuse('invalid_thread_ts');
  const root = workspace.message(channel.id, ts);
  return root ? (root.threadTs ?? root.ts) : refuse('thread_not_found');
}

function draft(method: MethodCall, channel: Channel): Omit<Message, 'ts'> {
  const { args, session } = method;
  const custom = ['username', 'icon_emoji', 'icon_url'].some((name) => args.text(name) !== undefined);
  if (custom && session.bot) session.need('chat:write.customize');
  const threadTs = threadOf(method, channel);
  return {
    ...content(method),
    channel: channel.id,
    user: session.userId,
    bot: session.bot,
    threadTs,
    broadcast: threadTs !== undefined && args.flag('reply_broadcast') ? true : undefined,
    reactions: [],
  };
}

function postMessage(method: MethodCall) {
  const { sandbox, workspace } = method;
  const channel = target(method);
  const message = draft(method, channel);
  const taken = sandbox.limits.take(`slack:${TEAM_ID}:posting:${channel.id}`, POSTING);
  if (!taken.ok) throw new RateLimited(Math.ceil(taken.retryAfter));
  const posted = workspace.post(message);
  return { channel: channel.id, ts: posted.ts, message: messageShape(posted, workspace) };
}

/** The caller's own message; Slack lets nobody edit or delete somebody else's through an app. */
function own(method: MethodCall, failure: string): Message {
  const { args, session, workspace } = method;
  const channel = visible(method);
  const ts = args.need('ts');
  const message = workspace.message(channel.id, ts);
  if (!message) return refuse('message_not_found');
  return message.user === session.userId && !message.subtype ? message : refuse(failure);
}

function update(method: MethodCall) {
  const { workspace, session } = method;
  const message = own(method, 'cant_update_message');
  const edited = { user: session.userId, ts: `${workspace.seconds()}.000000` };
  const saved = workspace.save({ ...message, ...content(method), edited });
  const { text, channel, ts } = saved;
  /* Unlike everywhere else, this answer shows no blocks that Slack made of the text itself. */
  return { channel, ts, text, message: { ...messageShape(saved, workspace), blocks: saved.blocks } };
}

function remove(method: MethodCall) {
  const { workspace } = method;
  const message = own(method, 'cant_delete_message');
  const { channel, ts } = message;
  /* The first message of a thread leaves a tombstone, so that its replies keep their place. */
  if (workspace.replies(message).length) {
    const text = 'This message was deleted.';
    workspace.save({ ts, channel, user: SLACKBOT_ID, text, subtype: 'tombstone', reactions: [] });
  } else workspace.messages.delete(channel, ts);
  return { channel, ts };
}

function schedule(method: MethodCall) {
  const { args, workspace, session } = method;
  const channel = target(method);
  const postAt = Number(args.need('post_at'));
  if (!Number.isInteger(postAt) || postAt <= 0) return refuse('invalid_time');
  if (postAt <= workspace.seconds()) return refuse('time_in_past');
  if (postAt > workspace.seconds() + FURTHEST_DAYS * 86_400) return refuse('time_too_far');
  const message = draft(method, channel);
  const id = upperId('Q0', `slack:scheduled:${workspace.sandbox.store.next('slack:scheduled')}`);
  workspace.scheduled.put('', id, { id, postAt, message });
  return {
    channel: channel.id,
    scheduled_message_id: id,
    post_at: postAt,
    message: {
      type: 'delayed_message',
      text: message.text,
      user: session.userId,
      team: TEAM_ID,
      ...(session.bot ? { bot_id: BOT_ID, bot_profile: botProfile(workspace) } : {}),
    },
  };
}

export const CHAT_METHODS: Record<string, Method> = {
  'chat.postMessage': { tier: 'special', scope: 'chat:write', json: true, run: postMessage },
  'chat.update': { tier: 't3', scope: 'chat:write', json: true, run: update },
  'chat.delete': { tier: 't3', scope: 'chat:write', json: true, run: remove },
  'chat.scheduleMessage': { tier: 't3', scope: 'chat:write', json: true, run: schedule },
  'chat.getPermalink': {
    tier: 'special',
    run: (method) => {
      const channel = visible(method);
      const message = method.workspace.message(channel.id, method.args.need('message_ts'));
      return message ? { channel: channel.id, permalink: permalink(message) } : refuse('message_not_found');
    },
  },
};
