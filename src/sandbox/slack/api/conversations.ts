import { upperId } from '../../kernel/ids';
import { cursorOf, pageOf, readCursor } from '../args';
import { refuse } from '../failure';
import { BOT_USER_ID, personOfUser } from '../ids';
import { type Channel, type Message } from '../model';
import { TS, visible, type Method, type MethodCall } from './method';
import { channelShape, messageShape } from './shapes';

const KINDS: Record<string, Channel['kind']> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};
const SCOPE_OF_KIND = { public: 'channels:read', private: 'groups:read', im: 'im:read', mpim: 'mpim:read' } as const;

/** A conversation whose messages the caller may read: a bot has to be in it, people may read public ones. */
function readable(method: MethodCall): Channel {
  const channel = visible(method);
  method.session.needFor(channel, 'history');
  if (method.session.bot && !method.session.isMember(channel)) refuse('not_in_channel');
  return channel;
}

/** Timestamps are compared as texts of equal length, never as floating point numbers. */
function stamp(method: MethodCall, name: string): string | undefined {
  const text = method.args.text(name);
  if (text === undefined || text === '0') return undefined;
  if (!TS.test(text)) return refuse(`invalid_ts_${name}`);
  const [seconds = '', fraction = ''] = text.split('.');
  return `${seconds.padStart(10, '0')}.${fraction.padEnd(6, '0')}`;
}

interface Window {
  oldest?: string;
  latest?: string;
  inclusive: boolean;
}

const windowOf = (method: MethodCall): Window => ({
  oldest: stamp(method, 'oldest'),
  latest: stamp(method, 'latest'),
  inclusive: method.args.flag('inclusive'),
});

function within({ ts }: Message, { oldest, latest, inclusive }: Window): boolean {
  if (oldest && (inclusive ? ts < oldest : ts <= oldest)) return false;
  return !latest || (inclusive ? ts <= latest : ts < latest);
}

function history(method: MethodCall) {
  const { args, workspace } = method;
  const channel = readable(method);
  const limit = args.int('limit', 100, 999, 'invalid_limit');
  const window = windowOf(method);
  const before = readCursor('next_ts', args.text('cursor'));
  const everything = workspace.messages.list(channel.id);
  const shown = everything
    .filter((message) => !message.threadTs || message.broadcast)
    .filter((message) => within(message, window) && (before === undefined || message.ts <= before))
    .reverse();
  const page = shown.slice(0, limit);
  const next = shown[limit];
  return {
    messages: page.map((message) =>
      messageShape(
        message,
        workspace,
        everything.filter((reply) => reply.threadTs === message.ts && reply.ts !== message.ts),
      ),
    ),
    has_more: next !== undefined,
    pin_count: 0,
    channel_actions_ts: null,
    channel_actions_count: 0,
    ...(next ? { response_metadata: { next_cursor: cursorOf('next_ts', next.ts) } } : {}),
  };
}

function replies(method: MethodCall) {
  const { args, workspace } = method;
  const channel = readable(method);
  const limit = args.int('limit', 1000, 1000, 'invalid_limit');
  const window = windowOf(method);
  const root = workspace.message(channel.id, args.need('ts'));
  if (!root) return refuse('thread_not_found');
  const answers = root.threadTs ? [] : workspace.replies(root);
  const thread = [root, ...answers.filter((message) => within(message, window))];
  const [page, next] = pageOf('reply', thread, args.text('cursor'), limit);
  return {
    messages: page.map((message) => messageShape(message, workspace, message === root ? answers : [])),
    has_more: next !== '',
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
}

function open(method: MethodCall) {
  const { args, session } = method;
  const given = args.text('channel');
  const full = args.flag('return_im');
  const answer = (channel: Channel, known: boolean) => ({
    ...(known ? { no_op: true, already_open: true } : {}),
    channel: full || !known ? { ...channelShape(channel, session.userId, false), is_open: true } : { id: channel.id },
  });
  if (given) {
    const channel = visible(method);
    if (channel.kind !== 'im' && channel.kind !== 'mpim') return refuse('method_not_supported_for_channel_type');
    session.needFor(channel, 'write');
    return answer(channel, true);
  }
  const users = [...new Set((args.text('users') ?? '').split(',').map((id) => id.trim()))].filter(Boolean);
  if (!users.length) return refuse('users_list_not_supplied');
  if (users.length > 8) return refuse('too_many_users');
  for (const id of users) if (!personOfUser(id) && id !== BOT_USER_ID) return refuse('user_not_found');
  session.need(users.length === 1 ? 'im:write' : 'mpim:write');
  if (session.bot && users.includes(BOT_USER_ID)) return refuse('cannot_dm_bot');
  return answer(...directChannel(method, users));
}

/** The conversation of exactly these people, made when it does not exist yet. */
export function directChannel({ session, workspace }: MethodCall, users: string[]): [Channel, boolean] {
  const members = [...new Set([session.userId, ...users])].sort();
  const kind = users.length === 1 ? 'im' : 'mpim';
  const same = (channel: Channel) => channel.kind === kind && [...channel.members].sort().join() === members.join();
  const known = workspace.channels.list('').find(same);
  if (known) return [known, true];
  const channel: Channel = {
    id: upperId(kind === 'im' ? 'D0' : 'G0', `slack:direct:${members.join()}`),
    name: kind === 'im' ? '' : `mpdm-${members.map((id) => id.toLowerCase()).join('--')}-1`,
    kind,
    topic: '',
    purpose: kind === 'im' ? '' : 'Group messaging',
    members,
    creator: session.userId,
    created: workspace.seconds(),
    general: false,
    archived: false,
  };
  workspace.saveChannel(channel);
  return [channel, false];
}

function join(method: MethodCall) {
  const { session, workspace } = method;
  const channel = visible(method);
  if (channel.kind !== 'public') return refuse('method_not_supported_for_channel_type');
  if (channel.archived) return refuse('is_archived');
  if (session.isMember(channel)) {
    const warning = 'already_in_channel';
    return {
      channel: channelShape(channel, session.userId, false),
      warning,
      response_metadata: { warnings: [warning] },
    };
  }
  const joined = { ...channel, members: [...channel.members, session.userId] };
  workspace.saveChannel(joined);
  const text = `<@${session.userId}> has joined the channel`;
  workspace.post({ channel: channel.id, user: session.userId, text, subtype: 'channel_join', reactions: [] });
  return { channel: channelShape(joined, session.userId, false) };
}

export const CONVERSATION_METHODS: Record<string, Method> = {
  'conversations.list': {
    tier: 't2',
    run: ({ args, session, workspace }) => {
      const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
      const kinds = types.map((type) => KINDS[type] ?? refuse('invalid_types'));
      for (const kind of kinds) session.need(SCOPE_OF_KIND[kind]);
      const limit = args.int('limit', 100, 1000, 'invalid_limit');
      const withArchived = !args.flag('exclude_archived');
      const shown = workspace.channels
        .list('')
        .filter((c) => kinds.includes(c.kind) && session.sees(c) && (withArchived || !c.archived));
      const [page, next] = pageOf('team', shown, args.text('cursor'), limit);
      const channels = page.map((channel) => channelShape(channel, session.userId, true));
      return { channels, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.info': {
    tier: 't3',
    run: (method) => {
      const channel = visible(method);
      method.session.needFor(channel, 'read');
      const withCount = method.args.flag('include_num_members');
      return { channel: channelShape(channel, method.session.userId, withCount) };
    },
  },
  'conversations.history': { tier: 't3', run: history },
  'conversations.replies': { tier: 't3', run: replies },
  'conversations.members': {
    tier: 't4',
    run: (method) => {
      const channel = visible(method);
      method.session.needFor(channel, 'read');
      const limit = method.args.int('limit', 100, 1000, 'invalid_limit');
      const [members, next] = pageOf('member', channel.members, method.args.text('cursor'), limit);
      return { members, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.open': { tier: 't3', json: true, run: open },
  'conversations.join': {
    tier: 't3',
    json: true,
    run: (method) => {
      method.session.need(method.session.bot ? 'channels:join' : 'channels:write');
      return join(method);
    },
  },
};
