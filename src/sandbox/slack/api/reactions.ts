import { refuse } from '../failure';
import { type Message } from '../model';
import { TS, visible, type Method, type MethodCall } from './method';
import { messageShape, permalink } from './shapes';

const EMOJI = /^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$/;
const MOST_KINDS = 23;

function item(method: MethodCall): Message {
  const { args, workspace } = method;
  const ts = args.text('timestamp');
  if (!args.text('channel') || ts === undefined) return refuse('no_item_specified');
  if (!TS.test(ts)) return refuse('bad_timestamp');
  const channel = visible(method);
  return workspace.message(channel.id, ts) ?? refuse('message_not_found');
}

function emoji({ args }: MethodCall): string {
  const name = args.need('name').replace(/^:|:$/g, '');
  return EMOJI.test(name) ? name : refuse('invalid_name');
}

function add(method: MethodCall) {
  const { session, workspace } = method;
  const name = emoji(method);
  const message = item(method);
  const known = message.reactions.find((reaction) => reaction.name === name);
  if (known?.users.includes(session.userId)) return refuse('already_reacted');
  if (!known && message.reactions.length >= MOST_KINDS) return refuse('too_many_emoji');
  const reactions = known
    ? message.reactions.map((r) => (r === known ? { ...r, users: [...r.users, session.userId] } : r))
    : [...message.reactions, { name, users: [session.userId] }];
  workspace.save({ ...message, reactions });
  return {};
}

function remove(method: MethodCall) {
  const { session, workspace } = method;
  const name = emoji(method);
  const message = item(method);
  const known = message.reactions.find((reaction) => reaction.name === name);
  if (!known?.users.includes(session.userId)) return refuse('no_reaction');
  const reactions = message.reactions
    .map((r) => (r === known ? { ...r, users: r.users.filter((user) => user !== session.userId) } : r))
    .filter((reaction) => reaction.users.length);
  workspace.save({ ...message, reactions });
  return {};
}

export const REACTION_METHODS: Record<string, Method> = {
  'reactions.add': { tier: 't3', scope: 'reactions:write', json: true, run: add },
  'reactions.remove': { tier: 't2', scope: 'reactions:write', json: true, run: remove },
  'reactions.get': {
    tier: 't3',
    scope: 'reactions:read',
    run: (method) => {
      const message = item(method);
      const shape = { ...messageShape(message, method.workspace), permalink: permalink(message) };
      return { type: 'message', channel: message.channel, message: shape };
    },
  },
};
