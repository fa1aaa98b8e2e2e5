import { type JsonObject } from '../../kernel/call';
import { cursorOf, readCursor } from '../args';
import { refuse } from '../failure';
import { BOT_USER_ID, personOfUser, TEAM_ID } from '../ids';
import { type Channel, type Message } from '../model';
import { type Method, type MethodCall } from './method';
import { nameOfUser, permalink } from './shapes';

const DAY_S = 86_400;
const MOST_PAGES = 100;

type Test = (message: Message, channel: Channel) => boolean;

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Slack matches whole words, and the beginning of a word when it ends in a star. */
function wordTest(term: string): Test {
  const prefix = term.endsWith('*');
  const escaped = fold(prefix ? term.slice(0, -1) : term).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}${prefix ? '' : '(?![\\p{L}\\p{N}])'}`, 'u');
  return (message) => pattern.test(fold(message.text));
}

function dayStart(value: string, now: number): number | undefined {
  const today = Math.floor(now / DAY_S) * DAY_S;
  if (value === 'today') return today;
  if (value === 'yesterday') return today - DAY_S;
  const parsed = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  return Number.isNaN(parsed) ? undefined : parsed / 1000;
}

function dateTest(kind: string, value: string, now: number): Test {
  const start = dayStart(value.toLowerCase(), now);
  if (start === undefined) return () => false;
  if (kind === 'before') return ({ ts }) => Number(ts) < start;
  if (kind === 'after') return ({ ts }) => Number(ts) >= start + DAY_S;
  return ({ ts }) => Number(ts) >= start && Number(ts) < start + DAY_S;
}

function modifier(kind: string, value: string, method: MethodCall): Test | undefined {
  const bare = value.replace(/^[@#]/, '').replace(/^<[@#]([A-Z0-9]+)(\|[^>]*)?>$/, '$1');
  const me = method.session.userId;
  switch (kind) {
    case 'from':
      return ({ user }) => (bare === 'me' ? user === me : user === bare || nameOfUser(user) === fold(bare));
    case 'in':
      return (_, channel) => channel.name === bare || channel.id === bare || directWith(channel, me, fold(bare));
    case 'to':
      return (_, channel) => channel.kind === 'im' && channel.members.includes(me);
    case 'with':
      return (_, channel) => directWith(channel, me, fold(bare));
    case 'has':
      if (value === 'link') return ({ text }) => /https?:\/\//.test(text);
      if (value === 'reaction') return ({ reactions }) => reactions.length > 0;
      return ({ reactions }) => reactions.some(({ name }) => `:${name}:` === value);
    case 'is':
      return value === 'thread' ? ({ threadTs }) => threadTs !== undefined : undefined;
    case 'before':
    case 'after':
    case 'on':
    case 'during':
      return dateTest(kind, value, method.workspace.seconds());
    default:
      return undefined;
  }
}

const directWith = (channel: Channel, me: string, name: string) =>
  channel.kind === 'im' && channel.members.some((member) => member !== me && nameOfUser(member) === name);

function tests(query: string, method: MethodCall): Test[] {
  return [...query.matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)].map(([, minus, phrase, word = '']) => {
    const [, kind = '', value = ''] = /^([a-z]+):(.+)$/i.exec(word) ?? [];
    const test =
      phrase === undefined ? (modifier(kind.toLowerCase(), value, method) ?? wordTest(word)) : wordTest(phrase);
    return minus ? (message, channel) => !test(message, channel) : test;
  });
}

function searchMessages(method: MethodCall): JsonObject {
  const { args, session, workspace } = method;
  const query = args.text('query')?.trim();
  if (!query) return refuse('no_query');
  const count = Math.min(args.int('count', 20, Number.MAX_SAFE_INTEGER, 'invalid_arguments'), 100);
  const cursor = args.text('cursor');
  const page =
    cursor === undefined || cursor === '*'
      ? Math.min(args.int('page', 1, Number.MAX_SAFE_INTEGER, 'invalid_arguments'), MOST_PAGES)
      : Number(readCursor('page', cursor));
  const all = tests(query, method);
  const found = workspace.channels
    .list('')
    .filter((channel) => session.sees(channel))
    .flatMap((channel) => workspace.messages.list(channel.id).map((message) => ({ message, channel })))
    .filter(({ message, channel }) => !message.subtype && all.every((test) => test(message, channel)))
    .sort((a, b) => b.message.ts.localeCompare(a.message.ts));
  if (args.text('sort_dir') === 'asc') found.reverse();
  const pages = Math.max(1, Math.ceil(found.length / count));
  const first = (page - 1) * count;
  const matches = found.slice(first, first + count).map((hit) => matchShape(hit.message, hit.channel));
  const total = found.length;
  return {
    query,
    messages: {
      total,
      pagination: {
        total_count: total,
        page,
        per_page: count,
        page_count: pages,
        first: matches.length ? first + 1 : 0,
        last: first + matches.length,
      },
      paging: { count, total, page, pages },
      matches,
    },
    ...(cursor === undefined
      ? {}
      : { response_metadata: { next_cursor: page < pages ? cursorOf('page', page + 1) : '' } }),
  };
}

function matchShape(message: Message, channel: Channel): JsonObject {
  const direct = channel.kind === 'im';
  return {
    iid: crypto.randomUUID(),
    team: TEAM_ID,
    score: 0,
    channel: {
      id: channel.id,
      is_channel: channel.kind === 'public',
      is_group: channel.kind === 'private',
      is_im: direct,
      is_mpim: channel.kind === 'mpim',
      is_shared: false,
      is_org_shared: false,
      is_ext_shared: false,
      is_private: channel.kind !== 'public',
      name: direct ? (channel.members.find(personOfUser) ?? BOT_USER_ID) : channel.name,
      pending_shared: [],
      is_pending_ext_shared: false,
    },
    type: direct ? 'im' : 'message',
    user: message.user,
    username: nameOfUser(message.user),
    ts: message.ts,
    text: message.text,
    permalink: permalink(message),
    no_reactions: message.reactions.length === 0,
  };
}

export const SEARCH_METHODS: Record<string, Method> = {
  'search.messages': { tier: 't2', scope: 'search:read', only: 'user', run: searchMessages },
};
